-- told_items: one row per item and need, told as if it were a need of its own.
-- Reads    item_needs, visits
-- Defines  first_asked_at: another household than the first asked when it called, not when the item was opened
--          waiting_items: open, and the last visit did not complete it; the others are open in the system only
--          ends_because: the last item of its need, for which the person is gone or that another organisation has now;
--          gone_at: when; an inspection takes nothing from what was done before it
--          undated_items: may have made the need done, nobody knows when
with real_visits as (
    select
        *,
        coalesce(started_at, ended_at, planned_from, planned_to) as visited_at,
        max(visited_at) over (partition by service, item_id) as last_visited_at
    from visits
    where item_id is not null and took_place(outcome)
),
completed_by_visit as (
    select service, item_id, true as has_done_visit
    from real_visits
    group by service, item_id
    having bool_or(outcome = 'done' and visited_at = last_visited_at)
)
select
    service,
    need_number,
    need_id,
    is_shared,
    item_rank,
    turn,
    household_id as customer_id,
    place_id,
    category,
    team,
    worker,
    opened_at,
    ended_at,
    case when not is_copy then least(opened_at, requested_at) end as first_asked_at,
    -- Of the first item: what its first target allowed.
    target_first_at as promise_target_at,
    coalesce(priority_first, priority_last) as promise_priority,
    coalesce(person, 'customer ' || household_id) as person,
    as_of,
    1 as items,
    is_handover::bigint as handovers,
    is_reentry::bigint as reentries,
    (status = 'open')::bigint as open_items,
    (status = 'open' and not coalesce(has_done_visit, false))::bigint as waiting_items,
    (
        status = 'done' and reported_done_at is null and kind not in ('make_safe', 'inspection')
        and coalesce(outcome, 'done') = 'done'
    )::bigint as undated_items,
    in_reported_count::bigint as counted_items,
    coalesce(on_target_reported = false, false)::bigint as late_items,
    case when in_reported_count then days_reported end as days_reported,
    case when in_reported_count then coalesce(clock_stop_days, 0) else 0 end as stop_days,
    completed_at as first_done_at,
    completed_at as last_completion_at,
    by_end(completed_at) as last_completion_counts_from,
    asked_at as last_ask_at,
    coalesce(turn = last_turn and status = 'cancelled' and cancelled_by = 'customer', false) as ends_withdrawn,
    case when turn = last_turn then gone_because end as ends_because,
    case when ends_because is not null and kind <> 'inspection' then ended_at end as gone_at,
    case when status = 'cancelled' then ended_at end as last_cancelled_at,
    concern_of(kind) as concern,
    status = 'cancelled' as has_cancelled_clock,
    kind = 'make_safe' and status = 'done' as has_make_safe,
    status = 'no_access' as has_no_access,
    status = 'done' and outcome = 'not_done' as has_closed_without_doing,
    target_last_at > target_first_at as has_target_moved,
    coalesce(clock_stop_days, 0) > 0 as has_clock_stop,
    link_rule in ('parent', 'request') as has_split,
    status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another and turn >= last_turn as has_cancelled,
    completes and worked_until_at > reported_done_at as has_work_after_closing,
    target_last_at is null as has_no_target,
    on_target_reported and reported_done_at > target_last_at
    or on_target_reported and status = 'open' and target_last_at < as_of as has_other_verdict
from item_needs
left join completed_by_visit using (service, item_id)
