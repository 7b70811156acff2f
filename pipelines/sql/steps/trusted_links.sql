-- trusted_links: one row per pair that counts.
-- Reads    links, chains, linked_items, long_chains, mixed_chains
-- Not      in a chain that is too long: what the source itself does not say, nor people;
--          in a chain of two households: what joins a household to an item of which none is known
with long_items as (
    select unnest(members) as item_rank from long_chains
),
placed as (
    select links.*, long_items.item_rank is not null as is_long, mixed_chains.first_rank is not null as is_mixed
    from links
    inner join chains on chains.item_rank = links.earlier
    left join long_items on long_items.item_rank = links.earlier
    left join mixed_chains using (first_rank)
)
select earlier, later, rule, confidence
from placed
where not is_long and not is_mixed
union all
select placed.earlier, placed.later, rule, confidence
from placed
inner join linked_items as earlier on earlier.item_rank = placed.earlier
inner join linked_items as later on later.item_rank = placed.later
where (is_long or is_mixed)
    and (not is_long or confidence >= 0.95)
    and (
        not is_mixed
        or person_of(earlier.customer_id, earlier.place_id) is not distinct from person_of(later.customer_id, later.place_id)
    )
