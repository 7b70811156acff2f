-- trusted_chains: one row per item that a trusted link joins, and the first item of its need.
-- Reads    chains (which hang together by any link), long_chains, mixed_chains, trusted_links (one row per pair that counts)
-- Why      a chain that is believed is as it was; of the others only what is left of their links counts
with doubted as (
    select first_rank
    from chains
    semi join (select unnest(members) as item_rank from long_chains) as members_of_long using (item_rank)
    union
    select first_rank from mixed_chains
),
doubted_items as (
    select item_rank from chains semi join doubted using (first_rank)
),
left_links as (
    select earlier, later from trusted_links semi join doubted_items on doubted_items.item_rank = earlier
)
select item_rank, first_rank from chains anti join doubted using (first_rank)
union all
select item_rank, first_rank from chained('left_links')
