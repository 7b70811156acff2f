-- vanished_items: one row per work item that its source stopped delivering, though a later file covers its period.
-- Reads    delivered_items (one row per load and item), delivered_periods (loads that deliver a period once more), rejects
-- Defines  batch_number: the first such load after the item's last
-- Not      an item whose row that load set aside, and one that came back later
with last_told as (
    select
        source,
        service,
        item_id,
        max(batch_number) as last_number,
        arg_max(opened_on, batch_number) as opened_on,
        arg_max_null(ended_on, batch_number) as ended_on
    from delivered_items
    where source in (select source from delivered_periods)
    group by source, service, item_id
),
lacking as (
    select last_told.*, batch_number, batch_id
    from last_told
    inner join delivered_periods on delivered_periods.source = last_told.source
        and delivered_periods.service = last_told.service
        and batch_number > last_number
        and opened_on between opened_from and opened_until
        and coalesce(ended_on >= ended_from, true)
    qualify batch_number = min(batch_number) over (partition by last_told.source, last_told.service, item_id)
),
set_aside as (
    select distinct batch_id, trim(unnest(json_extract_string(cells, '$.*'))) as item_id
    from rejects
    where batch_id in (select batch_id from lacking)
)
select source, service, item_id, opened_on, batch_number, batch_id
from lacking
anti join set_aside using (batch_id, item_id)
