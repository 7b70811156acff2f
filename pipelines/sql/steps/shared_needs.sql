-- shared_needs: one row per need of several items, what they say together.
-- Reads    told_items (each item as if it were a need of its own)
select
    any_value(service) as service,
    need_number,
    any_value(need_id) as need_id,
    true as is_shared,
    arg_min(customer_id, item_rank) as customer_id,
    arg_min(place_id, item_rank) as place_id,
    arg_min(category, item_rank) as category,
    arg_max(team, turn) as team,
    arg_min(team, item_rank) as first_team,
    count(distinct worker) as item_workers,
    min(opened_at) as first_opened_at,
    max(ended_at) as ended_at,
    min(first_asked_at) as first_asked_at,
    arg_min(opened_at, item_rank) as promise_opened_at,
    arg_min_null(promise_target_at, item_rank) as promise_target_at,
    arg_min_null(promise_priority, item_rank) as promise_priority,
    max(person) as person,
    concern_together(concern) as concern,
    any_value(as_of) as as_of,
    sum(columns('^(?:items|handovers|reentries|.*_items)$'))::bigint,
    sum(days_reported) as days_reported,
    sum(stop_days) as stop_days,
    min(first_done_at) as first_done_at,
    max(last_completion_at) as last_completion_at,
    max(last_completion_counts_from) as last_completion_counts_from,
    max(last_ask_at) as last_ask_at,
    bool_or(ends_withdrawn) as ends_withdrawn,
    max(ends_because) as ends_because,
    max(gone_at) as gone_at,
    max(last_cancelled_at) as last_cancelled_at,
    bool_or(columns('^has_'))
from told_items
where is_shared
group by need_number
