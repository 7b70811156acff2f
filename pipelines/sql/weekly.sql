-- weekly: every measure per service, team and week; team '*' is all teams together.
-- Reads    work_items (inside-out), needs and answers (outside-in), service_clock, service_rules
-- Unit     value: per cent 0 to 100 for shares, days for means, a count for open_now
-- Defines  each measure as one row per thing it counts, with `hit` (a share) or `amount` (a mean)
with counted as (
    select service, team, 'on_target_reported' as measure, reported_week as week, on_target_reported as hit, null::double as amount
    from work_items
    where in_reported_count
    union all
    select service, team, 'on_target_strict', monday(target_first_at), on_target_strict, null
    from work_items
    where on_target_strict is not null
    union all
    select service, team, 'days_reported', monday(reported_done_at), null, days_reported
    from work_items
    where status in ('done', 'no_access') and days_reported is not null
    union all
    select service, team, 'days_end_to_end', monday(done_at), null, days_end_to_end
    from needs
    where days_end_to_end is not null
    union all
    select service, team, 'done_as_promised', monday(promised_at), customer_says = 'in_time', null
    from needs
    inner join service_clock using (service)
    where customer_says in ('in_time', 'late', 'not_yet') and promised_at <= as_of
    union all
    select
        service, team, 'first_time', monday(done_at),
        coalesce(visits, 1) <= 1 and items = 1 and failure_contacts = 0 and reopened = 0, null
    from needs
    inner join service_clock using (service)
    inner join service_rules using (service)
    where state = 'done' and date_diff('day', done_at, as_of) >= quiet_days
    union all
    select service, team, 'reentered', monday(done_at), reentries > 0, null
    from needs
    where state in ('done', 'provisional')
    union all
    select service, team, 'came_back', monday(first_done_at), reopened > 0, null
    from needs
    where first_done_at is not null
    union all
    select service, coalesce(needs.team, 'no team'), 'satisfaction', monday(answers."at"), answers.solved = 'yes', null
    from answers
    left join needs using (service, need_id)
),
summed as (
    select
        service,
        coalesce(team, '*') as team,
        measure,
        week,
        count(*) as n,
        count(*) filter (hit) as hit_count,
        bool_or(hit is not null) as is_share,
        favg(amount) as mean
    from counted
    where week is not null
    group by grouping sets ((service, measure, week), (service, team, measure, week))
),
ended as (
    -- What was closed or withdrawn nobody knows when was never counted as open.
    select
        needs.*,
        -- Work reported done before anybody asked ends the day they did.
        case
            when done_at is not null then greatest(done_at, first_contact_at)
            when state = 'withdrawn' then greatest(withdrawn_at, first_contact_at)
        end as ended_at,
        state = 'unknown' or state = 'withdrawn' and withdrawn_at is null as is_undated
    from needs
),
moves as (
    select service, team, monday(first_contact_at) as week, 1 as change from ended where not is_undated
    union all
    select service, team, monday(ended_at), -1 from ended where not is_undated and ended_at is not null
),
moved as (
    select service, coalesce(team, '*') as team, week, sum(change) as change
    from moves
    where week is not null
    group by grouping sets ((service, week), (service, team, week))
),
spans as (
    -- An export holds only what was still open when it begins: the count is right from the first ending on.
    select service, min(week) filter (change < 0) as first_week from moves group by service
),
weeks as (
    select service, team, unnest(generate_series(min(week)::timestamp, any_value(as_of) - to_days(6), to_days(7)))::date as week
    from moved
    inner join service_clock using (service)
    group by service, team
),
standing as (
    select service, team, week, sum(coalesce(change, 0)) over (partition by service, team order by week)::bigint as n
    from weeks
    left join moved using (service, team, week)
    inner join spans using (service)
    qualify week >= coalesce(first_week, week)
),
figures as (
    select
        service, team, measure, week,
        case when is_share then 100.0 * hit_count / n else mean end as value,
        n,
        case when is_share then hit_count end as hits
    from summed
    union all
    select service, team, 'open_now', week, n::double, n, null
    from standing
)
select
    service,
    team,
    measure,
    week,
    value,
    n,
    hits,
    week + 7 > as_of - to_days(may_change_days) as may_change
from figures
inner join service_clock using (service)
inner join service_rules using (service)
order by service, team, measure, week
