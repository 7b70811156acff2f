-- target_signs: per service, team and sign that a target bends the work: how often, against what, and whether it is more
-- than chance. A question to study, never a verdict; no row is below a team; team '*' is all teams together.
-- Reads    signed_items (item_signs: one row per item of the last 52 weeks), target_chances, closing_days
-- Defines  share: hits of n. compared_share: what as many hits would be if nothing drew them there:
--          pile_up                closed in as much working time after the target: the first tenth after it, by the weekdays
--                                 in both (share: in the last tenth before it)
--          period_end_*           closed on as many other working days
--          closed_and_reopened    opened again on one of the days 2 to 7 after (share: within a day)
--          cancelled_near_target  cancelled in two of the four tenths before those around the target
--          recorded_late          1 in 20, for want of better (share: recorded over 3 days after it was reported done)
--          flag_differs           the other way round (share: in time by the delivered verdict, not by the dates)
--          z: how many standard deviations of chance the hits lie above that. Of a pile-up the smaller of two: against the
--          tenth after, and against the three tenths around, so that work that thins out by itself is no pile. Of period
--          ends the days vary as the other days do. 3 is as far as the limits of the charts
--          is_unusual: z is 3 or more, the share is at least twice what it is compared with, and at least 1 in 100
-- Unit     %, 0 to 100; days
-- Not      recorded_late where a service has one date for both (nothing is recorded at another moment than it was reported);
--          services without a target; fewer than 30 items, 2 ends of a period or 20 other days: those give no verdict
with tenths as (
    select
        service, team, due_weekday, length,
        count(*) as n,
        count(*) filter (is_pile_up) as last_tenth,
        count(*) filter (tenth = -2) as tenth_before,
        count(*) filter (tenth = 1) as tenth_after
    from signed_items
    where is_pile_up is not null
    group by all
),
piled as (
    select
        service,
        coalesce(team, '*') as team,
        sum(n)::bigint as n,
        sum(last_tenth)::bigint as hits,
        sum(tenth_before)::bigint as before,
        sum(tenth_after)::bigint as after,
        sum(n * coalesce(last_chance, 1)) as last_chance,
        sum(n * coalesce(after_chance, 1)) as after_chance,
        sum(n * coalesce(before_chance, 1)) as before_chance
    from tenths
    left join target_chances using (service, due_weekday, length)
    group by grouping sets ((service), (service, team))
),
counted as (
    select
        service,
        coalesce(team, '*') as team,
        count(is_closed_and_reopened) as followed,
        count(*) filter (is_closed_and_reopened) as reopened,
        count(*) filter (not is_closed_and_reopened and again_after_days <= 7) as reopened_later,
        count(is_cancelled_near_target) as cancelled,
        count(*) filter (is_cancelled_near_target) as cancelled_near,
        count(*) filter (is_cancelled_near_target is not null and tenth between -5 and -2) as cancelled_before,
        count(is_recorded_late) as recorded,
        count(*) filter (is_recorded_late) as recorded_late,
        quantile_cont(recorded_after_days, [0.5, 0.9]) as recorded_after,
        count(is_flag_differs) as flagged,
        count(*) filter (is_flag_differs) as in_time_by_flag,
        count(*) filter (is_flag_differs is not null and not on_time_flag and is_by_target) as in_time_by_dates
    from signed_items
    group by grouping sets ((service), (service, team))
),
daily as (
    select service, coalesce(team, '*') as team, day, count(*) as closed
    from signed_items
    where not is_cancelled
    group by grouping sets ((service, day), (service, team, day))
),
kinds_of_day as (
    unpivot (select service, day, ends_week, ends_month, ends_quarter from closing_days)
    on ends_week as 'period_end_week', ends_month as 'period_end_month', ends_quarter as 'period_end_quarter'
    into name sign value is_end
),
how_many_days as (
    select service, sign, count(*) filter (is_end) as ends, count(*) filter (not is_end) as others
    from kinds_of_day
    group by service, sign
),
on_days as (
    select
        service, team, sign, ends, others,
        sum(closed)::bigint as n,
        coalesce(sum(closed) filter (is_end), 0)::bigint as hits,
        (n - hits) / others as usual,
        -- A count of a day varies as chance has it at least.
        greatest(coalesce(sum(closed * closed) filter (not is_end), 0) / others - usual * usual, usual) as variance
    from daily
    inner join kinds_of_day using (service, day)
    inner join how_many_days using (service, sign)
    group by service, team, sign, ends, others
),
compared as (
    select
        service, team, 'pile_up' as sign, n, hits, after * last_chance / nullif(after_chance, 0) as compared,
        least(
            z_of(hits, hits + after, last_chance / (last_chance + after_chance)),
            z_of(hits, before + hits + after, last_chance / (before_chance + last_chance + after_chance))
        ) as z,
        null::double as median_days, null::double as p90_days, after_chance > 0 as is_enough
    from piled
    union all
    select
        service, team, sign, n, hits, usual * ends,
        (hits / ends - usual) / nullif(sqrt(variance * (1 / ends + 1 / others)), 0), null, null, ends >= 2 and others >= 20
    from on_days
    union all
    select
        service, team, 'closed_and_reopened', followed, reopened, reopened_later / 6,
        z_of(reopened, reopened + reopened_later, 1 / 7), null, null, true
    from counted
    union all
    select
        service, team, 'cancelled_near_target', cancelled, cancelled_near, cancelled_before / 2,
        z_of(cancelled_near, cancelled_near + cancelled_before, 1 / 3), null, null, true
    from counted
    union all
    select
        service, team, 'recorded_late', recorded, recorded_late, recorded / 20, z_of(recorded_late, recorded, 1 / 20),
        ceil(round(10 * recorded_after[1], 6)) / 10, ceil(round(10 * recorded_after[2], 6)) / 10, true
    from counted
    where service in (select service from signed_items where recorded_after_days <> 0)
    union all
    select
        service, team, 'flag_differs', flagged, in_time_by_flag, in_time_by_dates,
        z_of(in_time_by_flag, in_time_by_flag + in_time_by_dates, 1 / 2), null, null, true
    from counted
),
judged as (
    select
        service, team, sign, n, hits,
        n >= 30 and is_enough as has_verdict,
        case when has_verdict then 100 * hits / n end as share,
        case when has_verdict then 100 * compared / n end as compared_share,
        case when has_verdict then z end as z,
        case when has_verdict then coalesce(z >= 3 and share >= 2 * compared_share and share >= 1, false) end as is_unusual,
        case when has_verdict then median_days end as median_days,
        case when has_verdict then p90_days end as p90_days,
        in_short(share) || '%' as told,
        in_short(compared_share) || '%' as against
    from compared
    where n > 0 and service in (select service from around_target)
)
select
    service, team, sign, n, hits, share, compared_share, z, is_unusual, median_days, p90_days,
    case
        when not has_verdict then format('{:,}: too few to say anything.', n)
        else format('{} of {:,} ', told, n) || case sign
            when 'pile_up'
                then format('were closed in the last tenth of the time before the target, {} in as much working time after.', against)
            when 'period_end_week'
                then format('were closed on the last working day of a week, {} on as many other working days.', against)
            when 'period_end_month'
                then format('were closed on the last working day of a month, {} on as many other working days.', against)
            when 'period_end_quarter'
                then format('were closed on the last working day of a quarter, {} on as many other working days.', against)
            when 'closed_and_reopened' then format(
                'that were closed, or cancelled by us, were opened again within a day, {} on each of the six days after.',
                against
            )
            when 'cancelled_near_target' then format(
                'that we cancelled were cancelled in the tenth before or after the target, {} in two such tenths earlier.',
                against
            )
            when 'recorded_late' then format(
                'were recorded more than 3 days after the day reported; half within {}, nine in ten within {} days.',
                in_short(median_days), in_short(p90_days)
            )
            when 'flag_differs' then format(
                'are in time by our system''s own verdict and not by the dates, {} the other way round.', against
            )
        end || if(is_unusual, ' Worth asking why.', '')
    end as sentence
from judged
order by service, team, sign
