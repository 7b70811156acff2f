-- mixed_chains: one row per chain in which items without a customer (or place) would join two households.
-- Reads    chains (one row per linked item), items
select service, first_rank, count(*) as items
from chains
inner join items using (service, item_rank)
group by service, first_rank
having count(distinct customer_id) > 1 or count(distinct place_id) filter (customer_id is null) > 1
