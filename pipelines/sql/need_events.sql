-- need_events: what happened to a need, in order, for the clock strip.
-- Reads    work_items, visits, contacts, answers, shared_faults (items and visits are of all its households)
-- Defines  label: status of an item (with its kind where that matters), outcome of a visit, meaning of a contact, answer
with events as (
    select
        service,
        need_id,
        'item' as lane,
        item_id as record_id,
        opened_at as starts_at,
        case when status = 'cancelled' then cancelled_at else reported_done_at end as ends_at,
        case when status = 'done' and kind in ('make_safe', 'inspection') then kind
             when status = 'done' and outcome = 'not_done' then 'closed_without_doing'
             else status end as label,
        cancel_reason as words,
        clock_stop_days as paused_days,
        batch_id,
        row_number
    from work_items
    union all
    select
        service, need_id, 'visit', visit_id, coalesce(started_at, planned_from, ended_at), ended_at,
        coalesce(outcome, 'unknown'), null, null, batch_id, row_number
    from visits
    where need_id is not null
    union all
    select service, need_id, 'contact', contact_id, "at", null, meaning, words, null, batch_id, row_number
    from contacts
    where need_id is not null
    union all
    select service, need_id, 'answer', answer_id, "at", null, solved, words, null, batch_id, row_number
    from answers
    where need_id is not null
)
select * from events
union all
select events.* replace (faults.need_id as need_id)
from events
inner join shared_faults as faults on faults.service = events.service and faults.item_need_id = events.need_id
where household > 1 and lane in ('item', 'visit')
