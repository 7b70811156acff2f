-- run_chart: one row per service, team, measure and phase, whether its weeks lie about their median as chance would have it.
-- Reads    chart_points (one row per week, with its phase)
-- Defines  centre_line: median of the baseline
--          useful: above or below the median; a week on it is not, and it neither ends nor lengthens a run
--          longest_run_max: log2 of the useful weeks, rounded half to even, and 3
--          crossings_min: fewer are seen in 5 of 100 such rows of weeks where each lies above or below by chance (binomial)
--          verdict: not_random where the longest run is longer or the crossings are fewer; else random
-- Unit     centre_line as the measure; weeks, useful ones, runs and crossings are counted
-- Source   Anhøj and Olesen, Run charts revisited (2014), as qicharts2 works it out
-- Not      a verdict on a week: it is one of the whole phase; empty where no week is useful
with phases as (
    select
        service,
        team,
        measure,
        phase,
        any_value(phase_reason) as phase_reason,
        min(week) as first_week,
        max(week) as last_week,
        count(*) filter (is_judged) as weeks,
        median(value) filter (is_baseline) as centre_line,
        1e-12 * max(abs(value)) as tolerance
    from chart_points
    group by all
),
useful as (
    select service, team, measure, phase, week, value > centre_line as is_above
    from chart_points
    inner join phases using (service, team, measure, phase)
    where is_judged and abs(value - centre_line) > tolerance
),
turns as (
    select *, is_above is distinct from lag(is_above) over phases as begins_run
    from useful
    window phases as (partition by service, team, measure, phase order by week)
),
numbered as (
    select *, count(*) filter (begins_run) over (partition by service, team, measure, phase order by week) as run
    from turns
),
runs as (
    select service, team, measure, phase, run, count(*) as length
    from numbered
    group by all
),
judged as (
    select
        service,
        team,
        measure,
        phase,
        sum(length) as n_useful,
        max(length) as longest_run,
        round_even(log2(n_useful), 0)::bigint + 3 as longest_run_max,
        count(*) - 1 as crossings
    from runs
    group by all
),
chances as (  -- of at most so many crossings between n_useful weeks
    select
        n_useful,
        sum(exp(lgamma(n_useful) - lgamma(crossed + 1) - lgamma(n_useful - crossed) - (n_useful - 1) * ln(2)))
            over (partition by n_useful order by crossed) as chance
    from (select distinct n_useful, unnest(range(n_useful::bigint)) as crossed from judged)
),
fewest as (
    select n_useful, count(*) filter (chance < 0.05) as crossings_min
    from chances
    group by n_useful
)
select
    service,
    team,
    measure,
    phase,
    phase_reason,
    first_week,
    last_week,
    weeks,
    centre_line,
    coalesce(n_useful, 0) as n_useful,
    longest_run,
    longest_run_max,
    crossings,
    crossings_min,
    case when longest_run > longest_run_max or crossings < crossings_min then 'not_random' when n_useful > 0 then 'random' end as verdict
from phases
left join judged using (service, team, measure, phase)
left join fewest using (n_useful)
order by service, team, measure, phase
