-- need_events: what happened to a need, in order, for the clock strip.
-- Reads    needs, work_items, visits, contacts, answers, shared_faults (items and visits are of all its households)
-- Defines  label: status of an item (with its kind where that matters), outcome of a visit, meaning of a contact, answer
with events as (
    select
        service,
        need_id,
        'item' as lane,
        item_id as record_id,
        opened_at as starts_at,
        case when status = 'cancelled' then coalesce(cancelled_at, reported_done_at) when status <> 'open' then reported_done_at end as ends_at,
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
),
served as (  -- whose items and visits a need has: its own; of a shared fault those of the first household too
    select service, need_id, need_id as of_need_id from needs
    union all
    select service, need_id, item_need_id from shared_faults where household > 1
)
select events.* replace (served.need_id as need_id)
from served
inner join events
    on events.service = served.service
    and events.need_id = served.of_need_id
    and (served.need_id = served.of_need_id or lane in ('item', 'visit'))
