-- attribute_chart: one row per service, team, measure, week and attribute chart: the week between limits that know its n.
-- Reads    chart_points (one row per week, with its phase), attribute_limits (one row per phase)
-- Defines  chart: p, pp (Laney's p') and ip (I prime) for a share; u, up (Laney's u') and ip for a rate; c for a count
--          limits: centre_line -+ 3 spreads of a week with this n; 2 spreads for 95%; p and pp stop at 0 and 100%, u, up and c
--          at 0, ip nowhere
--          is_outside: beyond the limits of that chart
-- Unit     value, lines and limits as the measure: per cent 0 to 100 for a share
-- Source   qicharts2
-- Not      the chart to look at first: suggested_chart names that. On large n p and u call nearly every week outside
with charts (kind, chart, lowest, highest) as (
    values
        ('share', 'p', 0, 1), ('share', 'pp', 0, 1), ('share', 'ip', null, null),
        ('rate', 'u', 0, null), ('rate', 'up', 0, null), ('rate', 'ip', null, null),
        ('count', 'c', 0, null)
),
spreads as (
    select
        attribute_limits.*,
        chart,
        lowest,
        highest,
        case when chart in ('pp', 'up') then laney when chart = 'ip' then prime else chance end as spread
    from attribute_limits
    inner join charts using (kind)
),
limited as (
    select
        *,
        as_ratio(kind, value) as ratio,
        spread / sqrt(case when kind = 'count' then 1 else nullif(n, 0) end) as sigma,
        cut_off(centre - 3 * sigma, lowest, highest) as lower_limit,
        cut_off(centre + 3 * sigma, lowest, highest) as upper_limit,
        cut_off(centre - 2 * sigma, lowest, highest) as lower_95,
        cut_off(centre + 2 * sigma, lowest, highest) as upper_95
    from chart_points
    inner join spreads using (service, team, measure, phase)
)
select
    service,
    team,
    measure,
    week,
    chart,
    value,
    n,
    hits,
    phase,
    is_left_out,
    is_provisional,
    as_figure(kind, centre) as centre_line,
    as_figure(kind, lower_limit) as lower_limit,
    as_figure(kind, upper_limit) as upper_limit,
    as_figure(kind, lower_95) as lower_95,
    as_figure(kind, upper_95) as upper_95,
    coalesce(is_judged and greatest(ratio - upper_limit, lower_limit - ratio) > tolerance, false) as is_outside
from limited
