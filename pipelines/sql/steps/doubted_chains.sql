-- doubted_chains: one row per chain that is not believed without a person looking at it, and why.
-- Reads    long_chains, mixed_chains, linked_items
-- Defines  item_id: the first item of the chain
with doubted as (
    select first_rank, 'long_chain' as issue, items::varchar || ' items, ' || days::varchar || ' days' as value
    from long_chains
    union all
    select first_rank, 'mixed_households', items::varchar || ' items' from mixed_chains
)
select service, item_id, issue, value
from doubted
inner join linked_items on linked_items.item_rank = doubted.first_rank
