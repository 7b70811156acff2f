-- long_chains: one row per chain that is too long to be believed without a person looking at it.
-- Reads    chains (one row per linked item), linked_items, service_rules (the longest a chain may be)
select
    service,
    first_rank,
    count(*) as items,
    date_diff('day', min(opened_at), max(opened_at)) as days
from chains
inner join linked_items using (item_rank)
inner join service_rules using (service)
group by service, first_rank, longest_chain_items, longest_chain_days
having count(*) > longest_chain_items or date_diff('day', min(opened_at), max(opened_at)) > longest_chain_days
