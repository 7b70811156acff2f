-- rare_events: one row per service, team, measure, chart and hit, of measures that hardly ever hit: how long since the one before.
-- Reads    rare_gaps (one row per hit and chart)
-- Defines  chart: g, things counted in between that did not hit; t, days from one hit to the next
--          g: centre_line is the median; limits 3 spreads sqrt(m x (m + 1)) from the mean m, as of a geometric distribution
--          t: an XmR chart of value ** (1 / 3.6), and back: its moving ranges are screened once, its spread is their mean / 1.128
--          limits stop at 0; 2 spreads for 95%
--          is_outside: beyond a limit; above the upper one hits have become rarer, below the lower one less rare
-- Unit     value, lines and limits: items, needs or answers for g, days for t
-- Source   qicharts2 (Montgomery, Statistical Quality Control; Provost and Murray, The Health Care Data Guide)
-- Not      what lies since the last hit: it has no end yet
with scaled as (
    select *, if(chart = 't', 1 / 3.6, 1) as power, value ** power as figure, is_judged and is_baseline as is_in_limits
    from rare_gaps
),
ranged as (
    select *, abs(figure - lag(figure) over judged) as moving_range
    from scaled
    window judged as (partition by service, team, measure, chart, phase, is_judged order by number)
),
means as (
    select
        service,
        team,
        measure,
        chart,
        phase,
        count(*) filter (is_judged) as hits,
        favg(figure) filter (is_in_limits) as mean,
        median(value) filter (is_in_limits) as middle,
        favg(moving_range) filter (is_in_limits) as range_mean,
        1e-12 * max(figure) as tolerance
    from ranged
    group by all
),
screened as (
    select
        service,
        team,
        measure,
        chart,
        phase,
        favg(moving_range) filter (is_screened and is_in_limits and moving_range < 3.267 * range_mean) as range_kept
    from ranged
    inner join means using (service, team, measure, chart, phase)
    group by all
),
spreads as (
    select
        means.*,
        case
            when chart = 'g' then sqrt(mean * (mean + 1))
            when range_kept > tolerance then range_kept / 1.128
            else range_mean / 1.128  -- not screened, or screening would leave only zeros
        end as spread
    from means
    inner join screened using (service, team, measure, chart, phase)
)
select
    service,
    team,
    measure,
    chart,
    number,
    record_id,
    "at",
    value,
    phase,
    is_left_out,
    hits < 13 as is_provisional,
    if(chart = 'g', middle, mean ** (1 / power)) as centre_line,
    cut_off(mean - 3 * spread, 0, null) ** (1 / power) as lower_limit,
    cut_off(mean + 3 * spread, 0, null) ** (1 / power) as upper_limit,
    cut_off(mean - 2 * spread, 0, null) ** (1 / power) as lower_95,
    cut_off(mean + 2 * spread, 0, null) ** (1 / power) as upper_95,
    coalesce(is_judged and greatest(abs(figure - mean) - 3 * spread, 0) > tolerance, false) as is_outside
from ranged
inner join spreads using (service, team, measure, chart, phase)
order by service, team, measure, chart, number
