-- suggested_chart: one row per service, team and measure, the chart to look at first and why.
-- Reads    chart_points (one row per week), measure_kinds
-- Defines  chart, the first that holds of a share or rate: g, where most weeks have no hit; where n varies a lot pp or up, and
--          p or u where n is small; xmr for all others
--          varies a lot: the highest tenth of weeks have more than twice the n of the lowest tenth
--          small: half of the weeks have fewer than 50, so that chance outweighs what else differs between weeks
-- Unit     n_low, n_middle, n_high: n of the week that a tenth, half and nine tenths of the weeks do not exceed
-- Source   our rules for charts: XmR on the rate or Laney's by default, plain p only for small n, g for rare events
with weeks as (
    select
        service,
        team,
        measure,
        kind,
        count(*) as weeks,
        count(*) filter (hits = 0) as weeks_without_hits,
        quantile_cont(n, 0.1) as n_low,
        quantile_cont(n, 0.5) as n_middle,
        quantile_cont(n, 0.9) as n_high
    from chart_points
    inner join measure_kinds using (measure)
    where is_judged
    group by all
),
judged as (
    select *, kind in ('share', 'rate') as has_n, n_high > 2 * n_low as is_varied, n_middle < 50 as is_small
    from weeks
)
select
    service,
    team,
    measure,
    case
        when has_n and 2 * weeks_without_hits > weeks then 'g'
        when has_n and is_varied then if(kind = 'share', 'p', 'u') || if(is_small, '', 'p')
        else 'xmr'
    end as chart,
    case
        when chart = 'g' then format('{} of {} weeks have no hit: what lies between two hits tells more.', weeks_without_hits, weeks)
        when chart in ('pp', 'up') then format(
            'n varies a lot, from {:.0f} to {:.0f} a week: the limits follow it, and also what differs between weeks.', n_low, n_high
        )
        when chart in ('p', 'u') then format(
            'n varies a lot, from {:.0f} to {:.0f} a week, and is small: the limits follow it.', n_low, n_high
        )
        when has_n then format('n is steady, from {:.0f} to {:.0f} a week: the figures themselves tell the limits.', n_low, n_high)
        else 'The figures themselves tell the limits.'
    end as reason,
    weeks,
    weeks_without_hits,
    n_low,
    n_middle,
    n_high
from judged
order by service, team, measure
