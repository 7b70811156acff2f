-- item_signs: one row per item closed, or cancelled by us, in the last 52 weeks of its service, with the signs that it bears.
-- Reads    work_items, services (as_of), closing_days
-- Defines  due_at: the last target and the days that the organisation does not count, as on_target_reported has it
--          tenth: which tenth of the time allowed, counted from the target: -1 the last before it, 1 the first after it.
--          In whole days where one of the moments is a date: then a tenth is a day at least, and less than five days have none
--          each sign: yes or no where the item can bear it, empty where it cannot; target_signs counts them
-- Not      whether a sign is more than chance: that is target_signs. Nothing here is about one person who works
-- Why      no macros: a view of the published file is read where they are not
with ended as (
    select
        service, team, item_id, need_id, kind, opened_at, recorded_done_at, on_time_flag, first_done_at, as_of,
        coalesce(first_reopened_at, reopened_at) as came_back_at,
        status = 'cancelled' as is_cancelled,
        case when is_cancelled then coalesce(cancelled_at, reported_done_at) else reported_done_at end as ended_at,
        target_last_at + to_microseconds((coalesce(clock_stop_days, 0) * 86400000000)::bigint) as due_at,
        opened_at::time = time '00:00' or ended_at::time = time '00:00'
        or target_last_at::time in (time '00:00', time '23:59:59') as in_days
    from work_items
    inner join services using (service)
    where (status in ('done', 'no_access') or is_cancelled and cancelled_by <> 'customer')
        and ended_at >= as_of::date - 363
),
followed as (
    select service, linked_to as item_id, min(opened_at) as next_opened_at
    from work_items
    where linked_to is not null and link_rule <> 'duplicate'
    group by all
),
spread as (
    select
        *,
        date_diff('day', opened_at, due_at) as allowed_days,
        date_diff('day', due_at, ended_at) as days_from_target,
        case when in_days then days_from_target else (epoch(ended_at) - epoch(due_at)) / 86400 end as days_late,
        case
            when not in_days and due_at > opened_at then (epoch(due_at) - epoch(opened_at)) / 864000
            when in_days and allowed_days >= 5 then ceil(allowed_days / 10)
        end as tenth_days,
        case when days_late <= 0 then -1 - floor(-days_late / tenth_days) else ceil(days_late / tenth_days) end as tenth,
        case
            when recorded_done_at::time = time '00:00' or ended_at::time = time '00:00'
                then date_diff('day', ended_at, recorded_done_at)
            else (epoch(recorded_done_at) - epoch(ended_at)) / 86400
        end as recorded_after_days,
        coalesce(next_opened_at, came_back_at) as again_at,
        case when next_opened_at is null then first_done_at else ended_at end as until_again,
        case
            when again_at::time = time '00:00' or until_again::time = time '00:00' then date_diff('day', until_again, again_at)
            else (epoch(again_at) - epoch(until_again)) / 86400
        end as after_days,
        case when after_days >= 0 then after_days end as again_after_days
    from ended
    left join followed using (service, item_id)
)
select
    spread.service,
    team,
    item_id,
    need_id,
    is_cancelled,
    opened_at,
    due_at,
    ended_at,
    allowed_days,
    days_from_target,
    tenth_days,
    tenth,
    on_time_flag,
    again_after_days,
    case when not is_cancelled then recorded_after_days end as recorded_after_days,
    case when not is_cancelled and tenth is not null then tenth = -1 end as is_pile_up,
    case when not is_cancelled then ends_week end as is_period_end_week,
    case when not is_cancelled then ends_month end as is_period_end_month,
    case when not is_cancelled then ends_quarter end as is_period_end_quarter,
    case
        when kind not in ('make_safe', 'inspection') and ended_at <= as_of - to_days(7)
            then coalesce(again_after_days <= 1, false)
    end as is_closed_and_reopened,
    case when is_cancelled and tenth is not null then tenth in (-1, 1) end as is_cancelled_near_target,
    case when not is_cancelled and recorded_after_days is not null then recorded_after_days > 3 end as is_recorded_late,
    case when not is_cancelled and on_time_flag is not null then on_time_flag and coalesce(ended_at > due_at, true) end
        as is_flag_differs
from spread
left join closing_days on closing_days.service = spread.service and closing_days.day = ended_at::date
