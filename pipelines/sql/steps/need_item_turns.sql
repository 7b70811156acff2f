-- need_item_turns: one row per item that shares its need with others, and its turn in the order in which they went.
-- Reads    trusted_chains (which items hang together), trusted_links (why), linked_items
-- Defines  need_number, need_id: the numbers of the need's first item
--          rule, confidence, linked_to: the surest of what joins the item, to an earlier one where there is one
--          turn: of items opened at one moment what was cancelled comes first
--          last_turn: of the need, duplicates left aside
--          is_reentry: we cancelled it while a later item went on with the same need
--          is_handover: another team has it than the last that is known of the items before it
--          is_return: with it the person came back
with either_way as (
    select later as item_rank, earlier as other_rank, rule, confidence from trusted_links
    union all
    select earlier, later, rule, confidence from trusted_links
),
surest as (
    select *
    from either_way
    qualify row_number() over (
        partition by item_rank order by other_rank < item_rank desc, confidence desc, other_rank desc, rule
    ) = 1
),
shared as (
    select
        own.item_number,
        own.item_rank,
        first_item.item_number as need_number,
        first_item.item_id as need_id,
        own.item_rank = trusted_chains.first_rank as is_first,
        case when not is_first then other.item_id end as linked_to,
        case when is_first then 'first' else surest.rule end as rule,
        case when is_first then 1 else surest.confidence end as confidence,
        surest.other_rank < own.item_rank as is_after_other,
        nullif(own.team, 'no team') as known_team,
        own.status = 'cancelled' and own.cancelled_by <> 'customer' and not own.is_duplicate_of_another as is_cancelled_by_us,
        own.is_duplicate_of_another,
        row_number() over (
            partition by first_item.item_number order by own.opened_at, own.status <> 'cancelled', own.item_rank
        ) as turn
    from trusted_chains
    inner join linked_items as own on own.item_rank = trusted_chains.item_rank
    inner join linked_items as first_item on first_item.item_rank = trusted_chains.first_rank
    left join surest on surest.item_rank = trusted_chains.item_rank
    left join linked_items as other on other.item_rank = surest.other_rank
)
select
    item_number,
    item_rank,
    need_number,
    need_id,
    linked_to,
    rule,
    confidence::double as confidence,
    turn,
    max(turn) filter (not is_duplicate_of_another) over of_need as last_turn,
    coalesce(is_cancelled_by_us and turn < last_turn, false) as is_reentry,
    coalesce(known_team <> lag(known_team ignore nulls) over (of_need order by turn), false) as is_handover,
    coalesce(rule in ('came_back', 'withdrawn_and_back') and is_after_other, false) as is_return
from shared
window of_need as (partition by need_number)
