-- vanished_items: one row per work item that its source stopped delivering, though a later file covers its period.
-- Reads    lacking_items (one row per item and load without it)
-- Defines  what: vanished, where nine in ten of what was known come again, so that the file is all of its period;
--          lacking, where fewer do: only a person knows whether the file is a part, or the items are gone;
--          other_part, where the file evidently is one part of a delivery and the item of another that did not come in turn
--          items_known: of what the source had told of in the period, as far as it is of this part
--          batch_number: the first file that it vanished from; else the last that lacks it
--          items_lacking: how many items the file lacks so; of those that did not evidently vanish a thousand are listed
with counted as (
    select *, count(*) filter (is_of_other_part) over (partition by source, service, batch_id) as items_elsewhere
    from lacking_items
),
judged as (
    select
        * replace (items_known - items_elsewhere as items_known),
        case when is_of_other_part then 'other_part'
             when items_again >= 0.9 * (items_known - items_elsewhere) then 'vanished'
             else 'lacking' end as what
    from counted
    where not is_in_turn
),
of_one_file as (
    select source, service, item_id, opened_on, batch_number, batch_id, what, items_known
    from judged
    qualify row_number() over (
        partition by source, service, item_id
        order by array_position(['vanished', 'lacking', 'other_part'], what), if(what = 'vanished', batch_number, -batch_number)
    ) = 1
)
select *, count(*) over same_file as items_lacking
from of_one_file
window same_file as (partition by source, service, batch_id, what)
qualify what = 'vanished' or row_number() over (partition by source, service, batch_id, what order by item_id) <= 1000
