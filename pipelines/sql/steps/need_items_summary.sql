-- need_items_summary: one row per need, what its items say together.
-- Reads    items, need_item_turns, visits
-- Defines  waiting_items: open items that the last visit did not complete; the others are open in the system only
--          undated_items: items that may have made the need done, nobody knows when
--          reentries: items that we cancelled while a later item went on with the same need
--          system_says: late when any counted item is late, else in_time when any is counted, else open or not_counted
-- How      each item is told as if it were a need of its own; only those that share one are put together
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
told as (  -- each item as if it were a need of its own
    select
        service,
        need_id,
        is_shared,
        item_rank,
        turn,
        customer_id,
        place_id,
        category,
        team,
        opened_at,
        least(opened_at, requested_at) as first_asked_at,
        -- Of the first item: what its first target allowed.
        target_first_at as promise_target_at,
        coalesce(priority_first, priority_last) as promise_priority,
        person,
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
        coalesce(turn = last_turn and status = 'cancelled' and cancelled_by = 'customer', false) as ends_withdrawn,
        cancelled_at as last_cancelled_at,
        kind = 'make_safe' and status = 'done' as has_make_safe,
        status = 'no_access' as has_no_access,
        status = 'done' and outcome = 'not_done' as has_closed_without_doing,
        target_last_at > target_first_at as has_target_moved,
        coalesce(clock_stop_days, 0) > 0 as has_clock_stop,
        rule in ('parent', 'request') as has_split,
        status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another and turn >= last_turn as has_cancelled,
        completes and worked_until_at > reported_done_at as has_work_after_closing,
        target_last_at is null as has_no_target,
        on_target_reported and reported_done_at > target_last_at
        or on_target_reported and status = 'open' and target_last_at < as_of as has_other_verdict
    from items
    inner join need_item_turns using (service, item_id)
    left join completed_by_visit using (service, item_id)
),
summed as (
    select
        service,
        need_id,
        arg_min(customer_id, item_rank) as customer_id,
        arg_min(place_id, item_rank) as place_id,
        arg_min(category, item_rank) as category,
        arg_max(team, turn) as team,
        arg_min(team, item_rank) as first_team,
        min(opened_at) as first_opened_at,
        min(first_asked_at) as first_asked_at,
        arg_min(opened_at, item_rank) as promise_opened_at,
        arg_min_null(promise_target_at, item_rank) as promise_target_at,
        arg_min_null(promise_priority, item_rank) as promise_priority,
        max(person) as person,
        any_value(as_of) as as_of,
        sum(columns('^(?:items|handovers|reentries|.*_items)$'))::bigint,
        sum(days_reported) as days_reported,
        bool_or(ends_withdrawn) as ends_withdrawn,
        max(last_cancelled_at) as last_cancelled_at,
        bool_or(columns('^has_'))
    from told
    where is_shared
    group by service, need_id
    union all by name
    select
        * exclude (is_shared, item_rank, turn, opened_at),
        team as first_team,
        opened_at as first_opened_at,
        opened_at as promise_opened_at
    from told
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
