-- need_clocks: one row per need, from first contact to done as its days are counted, where it is done.
-- Reads    need_states
-- Defines  starts_at, ends_at: days where either moment has no time (in_whole_days)
--          clock_from, clock_to: of its items together, within the two
select
    *,
    case when days_between(first_contact_at, done_at) >= 0 then days_between(first_contact_at, done_at) end as days_end_to_end,
    is_day(first_contact_at) or is_day(done_at) as in_whole_days,
    case when in_whole_days then date_trunc('day', first_contact_at) else first_contact_at end as starts_at,
    case when in_whole_days then date_trunc('day', done_at) else done_at end as ends_at,
    clock_from(first_opened_at, in_whole_days, starts_at, ends_at) as clock_from,
    clock_to(first_opened_at, ended_at, in_whole_days, starts_at, ends_at) as clock_to
from need_states
