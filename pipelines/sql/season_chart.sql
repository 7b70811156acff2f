-- season_chart: process_chart once more, of the last weeks with the season of the year taken out.
-- Reads    season_points (process_chart made of weekly figures divided by their factor), weekly, season_factors
-- Defines  value: measured divided by factor. The same phases, points left out and rules; limits are those of these weeks
--          lag_1, is_warned: as autocorrelation has them, of these weeks: what is left is no season, yet may be a slow wave
-- Unit     everything as the measure; factor: a share of the year's mean
-- Not      services without two whole years before: season_factors says which weeks are judged
select points.*, weekly.value as measured, factor
from season_points as points
inner join weekly using (service, team, measure, week)
left join season_factors as factors
    on factors.service = points.service
    and factors.measure = points.measure
    and factors.week_of_year = week_of_year(points.week)
order by points.service, points.measure, points.team, points.week
