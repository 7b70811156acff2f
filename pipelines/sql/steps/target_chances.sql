-- target_chances: per service, weekday of the target and length of a tenth, how much of the work of a week falls in the tenths
-- around the target whatever the target does.
-- Reads    signed_items, closing_days
-- Defines  last_chance, after_chance, before_chance: how much is closed on such weekdays, the mean day being 1, over the days
--          of the last tenth before the target, the first after it, and the one before the last
-- Not      tenths of less than a day: hours are taken as they come
-- Why      a target of seven days falls on the weekday of opening, never on a Sunday, and the days after a Friday are free
with weekdays as (
    select service, isodow(day) as weekday, avg(items) / avg(avg(items)) over (partition by service) as usual
    from closing_days
    group by service, isodow(day)
),
targets as (
    select distinct service, due_weekday, length
    from signed_items
    where is_pile_up is not null and length is not null
),
days as (
    select *, unnest(generate_series(1 - 2 * length, length)) as from_target from targets
)
select
    service, due_weekday, length,
    sum(usual / length) filter (from_target between 1 - length and 0) as last_chance,
    sum(usual / length) filter (from_target > 0) as after_chance,
    sum(usual / length) filter (from_target <= -length) as before_chance
from days
inner join weekdays using (service)
where weekday = 1 + (due_weekday - 1 + from_target + 7 * 2 * length) % 7
group by all
