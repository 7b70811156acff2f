-- touched_items: one row per work item that may be linked otherwise than it was: with other content, or other decisions of people.
-- Reads    history_work_items, linked_loads (the loads whose items were linked), recorded_links, linked_decisions (as they were then)
with decided as (
    select service, item_id, other_item_id from recorded_links where undone_at is null
),
decided_otherwise as (
    (from decided except from linked_decisions)
    union
    (from linked_decisions except from decided)
)
select distinct service, item_id
from history_work_items
anti join linked_loads using (batch_id)
union
select service, item_id from decided_otherwise
union
select service, other_item_id from decided_otherwise where other_item_id is not null
