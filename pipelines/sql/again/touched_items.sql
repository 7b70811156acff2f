-- touched_items: one row per work item that may be linked otherwise than it was: with other content, other decisions of
--                people, or of a household that says that it is not fixed.
-- Reads    history_work_items, history_contacts, linked_loads (the loads whose items were linked), delivered_work_items,
--          recorded_links, linked_decisions (as they were then)
with decided as (
    select service, item_id, other_item_id from recorded_links where undone_at is null
),
decided_otherwise as (
    (from decided except from linked_decisions)
    union
    (from linked_decisions except from decided)
),
callers as (  -- by any content of a call that is new, or is told otherwise
    select service, customer_id, place_id
    from history_contacts
    semi join (
        select service, contact_id from history_contacts anti join linked_loads using (batch_id)
    ) as told using (service, contact_id)
    where meaning = 'not_fixed'
)
select distinct service, item_id
from history_work_items
anti join linked_loads using (batch_id)
union
select items.service, items.item_id
from callers
inner join delivered_work_items as items on items.service = callers.service and items.customer_id = callers.customer_id
union
select items.service, items.item_id
from callers
inner join delivered_work_items as items on items.service = callers.service and items.place_id = callers.place_id
union
select service, item_id from decided_otherwise
union
select service, other_item_id from decided_otherwise where other_item_id is not null
