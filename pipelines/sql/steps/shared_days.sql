-- shared_days: one row per finished need of several items, where its days went.
-- Reads    need_clocks, item_needs
-- Defines  the parts as need_days
-- How      the way from first contact to done is cut at every opening and ending; each piece has one part
with clocks as (
    select
        need_number,
        starts_at,
        ends_at,
        in_reported_count,
        is_reentry,
        case when status <> 'cancelled' then 2 when is_reentry then 1 else 0 end as ending,
        clock_from(item_needs.opened_at, in_whole_days, starts_at, ends_at) as clock_from,
        clock_to(item_needs.opened_at, item_needs.ended_at, in_whole_days, starts_at, ends_at) as clock_to
    from (
        select need_number, starts_at, ends_at, in_whole_days from need_clocks where is_shared and days_end_to_end is not null
    ) as finished
    inner join (from item_needs where is_shared) as item_needs using (need_number)
),
cuts as (
    select distinct need_number, unnest([starts_at, ends_at, clock_from, clock_to]) as cut_at from clocks
),
pieces as (
    select
        need_number,
        cut_at as piece_from,
        lead(cut_at) over (partition by need_number order by cut_at) as piece_to
    from cuts
),
named as (
    select
        need_number,
        piece_from,
        days_of(piece_from, any_value(piece_to)) as days,
        bool_or(clock_from <= piece_from and clock_to >= piece_to and in_reported_count) as is_counted,
        bool_or(clock_from <= piece_from and clock_to >= piece_to and is_reentry) as is_of_reentry,
        bool_or(clock_from <= piece_from and clock_to >= piece_to) as is_covered,
        bool_or(clock_from <= piece_from) as has_begun,
        -- The last ending before it; of several at one moment a closing, then a cancelling that was entered again.
        arg_max(ending, (clock_to, ending)) filter (clock_to <= piece_from) as ending_before
    from pieces
    inner join clocks using (need_number)
    where piece_to > piece_from
    group by need_number, piece_from
),
parted as (
    select
        need_number,
        days,
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
)
select
    need_number,
    sum(days) filter (part = 'before_entry') as before_entry,
    sum(days) filter (part = 'covered') as covered,
    sum(days) filter (part = 'reentered') as reentered,
    sum(days) filter (part = 'uncounted') as uncounted,
    sum(days) filter (part = 'after_closing') as after_closing
from parted
group by need_number
