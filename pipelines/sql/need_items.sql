-- need_items: one row per item, the need that it serves, by which rule and how sure.
-- Reads    work_items
select service, need_id, item_id, linked_to, link_rule as rule, link_confidence as confidence
from work_items
