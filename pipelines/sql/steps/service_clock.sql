-- service_clock: one row per service with work items, and its own now.
-- Defines  as_of: the latest recorded event of the service; never a target or a planned moment, and no end of what is open:
--          that is when it is expected to be done
with events as (
    select
        service,
        greatest(
            opened_at, requested_at, cancelled_at, reopened_at, worked_until_at,
            case when status is distinct from 'open' then greatest(reported_done_at, recorded_done_at) end
        ) as happened_at
    from delivered_work_items
    union all
    select service, "at" from delivered_contacts
    union all
    select service, greatest(started_at, ended_at) from delivered_visits
    union all
    select service, greatest("at", solved_on) from delivered_answers
)
select
    service,
    max(happened_at) as as_of,
    monday(max(happened_at)) as week_of_as_of
from events
inner join (select distinct service from delivered_work_items) using (service)
group by service
