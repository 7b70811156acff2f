-- chart_points: one row per service, team, measure and week, placed in its phase, with its moving range.
-- Reads    weekly, phases, left_out_points (one row per point left out), chart_settings (one row per series, if any)
-- Defines  phase: counts from 1; a decision starts one at the first row on or after its day; '*' is every one
--          is_judged: it has a value and is not left out; only such points enter means, limits and rules
--          is_baseline: judged, and among the first baseline_points rows of its phase; all of them where none is set
--          moving_range: distance to the judged point one period earlier by the calendar, within the phase
-- Unit     value and moving_range as the measure; period: the calendar step of the series: week, month, 4 weeks, ...
-- Not      a distance across a period without a value: that is a gap, whether its row is empty or absent
with series as (
    select service, team, measure, min(week) as first_week
    from weekly
    group by all
),
settled as (  -- each series with its settings: limits from all points, screened, by the week, unless set otherwise
    select
        series.*,
        chart_settings.baseline_points,
        coalesce(chart_settings.is_screened, true) as is_screened,
        coalesce(chart_settings.period, 'week') as period,
        coalesce(try_cast(regexp_extract(period, '^\d+') as bigint), 1) as period_count
    from series
    left join chart_settings using (service, team, measure)
),
dated as (
    select
        weekly.*,
        settled.* exclude (service, team, measure),
        left_out_points.week is not null as is_left_out,
        weekly.value is not null and not is_left_out as is_judged,
        case  -- how many periods after the first of the series
            when period like '%month%' then date_diff('month', first_week, weekly.week) // period_count
            when period like '%quarter%' then date_diff('month', first_week, weekly.week) // (3 * period_count)
            when period like '%year%' then date_diff('month', first_week, weekly.week) // (12 * period_count)
            when period like '%day%' then date_diff('day', first_week, weekly.week) // period_count
            else date_diff('day', date_trunc('week', first_week), weekly.week) // (7 * period_count)
        end as period_number
    from weekly
    inner join settled using (service, team, measure)
    left join (select distinct service, team, measure, week from left_out_points) as left_out_points
        using (service, team, measure, week)
),
decisions as (
    select series.*, phases.starts_on, phases.reason
    from series
    inner join phases
        on phases.service = series.service
        and phases.team in ('*', series.team)
        and phases.measure in ('*', series.measure)
),
phase_starts as (  -- a decision on or before the first row changes nothing
    select
        dated.service,
        dated.team,
        dated.measure,
        dated.week,
        string_agg(distinct reason, '; ' order by reason) as reason
    from decisions
    asof join dated
        on decisions.service = dated.service
        and decisions.team = dated.team
        and decisions.measure = dated.measure
        and decisions.starts_on <= dated.week
    where dated.week > dated.first_week
    group by all
),
phased as (
    select
        dated.*,
        1 + count(phase_starts.week) over in_time as phase,
        phase_starts.reason as reason_here,
        period_number - count(*) filter (is_left_out) over in_time as period_kept  -- beside a left-out one they touch
    from dated
    left join phase_starts using (service, team, measure, week)
    window in_time as (partition by service, team, measure order by week)
)
select
    phased.* exclude (reason_here, first_week, period_count, period_number, period_kept),
    max(reason_here) over (partition by service, team, measure, phase) as phase_reason,
    row_number() over (partition by service, team, measure, phase order by week) as row_in_phase,
    is_judged and row_in_phase <= coalesce(baseline_points, row_in_phase) as is_baseline,
    lag(value) over judged as value_before,
    lag(n) over judged as n_before,
    case
        when is_judged and period_kept - lag(period_kept) over judged = 1 then abs(value - value_before)
    end as moving_range
from phased
window judged as (partition by service, team, measure, phase, is_judged order by week)
