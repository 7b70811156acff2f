-- left_out_points: one row per week of a chart that is drawn, but in no mean, limit or rule.
-- Reads    left_out_decisions (recorded by people), weekly, work_items, service_rules
-- Defines  left out by a decision, '*' is every team or measure; too few people that week; or, where the export holds what was opened in a period, after its last opening
with last_openings as (
    select service, max(monday(opened_at)) as last_opened_week from work_items group by service
)
select weekly.service, weekly.team, weekly.measure, weekly.week, reason, decided_by
from left_out_decisions as decisions
inner join weekly
    on weekly.service = decisions.service
    and weekly.week = decisions.week
    and decisions.team in ('*', weekly.team)
    and decisions.measure in ('*', weekly.measure)
where undone_at is null
union all
select service, team, measure, week, 'fewer people than the rule asks for', null
from weekly
inner join service_rules using (service)
where n < fewest_people and measure <> 'open_now'
union all
select service, team, measure, week, 'after the last opening in the export', null
from weekly
inner join service_rules using (service)
inner join last_openings using (service)
where is_cut_by_opening and week > last_opened_week
