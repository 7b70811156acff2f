-- need_items: one row per item, the need that it serves, by which rule and how sure.
-- Reads    items (one row per work item), trusted_chains (which items hang together), trusted_links (why)
-- Defines  need_id: the number of the need's first item
with joined as (
    select
        service,
        item_rank,
        item_id,
        coalesce(first_rank, item_rank) as first_rank
    from items
    left join trusted_chains using (service, item_rank)
),
either_way as (
    select service, later as item_rank, earlier as other_rank, rule, confidence, true as to_earlier from trusted_links
    union all
    select service, earlier, later, rule, confidence, false from trusted_links
),
surest as (
    select *
    from either_way
    qualify row_number() over (
        partition by service, item_rank order by to_earlier desc, confidence desc, other_rank desc, rule
    ) = 1
)
select
    joined.service,
    first_item.item_id as need_id,
    joined.item_id,
    case when joined.item_rank <> joined.first_rank then other.item_id end as linked_to,
    case when joined.item_rank = joined.first_rank then 'first' else surest.rule end as rule,
    case when joined.item_rank = joined.first_rank then 1 else surest.confidence end::double as confidence
from joined
inner join items as first_item on first_item.service = joined.service and first_item.item_rank = joined.first_rank
left join surest on surest.service = joined.service and surest.item_rank = joined.item_rank
left join items as other on other.service = surest.service and other.item_rank = surest.other_rank
order by joined.service, need_id, joined.item_rank
