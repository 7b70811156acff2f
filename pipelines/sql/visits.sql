-- visits: one row per visit, with the need it was paid for.
-- Reads    delivered_visits, work_items, need_keys
-- Defines  need_id: the need of the item named; else the need of the same person that was open on that day,
--          a void only where no other was
with dated as (
    select *, coalesce(started_at, ended_at, planned_from, planned_to) as visited_at from delivered_visits
),
named as (
    select dated.service, visit_id, need_id
    from dated
    inner join work_items using (service, item_id)
),
searched as (
    select service, visit_id, visited_at, unnest(keys_of_caller(customer_id, place_id)) as key from dated where item_id is null
),
by_person as (
    select service, visit_id, need_id
    from searched
    inner join need_keys using (service, key)
    where date_trunc('day', visited_at) >= date_trunc('day', opens_at)
        and (closes_at is null or date_trunc('day', visited_at) <= by_end(closes_at))
    qualify row_number() over (partition by service, visit_id order by concern = 'void', opens_at desc, need_id) = 1
),
joined as (
    select * from named
    union all
    select * from by_person
)
select dated.* exclude (row_hash, delivered, visited_at), need_id
from dated
left join joined using (service, visit_id)
order by service, need_id, visited_at
