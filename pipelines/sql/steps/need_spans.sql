-- need_spans: one row per need, from its first item to the end of its last, to join contacts, visits and answers to it.
-- Reads    items, need_items, delivered_contacts, delivered_visits, delivered_answers (services without any need no spans)
-- Defines  closes_at: when the last item ended; empty while one is open
select
    service,
    need_id,
    arg_min(customer_id, item_rank) as customer_id,
    arg_min(place_id, item_rank) as place_id,
    min(opened_at) as opens_at,
    case when count(*) = count(ended_at) then max(ended_at) end as closes_at
from items
inner join need_items using (service, item_id)
where service in (
    select service from delivered_contacts
    union all
    select service from delivered_visits
    union all
    select service from delivered_answers
)
group by service, need_id
