-- shared_faults: one row per household of a fault that several called about, each with a need of its own.
-- Reads    fault_households
select service, need_id, origin_id as item_need_id, customer_id, turn as household
from fault_households
