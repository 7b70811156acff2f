-- trusted_links: one row per pair that counts.
-- Reads    links, chains, linked_items, long_chains, mixed_chains
-- Not      in a chain that is too long: what the source itself does not say;
--          in a chain of two households: what joins a household to an item of which none is known
with doubted as (
    select first_rank, bool_or(is_long) as is_long, bool_or(not is_long) as is_mixed
    from (
        select first_rank, true as is_long from long_chains
        union all
        select first_rank, false from mixed_chains
    )
    group by first_rank
),
placed as (
    select links.*, is_long, is_mixed
    from links
    inner join chains on chains.item_rank = links.earlier
    left join doubted using (first_rank)
)
select earlier, later, rule, confidence
from placed
where is_long is null
union all
select placed.earlier, placed.later, rule, confidence
from placed
inner join linked_items as earlier on earlier.item_rank = placed.earlier
inner join linked_items as later on later.item_rank = placed.later
where is_long is not null
    and (not is_long or confidence >= 0.95)
    and (
        not is_mixed
        or person_of(earlier.customer_id, earlier.place_id) is not distinct from person_of(later.customer_id, later.place_id)
    )
