-- mixed_chains: one row per chain in which items without a customer (or place) would join two households.
-- Reads    chains (one row per linked item), linked_items
with unlike as (  -- most chains are of one customer at one place: only the others need a closer look
    select first_rank
    from chains
    inner join linked_items using (item_rank)
    group by first_rank
    having min(customer_id) is distinct from max(customer_id)
        or count(customer_id) not in (0, count(*))
        or count(customer_id) = 0 and min(place_id) is distinct from max(place_id)
),
placed as (
    select
        first_rank,
        any_value(service) as service,
        count(*) as items,
        count(distinct customer_id) as customers,
        list_distinct(list(place_id) filter (customer_id is null and place_id is not null)) as unnamed_places,
        list_distinct(list(place_id) filter (customer_id is not null and place_id is not null)) as customer_places
    from chains
    semi join unlike using (first_rank)
    inner join linked_items using (item_rank)
    group by first_rank
)
select service, first_rank, items
from placed
where customers > 1
    or len(unnamed_places) > 1
    or len(unnamed_places) = 1 and len(customer_places) > 0 and not list_contains(customer_places, unnamed_places[1])
