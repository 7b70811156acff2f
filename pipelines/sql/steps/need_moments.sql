-- need_moments: one row per moment of a need that bears on whether it is done.
-- Reads    items, need_items, contacts, visits, answers, service_rules
-- Defines  completion: a finished item or visit that can make the need done; an item when the last work on it was logged
--          ask: something that asks for another completion after it (a new item, a complaint)
--          refusal: an answer "no" or "partly", which asks for it too
--          came_back: of the asks, those with which the person comes back: a linked new item, a complaint
-- Order    within a day without times a completion comes after any ask (its counts_from) and before a refusal
with returns as (
    -- The source itself says that the person came back; a return after the window is a need of its own.
    select service, need_id, first_done_at, reopened_at
    from items
    inner join need_items using (service, item_id)
    inner join service_rules using (service)
    where reopened_at is not null and coalesce(days_between(first_done_at, reopened_at) between 0 and came_back_days, true)
),
asking_contacts as (
    select * from contacts where is_complaint(meaning) and need_id is not null
),
completing_visits as (
    select
        visits.service,
        visits.need_id,
        coalesce(visits.ended_at, visits.started_at, visits.planned_to, visits.planned_from) as visited_at
    from visits
    left join items on items.service = visits.service and items.item_id = visits.item_id
    where visits.outcome = 'done' and visits.need_id is not null and visited_at is not null
        and coalesce(items.kind, 'case') not in ('make_safe', 'inspection')
        and coalesce(items.outcome, 'done') = 'done'
        and coalesce(items.status, 'open') not in ('cancelled', 'no_access')
)
select
    service, need_id, 'completion' as moment, greatest(reported_done_at, worked_until_at) as happened_at,
    by_end(greatest(reported_done_at, worked_until_at)) as counts_from, false as came_back
from items
inner join need_items using (service, item_id)
where completes
union all
select service, need_id, 'completion', first_done_at, by_end(first_done_at), false
from returns
where first_done_at is not null
union all
select service, need_id, 'ask', reopened_at, reopened_at, true
from returns
union all
select service, need_id, 'completion', visited_at, by_end(visited_at), false
from completing_visits
union all
select
    -- Work reported done before its record was opened (a night call entered the next morning) was asked for before it.
    items.service, need_id, 'ask', least(items.opened_at, items.reported_done_at),
    least(items.opened_at, items.reported_done_at),
    need_items.rule in ('came_back', 'withdrawn_and_back') and before.item_rank < items.item_rank
from items
inner join need_items using (service, item_id)
left join items as before on before.service = items.service and before.item_id = need_items.linked_to
where items.kind <> 'inspection' and not items.is_duplicate_of_another
    and (items.status <> 'cancelled' or items.cancelled_by <> 'customer')
union all
select service, need_id, 'ask', "at", "at", true
from asking_contacts
union all
select service, need_id, 'refusal', by_end("at"), by_end("at"), false
from answers
where solved in ('no', 'partly') and need_id is not null
