-- attribute_limits: one row per service, team, measure and phase, what the limits of its attribute charts are made of.
-- Reads    chart_points (one row per week, with its phase), measure_kinds
-- Defines  centre: events over exposure, of the points of the baseline together; a count has an exposure of 1
--          chance: the spread of one unit of exposure by chance alone, binomial for a share, else Poisson (p, u, c charts)
--          laney: that spread as the weeks show it: mean moving range / 1.128 of how far each lies from the centre in units
--          of its own chance (Laney's p' and u')
--          prime: the same from the weeks themselves: each moving range over what its two exposures let expect (I')
--          laney and prime are screened once, as in process_limits; not where screening would leave only zeros
--          tolerance: closer than this is equal
-- Unit     centre and spreads as ratios: 0 to 1 for a share; the limits of a week are 3 spreads / sqrt(its exposure) away
-- Source   qicharts2 (Montgomery, Statistical Quality Control; Laney 2002; Taylor, normalized I chart)
with points as (
    select
        service,
        team,
        measure,
        phase,
        kind,
        is_screened,
        is_judged,
        is_baseline,
        coalesce(hits, value) as events,
        case when kind = 'count' then 1 else n end as exposure,
        case when kind = 'count' then 1 else n_before end as exposure_before,
        as_ratio(kind, value) as ratio,
        as_ratio(kind, value_before) as ratio_before,
        is_baseline and moving_range is not null as has_range
    from chart_points
    inner join measure_kinds using (measure)
    where kind <> 'mean'
),
centres as (
    select
        service,
        team,
        measure,
        phase,
        kind,
        is_screened,
        count(*) filter (is_judged) as weeks,
        fsum(events) filter (is_baseline) / fsum(exposure) filter (is_baseline) as centre,
        1e-12 * max(abs(ratio)) as tolerance
    from points
    group by all
),
ranges as (
    select
        points.*,
        centre,
        abs((ratio - centre) * sqrt(exposure) - (ratio_before - centre) * sqrt(exposure_before)) as laney_range,
        abs(ratio - ratio_before) / sqrt(1 / exposure + 1 / exposure_before) as prime_range
    from points
    inner join centres using (service, team, measure, phase)
    where has_range
),
means as (
    select service, team, measure, phase, favg(laney_range) as laney_range_mean, favg(prime_range) as prime_range_mean
    from ranges
    group by all
),
screened as (
    select
        service,
        team,
        measure,
        phase,
        laney_range_mean,
        prime_range_mean,
        favg(laney_range) filter (is_screened and laney_range < 3.267 * laney_range_mean) as laney_kept,
        favg(prime_range) filter (is_screened and prime_range < 3.2665 * prime_range_mean) as prime_kept
    from ranges
    inner join means using (service, team, measure, phase)
    group by all
)
select
    service,
    team,
    measure,
    phase,
    kind,
    tolerance,
    centre,
    sqrt(case when kind = 'share' then centre * (1 - centre) else centre end) as chance,
    case when laney_kept > tolerance then laney_kept else laney_range_mean end / 1.128 as laney,
    case when prime_kept > tolerance then prime_kept else prime_range_mean end * sqrt(pi() / 2) as prime,
    weeks < 13 as is_provisional
from centres
left join screened using (service, team, measure, phase)
