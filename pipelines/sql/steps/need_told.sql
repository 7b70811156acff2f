-- need_told: one row per need of which more than its items tells: calls, visits, answers, coming back.
-- Reads    need_moments, need_words, contacts, visits_of_needs, item_needs, items and fault_households (the number of each need)
-- Defines  reopened: how often the person came back after it looked done
--          *_before_answer*: the last completion before the last answer that says solved
--          workers: distinct workers met, of needs with visits (of those that took place); of the others the items alone tell
with moments as (
    select
        service,
        need_id,
        min(happened_at) filter (moment = 'completion') as first_done_at,
        max(happened_at) filter (moment = 'completion') as last_completion_at,
        max(counts_from) filter (moment = 'completion') as last_completion_counts_from,
        max(counts_from) filter (moment = 'ask') as last_ask_at,
        max(happened_at) filter (moment = 'refusal') as last_refusal_at,
        bool_or(came_back) as has_return
    from need_moments
    group by service, need_id
),
turned as (
    select
        service,
        need_id,
        came_back and lag(moment) over (
            partition by service, need_id order by counts_from, moment = 'completion', happened_at
        ) = 'completion' as is_return
    from need_moments
    semi join (select service, need_id from moments where has_return) as came_back_to using (service, need_id)
    where moment = 'completion' or came_back
),
returned as (
    select service, need_id, count(*) filter (is_return) as reopened
    from turned
    group by service, need_id
),
before_answer as (
    select
        service,
        need_id,
        max(happened_at) as completed_before_answer_at,
        max(counts_from) as completed_before_answer_counts_from
    from need_moments
    inner join need_words using (service, need_id)
    where moment = 'completion' and happened_at <= yes_at
    group by service, need_id
),
heard as (
    select
        service,
        need_id,
        count(*) as contacts,
        count(*) filter (meaning not in ('value', 'unclassified')) as failure_contacts,
        min("at") filter (not is_chase(meaning)) as first_called_at,
        min("at") as first_heard_at,
        max("at") as last_contact_at
    from contacts
    where need_id is not null
    group by service, need_id
),
visited as (
    select
        service,
        need_id,
        count(*) filter (took_place(outcome)) as visits
    from visits_of_needs
    group by service, need_id
),
met as (
    select service, need_id, worker from visits_of_needs where worker is not null and took_place(outcome)
    union
    select service, need_id, worker from item_needs semi join visited using (service, need_id) where worker is not null
),
workers as (
    select service, need_id, count(*) as workers from met group by service, need_id
),
told as (
    select *
    from moments
    full join returned using (service, need_id)
    full join before_answer using (service, need_id)
    full join need_words using (service, need_id)
    full join heard using (service, need_id)
    full join visited using (service, need_id)
    full join workers using (service, need_id)
)
select need_number, told.* exclude (service, need_id, has_return)
from told
inner join (
    select service, item_id as need_id, item_number as need_number from items
    union all
    select service, need_id, need_number from fault_households where turn > 1
) as numbered using (service, need_id)
