-- macros: what several queries mean by a day, a week, a date without a time, and the same household.
-- A moment at exactly midnight is a date without a time; a target at 23:59:59 is a date, to the end of that day.
create or replace temp macro is_day(moment) as moment = date_trunc('day', moment);

create or replace temp macro end_of_day(moment) as date_trunc('day', moment) + to_seconds(86399);

-- Calendar days from one moment to another, decimal; whole days where either has no time.
create or replace temp macro days_between(since, until) as
    case
        when is_day(since) or is_day(until) then date_diff('day', since, until)::double
        else days_of(since, until)
    end;

create or replace temp macro days_of(since, until) as (epoch_us(until) - epoch_us(since)) / 86400000000.0;

create or replace temp macro monday(moment) as date_trunc('week', moment)::date;

-- The week of the year from 1 to 52; week 53 is counted with week 52.
create or replace temp macro week_of_year(monday) as least(week(monday), 52);

-- A moment, or the end of its day where it has no time: what a target is compared with.
create or replace temp macro by_end(moment) as case when is_day(moment) then end_of_day(moment) else moment end;

-- Whether a moment is later than another; by the day where either is a date.
create or replace temp macro is_later(moment, than) as
    case
        when by_end(moment) = end_of_day(moment) or by_end(than) = end_of_day(than) then moment::date > than::date
        else moment > than
    end;

-- The order of items: opened first, of those opened at one moment the lower number.
create or replace temp macro goes_before(opened_at, item_id, other_opened_at, other_item_id) as
    case
        when opened_at <> other_opened_at then opened_at < other_opened_at
        when length(item_id) <> length(other_item_id) then length(item_id) < length(other_item_id)
        else item_id < other_item_id
    end;

-- The clock of an item within the way of its need from first contact to done; an open one runs to the end of it.
create or replace temp macro clock_from(opened_at, in_whole_days, starts_at, ends_at) as
    least(greatest(case when in_whole_days then date_trunc('day', opened_at) else opened_at end, starts_at), ends_at);

create or replace temp macro clock_to(opened_at, ended_at, in_whole_days, starts_at, ends_at) as
    least(
        greatest(
            coalesce(case when in_whole_days then date_trunc('day', ended_at) else ended_at end, ends_at),
            clock_from(opened_at, in_whole_days, starts_at, ends_at)
        ),
        ends_at
    );

-- Whom an item is of: its customer, else whoever lives at its place.
create or replace temp macro person_of(customer, place) as coalesce('customer ' || customer, 'place ' || place);

-- When the system's clock of an item stopped; empty while it runs, and where nobody knows. Many a system has one date for
-- every ending, of what is cancelled too.
create or replace temp macro clock_ended(status, closed_at, cancelled_at) as
    case status
        when 'done' then closed_at
        when 'no_access' then coalesce(closed_at, cancelled_at)
        when 'cancelled' then coalesce(cancelled_at, closed_at)
    end;

-- Items of two customers are never one need, whatever joins them; without customers the place decides.
create or replace temp macro same_household(one_customer, one_place, other_customer, other_place) as
    case
        when one_customer is not null and other_customer is not null then one_customer = other_customer
        else coalesce(one_place = other_place, true)
    end;

-- One problem is at one place; a place that is not known speaks against nothing.
create or replace temp macro same_place(one_place, other_place) as coalesce(one_place = other_place, true);

-- By what a need is found, and by what a contact or visit looks for it: by its customer; where one of the two names
-- none, by the place.
create or replace temp macro keys_of_need(customer, place) as
    case
        when customer is null then ['place ' || place, 'unnamed at ' || place]
        else ['place ' || place, 'customer ' || customer]
    end;

create or replace temp macro keys_of_caller(customer, place) as
    case when customer is null then ['place ' || place] else ['customer ' || customer, 'unnamed at ' || place] end;

-- Whether a visit was one to the person: nobody says that it was called off or not made.
create or replace temp macro took_place(outcome) as
    coalesce(outcome, 'unknown') not in ('cancelled_organisation', 'cancelled_customer', 'not_made');

-- Contacts about work that was asked for before.
create or replace temp macro is_chase(meaning) as meaning in ('progress_chase', 'no_show');

-- Contacts that say it is not done as the person would have it.
create or replace temp macro is_complaint(meaning) as meaning in ('not_fixed', 'progress_chase', 'no_show', 'failure');

create or replace temp macro is_duplicate(cancel_reason) as
    coalesce(regexp_matches(lower(cancel_reason), 'duplicat|dubbel'), false);

-- A job that went to people who could not do it: the next one is for others.
create or replace temp macro is_wrong_trade(cancel_reason) as
    coalesce(
        regexp_matches(
            lower(cancel_reason),
            '(wrong|incorrect|different|other|verkeerde?|andere?|juiste) (trade|skill|vak|discipline)|(wrong|incorrect|mis-?|verkeerde? |foute? )\s*diagnos'
        ),
        false
    );

-- Which items hang together over any number of the pairs in a table (earlier, later), and the first of them: each takes the
-- first of its own neighbours, which settles most; of those that are apart still, each takes the smallest number among its
-- neighbours until nothing changes.
create or replace temp macro chained(pairs) as table
    with recursive nearest as materialized (
        select item_rank, min(neighbour) as first_rank
        from (
            select earlier as item_rank, earlier as neighbour from query_table(pairs)
            union all
            select later, earlier from query_table(pairs)
        )
        group by item_rank
    ),
    apart as materialized (
        select one.first_rank as one_rank, other.first_rank as other_rank
        from query_table(pairs)
        inner join nearest as one on one.item_rank = earlier
        inner join nearest as other on other.item_rank = later
        where one.first_rank <> other.first_rank
    ),
    both_ways as materialized (
        select one_rank as item_rank, other_rank as neighbour from apart
        union
        select other_rank, one_rank from apart
    ),
    reached (item_rank, first_rank) using key (item_rank) as (
        select item_rank, least(item_rank, min(neighbour))
        from both_ways
        group by item_rank
        union
        select both_ways.item_rank, min(near.first_rank)
        from both_ways
        inner join reached as near on near.item_rank = both_ways.neighbour
        inner join recurring.reached as own on own.item_rank = both_ways.item_rank
        where near.first_rank < own.first_rank
        group by both_ways.item_rank
    )
    select nearest.item_rank, coalesce(reached.first_rank, nearest.first_rank) as first_rank
    from nearest
    left join reached on reached.item_rank = nearest.first_rank;

-- Limits of a funnel (steps/funnel_spread.sql has the methods): errors is how many standard errors from the target, error
-- the standard error on the scale of the method. An angle stops at 0 and 90 degrees: there the share is 0 or 1.
create or replace temp macro funnel_limit(method, target, error, errors) as
    case method
        when 'share' then sin(least(greatest(asin(sqrt(target)) + errors * error, 0), pi() / 2)) ** 2
        when 'ratio' then target * exp(errors * error)
        when 'ratio_root' then target * (1 + errors * error)
    end;

-- The same by chance alone; counts held against what was expected have the exact limits of Poisson, which leave out `tail`.
create or replace temp macro plain_funnel_limit(method, target, expected, error, errors, tail) as
    case
        when method = 'share' then funnel_limit(method, target, error, errors)
        when errors < 0 then target * gamma_quantile(tail, expected, errors) / expected
        else target * gamma_quantile(1 - tail, expected + 1, errors) / expected
    end;

-- The share of a gamma distribution below x, term by term of its series.
create or replace temp macro gamma_below(x, shape) as
    list_sum(list_transform(
        range((200 + 12 * sqrt(shape))::bigint), lambda k: exp((shape + k) * ln(x) - x - lgamma(shape + k + 1))
    ));

-- Below what value `share` of a gamma distribution lies: Newton's steps from the approximation of Wilson and Hilferty,
-- where the share lies `errors` standard errors from the mean.
create or replace temp macro gamma_quantile(share, shape, errors) as
    list_reduce(
        range(8),
        lambda x, step: x - (gamma_below(x, shape) - share) / exp((shape - 1) * ln(x) - x - lgamma(shape)),
        shape * greatest(1 - 1 / (9 * shape) + errors / (3 * sqrt(shape)), 0.1) ** 3
    );

-- A figure of a kind of measure (steps/measure_kinds.sql) as a ratio, and back: shares are per cent.
create or replace temp macro as_ratio(kind, figure) as case when kind = 'share' then figure / 100 else figure end;

create or replace temp macro as_figure(kind, ratio) as case when kind = 'share' then 100 * ratio else ratio end;

-- A limit, not beyond the lowest and highest that the figure can be, where there are such.
create or replace temp macro cut_off(figure, lowest, highest) as
    case when figure is not null then least(greatest(figure, lowest), highest) end;

-- How many standard deviations of chance `hits` of so many lie above what chance alone would give, each hitting with `chance`.
create or replace temp macro z_of(hits, of_all, chance) as
    (hits - of_all * chance) / nullif(sqrt(of_all * chance * (1 - chance)), 0);

-- A number as a sentence has it: one decimal at most.
create or replace temp macro in_short(figure) as regexp_replace(format('{:.1f}', figure), '\.0$', '');

-- 1 above, -1 below, 0 on a level or as near to it as the tolerance.
create or replace temp macro side_of(value, level, tolerance) as
    case when abs(value - level) <= tolerance then 0 when value > level then 1 when value < level then -1 end;
