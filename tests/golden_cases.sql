-- golden_cases: cases laid out as the golden folder, turned into what the product's charts read.
-- Reads    golden.series, golden.teams, golden.phases (as in the folder; only cases for XmR charts)
-- Defines  service: the case; measure: the variant, screened or unscreened
create table golden.variants as select unnest(['screened', 'unscreened']) as variant;

create table weekly as
select
    case_id as service,
    team,
    variant as measure,
    date as week,
    case when n is null then y else y / nullif(n, 0) end as value,
    n::bigint as n,
    null::bigint as hits,
    false as may_change
from golden.series
cross join golden.variants;

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
    variant as measure,
    fix_after_n as baseline_points,
    variant = 'screened' as is_screened,
    period
from golden.periods
left join golden.teams using (case_id, team)
cross join golden.variants;

create table left_out_points as
select case_id as service, team, variant as measure, date as week, 'left out in the golden case' as reason
from golden.series
inner join golden.teams using (case_id, team)
cross join golden.variants
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
