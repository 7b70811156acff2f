-- goal_marks: one row per mark that a person gave a goal, as it was last delivered.
-- Reads    delivered_goal_marks
-- Not      a measure: a person's goals are never averaged over persons
select
    service,
    mark_id,
    goal_id,
    "at",
    way_to_go,
    why,
    batch_id,
    row_number
from delivered_goal_marks
order by service, goal_id, "at", mark_id
