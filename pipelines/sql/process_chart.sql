-- process_chart: one row per service, team, measure and week, between its limits, with the rules that it breaks.
-- Reads    chart_sides (one row per week, held against the limits of its phase)
-- Defines  is_outside: beyond a limit
--          is_shift: in a run of 7 or more on one side; a point on the centre line ends it
--          is_trend: among 7 or more, each higher or each lower than the one before; a tie ends it
--          is_two_of_three: more than two thirds of the way to a limit, and in three points on one side so is one more
--          rule: the first that applies of outside, trend, two_of_three, shift
--          is_run_of_eight, is_three_of_four: Wheeler's rules; in four points, three more than halfway to one limit
-- Unit     value, lines, limits and ranges as the measure; side and directions 1 up, 0 neither, -1 down
-- Source   the rules of the NHS's "Making Data Count"; Wheeler, Understanding Variation
-- Not      points left out and weeks without a value: in no rule, and they neither end nor lengthen a run
with stretches as (
    select
        *,
        case when side <> 0 then count(*) over same_side end as run_length,
        case when is_flat or count(*) over same_step < 6 then 0 else step end as trend_before  -- 6 steps: 7 points
    from chart_sides
    window
        same_side as (partition by phase_number, is_judged, side_stretch),
        same_step as (partition by phase_number, is_judged, step_stretch)
),
members as (  -- a pattern is known at its last point, and flags the points before it too
    select
        * exclude (phase_number, is_judged),
        lead(trend_before, 1, 0) over judged as trend_after,
        case when trend_after <> 0 then trend_after else trend_before end as trend_direction,  -- at a turn: onwards
        is_far and bool_or(ends_two_of_three) over next_three as is_two_of_three,
        is_far and not is_outside and bool_or(ends_two_inside) over next_three as is_two_of_three_inside,
        is_judged and bool_or(ends_three_of_four) over next_four as is_three_of_four
    from stretches
    window
        judged as (partition by phase_number, is_judged order by turn),
        next_three as (judged rows between current row and 2 following),
        next_four as (judged rows between current row and 3 following)
)
select
    service,
    team,
    measure,
    week,
    value,
    n,
    hits,
    may_change,
    phase,
    phase_reason,
    is_left_out,
    is_provisional,
    centre_line,
    lower_limit,
    upper_limit,
    moving_range,
    mr_centre_line,
    mr_upper_limit,
    side,
    is_outside,
    coalesce(run_length >= 7 and not is_flat, false) as is_shift,
    trend_direction <> 0 as is_trend,
    is_two_of_three,
    coalesce(moving_range - mr_upper_limit > tolerance and not is_flat, false) as is_moving_range_outside,
    case
        when is_outside then 'outside'
        when is_trend then 'trend'
        when is_two_of_three then 'two_of_three'
        when is_shift then 'shift'
    end as rule,
    case when rule = 'trend' then trend_direction when rule is not null then side end as rule_direction,
    trend_direction,
    run_length,
    is_two_of_three_inside,
    coalesce(run_length >= 8 and not is_flat, false) as is_run_of_eight,
    is_three_of_four,
    is_screened,
    left_out_reason,
    left_out_by
from members
inner join chart_points using (point_number)
order by phase_number, week
