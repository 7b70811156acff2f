-- days_ledger: where the days went, per service, team, week in which the needs were done, and part.
-- Reads    need_ledger, needs
-- Unit     days: of all those needs together; divide by needs for the mean
with parted as (
    unpivot (select * exclude (days_end_to_end) from need_ledger)
    on before_entry, counted, paused, reentered, uncounted, after_closing
    into name part value days
)
select
    service,
    coalesce(team, '*') as team,
    monday(done_at) as week,
    part,
    count(*) as needs,
    fsum(days) as days
from parted
inner join needs using (service, need_id)
group by grouping sets ((service, monday(done_at), part), (service, team, monday(done_at), part))
order by all
