-- chart_points: one row per service, team, measure and week, placed in its phase, with its moving range.
-- Reads    weekly, phases, left_out_points (one row per point left out and reason), chart_settings (one row per series, if any)
-- Defines  phase: counts from 1; a decision starts one at the first row on or after its day; '*' is every one
--          is_judged: it has a value and is not left out; only such points enter means, limits and rules
--          is_baseline: judged, and among the first baseline_points rows of its phase; all of them where none is set
--          phase_number: of one phase of one series, in order of service, measure, team and time, as they are read
--          point_number: of a row. A number sorts and joins quicker than three names
--          moving_range: distance to the judged point one period earlier by the calendar, within the phase
-- Unit     value and moving_range as the measure; period: the calendar step of the series: week, month, 4 weeks, ...
-- Not      a distance across a period without a value: that is a gap, whether its row is empty or absent
with series as (
    select service, team, measure, min(week) as first_week, row_number() over (order by service, measure, team) as series_number
    from weekly
    group by service, team, measure
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
left_out as (
    select
        service,
        team,
        measure,
        week,
        string_agg(distinct reason, '; ' order by reason) as left_out_reason,
        string_agg(distinct decided_by, '; ' order by decided_by) as left_out_by
    from left_out_points
    group by all
),
dated as (
    select
        weekly.*,
        settled.* exclude (service, team, measure),
        left_out_reason,
        left_out_by,
        left_out.week is not null as is_left_out,
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
    left join left_out using (service, team, measure, week)
),
decisions as (
    select series_number, starts_on, reason
    from series
    inner join phases
        on phases.service = series.service
        and phases.team in ('*', series.team)
        and phases.measure in ('*', series.measure)
),
decision_weeks as (  -- the first row on or after the day of each
    select series_number, starts_on, reason, min(week) as week
    from decisions
    inner join dated using (series_number)
    where week >= starts_on
    group by series_number, starts_on, reason
),
phase_starts as (  -- a decision on or before the first row changes nothing
    select series_number, week, string_agg(distinct reason, '; ' order by reason) as reason
    from decision_weeks
    inner join series using (series_number)
    where week > first_week
    group by series_number, week
),
phased as (
    select
        dated.*,
        series_number * 1_000_000 + count(phase_starts.week) over in_time as phase_number,
        phase_starts.week is not null as begins_phase,
        phase_starts.reason,
        row_number() over in_time as row_in_series,
        period_number - count(*) filter (is_left_out) over in_time as period_kept  -- beside a left-out one they touch
    from dated
    left join phase_starts using (series_number, week)
    window in_time as (partition by series_number order by week)
),
later_phases as (
    select phase_number, reason, row_in_series as first_row from phased where begins_phase
)
select
    phased.* exclude (
        first_week, period_count, period_number, period_kept, series_number, begins_phase, reason, row_in_series
    ),
    1 + phase_number % 1_000_000 as phase,
    row_number() over () as point_number,
    later_phases.reason as phase_reason,
    row_in_series - coalesce(first_row, 1) + 1 as row_in_phase,
    is_judged and row_in_phase <= coalesce(baseline_points, row_in_phase) as is_baseline,
    lag(value) over judged as value_before,
    lag(value, 2) over judged as value_before_that,
    lag(n) over judged as n_before,
    case
        when is_judged and period_kept - lag(period_kept) over judged = 1 then abs(value - value_before)
    end as moving_range
from phased
left join later_phases using (phase_number)
window judged as (partition by phase_number, is_judged order by week)
