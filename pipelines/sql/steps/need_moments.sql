-- need_moments: one row per moment that bears on whether a need is done, of the needs of which more than their items tell.
-- Reads    item_needs, contacts, visits_of_needs, answers, service_rules
-- Defines  completion: a finished item or visit that can make the need done
--          ask: something that asks for another completion after it (a new item, a complaint)
--          refusal: an answer "no" or "partly", which asks for it too
--          came_back: of the asks, those with which the person comes back: a linked new item, a complaint
-- Order    within a day without times a completion comes after any ask (its counts_from) and before a refusal
with returns as (
    -- The source itself says that the person came back; one that came back for the first time after the window is of another
    -- need. Who came back within it still had the problem, however long it then took.
    select service, need_id, first_done_at, reopened_at
    from item_needs
    inner join service_rules using (service)
    where reopened_at is not null and coalesce(
            days_between(first_done_at, coalesce(first_reopened_at, reopened_at)) between 0 and came_back_days, true
        )
),
completing_visits as (
    select
        visits.service,
        visits.need_id,
        coalesce(visits.ended_at, visits.started_at, visits.planned_to, visits.planned_from) as visited_at
    from visits_of_needs as visits
    left join items on items.service = visits.service and items.item_id = visits.item_id
    where visits.outcome = 'done' and visited_at is not null
        and coalesce(items.kind, 'case') not in ('make_safe', 'inspection')
        and coalesce(items.outcome, 'done') = 'done'
        and coalesce(items.status, 'open') not in ('cancelled', 'no_access')
),
told as (
    select service, need_id, 'completion' as moment, first_done_at as happened_at, by_end(first_done_at) as counts_from, false as came_back
    from returns
    where first_done_at is not null
    union all
    select service, need_id, 'ask', reopened_at, reopened_at, true
    from returns
    union all
    select service, need_id, 'completion', visited_at, by_end(visited_at), false
    from completing_visits
    union all
    select service, need_id, 'ask', "at", "at", true
    from contacts
    where is_complaint(meaning) and need_id is not null
    union all
    select service, need_id, 'refusal', by_end("at"), by_end("at"), false
    from answers
    where solved in ('no', 'partly') and need_id is not null
),
with_more as (
    select service, need_id from told
    union
    select service, need_id from answers where need_id is not null
    union
    select service, need_id from item_needs where is_shared and is_return
),
of_items as (
    select service, need_id, completed_at, asked_at, is_return
    from item_needs
    semi join with_more using (service, need_id)
)
from told
union all
select service, need_id, 'completion', completed_at, by_end(completed_at), false
from of_items
where completed_at is not null
union all
select service, need_id, 'ask', asked_at, asked_at, is_return
from of_items
where asked_at is not null
