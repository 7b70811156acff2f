-- need_items: one row per need and item that serves it, by which rule and how sure.
-- Reads    work_items, shared_faults (the other households of a fault of several)
select service, need_id, item_id, linked_to, link_rule as rule, link_confidence as confidence
from work_items
union all
select items.service, faults.need_id, item_id, null, 'shared_fault', 1
from shared_faults as faults
inner join work_items as items on items.service = faults.service and items.need_id = faults.item_need_id
where household > 1
