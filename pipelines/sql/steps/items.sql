-- items: one row per work item, as judged_items has it, with a number to join by.
-- Reads    judged_items
-- Defines  item_number: where its row lies; of this publication only. Numbers join quicker than texts
select rowid as item_number, *
from judged_items
