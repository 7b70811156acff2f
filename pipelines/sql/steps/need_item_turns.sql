-- need_item_turns: one row per item in its need, with its turn in the order in which the items went.
-- Reads    items, need_items
-- Defines  turn: of items opened at one moment what was cancelled comes first
--          last_turn: of the need, duplicates left aside
--          is_reentry: we cancelled it while a later item went on with the same need
with placed as (
    select
        service,
        need_id,
        item_id,
        rule,
        status = 'cancelled' and cancelled_by <> 'customer' and not is_duplicate_of_another as is_cancelled_by_us,
        is_duplicate_of_another,
        row_number() over (partition by service, need_id order by opened_at, status <> 'cancelled', item_rank) as turn
    from items
    inner join need_items using (service, item_id)
)
select
    service,
    need_id,
    item_id,
    rule,
    turn,
    max(turn) filter (not is_duplicate_of_another) over (partition by service, need_id) as last_turn,
    coalesce(is_cancelled_by_us and turn < last_turn, false) as is_reentry
from placed
