-- service_clock: one row per service with work items, and its own now.
-- Defines  as_of: the latest recorded event of the service; never a target or a planned moment
with events as (
    select
        service,
        greatest(
            opened_at, requested_at, reported_done_at, recorded_done_at, cancelled_at, reopened_at, worked_until_at
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
