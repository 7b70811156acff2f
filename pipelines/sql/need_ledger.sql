-- need_ledger: one row per finished need, where its days went; the parts add up to days_end_to_end exactly.
-- Reads    needs (done or provisional), items, need_item_turns
-- Defines  counted: days covered by the clock of an item that is in the reported figure; of those, paused is what the
--          organisation subtracts
--          reentered: other days covered by the clock of an item that we cancelled and entered again, and the wait after it
--          uncounted: days covered only by the clock of another item that is not counted (without a target or a date of
--          closing, cancelled by the customer, entered double), and the wait after such a cancelling
--          after_closing: days after an item was closed as done while the person still had the problem
--          before_entry: days from the first contact to the first opening
-- How      the way from first contact to done is cut at every opening and ending; each piece has one part
with finished as (
    select
        service,
        need_id,
        days_end_to_end,
        is_day(first_contact_at) or is_day(done_at) as in_whole_days,
        case when in_whole_days then date_trunc('day', first_contact_at) else first_contact_at end as starts_at,
        case when in_whole_days then date_trunc('day', done_at) else done_at end as ends_at
    from needs
    where days_end_to_end is not null
),
clocks as (
    select
        service,
        need_id,
        is_shared,
        starts_at,
        ends_at,
        in_reported_count,
        is_reentry,
        case when status <> 'cancelled' then 2 when is_reentry then 1 else 0 end as ending,
        coalesce(clock_stop_days, 0) as stop_days,
        least(greatest(case when in_whole_days then date_trunc('day', opened_at) else opened_at end, starts_at), ends_at) as clock_from,
        least(
            greatest(
                coalesce(case when in_whole_days then date_trunc('day', ended_at) else ended_at end, ends_at), clock_from
            ),
            ends_at
        ) as clock_to
    from finished
    inner join need_item_turns using (service, need_id)
    inner join items using (service, item_id)
),
alone as (  -- of one clock the pieces lie in line: before it, under it, after it
    select
        service,
        need_id,
        days_of(starts_at, clock_from) as before_entry,
        case when in_reported_count then days_of(clock_from, clock_to) end as covered,
        null as reentered,
        case when not in_reported_count then days_of(clock_from, clock_to) else 0 end
        + case when ending < 2 then days_of(clock_to, ends_at) else 0 end as uncounted,
        case when ending = 2 then days_of(clock_to, ends_at) end as after_closing
    from clocks
    where not is_shared
),
shared as (
    select * from clocks where is_shared
),
cuts as (
    select distinct service, need_id, unnest([starts_at, ends_at, clock_from, clock_to]) as cut_at from shared
),
pieces as (
    select
        service,
        need_id,
        cut_at as piece_from,
        lead(cut_at) over (partition by service, need_id order by cut_at) as piece_to
    from cuts
),
named as (
    select
        pieces.service,
        pieces.need_id,
        piece_from,
        days_of(piece_from, piece_to) as days,
        bool_or(clock_from <= piece_from and clock_to >= piece_to and in_reported_count) as is_counted,
        bool_or(clock_from <= piece_from and clock_to >= piece_to and is_reentry) as is_of_reentry,
        bool_or(clock_from <= piece_from and clock_to >= piece_to) as is_covered,
        bool_or(clock_from <= piece_from) as has_begun,
        -- The last ending before it; of several at one moment a closing, then a cancelling that was entered again.
        arg_max(ending, (clock_to, ending)) filter (clock_to <= piece_from) as ending_before
    from pieces
    inner join shared using (service, need_id)
    where piece_to > piece_from
    group by all
),
parted as (
    select
        *,
        case
            when not has_begun then 'before_entry'
            when is_counted then 'covered'
            when is_of_reentry then 'reentered'
            when is_covered then 'uncounted'
            when ending_before = 2 then 'after_closing'
            when ending_before = 1 then 'reentered'
            else 'uncounted'
        end as part
    from named
),
summed as (
    select
        service,
        need_id,
        sum(days) filter (part = 'before_entry') as before_entry,
        sum(days) filter (part = 'covered') as covered,
        sum(days) filter (part = 'reentered') as reentered,
        sum(days) filter (part = 'uncounted') as uncounted,
        sum(days) filter (part = 'after_closing') as after_closing
    from parted
    group by service, need_id
    union all
    select * from alone
),
stopped as (
    select service, need_id, sum(stop_days) filter (in_reported_count) as stop_days
    from clocks
    where stop_days > 0
    group by all
)
select
    service,
    need_id,
    coalesce(before_entry, 0)::double as before_entry,
    (coalesce(covered, 0) - least(coalesce(stop_days, 0), coalesce(covered, 0)))::double as counted,
    least(coalesce(stop_days, 0), coalesce(covered, 0))::double as paused,
    coalesce(reentered, 0)::double as reentered,
    coalesce(uncounted, 0)::double as uncounted,
    coalesce(after_closing, 0)::double as after_closing,
    days_end_to_end
from finished
left join summed using (service, need_id)
left join stopped using (service, need_id)
order by service, need_id
