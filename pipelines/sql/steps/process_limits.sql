-- process_limits: one row per phase of a series, with the limits of its process behaviour chart (XmR).
-- Reads    chart_points (one row per week, with its phase and moving range)
-- Defines  centre_line: mean of the points of the baseline
--          mr_centre_line: mean moving range; where screened, without those of 3.267 times that mean or more (once)
--          lower_limit, upper_limit: centre_line -+ 2.66 x mr_centre_line; never cut off at 0 or 100
--          mr_upper_limit: 3.267 x the mean of all moving ranges
--          is_flat: every moving range is 0, so the limits are the mean and nothing can be a signal
--          tolerance: closer than this is equal; adding 0.1 thirty times must not put a point below its own mean
-- Unit     everything as the measure
-- Source   2.66 = 3 / d2 and 3.267 = D4 for pairs (Wheeler, Understanding Variation); screening as NHSRplotthedots
-- Not      limits of a single point: without a moving range they are empty
with baselines as (
    select
        *,
        1e-12 * max(abs(value)) over phases as tolerance,
        favg(moving_range) filter (is_baseline) over phases as mr_unscreened
    from chart_points
    window phases as (partition by phase_number)
),
means as (
    select
        phase_number,
        is_screened,
        tolerance,
        mr_unscreened,
        count(*) filter (is_judged) as points,
        favg(value) filter (is_baseline) as centre_line,
        favg(moving_range) filter (is_baseline and 3.267 * mr_unscreened - moving_range > tolerance) as mr_screened
    from baselines
    group by all
)
select
    phase_number,
    tolerance,
    centre_line,
    case
        when mr_unscreened <= tolerance then 0
        when is_screened and mr_screened > tolerance then mr_screened
        else mr_unscreened  -- not screened, or screening would leave only zeros
    end as mr_centre_line,
    centre_line - 2.66 * mr_centre_line as lower_limit,
    centre_line + 2.66 * mr_centre_line as upper_limit,
    case when mr_centre_line = 0 then 0 else 3.267 * mr_unscreened end as mr_upper_limit,
    coalesce(mr_centre_line = 0, false) as is_flat,
    points < 13 as is_provisional  -- from 13 on, as the NHS charts show their icons
from means
