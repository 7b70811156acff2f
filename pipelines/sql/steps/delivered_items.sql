-- delivered_items: one row per load and work item in it, of the sources that delivered more than once.
-- Reads    loads, history_work_items (each new content of an item), seen (items that came again as they were known)
-- Defines  opened_on, ended_on: the days that the load itself says
-- Not      loads that were taken back, and the sample data beside own data
with counting as (
    select batch_id, batch_number, source
    from loads
    where relation = 'work_items' and undone_at is null
        and is_sample = (select bool_and(is_sample) from loads where undone_at is null)
    qualify count(*) over (partition by source) > 1
),
contents as (
    select
        service,
        item_id,
        row_hash,
        batch_id,
        row_number,
        opened_at::date as opened_on,
        coalesce(reported_done_at, recorded_done_at, cancelled_at)::date as ended_on
    from history_work_items
    where exists (select 1 from counting)
)
select source, batch_number, batch_id, row_number, service, item_id, opened_on, ended_on
from contents
inner join counting using (batch_id)
union all
select
    source,
    batch_number,
    seen.batch_id,
    seen.row_number,
    seen.service,
    item_id,
    any_value(opened_on) as opened_on,
    any_value(ended_on) as ended_on
from seen
inner join counting using (batch_id)
inner join contents on contents.service = seen.service and contents.item_id = seen.record_id
    and contents.row_hash = seen.row_hash
where relation = 'work_items'
group by all
