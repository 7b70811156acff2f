-- mixed_chains: one row per chain in which items without a customer (or place) would join two households.
-- Reads    chains (one row per linked item), items
with placed as (
    select
        service,
        first_rank,
        count(*) as items,
        count(distinct customer_id) as customers,
        list_distinct(list(place_id) filter (customer_id is null and place_id is not null)) as unnamed_places,
        list_distinct(list(place_id) filter (customer_id is not null and place_id is not null)) as customer_places
    from chains
    inner join items using (service, item_rank)
    group by service, first_rank
)
select service, first_rank, items
from placed
where customers > 1
    or len(unnamed_places) > 1
    or len(unnamed_places) = 1 and len(customer_places) > 0 and not list_contains(customer_places, unnamed_places[1])
