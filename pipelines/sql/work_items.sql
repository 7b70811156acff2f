-- work_items: one row per work item as last delivered, with the need it serves and the organisation's verdict.
-- Reads    items, need_items
select
    items.* exclude (row_hash, delivered, person, as_of, ended_at, is_duplicate_of_another, item_rank),
    need_id
from items
inner join need_items using (service, item_id)
order by service, opened_at, item_id
