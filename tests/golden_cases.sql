-- golden_cases: cases laid out as the golden folder, turned into what the product's charts read.
-- Reads    golden.cases, golden.series, golden.teams, golden.phases (as in the folder; only cases for the charts asked for)
-- Defines  service: the case; measure: the variant, screened or unscreened; for attribute charts its kind before it
create table golden.measures as
with charted as (
    select case_id, unnest(string_split(charts, ',')) as chart from golden.cases
),
kinds as (
    select distinct
        case_id,
        case chart when 'p' then 'share' when 'u' then 'rate' when 'c' then 'count' when 'xmr' then 'mean' when 'run' then 'mean' end as kind
    from charted
)
select case_id, kind, variant, if(kind = 'mean', variant, kind || ' ' || variant) as measure
from kinds
cross join (values ('screened'), ('unscreened')) as variants (variant)
where kind is not null;

create table measure_kinds as select distinct measure, kind from golden.measures;

create table weekly as
select
    case_id as service,
    team,
    measure,
    date as week,
    if(kind = 'share', 100, 1) * if(n is null, y, y / nullif(n, 0)) as value,
    n,
    case when kind in ('share', 'rate') then y end as hits,
    false as may_change
from golden.series
inner join golden.measures using (case_id);

-- The step of a series on the calendar: months where its dates lie as months do, else the days that divide every step.
-- One or two rows show no step of their own: then all series of the case together show it.
create table golden.periods as
with dated as (
    select *, lag(date) over (partition by case_id, team order by date) as date_before
    from golden.series
),
measured as (
    select
        case_id,
        team,
        grouping(team) = 1 as is_whole_case,
        count(date_before) as steps,
        min(date - date_before) as shortest,
        list(date - date_before) filter (date_before is not null) as days_apart,
        list(date_diff('month', date_before, date)) filter (date_before is not null) as months_apart,
        list_reduce(days_apart, lambda a, b: gcd(a, b)) as days,
        list_reduce(months_apart, lambda a, b: gcd(a, b)) as months,
        days = shortest and days % 7 = 0 as are_weeks,
        case
            when steps = 0 then 'week'
            when shortest >= 26 and months > 0 and not are_weeks then months || ' months'
            when days % 7 = 0 then days // 7 || ' weeks'
            when shortest between 5 and 9 then 'week'  -- one a week, not always on the same day
            else days || ' days'
        end as period
    from dated
    group by grouping sets ((case_id, team), (case_id))
)
select own.case_id, own.team, case when own.steps >= 2 then own.period else whole.period end as period
from measured as own
inner join measured as whole on whole.case_id = own.case_id and whole.is_whole_case
where not own.is_whole_case;

create table chart_settings as
select
    case_id as service,
    team,
    measure,
    fix_after_n as baseline_points,
    variant = 'screened' as is_screened,
    period
from golden.periods
left join golden.teams using (case_id, team)
inner join golden.measures using (case_id);

create table left_out_points as
select case_id as service, team, measure, date as week, 'left out in the golden case' as reason, null::varchar as decided_by
from golden.series
inner join golden.teams using (case_id, team)
inner join golden.measures using (case_id)
where list_contains(string_split(exclude_idx, ';'), idx::varchar);

create table phases as
select
    case_id as service,
    team,
    '*' as measure,
    start as starts_on,
    'a phase of the golden case' as reason,
    'golden' as decided_by,
    start::timestamp as decided_at
from golden.phases;

-- A case for g and t charts is what lies between events already.
create table rare_gaps as
select
    case_id as service,
    team,
    variant as measure,
    chart,
    idx as number,
    1 as phase,
    idx::varchar as record_id,
    date as "at",
    y as value,
    false as is_left_out,
    true as is_baseline,
    variant = 'screened' as is_screened,
    y is not null as is_judged
from golden.series
inner join golden.cases using (case_id)
cross join (values ('screened'), ('unscreened')) as variants (variant)
cross join (values ('g'), ('t')) as kinds (chart)
where list_contains(string_split(cases.charts, ','), chart);
