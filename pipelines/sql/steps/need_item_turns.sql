-- need_item_turns: one row per item in its need, with its turn in the order in which the items went.
-- Reads    items, need_items, trusted_chains (which items share a need)
-- Defines  turn: of items opened at one moment what was cancelled comes first
--          last_turn: of the need, duplicates left aside
--          is_reentry: we cancelled it while a later item went on with the same need
--          is_shared: the need has other items too
--          is_handover: another team has it than the last that is known of the items before it
with shared as (
    select
        service,
        need_id,
        item_id,
        items.item_rank,
        need_items.rule,
        nullif(team, 'no team') as known_team,
        status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another as is_cancelled_by_us,
        is_duplicate_of_another,
        row_number() over (partition by service, need_id order by opened_at, status <> 'cancelled', items.item_rank) as turn
    from trusted_chains
    inner join items using (service, item_rank)
    inner join need_items using (service, item_id)
),
alone as (
    select service, need_id, item_id, need_items.rule, is_duplicate_of_another
    from items
    anti join trusted_chains using (service, item_rank)
    inner join need_items using (service, item_id)
)
select
    service,
    need_id,
    item_id,
    rule,
    turn,
    max(turn) filter (not is_duplicate_of_another) over of_need as last_turn,
    coalesce(is_cancelled_by_us and turn < last_turn, false) as is_reentry,
    coalesce(known_team <> lag(known_team ignore nulls) over (of_need order by turn), false) as is_handover,
    true as is_shared
from shared
window of_need as (partition by service, need_id)
union all
select service, need_id, item_id, rule, 1, case when not is_duplicate_of_another then 1 end, false, false, false
from alone
