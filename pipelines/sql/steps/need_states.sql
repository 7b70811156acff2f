-- need_states: one row per need, done or not as the person has it, and how we know.
-- Reads    need_promises, need_moments, need_words, contacts, service_rules (quiet period, days)
-- Defines  done_at: (a) the person says solved: the day they name, else the last completion before the answer that nothing
--          asked for more after, else the answer itself;
--          (b) nobody came back for the quiet period after the last completion; until then provisional
--          state: done, provisional, open, unresolved (closed by us, not done for them), withdrawn, unknown
-- Not      reported_done_at of one item, which is what the target counts
with moments as (
    select
        service,
        need_id,
        min(happened_at) filter (moment = 'completion') as first_done_at,
        max(happened_at) filter (moment = 'completion') as last_completion_at,
        max(counts_from) filter (moment = 'completion') as last_completion_counts_from,
        coalesce(max(counts_from) filter (moment = 'ask'), timestamp '1900-01-01') as last_ask_at,
        coalesce(max(happened_at) filter (moment = 'refusal'), timestamp '1900-01-01') as last_refusal_at
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
    semi join (select service, need_id from need_moments where came_back) as came_back_to using (service, need_id)
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
        max("at") as last_contact_at
    from contacts
    where need_id is not null
    group by service, need_id
),
known as (
    select
        needs.*,
        first_done_at,
        coalesce(reopened, 0) as reopened,
        coalesce(heard.contacts, 0) as contacts,
        coalesce(failure_contacts, 0) as failure_contacts,
        greatest(last_contact_at, last_answer_at) as last_heard_at,
        coalesce(answers, 0) as answers,
        last_answer,
        coalesce(has_said_no, false) as has_said_no,
        last_completion_at,
        case
            when completed_before_answer_counts_from >= last_ask_at and completed_before_answer_at > last_refusal_at
                then completed_before_answer_at
        end as completed_before_answer_at,
        yes_given_at,
        case when solved_on >= date_trunc('day', first_contact_at) and solved_on <= yes_at then solved_on end as solved_on,
        coalesce(yes_at >= coalesce(last_ask_at, yes_at) and yes_at > coalesce(last_refusal_at, timestamp '1900-01-01'), false)
            as says_solved,
        last_completion_counts_from >= last_ask_at and last_completion_at > last_refusal_at as is_completed,
        date_diff('day', greatest(last_completion_at, last_contact_at), as_of) >= quiet_days as is_quiet
    from need_promises as needs
    inner join service_rules using (service)
    left join moments using (service, need_id)
    left join returned using (service, need_id)
    left join need_words using (service, need_id)
    left join before_answer using (service, need_id)
    left join heard using (service, need_id)
)
select
    * exclude (says_solved, is_completed, is_quiet, solved_on, yes_given_at, completed_before_answer_at, last_completion_at),
    case
        when says_solved then 'done'
        when waiting_items > 0 then 'open'
        when undated_items > 0 and (is_completed or last_answer is null) then 'unknown'
        when is_completed and person is null then 'done'
        when is_completed and is_quiet then 'done'
        when is_completed then 'provisional'
        when open_items > 0 then 'open'
        when is_withdrawn then 'withdrawn'
        else 'unresolved'
    end as state,
    case
        when says_solved then 'customer'
        when state = 'done' and person is null then 'system_only'
        when state = 'done' then 'quiet_period'
        when state = 'provisional' then 'provisional'
    end as done_evidence,
    case
        when says_solved then coalesce(solved_on, completed_before_answer_at, yes_given_at)
        when state in ('done', 'provisional') then last_completion_at
    end as done_at
from known
