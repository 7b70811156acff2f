-- links: one row per pair of items that rules join, earlier and later by opening, with the surest of those rules.
-- Reads    pairs (the same by the items' numbers), linked_items (the order of the items)
with found as (
    select
        least(one.item_rank, other.item_rank) as earlier,
        greatest(one.item_rank, other.item_rank) as later,
        min({unsure: -confidence, rule: rule}) as surest
    from pairs
    inner join linked_items as one on one.item_number = pairs.one
    inner join linked_items as other on other.item_number = pairs.other
    group by all
)
select earlier, later, surest.rule, -surest.unsure as confidence
from found
