-- chart_sides: one row per point of a chart, held against the limits of its own phase, with the points before it.
-- Reads    chart_points (one row per week, with its phase), process_limits (one row per phase)
-- Defines  side: 1 above, 0 on, -1 below the centre line; empty for points that are not judged
--          step: 1 higher, -1 lower than the judged point before, 0 equal or the first
--          is_outside, is_far, is_halfway: more than the whole, two thirds, half of the way from the centre to a limit
--          side_stretch, step_stretch: the same number for points next to each other with the same side, or step
--          ends_two_of_three, ends_two_inside, ends_three_of_four: the last of three, or of four, that make that pattern
-- Not      a comparison to the last digit: closer than the tolerance of the phase is equal
with compared as (
    select
        point_number,
        phase_number,
        week,
        is_judged,
        process_limits.* exclude (phase_number),
        abs(value - centre_line) as distance,
        nullif(upper_limit - centre_line, 0) as reach,
        case when is_judged then side_of(value, centre_line, tolerance) end as side,
        side_of(value_before, centre_line, tolerance) as side_before,
        case when is_judged then coalesce(side_of(value, value_before, tolerance), 0) else 0 end as step,
        coalesce(side_of(value_before, value_before_that, tolerance), 0) as step_before,
        coalesce(is_judged and distance - reach > tolerance, false) as is_outside,
        coalesce(is_judged and distance - reach * 2 / 3 > tolerance, false) as is_far,
        coalesce(is_judged and distance - reach / 2 > tolerance, false) as is_halfway
    from chart_points
    inner join process_limits using (phase_number)
)
select
    * exclude (distance, reach, side_before, step_before, week),
    row_number() over judged as turn,
    count(*) filter (side is distinct from side_before) over judged as side_stretch,
    count(*) filter (step <> step_before) over judged as step_stretch,
    abs(sum(side) over last_three) = 3 as are_three_on_a_side,
    are_three_on_a_side and count(*) filter (is_far) over last_three >= 2 as ends_two_of_three,
    are_three_on_a_side and count(*) filter (is_far and not is_outside) over last_three >= 2 as ends_two_inside,
    count(*) over last_four = 4 and greatest(
        count(*) filter (is_halfway and side = 1) over last_four,
        count(*) filter (is_halfway and side = -1) over last_four
    ) >= 3 as ends_three_of_four
from compared
window
    judged as (partition by phase_number, is_judged order by week),
    last_three as (judged rows between 2 preceding and current row),
    last_four as (judged rows between 3 preceding and current row)
