-- item_needs: one row per work item and need that it serves, with its turn in it: one need, but for faults of several households.
-- Reads    items, need_item_turns (the items that share a need; every other one is a need of its own), fault_households
-- Defines  is_shared: the need has other items too
--          household_id: the customer, or the household that called about a fault of several
--          is_copy: the need of another household than the first, of the same items
--          completed_at: a finished item that can make the need done; when the last work on it was logged
--          asked_at: it asks for a completion; work reported done before its record was opened (a night call entered the
--          next morning) was asked for before it
with linked as not materialized (
    select
        items.*,
        coalesce(need_number, items.item_number) as need_number,
        coalesce(need_id, item_id) as need_id,
        linked_to,
        coalesce(rule, 'first') as link_rule,
        coalesce(confidence, 1) as link_confidence,
        need_number is not null as is_shared,
        coalesce(item_rank, 1) as item_rank,
        coalesce(turn, 1) as turn,
        case when need_number is not null then last_turn when not is_duplicate_of_another then 1 end as last_turn,
        coalesce(is_reentry, false) as is_reentry,
        coalesce(is_handover, false) as is_handover,
        coalesce(is_return, false) as is_return,
        case when completes then greatest(reported_done_at, worked_until_at) end as completed_at,
        case
            when kind <> 'inspection' and not is_duplicate_of_another and (status <> 'cancelled' or cancelled_by <> 'customer')
                then least(opened_at, reported_done_at)
        end as asked_at
    from items
    left join need_item_turns as turns using (item_number)
)
select linked.*, coalesce(households.customer_id, linked.customer_id) as household_id, false as is_copy
from linked
left join (select * from fault_households where turn = 1) as households on households.origin_number = linked.need_number
union all
select
    linked.* replace (households.need_number as need_number, households.need_id as need_id),
    households.customer_id,
    true
from linked
inner join (select * from fault_households where turn > 1) as households on households.origin_number = linked.need_number
