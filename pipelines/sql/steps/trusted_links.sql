-- trusted_links: one row per pair that counts; in a chain that is too long only what the source itself says.
-- Reads    links, chains, long_chains
select links.*
from links
inner join chains on chains.service = links.service and chains.item_rank = links.earlier
left join long_chains on long_chains.service = chains.service and long_chains.first_rank = chains.first_rank
where long_chains.first_rank is null or links.confidence >= 0.95
