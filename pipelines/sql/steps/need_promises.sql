-- need_promises: one row per need, when the person first asked and what moment was promised then.
-- Reads    need_items_summary, need_told (what else is known of it), priority_targets, working_days, service_rules
-- Defines  first_contact_at: the first contact, request or opening: the clock starts here, once; a call that asks how
--          far it is starts none, unless nothing else of the household is known
--          promised_at: first contact plus the time that the first item's first target allowed;
--          without a target the profile's priority, then its days_without_target, stand in
with asked as (
    select
        summary.* replace (
            least(summary.first_done_at, told.first_done_at) as first_done_at,
            greatest(summary.last_completion_at, told.last_completion_at) as last_completion_at,
            greatest(summary.last_completion_counts_from, told.last_completion_counts_from) as last_completion_counts_from,
            greatest(summary.last_ask_at, told.last_ask_at) as last_ask_at
        ),
        told.* exclude (
            need_number, first_called_at, first_heard_at, first_done_at, last_completion_at, last_completion_counts_from,
            last_ask_at
        ),
        coalesce(least(first_asked_at, first_called_at), first_heard_at) as first_contact_at
    from need_items_summary as summary
    left join need_told as told using (need_number)
),
priced as (
    select
        asked.*,
        priority_targets.target,
        priority_targets.unit,
        days_without_target
    from asked
    inner join service_rules using (service)
    left join priority_targets
        on priority_targets.service = asked.service and priority_targets.priority = asked.promise_priority
),
promised as (
    select
        priced.*,
        to_microseconds((target * 3600000000)::bigint) as hours_allowed,
        case
            when promise_target_at is not null then 'first_target'
            when target is not null then 'priority'
            when days_without_target is not null then 'days_without_target'
        end as promise_rule,
        case promise_rule
            when 'first_target'
                then case
                    when first_contact_at = promise_opened_at then promise_target_at
                    -- A target without a time, or a start without one: whole days, to the end of the last.
                    when promise_target_at = end_of_day(promise_target_at) or is_day(first_contact_at) or is_day(promise_opened_at)
                        then end_of_day(first_contact_at + to_days(date_diff('day', promise_opened_at, promise_target_at)::integer))
                    else first_contact_at + (promise_target_at - promise_opened_at)
                end
            when 'priority'
                then case unit
                    when 'hour'
                        then case
                            when is_day(first_contact_at) then end_of_day(first_contact_at + hours_allowed)
                            else first_contact_at + hours_allowed
                        end
                    when 'calendar_day' then end_of_day(first_contact_at + to_days(target::integer))
                end
            when 'days_without_target' then end_of_day(first_contact_at + to_days(days_without_target))
        end as promised_without_calendar
    from priced
)
select
    promised.* exclude (target, unit, hours_allowed, days_without_target, promised_without_calendar),
    coalesce(promised_without_calendar, end_of_day(last_working_day.day::timestamp)) as promised_at
from promised
left join working_days as first_working_day
    on unit = 'working_day' and promise_rule = 'priority'
    and first_working_day.service = promised.service and first_working_day.day = first_contact_at::date
left join working_days as last_working_day
    on last_working_day.service = promised.service and last_working_day.is_working
    and last_working_day.number = first_working_day.number + target::integer
