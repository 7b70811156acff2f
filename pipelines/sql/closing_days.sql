-- closing_days: one row per service and day of its last 52 weeks, with the items closed on it and the periods that it ends.
-- Reads    work_items, services (as_of)
-- Defines  is_working: Monday to Friday, and a day of the weekend on which half as much is closed; not one without any
--          closing where the service closes five or more on such a day (a public holiday)
--          ends_week, ends_month, ends_quarter: the last working day of it; empty on other days than working days, and in a
--          period that is not over at as_of
-- Why      from the closings themselves: few exports tell when people work
with closings as (
    select service, reported_done_at::date as day, count(*) as items
    from work_items
    inner join services using (service)
    where status in ('done', 'no_access') and reported_done_at::date > as_of::date - 364
    group by all
),
spans as (
    select service, as_of::date as last_day, min(day) as first_day
    from closings
    inner join services using (service)
    group by all
),
days as (
    select service, last_day, unnest(generate_series(first_day::timestamp, last_day::timestamp, to_days(1)))::date as day
    from spans
),
weekdays as (
    select
        *,
        isodow(day) as weekday,
        coalesce(items, 0) as closed,
        avg(closed) over (partition by service, weekday) as usual,
        avg(closed) filter (weekday <= 5) over (partition by service) as usual_in_week
    from days
    left join closings using (service, day)
),
working as (
    select *, (weekday <= 5 or usual >= usual_in_week / 2) and not (closed = 0 and usual >= 5) as is_working
    from weekdays
)
select
    service,
    day,
    closed as items,
    is_working,
    case
        when is_working and date_trunc('week', day) + to_days(6) <= last_day
            then day = max(day) filter (is_working) over (partition by service, date_trunc('week', day))
    end as ends_week,
    case
        when is_working and last_day(day) <= last_day
            then day = max(day) filter (is_working) over (partition by service, date_trunc('month', day))
    end as ends_month,
    case
        when is_working and date_trunc('quarter', day) + to_months(3) <= last_day + 1
            then day = max(day) filter (is_working) over (partition by service, date_trunc('quarter', day))
    end as ends_quarter
from working
order by service, day
