-- delivered_periods: one row per load and service that delivers a period once more, all of it or a part.
-- Reads    delivered_items (one row per load and item), last_told_items (one row per item)
-- Defines  the period: the days that the load's own items were opened on, and ended since
--          items_again: items of the load that its source had delivered before
--          items_known: items that its source had delivered before and that lie in the period
-- Why      a list of open items or of a few mended rows covers no period: what it lacks is not missing. Something must have
--          ended, and ten items at least must come again, or nothing is said
with known_by_day as (
    select source, service, first_number, opened_on, ended_on, count(*) as items from last_told_items group by all
),
new_items as (
    select source, service, first_number as batch_number, sum(items) as items from known_by_day group by all
),
periods as (
    select
        source,
        service,
        batch_number,
        batch_id,
        min(opened_on) as opened_from,
        max(opened_on) as opened_until,
        min(ended_on) as ended_from,
        count(*) as items
    from delivered_items
    group by source, service, batch_number, batch_id
    having ended_from is not null
),
again as (
    select periods.*, periods.items - coalesce(new_items.items, 0) as items_again
    from periods
    left join new_items using (source, service, batch_number)
    where items_again >= 10
)
select again.* exclude (items), sum(known_by_day.items)::bigint as items_known
from again
inner join known_by_day on known_by_day.source = again.source and known_by_day.service = again.service
    and first_number < batch_number
    and opened_on between opened_from and opened_until
    and coalesce(ended_on >= ended_from, true)
group by all
