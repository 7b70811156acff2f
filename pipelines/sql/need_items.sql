-- need_items: one row per item, the need that it serves, by which rule and how sure.
-- Reads    items (one row per work item), trusted_chains (which items hang together), trusted_links (why)
-- Defines  need_id: the number of the need's first item
with either_way as (
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
),
chained as (
    select
        trusted_chains.service,
        first_item.item_id as need_id,
        own.item_id,
        trusted_chains.item_rank,
        trusted_chains.item_rank = trusted_chains.first_rank as is_first,
        case when not is_first then other.item_id end as linked_to,
        case when is_first then 'first' else surest.rule end as rule,
        case when is_first then 1 else surest.confidence end as confidence
    from trusted_chains
    inner join items as own on own.service = trusted_chains.service and own.item_rank = trusted_chains.item_rank
    inner join items as first_item
        on first_item.service = trusted_chains.service and first_item.item_rank = trusted_chains.first_rank
    left join surest on surest.service = trusted_chains.service and surest.item_rank = trusted_chains.item_rank
    left join items as other on other.service = surest.service and other.item_rank = surest.other_rank
),
alone as (
    select service, item_id, item_rank from items anti join trusted_chains using (service, item_rank)
),
served as (
    select service, need_id, item_id, item_rank, linked_to, rule, confidence from chained
    union all
    select service, item_id, item_id, item_rank, null, 'first', 1 from alone
)
select service, need_id, item_id, linked_to, rule, confidence::double as confidence
from served
order by service, need_id, item_rank
