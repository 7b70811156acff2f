-- judged_items: one row per work item, with its person, its end and the organisation's verdict on it.
-- Reads    delivered_work_items (each item as it was last delivered), first_targets, service_rules, service_clock
-- Defines  person: the customer, else the place; household limits every link
--          ended_at: when the system's clock of the item stopped
--          completes: a finished item of this kind and outcome can make a need done
--          in_reported_count, on_target_reported: as the organisation counts, by dates or by its own flag
--          gone_because: it was not done, since the person is gone or another organisation has it
--          on_target_strict: by the first target; no stops, no access is not done, cancelled by us is missed;
--          closed without a date cannot be known, and nobody is there to be asked where the person is gone
-- Not      the person's clock: that is `needs`
with dated as (
    select
        delivered.* exclude (row_hash, delivered) replace (
            coalesce(kind, 'case') as kind,
            coalesce(delivered.team, 'no team') as team,
            coalesce(delivered.status, 'open') as status,
            -- A source that tells both targets is believed; of one that tells one target, the first it told is the first.
            case
                when target_first_at is not null and target_last_at is not null then target_first_at
                else coalesce(first_known_target_at, target_first_at, target_last_at)
            end as target_first_at,
            coalesce(target_last_at, target_first_at) as target_last_at,
            case when delivered.status = 'cancelled' then coalesce(cancelled_by, 'unknown') end as cancelled_by
        ),
        coalesce(reported_done_at, recorded_done_at) as closed_at,
        person_of(customer_id, place_id) as person,
        as_of,
        counts_by,
        service_rules.reported_week as week_rule
    from delivered_work_items as delivered
    left join first_targets using (service, item_id)
    inner join service_clock using (service)
    inner join service_rules using (service)
),
judged as (
    select
        * exclude (closed_at) replace (closed_at as reported_done_at),
        clock_ended(status, closed_at, cancelled_at) as ended_at,
        closed_at is not null
        and status = 'done'
        and kind not in ('make_safe', 'inspection')
        and coalesce(outcome, 'done') = 'done' as completes,
        status = 'cancelled' and is_duplicate(cancel_reason) as is_duplicate_of_another,
        case
            when status in ('cancelled', 'no_access') or status = 'done' and outcome = 'not_done' then gone_because(cancel_reason)
        end as gone_because,
        case
            when counts_by = 'flag' then on_time_flag is not null
            else status in ('done', 'no_access') and closed_at is not null and target_last_at is not null
        end as in_reported_count,
        status in ('done', 'no_access') and closed_at is not null as is_closed
    from dated
)
select
    * exclude (counts_by, week_rule, is_closed),
    case
        when not in_reported_count then null
        when week_rule = 'opened' or not is_closed then monday(opened_at)
        else monday(reported_done_at)
    end as reported_week,
    case
        when not in_reported_count then null
        when counts_by = 'flag' then on_time_flag
        else reported_done_at <= target_last_at + to_microseconds((coalesce(clock_stop_days, 0) * 86400000000)::bigint)
    end as on_target_reported,
    case
        when target_first_at is null or target_first_at > as_of or is_duplicate_of_another then null
        when status = 'cancelled' and cancelled_by = 'customer' or gone_because is not null then null
        when status = 'done' and reported_done_at is null then null
        else coalesce(status = 'done' and reported_done_at <= target_first_at, false)
    end as on_target_strict,
    case
        when is_closed and reported_done_at >= opened_at
            then greatest(days_between(opened_at, reported_done_at) - coalesce(clock_stop_days, 0), 0)
        when is_closed and date_trunc('day', reported_done_at) = date_trunc('day', opened_at) and is_day(reported_done_at)
            then 0
    end as days_reported
from judged
