-- autocorrelation: one row per service, team and measure, how much each week resembles the week before it.
-- Reads    process_chart
-- Defines  lag_1: of the distances of the weeks to the mean of their own phase, as a share of their squares; weeks that lie
--          next to each other on the calendar only
--          is_warned: above 0.5 the limits are too narrow, and the rules find signals where there is only a slow wave
-- Source   as spc programs compute it; 0.5 after weekly deaths of ten regions, of which 72% were flagged at 0.59
-- Not      series of fewer than 13 weeks
with distances as (
    select
        service,
        team,
        measure,
        value - centre_line as distance,
        lag(value - centre_line) over (partition by service, team, measure, phase order by week) as distance_before,
        moving_range is not null as follows
    from process_chart
    where value is not null and not is_left_out
)
select
    service,
    team,
    measure,
    count(*) as weeks,
    fsum(distance * distance_before) filter (follows) / nullif(fsum(distance ** 2), 0) as lag_1,
    coalesce(lag_1 > 0.5, false) as is_warned
from distances
group by service, team, measure
having count(*) >= 13
