-- chains: one row per linked item, and the first item of all that hang together with it.
-- Reads    links (one row per pair of items)
select * from chained('links')
