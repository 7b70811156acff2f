-- need_states: one row per need, done or not as the person has it, and how we know.
-- Reads    need_promises, service_rules (quiet period, days)
-- Defines  done_at: (a) the person says solved: the day they name, else the last completion before the answer that nothing
--          asked for more after, else the answer itself;
--          (b) nobody came back for the quiet period after the last completion; until then provisional
--          state: done, provisional, open, unresolved (closed by us, not done for them), withdrawn,
--          unknown: closed without a date, or nothing was done after the person was gone or another organisation had it
--          void: of an empty dwelling: nobody has the problem who could have it solved
--          unknown_because: which of these: no_date, person_gone, went_elsewhere
-- Not      reported_done_at of one item, which is what the target counts
with known as (
    select
        needs.* replace (
            coalesce(reopened, 0) as reopened,
            coalesce(contacts, 0) as contacts,
            coalesce(failure_contacts, 0) as failure_contacts,
            coalesce(workers, item_workers) as workers,
            coalesce(answers, 0) as answers,
            coalesce(has_said_no, false) as has_said_no,
            coalesce(needs.last_ask_at, timestamp '1900-01-01') as last_ask_at,
            coalesce(needs.last_refusal_at, timestamp '1900-01-01') as last_refusal_at
        ),
        greatest(last_contact_at, last_answer_at) as last_heard_at,
        case
            when needs.solved_on >= date_trunc('day', first_contact_at) and needs.solved_on <= yes_at then needs.solved_on
        end as named_day,
        quiet_days
    from need_promises as needs
    inner join service_rules using (service)
),
weighed as (
    select
        *,
        case
            when completed_before_answer_counts_from >= last_ask_at and completed_before_answer_at > last_refusal_at
                then completed_before_answer_at
        end as answered_completion_at,
        concern is not distinct from 'void' as is_void,
        not is_void and coalesce(yes_at >= last_ask_at and yes_at > last_refusal_at, false) as says_solved,
        last_completion_counts_from >= last_ask_at and last_completion_at > last_refusal_at as is_completed,
        date_diff('day', greatest(last_completion_at, last_contact_at), as_of) >= quiet_days as is_quiet,
        ends_because is not null and open_items = 0
        and not coalesce(is_completed and last_completion_counts_from >= coalesce(gone_at, last_completion_counts_from), false)
            as is_gone
    from known
)
select
    * exclude (
        says_solved, is_completed, is_quiet, is_gone, ends_because, gone_at, solved_on, named_day, yes_given_at, completed_before_answer_at,
        answered_completion_at, last_completion_at, is_void, concern
    ),
    case
        when is_void then 'void'
        when says_solved then 'done'
        when waiting_items > 0 then 'open'
        when undated_items > 0 and (is_completed or last_answer is null) then 'unknown'
        when is_gone then 'unknown'
        when is_completed and person is null then 'done'
        when is_completed and is_quiet then 'done'
        when is_completed then 'provisional'
        when open_items > 0 then 'open'
        when is_withdrawn then 'withdrawn'
        else 'unresolved'
    end as state,
    case when state = 'unknown' then case when is_gone then ends_because else 'no_date' end end as unknown_because,
    case
        when says_solved then 'customer'
        when state = 'done' and person is null then 'system_only'
        when state = 'done' then 'quiet_period'
        when state = 'provisional' then 'provisional'
    end as done_evidence,
    case
        when says_solved then coalesce(named_day, answered_completion_at, yes_given_at)
        when state in ('done', 'provisional') then last_completion_at
    end as done_at
from weighed
