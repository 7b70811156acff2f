-- first_targets: one row per item that was delivered with other content before, the first target it was ever given.
-- Reads    history_work_items (every content an item ever had, with the load that brought it)
-- Why      a target that moves between two deliveries, or is taken away, moves what was promised, unless the first is kept
select
    service,
    item_id,
    arg_min(coalesce(target_first_at, target_last_at), batch_number) as first_known_target_at
from history_work_items
semi join (select service, item_id from history_work_items where not is_current) as changed using (service, item_id)
inner join loads using (batch_id)
group by service, item_id
