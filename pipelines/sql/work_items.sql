-- work_items: one row per work item as last delivered, with the need it serves and the organisation's verdict.
-- Reads    item_needs
select
    * exclude (
        item_number, person, as_of, ended_at, is_duplicate_of_another, gone_because, need_number, is_shared, item_rank, turn, last_turn,
        is_reentry, is_handover, is_return, completed_at, asked_at, household_id, is_copy
    )
from item_needs
where not is_copy
