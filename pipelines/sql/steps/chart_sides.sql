-- chart_sides: one row per service, team, measure and week, held against the limits of its own phase.
-- Reads    chart_points (one row per week, with its phase), process_limits (one row per phase)
-- Defines  side: 1 above, 0 on, -1 below the centre line; empty for points that are not judged
--          step: 1 higher, -1 lower than the judged point before, 0 equal or the first
--          is_outside, is_far, is_halfway: more than the whole, two thirds, half of the way from the centre to a limit
--          side_stretch, step_stretch: the same number for points next to each other with the same side, or step
-- Not      a comparison to the last digit: closer than the tolerance of the phase is equal
with compared as (
    select
        *,
        abs(value - centre_line) as distance,
        nullif(upper_limit - centre_line, 0) as reach,
        case
            when not is_judged then null
            when distance <= tolerance then 0
            when value > centre_line then 1
            else -1
        end as side,
        case
            when not is_judged or value_before is null or abs(value - value_before) <= tolerance then 0
            when value > value_before then 1
            else -1
        end as step,
        coalesce(is_judged and distance - reach > tolerance, false) as is_outside,
        coalesce(is_judged and distance - reach * 2 / 3 > tolerance, false) as is_far,
        coalesce(is_judged and distance - reach / 2 > tolerance, false) as is_halfway
    from chart_points
    inner join process_limits using (service, team, measure, phase)
)
select
    * exclude (distance, reach),
    row_number() over judged - row_number() over same_side as side_stretch,
    row_number() over judged - row_number() over same_step as step_stretch
from compared
window
    judged as (partition by service, team, measure, phase, is_judged order by week),
    same_side as (partition by service, team, measure, phase, is_judged, side order by week),
    same_step as (partition by service, team, measure, phase, is_judged, step order by week)
