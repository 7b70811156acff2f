-- links: one row per pair of items that a rule joins, earlier and later by opening.
-- Reads    pairs (the same by the items' numbers), linked_items (the order of the items)
select
    least(one.item_rank, other.item_rank) as earlier,
    greatest(one.item_rank, other.item_rank) as later,
    rule,
    confidence
from pairs
inner join linked_items as one on one.item_number = pairs.one
inner join linked_items as other on other.item_number = pairs.other
