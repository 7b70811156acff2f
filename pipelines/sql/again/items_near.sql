-- items_near: one row per work item that a rule could join to the last that were found, of those that were not found before.
-- Reads    linking_keys, items_found (in which round each was found), recorded_links
-- Why      a rule joins items of one person of which one was opened within the window of the other, duplicates of what has no
--          end, and items that name one another, one request, or that people joined; what names a customer says of whom the
--          others at its place are; what hangs together by none of these is linked as it was
with found as (
    select item from items_found where round = (select max(round) from items_found)
),
own_keys as (
    select * from linking_keys semi join found using (item)
),
of_persons as (
    select item, person, opened_at, until
    from linking_keys
    semi join (select person from own_keys where person is not null) as persons using (person)
),
spells as (
    select
        item,
        person,
        opened_at,
        coalesce(
            opened_at > max(until) over (
                partition by person order by opened_at rows between unbounded preceding and 1 preceding
            ),
            true
        ) as begins
    from of_persons
),
numbered as (
    select item, person, sum(begins::integer) over (partition by person order by opened_at, begins desc rows unbounded preceding) as spell
    from spells
),
by_hand as (
    select hash(service, item_id) as one, hash(service, other_item_id) as other
    from recorded_links
    where undone_at is null and other_item_id is not null
),
near as (
    select item
    from numbered
    semi join (select person, spell from numbered semi join found using (item)) as spells_of_found using (person, spell)
    union all
    select item
    from (select * from linking_keys where not is_named)
    semi join (select place from own_keys where is_named) as places using (place)
    union all
    select item
    from (select * from linking_keys where is_named)
    semi join (select place from own_keys where not is_named) as places using (place)
    union all
    select item
    from (select * from linking_keys where not is_named)
    semi join (select place from own_keys where may_end_tenancy) as places using (place)
    union all
    select item
    from (select * from linking_keys where is_duplicate)
    semi join (select problem from own_keys where takes_duplicates) as problems using (problem)
    union all
    select item
    from (select * from linking_keys where takes_duplicates)
    semi join (select problem from own_keys where is_duplicate) as problems using (problem)
    union all
    select item
    from linking_keys
    semi join (select request from own_keys where request is not null) as requests using (request)
    union all
    select parent from own_keys where parent is not null
    union all
    select quoted from own_keys where quoted is not null
    union all
    select item from linking_keys semi join found on found.item = linking_keys.parent
    union all
    select item from linking_keys semi join found on found.item = linking_keys.quoted
    union all
    select other from by_hand semi join found on found.item = by_hand.one
    union all
    select one from by_hand semi join found on found.item = by_hand.other
)
select distinct item from near anti join items_found using (item)
