-- rare_gaps: one row per service, team, measure, chart and hit, of measures that hardly ever hit: what lies since the hit before.
-- Reads    counted (one row per thing counted), suggested_chart (which are rare), chart_points (the phase of a week)
-- Defines  value: for g the things counted in between that did not hit, for t the days from one to the other; empty for the
--          first of a phase, as what was before it is of another time, or not known
--          number: which hit of the series it is
--          is_judged: it has a value and its week is not left out; for t two hits at one moment are not judged: no time between
-- Unit     value: items, needs or answers for g, days for t
with rare as (
    select service, team, measure from suggested_chart where chart = 'g'
),
weeks as (  -- with a hit, and how many things the weeks before them hold
    select
        service,
        team,
        measure,
        week,
        phase,
        is_left_out,
        is_baseline,
        is_screened,
        coalesce(sum(n) over earlier, 0) as n_before
    from chart_points
    semi join rare using (service, team, measure)
    window earlier as (
        partition by service, team, measure order by week rows between unbounded preceding and 1 preceding
    )
    qualify hits > 0
),
things as not materialized (  -- gone through twice, for all things are many and those of weeks with a hit are few
    select service, team, measure, monday("at") as week, "at", record_id, hit
    from counted
    where hit is not null and "at" is not null
),
cases as (
    select things.*, weeks.* exclude (service, team, measure, week)
    from things
    inner join weeks using (service, team, measure, week)
    union all
    select things.* replace ('*' as team), weeks.* exclude (service, team, measure, week)
    from things
    inner join weeks using (service, measure, week)
    where weeks.team = '*'
),
placed as (
    select
        *,
        n_before + row_number() over (partition by service, team, measure, week order by "at", record_id) as place
    from cases
    qualify hit
),
gaps as (
    select
        *,
        row_number() over (partition by service, team, measure order by place) as number,
        place - lag(place) over phases - 1 as cases_between,
        days_between(lag("at") over phases, "at") as days_between
    from placed
    window phases as (partition by service, team, measure, phase order by place)
)
select
    service,
    team,
    measure,
    chart,
    number,
    phase,
    record_id,
    "at",
    if(chart = 'g', cases_between, days_between) as value,
    is_left_out,
    is_baseline,
    is_screened,
    value is not null and not is_left_out and (chart = 'g' or value > 0) as is_judged
from gaps
cross join (values ('g'), ('t')) as charts (chart)
