-- changed_items: one row per work item and load that says it otherwise than the source's load before, both side by side.
-- Reads    history_work_items (each new content of an item), first_targets (items with more than one), loads
-- Defines  done_at, target_at: what the organisation counts by
-- Not      one file that was read twice, by other rules
with told as (
    select
        source,
        service,
        item_id,
        batch_number,
        batch_id,
        row_number,
        content_hash,
        coalesce(status, 'open') as status,
        coalesce(reported_done_at, recorded_done_at) as done_at,
        opened_at,
        cancelled_at,
        coalesce(target_first_at, target_last_at) as target_first_at,
        coalesce(target_last_at, target_first_at) as target_at
    from history_work_items
    semi join first_targets using (service, item_id)
    inner join loads using (batch_id)
    where undone_at is null and is_sample = (select bool_and(is_sample) from loads where undone_at is null)
),
beside as (
    select
        *,
        lag(content_hash) over same_item as content_hash_before,
        lag(status) over same_item as status_before,
        lag(opened_at) over same_item as opened_before,
        lag(done_at) over same_item as done_before,
        lag(target_first_at) over same_item as target_first_before,
        lag(target_at) over same_item as target_before
    from told
    window same_item as (partition by source, service, item_id order by batch_number)
)
select * exclude (content_hash, content_hash_before)
from beside
where content_hash <> content_hash_before
