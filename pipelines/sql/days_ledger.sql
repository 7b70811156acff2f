-- days_ledger: where the days went, per service, team, week in which the needs were done, and part.
-- Reads    needs
-- Unit     days: of all those needs together; divide by needs for the mean
with summed as (
    select
        service,
        coalesce(team, '*') as team,
        monday(done_at) as week,
        count(*) as needs,
        fsum(before_entry) as before_entry,
        fsum(counted) as counted,
        fsum(paused) as paused,
        fsum(reentered) as reentered,
        fsum(uncounted) as uncounted,
        fsum(after_closing) as after_closing
    from needs
    where days_end_to_end is not null
    group by grouping sets ((service, monday(done_at)), (service, team, monday(done_at)))
),
parted as (
    unpivot summed
    on before_entry, counted, paused, reentered, uncounted, after_closing
    into name part value days
)
select service, team, week, part, needs, days
from parted
order by all
