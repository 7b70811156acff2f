-- lacking_items: one row per work item and load that delivers its period once more without it, and after which it did not come.
-- Reads    delivered_periods (loads that deliver a period once more), last_told_items, delivered_items, delivered_work_items, rejects
-- Defines  is_of_other_part: of a team, kind, category, priority or status that the load has nothing of, though five such
--          items at least are lacking: the delivery comes in parts, and this is another one
--          is_in_turn: that part came after this one came before, so that the two are delivered by turns
-- Not      an item whose row that load set aside; and nothing of a source that delivers what changed only: what an earlier
--          load of it lacked came again, five items at least and one in ten, so that what it lacks means nothing
with in_period as (
    select last_told_items.*, batch_number, batch_id, items_again, items_known
    from last_told_items
    inner join delivered_periods on delivered_periods.source = last_told_items.source
        and delivered_periods.service = last_told_items.service
        and batch_number > last_number
        and opened_on between opened_from and opened_until
        and coalesce(ended_on >= ended_from, true)
),
set_aside as (
    select distinct batch_id, trim(unnest(json_extract_string(cells, '$.*'))) as item_id
    from rejects
    where batch_id in (select batch_id from in_period)
),
told_again as (
    select
        source,
        service,
        item_id,
        team,
        category,
        delivered_items.batch_id,
        opened_on,
        ended_on,
        delivered_items.batch_number as told_number,
        lead(delivered_items.batch_number) over (
            partition by source, service, item_id order by delivered_items.batch_number
        ) as next_number
    from delivered_items
    inner join (select service, item_id, team, category from delivered_work_items) using (service, item_id)
    where exists (select 1 from in_period)
),
teams_of_loads as (
    select distinct batch_id, service, team, category from told_again
),
came_again as (  -- though the load had others of its team and category: it is no other part of a delivery
    select told_again.source, told_again.service, count(*) as items
    from told_again
    inner join delivered_periods as passed_over on passed_over.source = told_again.source
        and passed_over.service = told_again.service
        and passed_over.batch_number > told_number
        and passed_over.batch_number < next_number
        and told_again.opened_on between opened_from and opened_until
        and coalesce(told_again.ended_on >= ended_from, true)
    inner join teams_of_loads on teams_of_loads.batch_id = passed_over.batch_id
        and teams_of_loads.service = told_again.service
        and teams_of_loads.team is not distinct from told_again.team
        and teams_of_loads.category is not distinct from told_again.category
    group by told_again.source, told_again.service
),
never_came as (  -- to the loads but the last: what that one lacks may still come
    select source, service, count(*) as items
    from (from in_period qualify batch_number < max(batch_number) over (partition by source, service))
    group by source, service
),
delivers_changes as (
    select source, service
    from came_again
    left join never_came using (source, service)
    where came_again.items >= 5 and came_again.items * 9 >= coalesce(never_came.items, 0)
),
lacking as (
    select * from in_period
    anti join set_aside using (batch_id, item_id)
    anti join delivers_changes using (source, service)
),
parts_of_items as (
    select
        service,
        item_id,
        {team: team, kind: kind, category: category, priority: priority_last, status: coalesce(status, 'open')} as parts
    from delivered_work_items
    where exists (select 1 from lacking)
),
lacking_together as (
    select batch_id, service, parts, count(*) as items
    from lacking
    inner join parts_of_items using (service, item_id)
    group by batch_id, service, parts
),
held_together as (
    select distinct batch_id, service, parts
    from delivered_items
    inner join parts_of_items using (service, item_id)
    where batch_id in (select batch_id from lacking)
),
lacking_parts as (
    unpivot (select batch_id, service, parts, items, parts.* from lacking_together)
    on team, kind, category, priority, status into name part value its_value
),
held as (
    unpivot (select batch_id, service, parts.* from held_together)
    on team, kind, category, priority, status into name part value its_value
),
other_parts as (
    select batch_id, service, part, its_value
    from lacking_parts
    anti join held using (batch_id, service, part, its_value)
    group by all
    having sum(items) >= 5
),
of_other_parts as (
    select distinct batch_id, service, parts
    from lacking_parts
    semi join other_parts using (batch_id, service, part, its_value)
),
came_before as (
    select here.batch_id, here.service, max(earlier.batch_number) as came_before
    from delivered_items as here
    inner join delivered_items as earlier on earlier.source = here.source and earlier.service = here.service
        and earlier.item_id = here.item_id and earlier.batch_number < here.batch_number
    where here.batch_id in (select batch_id from of_other_parts)
    group by here.batch_id, here.service
)
select
    lacking.*,
    of_other_parts.batch_id is not null as is_of_other_part,
    is_of_other_part and last_number > came_before as is_in_turn
from lacking
left join parts_of_items using (service, item_id)
left join of_other_parts on of_other_parts.batch_id = lacking.batch_id and of_other_parts.service = lacking.service
    and of_other_parts.parts = parts_of_items.parts
left join came_before on came_before.batch_id = lacking.batch_id and came_before.service = lacking.service
