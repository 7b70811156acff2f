-- need_days: one row per need; where its days went, once it is done.
-- Reads    need_clocks, shared_days (needs of several items)
-- Defines  covered: days covered by the clock of an item that is in the reported figure; of those, paused is what the
--          organisation subtracts
--          reentered: other days covered by the clock of an item that we cancelled and entered again, and the wait after it
--          uncounted: days covered only by the clock of another item that is not counted (without a target or a date of
--          closing, cancelled by the customer, entered double), and the wait after such a cancelling
--          after_closing: days after an item was closed as done while the person still had the problem
--          before_entry: days from the first contact to the first opening
-- How      of one item the pieces lie in line: before its clock, under it, after it
with parted as (
    select
        clocks.* exclude (starts_at, ends_at, in_whole_days, clock_from, clock_to),
        case when is_shared then shared_days.before_entry else days_of(starts_at, clock_from) end as before_entry,
        case when is_shared then shared_days.covered when counted_items > 0 then days_of(clock_from, clock_to) end as covered,
        shared_days.reentered,
        case
            when is_shared then shared_days.uncounted
            else case when counted_items = 0 then days_of(clock_from, clock_to) else 0 end
                + case when has_cancelled_clock then days_of(clock_to, ends_at) else 0 end
        end as uncounted,
        case
            when is_shared then shared_days.after_closing
            when not has_cancelled_clock then days_of(clock_to, ends_at)
        end as after_closing
    from need_clocks as clocks
    left join shared_days using (need_number)
)
select
    * exclude (covered) replace (
        case when days_end_to_end is not null then coalesce(before_entry, 0) end as before_entry,
        case when days_end_to_end is not null then coalesce(reentered, 0) end as reentered,
        case when days_end_to_end is not null then coalesce(uncounted, 0) end as uncounted,
        case when days_end_to_end is not null then coalesce(after_closing, 0) end as after_closing
    ),
    case when days_end_to_end is not null then least(stop_days, coalesce(covered, 0)) end as paused,
    coalesce(covered, 0) - paused as counted
from parted
