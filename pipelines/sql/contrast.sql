-- contrast: how many needs stand in each cell of the two clocks, per service, team and week of the promised moment.
-- Reads    needs
-- Defines  team '*': all teams together; week empty: nothing was promised
-- So       for team '*' the counts add up to the needs, exactly
select
    service,
    coalesce(team, '*') as team,
    monday(promised_at) as week,
    system_says,
    customer_says,
    hidden_by,
    count(*) as needs,
    sum(items)::bigint as items
from needs
group by grouping sets (
    (service, monday(promised_at), system_says, customer_says, hidden_by),
    (service, team, monday(promised_at), system_says, customer_says, hidden_by)
)
order by all
