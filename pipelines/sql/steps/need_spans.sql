-- need_spans: one row per need, from its first item to the end of its last, to join contacts, visits and answers to it.
-- Reads    item_needs, delivered_contacts, delivered_visits, delivered_answers (services without any need no spans)
-- Defines  closes_at: when the last item ended; empty while one is open
--          concern: of the tenant where any item is, else of a planned programme or a void
with spoken_of as (
    select service from delivered_contacts
    union
    select service from delivered_visits
    union
    select service from delivered_answers
)
select
    service,
    need_id,
    arg_min(household_id, item_rank) as customer_id,
    arg_min(place_id, item_rank) as place_id,
    concern_together(concern_of(kind)) as concern,
    min(opened_at) as opens_at,
    case when count(*) = count(ended_at) then max(ended_at) end as closes_at
from item_needs
semi join spoken_of using (service)
group by service, need_id
