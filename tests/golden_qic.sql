-- golden_qic: the product's charts under the headings of the expected files of qicharts2.
-- Reads    attribute_chart, rare_events, process_chart (XmR: its charts i and mr), run_chart, golden.series, golden.measures
-- Not      what the product computes: only that 3 / 1.128 = 2.6596 moving ranges make a limit there, and 2.66 in ours
create table golden.qic as
with charted as (
    select
        service,
        team,
        measure,
        week,
        chart,
        phase,
        columns('^(value|centre_line|lower_limit|upper_limit|lower_95|upper_95)$'),
        is_outside
    from attribute_chart
    union all
    select
        service, team, measure, week, 'i', phase, value, centre_line,
        centre_line - (upper_limit - centre_line) / 2.66 * 3 / 1.128,
        centre_line + (upper_limit - centre_line) / 2.66 * 3 / 1.128,
        centre_line - (upper_limit - centre_line) / 2.66 * 2 / 1.128,
        centre_line + (upper_limit - centre_line) / 2.66 * 2 / 1.128,
        is_outside
    from process_chart
    union all
    select
        service, team, measure, week, 'mr', phase, moving_range, mr_upper_limit / 3.267, 0, mr_upper_limit, 0,
        mr_upper_limit * 2 / 3, is_moving_range_outside
    from process_chart
)
select
    case_id,
    team,
    chart,
    variant,
    idx,
    phase as part,
    value / scale as value,
    centre_line / scale as cl,
    lower_limit / scale as lcl,
    upper_limit / scale as ucl,
    lower_95 / scale as lcl95,
    upper_95 / scale as ucl95,
    is_outside::int as sigma_signal
from charted
inner join (select case_id as service, measure, kind, variant, if(kind = 'share', 100, 1) as scale from golden.measures)
    using (service, measure)
inner join (select case_id, case_id as service, team, date as week, idx from golden.series) using (service, team, week)
where (chart in ('i', 'mr')) = (kind = 'mean')
union all
select
    service, team, chart, measure, number, phase, value, centre_line, lower_limit, upper_limit, lower_95, upper_95,
    is_outside::int
from rare_events;

create table golden.runs as
select
    service as case_id,
    team,
    'run' as chart,
    measure as variant,
    phase as part,
    centre_line as cl,
    n_useful,
    longest_run,
    longest_run_max,
    crossings as n_crossings,
    crossings_min as n_crossings_min,
    coalesce(verdict = 'not_random', false)::int as runs_signal
from run_chart
where measure in ('screened', 'unscreened');
