-- trusted_chains: one row per item that a trusted link joins, and the first item of its need.
-- Reads    trusted_links (one row per pair that counts)
select * from chained('trusted_links')
