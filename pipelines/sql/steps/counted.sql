-- counted: one row per measure and thing that it counts, with the moment that decides its week.
-- Reads    work_items (inside-out), needs and answers (outside-in), service_clock, service_rules
-- Defines  each measure of the things that happen in a week: `hit` for a share, `amount` for a mean of days
--          record_id: the item, need or answer
-- Not      empty dwellings, outside-in: nobody has the problem; open_now, which is no thing of one week: weekly counts what stands open
select
    service,
    team,
    'on_target_reported' as measure,
    case when reported_week = monday(reported_done_at) then reported_done_at else opened_at end as "at",
    item_id as record_id,
    on_target_reported as hit,
    null::double as amount
from work_items
where in_reported_count
union all
select service, team, 'on_target_strict', target_first_at, item_id, on_target_strict, null
from work_items
where on_target_strict is not null
union all
select service, team, 'days_reported', reported_done_at, item_id, null, days_reported
from work_items
where status in ('done', 'no_access') and days_reported is not null
union all
select service, team, 'days_end_to_end', done_at, need_id, null, days_end_to_end
from needs
where days_end_to_end is not null
union all
select service, team, 'done_as_promised', promised_at, need_id, customer_says = 'in_time', null
from needs
inner join service_clock using (service)
where customer_says in ('in_time', 'late', 'not_yet') and promised_at <= as_of
union all
select
    service, team, 'first_time', done_at, need_id,
    coalesce(visits, 1) <= 1 and items = 1 and failure_contacts = 0 and reopened = 0, null
from needs
inner join service_clock using (service)
inner join service_rules using (service)
where state = 'done' and date_diff('day', done_at, as_of) >= quiet_days
union all
select service, team, 'reentered', done_at, need_id, reentries > 0, null
from needs
where state in ('done', 'provisional')
union all
select service, team, 'came_back', first_done_at, need_id, reopened > 0, null
from needs
where first_done_at is not null and state <> 'void' and coalesce(unknown_because, 'no_date') = 'no_date'
union all
select service, coalesce(needs.team, 'no team'), 'satisfaction', answers."at", answer_id, answers.solved = 'yes', null
from answers
left join needs using (service, need_id)
where needs.state is distinct from 'void'
