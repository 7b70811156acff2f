-- service_weeks: one row per service, the weeks that its data reach over.
-- Reads    work_items, service_clock
-- Defines  last_week: the last week that has wholly passed at as_of and in which work still came in
with opened as (
    select service, min(monday(opened_at)) as first_week, max(monday(opened_at)) as last_opened_week
    from work_items
    group by service
)
select
    service,
    first_week,
    least(
        case when monday(as_of + to_days(1)) > monday(as_of) then monday(as_of) else monday(as_of) - 7 end, last_opened_week
    )::date as last_week
from service_clock
inner join opened using (service)
