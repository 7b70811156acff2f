-- rewritten_history: what a delivery says otherwise of the past than an earlier one of the same source, a row per item and thing.
-- Reads    changed_items (what an item was said to be, and is now), vanished_items, delivered_items
-- Defines  end_earlier: it was done on an earlier day than was said before
--          start_later: it was opened on a later day than was said before
--          target_later: the last target moved to later; where it did not, the first one
--          cancelled_after_target: it was not cancelled, and is, with the target of before gone by at that moment
--          vanished, lacking, other_part: the file covers the days of the item and does not have it (see vanished_items)
--          other_zeros: an item of an earlier file, and one of this file that is opened on the same day and has its number with
--          zeros in front, or without: a spreadsheet takes them off, and the one case counts as two
--          items_known, items_lacking: of an item that is not there, how many earlier files told of in the days of the file, and
--          how many of them it lacks; of those that did not evidently vanish a thousand are listed
-- Not      what happened since: an item that was open and is done
with numbers as (
    select
        source,
        service,
        item_id,
        opened_on,
        min(batch_number) as batch_number,
        arg_min(batch_id, batch_number) as batch_id,
        arg_min(row_number, batch_number) as row_number
    from delivered_items
    where ltrim(item_id, '0') in (select ltrim(item_id, '0') from delivered_items where starts_with(item_id, '0'))
    group by all
),
found as (
    select source, service, item_id, batch_number, batch_id, row_number, 'end_earlier' as what, done_before as before_at, done_at as after_at,
        null as items_known, null as items_lacking
    from changed_items
    where done_at::date < done_before::date
    union all
    select source, service, item_id, batch_number, batch_id, row_number, 'start_later', opened_before, opened_at, null, null
    from changed_items
    where opened_at::date > opened_before::date
    union all
    select source, service, item_id, batch_number, batch_id, row_number, 'target_later', target_before, target_at, null, null
    from changed_items
    where is_later(target_at, target_before)
    union all
    select source, service, item_id, batch_number, batch_id, row_number, 'target_later', target_first_before, target_first_at, null, null
    from changed_items
    where is_later(target_first_at, target_first_before) and not coalesce(is_later(target_at, target_before), false)
    union all
    select
        source, service, item_id, batch_number, batch_id, row_number, 'cancelled_after_target', target_before,
        coalesce(cancelled_at, done_before) as gone_at, null, null
    from changed_items
    where status = 'cancelled' and status_before <> 'cancelled' and is_later(gone_at, target_before)
    union all
    select source, service, item_id, batch_number, batch_id, null, what, opened_on, null, items_known, items_lacking
    from vanished_items
    union all
    select now.source, now.service, earlier.item_id, now.batch_number, now.batch_id, now.row_number, 'other_zeros', now.opened_on, null, null, null
    from numbers as now
    inner join numbers as earlier on earlier.source = now.source and earlier.service = now.service
        and earlier.opened_on = now.opened_on and ltrim(earlier.item_id, '0') = ltrim(now.item_id, '0')
        and earlier.item_id <> now.item_id and earlier.batch_number < now.batch_number
)
select
    found.service,
    found.item_id,
    found.what,
    found.before_at,
    found.after_at,
    arg_max(told.batch_id, told.batch_number) as earlier_batch_id,
    arg_max(told.row_number, told.batch_number) as earlier_row_number,
    found.batch_id,
    found.row_number,
    found.items_known,
    found.items_lacking
from found
inner join delivered_items as told on told.source = found.source and told.service = found.service
    and told.item_id = found.item_id and told.batch_number < found.batch_number
group by all
order by service, batch_id, what, item_id
