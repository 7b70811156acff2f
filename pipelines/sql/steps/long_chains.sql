-- long_chains: one row per chain that is too long to be believed without a person looking at it.
-- Reads    chains (one row per linked item), links, linked_items, service_rules (the longest a chain may be)
-- Defines  members: its items; first_rank is the first of them
-- Not      what people joined by hand: they looked at it. Where they joined two chains each is judged by itself
with looked_at as (
    select distinct first_rank
    from links
    inner join chains on chains.item_rank = links.earlier
    where rule = 'manual'
),
joined_by_rules as (
    select earlier, later
    from links
    inner join chains on chains.item_rank = links.earlier
    semi join looked_at using (first_rank)
    where rule <> 'manual'
),
judged as (
    from chains anti join looked_at using (first_rank)
    union all
    from chained('joined_by_rules')
),
too_long as (
    select
        service,
        first_rank,
        count(*) as items,
        date_diff('day', min(opened_at), max(opened_at)) as days
    from judged
    inner join linked_items using (item_rank)
    inner join service_rules using (service)
    group by service, first_rank, longest_chain_items, longest_chain_days
    having count(*) > longest_chain_items or date_diff('day', min(opened_at), max(opened_at)) > longest_chain_days
)
select service, first_rank, any_value(items) as items, any_value(days) as days, list(item_rank) as members
from judged
inner join too_long using (first_rank)
group by service, first_rank
