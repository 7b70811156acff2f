-- weekly: every measure per service, team and week; team '*' is all teams together.
-- Reads    counted (one row per thing that a measure counts), needs (what is open), service_clock, service_rules
-- Defines  may_change: as long as the rules say, and as long as a person of that week may come back
-- Unit     value: per cent 0 to 100 for shares, days for means, a count for open_now
with summed as (
    select
        service,
        coalesce(team, '*') as team,
        measure,
        monday("at") as week,
        count(*) as n,
        count(*) filter (hit) as hit_count,
        bool_or(hit is not null) as is_share,
        favg(amount) as mean
    from counted
    where "at" is not null
    group by grouping sets ((service, measure, monday("at")), (service, team, measure, monday("at")))
),
ended as (
    -- What was closed or withdrawn nobody knows when was never counted as open, nor is what nobody waits for.
    select
        needs.*,
        -- Work reported done before anybody asked ends the day they did.
        case
            when done_at is not null then greatest(done_at, first_contact_at)
            when state = 'withdrawn' then greatest(withdrawn_at, first_contact_at)
        end as ended_at,
        state in ('void', 'unknown') or state = 'withdrawn' and withdrawn_at is null as is_undated
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
    week + 7 > as_of - to_days(greatest(may_change_days, quiet_days, came_back_days)) as may_change
from figures
inner join service_clock using (service)
inner join service_rules using (service)
order by service, team, measure, week
