-- golden_funnel_cases: funnels laid out as the golden folder, turned into what the product's funnel reads.
-- Reads    golden.funnel_units (as in the folder)
-- Defines  weekly: a proportion is the share of one week; a ratio has expected counts that are no whole items (golden.ratios)
create table weekly as
select
    case_id as service,
    coalesce("group", '*') as team,
    'share' as measure,
    date '2024-01-01' as week,
    sum(y)::bigint as hits,
    sum(n)::bigint as n
from golden.funnel_units
where data_type = 'PR'
group by grouping sets ((case_id, "group"), (case_id));

create table service_weeks as
select distinct service, week as first_week, week as last_week
from weekly;

create view golden.ratios as
select case_id as service, method as measure, '52 weeks' as period, "group" as team, y as hits, n, 1.0 as target, method
from golden.funnel_units
cross join (values ('ratio'), ('ratio_root')) as methods (method)
where data_type = 'SR';
