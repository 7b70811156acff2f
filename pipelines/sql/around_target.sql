-- around_target: per service, team and day from the target, how many items were closed; team '*' is all teams together.
-- Reads    signed_items (item_signs: items closed in the last 52 weeks of the service)
-- Unit     days_from_target: whole calendar days from the target to reported done; 0 is the day itself, negative before
-- Defines  of_short_targets: less than five days were allowed, so that every such item lies near its target whatever it does;
--          they are in neither of the two tenths here, and are in those of target_signs where hours tell them apart
-- Not      cancelled items; items without a target
select
    service,
    coalesce(team, '*') as team,
    days_from_target,
    count(*) as items,
    count(*) filter (tenth = -1 and allowed_days >= 5) as in_last_tenth,
    count(*) filter (tenth = 1 and allowed_days >= 5) as in_first_tenth_after,
    count(*) filter (allowed_days < 5) as of_short_targets
from signed_items
where not is_cancelled and days_from_target is not null
group by grouping sets ((service, days_from_target), (service, team, days_from_target))
order by service, team, days_from_target
