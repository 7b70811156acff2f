-- golden_points: the product's process_chart under the headings of the expected files.
-- Reads    process_chart (one row per week), golden.series, golden.teams
-- Not      what the product computes: only whether a point that the rules name is better or worse, which our pages never say
create macro golden.point_type(points_to, better) as case
    when points_to is null then 'common_cause'
    when better is null and points_to > 0 then 'special_cause_neutral_high'
    when better is null then 'special_cause_neutral_low'
    when points_to = better then 'special_cause_improvement'
    else 'special_cause_concern'
end;

create table golden.charted as
select
    process_chart.*,
    series.case_id,
    process_chart.measure as variant,
    series.idx,
    case teams.direction when 'increase' then 1 when 'decrease' then -1 end as better,
    teams.target,
    case  -- the same order of rules, with two of three as NHSRplotthedots counts it
        when is_outside then side
        when is_trend then trend_direction
        when is_two_of_three_inside or is_shift then side
    end as rule_direction_nhsr
from process_chart
inner join golden.series as series
    on series.case_id = process_chart.service and series.team = process_chart.team and series.date = process_chart.week
left join golden.teams as teams on teams.case_id = series.case_id and teams.team = series.team
where process_chart.measure in ('screened', 'unscreened');

create table golden.points as
select
    case_id,
    team,
    variant,
    idx,
    phase,
    centre_line as mean,
    lower_limit as lpl,
    upper_limit as upl,
    side,
    is_outside::int as outside,
    is_shift::int as shift7,
    is_trend::int as trend7,
    is_two_of_three::int as two_of_three,
    is_two_of_three_inside::int as two_of_three_nhsr,
    (rule is not null)::int as special,
    golden.point_type(rule_direction, better) as point_type,
    golden.point_type(rule_direction_nhsr, better) as point_type_nhsr,
    is_run_of_eight::int as run8,
    is_three_of_four::int as three_of_four,
    moving_range as mr,
    is_moving_range_outside::int as mr_outside
from golden.charted
where value is not null
order by case_id, team, variant, idx;

-- Variation is the class of the last point; assurance holds the target against the limits of the last phase.
create table golden.summary as
with per_phase as (
    select
        case_id,
        team,
        variant,
        phase,
        better,
        target,
        count(*) as n,
        count(value) as n_present,
        any_value(centre_line) as mean,
        any_value(mr_centre_line) as mean_mr,
        any_value(lower_limit) as lpl,
        any_value(upper_limit) as upl,
        any_value(mr_upper_limit) as mr_upper,
        arg_max(golden.point_type(rule_direction, better), idx) filter (value is not null) as last_type,
        any_value(is_provisional)::int as provisional
    from golden.charted
    group by all
),
targeted as (
    select
        *,
        phase = max(phase) over (partition by case_id, team, variant) as is_last,
        1e-12 * greatest(abs(target), abs(mean), upl - lpl) as tolerance
    from per_phase
)
select
    case_id,
    team,
    variant,
    phase,
    n,
    n_present,
    mean,
    mean_mr,
    lpl,
    upl,
    mr_upper,
    case when is_last and variant = 'screened' then last_type end as variation,
    case
        when not is_last or target is null or better is null or lpl is null then null
        when target - upl <= tolerance and lpl - target <= tolerance then 'inconsistent'
        when (target < lpl) = (better = 1) then 'consistent_pass'
        else 'consistent_fail'
    end as assurance,
    provisional
from targeted
order by case_id, team, variant, phase;
