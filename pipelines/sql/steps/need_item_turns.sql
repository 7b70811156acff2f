-- need_item_turns: one row per item that shares its need with others, and its turn in the order in which they went.
-- Reads    trusted_chains (which items hang together), trusted_links (why), linked_items
-- Defines  need_number, need_id: the numbers of the need's first item
--          rule, confidence, linked_to: the surest of what joins the item, to an earlier one where there is one
--          turn: of items opened at one moment what was cancelled comes first
--          last_turn: of the need, duplicates left aside
--          is_reentry: we cancelled it while a later item went on with the same need
--          is_handover: another team has it than the last that is known of the items before it
--          is_return: with it the person came back
with sure as (  -- how sure a link is, and of those as sure which is the last, in one number: two are compared for longer
    select *, round(100 * confidence)::bigint * 1_000_000_000_000 as sureness from trusted_links
),
either_way as (
    select later as item_rank, true as is_after_other, sureness + earlier as sureness, rule from sure
    union all
    select earlier, false, sureness + later, rule
    from sure
    anti join (select later as earlier from sure) as after_others using (earlier)
),
surest as (
    select
        item_rank,
        any_value(is_after_other) as is_after_other,
        arg_max(rule, sureness) as rule,
        max(sureness) % 1_000_000_000_000 as other_rank,
        max(sureness) // 1_000_000_000_000 / 100 as confidence
    from either_way
    group by item_rank
),
placed as (
    select
        item_number,
        item_rank,
        first_rank,
        nullif(team, 'no team') as known_team,
        status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another as is_cancelled_by_us,
        is_duplicate_of_another,
        row_number() over (partition by first_rank order by opened_at, status <> 'cancelled', item_rank) as turn
    from trusted_chains
    inner join linked_items using (item_rank)
),
in_turn as (
    select
        *,
        max(turn) filter (not is_duplicate_of_another) over of_need as last_turn,
        coalesce(known_team <> lag(known_team ignore nulls) over (of_need order by turn), false) as is_handover
    from placed
    window of_need as (partition by first_rank)
)
select
    in_turn.item_number,
    in_turn.item_rank,
    first_item.item_number as need_number,
    first_item.item_id as need_id,
    case when in_turn.item_rank <> first_rank then other.item_id end as linked_to,
    case when in_turn.item_rank = first_rank then 'first' else surest.rule end as rule,
    case when in_turn.item_rank = first_rank then 1 else surest.confidence end::double as confidence,
    turn,
    last_turn,
    coalesce(is_cancelled_by_us and turn < last_turn, false) as is_reentry,
    is_handover,
    coalesce(is_after_other and surest.rule in ('came_back', 'withdrawn_and_back'), false) as is_return
from in_turn
inner join surest using (item_rank)
inner join linked_items as first_item on first_item.item_rank = in_turn.first_rank
inner join linked_items as other on other.item_rank = surest.other_rank
