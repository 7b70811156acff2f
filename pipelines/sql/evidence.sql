-- evidence: how many needs were promised to be done in a week, and what "done" rests on, per service and team.
-- Reads    needs
-- Defines  team '*': all teams together
-- Not      needs that nobody can hold against a promise: withdrawn, pending, without a promise, closed nobody knows when, of a void
select
    service,
    coalesce(team, '*') as team,
    monday(promised_at) as week,
    done_evidence,
    count(*) as needs
from needs
where customer_says in ('in_time', 'late', 'not_yet')
group by grouping sets (
    (service, monday(promised_at), done_evidence),
    (service, team, monday(promised_at), done_evidence)
)
order by all
