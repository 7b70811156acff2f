-- needs: one row per need, from the first contact until it is done as the person would have it.
-- Reads    need_days, visits (which services have any)
-- Defines  customer_says: in_time, late or not_yet against the promised moment; pending, withdrawn, no_promise, unknown;
--          void: of an empty dwelling, where nobody waits
--          unknown_because: as need_states; who is gone lived the days until then
--          hidden_by: the first reason that holds why the reported figure does not show a need that was not in time
-- Unit     days_*: calendar days, decimal; whole days where a moment has no time
with services_with_visits as (
    select distinct service, true as has_visits from visits
),
judged as (
    select
        *,
        case
            when state in ('void', 'unknown', 'withdrawn') then state
            when promised_at is null then 'no_promise'
            when state in ('done', 'provisional') and done_at <= promised_at then 'in_time'
            when state in ('done', 'provisional') then 'late'
            when promised_at <= as_of then 'not_yet'
            else 'pending'
        end as customer_says,
        case when state = 'withdrawn' then last_cancelled_at end as withdrawn_at,
        case when unknown_because <> 'no_date' then ended_at end as gone_at
    from need_days
)
select
    service,
    need_id,
    customer_id,
    place_id,
    category,
    team,
    first_team,
    first_contact_at,
    promised_at,
    promise_rule,
    state,
    unknown_because,
    first_done_at,
    done_at,
    done_evidence,
    days_end_to_end,
    case
        when state <> 'void' then greatest(days_between(first_contact_at, coalesce(done_at, withdrawn_at, gone_at, as_of)), 0)
    end as days_lived,
    days_reported,
    items,
    case when has_visits then coalesce(visits, 0) end as visits,
    contacts,
    failure_contacts,
    workers,
    handovers,
    reentries,
    reopened,
    last_answer,
    last_heard_at,
    system_says,
    customer_says,
    case
        when customer_says not in ('late', 'not_yet') or system_says = 'late' then null
        when reentries > 0 then 're_entered'
        when has_make_safe then 'made_safe_only'
        when reopened > 0 then 'came_back'
        when has_no_access then 'no_access_closed'
        when has_closed_without_doing then 'closed_without_doing'
        when has_target_moved then 'target_moved'
        when has_clock_stop then 'clock_stopped'
        when has_split then 'split_job'
        when has_said_no then 'customer_says_no'
        when has_cancelled then 'cancelled'
        when has_work_after_closing then 'worked_on'
        when has_no_target then 'no_target'
        when open_items > 0 and system_says = 'open' then 'still_open'
        when has_other_verdict then 'flag_differs'
        when open_items > 0 then 'still_open'
        else 'waiting_between_items'
    end as hidden_by,
    state <> 'void' and (state = 'provisional' or coalesce(promised_at > as_of, false)) as may_change,
    withdrawn_at,
    before_entry,
    counted,
    paused,
    reentered,
    uncounted,
    after_closing
from judged
left join services_with_visits using (service)
