-- need_items_summary: one row per need, what its items say together.
-- Reads    shared_needs (needs of several items), told_items (the only item of every other one)
-- Defines  system_says: late when any counted item is late, else in_time when any is counted, else open or not_counted
with summed as (
    select * from shared_needs
    union all by name
    select
        * exclude (item_rank, turn, worker, opened_at),
        team as first_team,
        (worker is not null)::bigint as item_workers,
        opened_at as first_opened_at,
        opened_at as promise_opened_at
    from told_items
    where not is_shared
)
select
    * exclude (ends_withdrawn),
    ends_withdrawn and open_items = 0 as is_withdrawn,
    case
        when late_items > 0 then 'late'
        when counted_items > 0 then 'in_time'
        when open_items > 0 then 'open'
        else 'not_counted'
    end as system_says
from summed
