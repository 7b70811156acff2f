-- goals: one row per goal, as it was last delivered.
-- Reads    delivered_goals
-- Not      a measure: a person's goals are never averaged over persons
select
    service,
    goal_id,
    customer_id,
    household_id,
    words,
    set_at,
    ended_at,
    batch_id,
    row_number
from delivered_goals
order by service, customer_id, set_at, goal_id
