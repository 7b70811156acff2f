-- signed_items: item_signs laid down, so that what counts it goes through the work items once.
-- Reads    item_signs
-- Defines  length: of a tenth in whole days; empty for one of hours
select
    service, team, is_cancelled, ended_at::date as day, isodow(due_at) as due_weekday, allowed_days, days_from_target,
    case when tenth_days >= 1 then round(tenth_days)::integer end as length, tenth, again_after_days, recorded_after_days,
    on_time_flag, ended_at <= due_at as is_by_target,
    is_pile_up, is_closed_and_reopened, is_cancelled_near_target, is_recorded_late, is_flag_differs
from item_signs
