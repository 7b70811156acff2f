-- trusted_links: one row per pair that counts.
-- Reads    links, chains, items, long_chains, mixed_chains
-- Not      in a chain that is too long: what the source itself does not say;
--          in a chain of two households: what joins a household to an item of which none is known
select links.*
from links
inner join chains on chains.service = links.service and chains.item_rank = links.earlier
inner join items as earlier on earlier.service = links.service and earlier.item_rank = links.earlier
inner join items as later on later.service = links.service and later.item_rank = links.later
left join long_chains on long_chains.service = chains.service and long_chains.first_rank = chains.first_rank
left join mixed_chains on mixed_chains.service = chains.service and mixed_chains.first_rank = chains.first_rank
where (long_chains.first_rank is null or links.confidence >= 0.95)
    and (
        mixed_chains.first_rank is null
        or coalesce('customer ' || earlier.customer_id, 'place ' || earlier.place_id, '')
        = coalesce('customer ' || later.customer_id, 'place ' || later.place_id, '')
    )
