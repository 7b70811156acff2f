-- linked_items: one row per item that a rule joins to another, in the order in which they were opened.
-- Reads    pairs (one row per two items), items
-- Defines  item_rank: first opened first; of those opened at one moment the lower number
with joined as (
    select one as item_number from pairs
    union
    select other from pairs
),
ranked as (  -- without what is only carried along: sorting costs by the width
    select item_number, row_number() over (order by opened_at, length(item_id), item_id, service) as item_rank
    from items
    semi join joined using (item_number)
)
select
    item_rank, item_number, service, item_id, customer_id, place_id, opened_at, team, status, cancelled_by, is_duplicate_of_another
from items
inner join ranked using (item_number)
