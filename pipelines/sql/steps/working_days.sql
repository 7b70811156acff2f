-- working_days: one row per service and day, numbered by the working days up to and with it.
-- Reads    calendar_days (one row per service and day that a target in working days can reach)
select
    service,
    day,
    is_working,
    count(*) filter (is_working) over (partition by service order by day) as number
from calendar_days
