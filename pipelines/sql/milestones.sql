-- milestones: one row per dated step, as it was last delivered.
-- Reads    delivered_milestones
select
    service,
    milestone_id,
    item_id,
    customer_id,
    household_id,
    name,
    target_at,
    reached_at,
    batch_id,
    row_number
from delivered_milestones
order by service, item_id, target_at, milestone_id
