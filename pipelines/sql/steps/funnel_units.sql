-- funnel_units: one row per service, measure, period and team, what is held against the whole in a funnel.
-- Reads    weekly (the share measures), service_weeks
-- Defines  period: the last 12 whole weeks of the service's own clock, and the last 52
--          target: the share of the whole, also of the teams that are too small to be shown
--          method: how a share is held against its target; share (arcsine), ratio (logarithm) or ratio_root (square root) of
--          what was observed to what was expected
-- Unit     hits and n: items, needs or answers, as the measure counts; target: 0 to 1
-- Not      a team with fewer than 5 of them in the period: each could be traced to a person
with periods as (
    select service, weeks || ' weeks' as period, last_week - 7 * (weeks - 1) as first_week, last_week
    from service_weeks
    cross join (values (12), (52)) as lengths (weeks)
),
summed as (
    select
        service,
        measure,
        period,
        any_value(first_week) as first_week,
        any_value(last_week) as last_week,
        team,
        sum(hits)::bigint as hits,
        sum(n)::bigint as n
    from weekly
    inner join periods using (service)
    where hits is not null and week between first_week and last_week
    group by service, measure, period, team
)
select teams.*, whole.hits / whole.n as target, 'share' as method
from summed as teams
inner join summed as whole using (service, measure, period)
where teams.team <> '*' and whole.team = '*' and teams.n >= 5
