-- need_items_summary: one row per need, what its items say together.
-- Reads    items, need_item_turns, visits
-- Defines  waiting_items: open items that the last visit did not complete; the others are open in the system only
--          undated_items: items that may have made the need done, nobody knows when
--          reentries: items that we cancelled while a later item went on with the same need
--          system_says: late when any counted item is late, else in_time when any is counted, else open or not_counted
with real_visits as (
    select
        *,
        coalesce(started_at, ended_at, planned_from, planned_to) as visited_at,
        max(visited_at) over (partition by service, item_id) as last_visited_at
    from visits
    where item_id is not null and coalesce(outcome, 'unknown') not in ('cancelled_organisation', 'cancelled_customer')
),
completed_by_visit as (
    select service, item_id, true as has_done_visit
    from real_visits
    group by service, item_id
    having bool_or(outcome = 'done' and visited_at = last_visited_at)
),
in_turn as (
    select
        items.*,
        coalesce(has_done_visit, false) as has_done_visit,
        need_id,
        rule,
        turn,
        last_turn,
        is_reentry,
        is_handover
    from items
    inner join need_item_turns using (service, item_id)
    left join completed_by_visit using (service, item_id)
)
select
    service,
    need_id,
    arg_min(customer_id, item_rank) as customer_id,
    arg_min(place_id, item_rank) as place_id,
    arg_min(category, item_rank) as category,
    arg_max(team, turn) as team,
    arg_min(team, item_rank) as first_team,
    min(opened_at) as first_opened_at,
    min(least(opened_at, requested_at)) as first_asked_at,
    -- Of the first item: what its first target allowed.
    arg_min(opened_at, item_rank) as promise_opened_at,
    arg_min_null(target_first_at, item_rank) as promise_target_at,
    arg_min_null(coalesce(priority_first, priority_last), item_rank) as promise_priority,
    max(person) as person,
    any_value(as_of) as as_of,
    count(*) as items,
    count(*) filter (is_handover) as handovers,
    count(*) filter (is_reentry) as reentries,
    count(*) filter (status = 'open') as open_items,
    count(*) filter (status = 'open' and not has_done_visit) as waiting_items,
    count(*) filter (
        status = 'done' and reported_done_at is null and kind not in ('make_safe', 'inspection')
        and coalesce(outcome, 'done') = 'done'
    ) as undated_items,
    count(*) filter (in_reported_count) as counted_items,
    count(*) filter (on_target_reported = false) as late_items,
    sum(days_reported) filter (in_reported_count) as days_reported,
    coalesce(bool_or(turn = last_turn and status = 'cancelled' and cancelled_by = 'customer'), false)
    and count(*) filter (status = 'open') = 0 as is_withdrawn,
    max(cancelled_at) as last_cancelled_at,
    bool_or(kind = 'make_safe' and status = 'done') as has_make_safe,
    bool_or(status = 'no_access') as has_no_access,
    bool_or(status = 'done' and outcome = 'not_done') as has_closed_without_doing,
    bool_or(target_last_at > target_first_at) as has_target_moved,
    bool_or(coalesce(clock_stop_days, 0) > 0) as has_clock_stop,
    count(*) filter (rule in ('parent', 'request')) > 0 as has_split,
    bool_or(
        status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another and turn >= last_turn
    ) as has_cancelled,
    bool_or(completes and worked_until_at > reported_done_at) as has_work_after_closing,
    bool_or(target_last_at is null) as has_no_target,
    bool_or(
        on_target_reported and reported_done_at > target_last_at
        or on_target_reported and status = 'open' and target_last_at < as_of
    ) as has_other_verdict,
    case
        when late_items > 0 then 'late'
        when counted_items > 0 then 'in_time'
        when open_items > 0 then 'open'
        else 'not_counted'
    end as system_says
from in_turn
group by service, need_id
