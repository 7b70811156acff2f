-- time_to_done: of the needs promised in a month, how many were still waiting so many days after the first contact.
-- Reads    needs
-- Defines  still_waiting: the product over the days up to it of one less what share of those still waiting was done that day
--          (Kaplan and Meier, Nonparametric estimation from incomplete observations, 1958); what is open or withdrawn counts
--          as waiting for as long as it was followed and for no longer, so that young months do not flatter
--          day: whole days, begun ones counted
-- Not      needs without a promise, and those of which nobody knows whether they were done or which nobody waits for
with followed as (
    select
        service,
        team,
        date_trunc('month', promised_at)::date as promised_month,
        days_end_to_end is not null as is_done,
        ceil(coalesce(days_end_to_end, days_lived))::bigint as day
    from needs
    where promised_at is not null and state not in ('void', 'unknown') and (done_at is null or days_end_to_end is not null)
),
counted as (
    select
        service,
        coalesce(team, '*') as team,
        promised_month,
        day,
        count(*) filter (is_done) as done,
        count(*) filter (not is_done) as left_open
    from followed
    group by grouping sets ((service, promised_month, day), (service, team, promised_month, day))
),
at_risk as (
    select *, sum(done + left_open) over (partition by service, team, promised_month order by day desc)::bigint as waiting
    from counted
)
select
    service,
    team,
    promised_month,
    day,
    waiting,
    done,
    left_open,
    100 * product(1 - done / waiting) over (partition by service, team, promised_month order by day) as still_waiting
from at_risk
