-- last_told_items: one row per work item that a source delivered, with what it last said of it.
-- Reads    delivered_items (one row per load and item)
-- Defines  first_number, last_number: the first and the last load that had the item
--          opened_on, ended_on: as the last of them says
select
    source,
    service,
    item_id,
    min(batch_number) as first_number,
    max(batch_number) as last_number,
    arg_max(opened_on, batch_number) as opened_on,
    arg_max_null(ended_on, batch_number) as ended_on
from delivered_items
group by source, service, item_id
