-- funnel_spread: one row per service, measure, period and team, with how far the teams lie apart beyond what chance gives.
-- Reads    funnel_units
-- Defines  deviation: the standard error of one team on the scale of its method, by chance alone
--          z: how many of them the team lies from the target
--          z_trimmed: z no further out than the outer tenths; for a ratio empty there
--          phi: mean square of z_trimmed, 1 where chance alone is at work
--          tau2: the variance between teams that is added to that of chance; 0 where chance explains it all
-- Unit     deviation, z and tau2 on the scale of the method (radians, logarithm, square root)
-- Source   Spiegelhalter and others, Statistical methods for healthcare regulation (2012), as FunnelPlotR works it out:
--          PR (share), SR with the logarithm of NHS SHMI (ratio), SR with the square root of CQC (ratio_root)
with scaled as (
    select
        *,
        case method
            when 'share' then asin(sqrt(hits / n)) - asin(sqrt(target))
            when 'ratio' then ln(hits / n / target)
            when 'ratio_root' then sqrt(hits / n) - sqrt(target)
        end as distance,
        case method when 'ratio' then 1 / sqrt(n) else 1 / (2 * sqrt(n)) end as deviation,
        distance / deviation as z
    from funnel_units
),
placed as (
    select
        *,
        quantile_cont(z, 0.1) over funnels as lowest_tenth,
        quantile_cont(z, 0.9) over funnels as highest_tenth,
        rank() over (funnels order by z) + (count(*) over (funnels order by z groups current row) - 1) / 2 as place,
        floor(place * 10 / (count(*) over funnels + 1)) as tenth
    from scaled
    window funnels as (partition by service, measure, period, method)
),
trimmed as (
    select
        *,
        case
            when method <> 'ratio' then least(greatest(z, lowest_tenth), highest_tenth)
            when tenth between 1 and 8 then z
        end as z_trimmed,
        case when z_trimmed is not null then 1 / deviation ** 2 end as weight
    from placed
),
between_teams as (
    select
        service,
        measure,
        period,
        method,
        count(z_trimmed) as teams,
        favg(z_trimmed ** 2) as phi,
        fsum(weight) - fsum(weight ** 2) / fsum(weight) as weights,
        coalesce(greatest((teams * phi - (teams - 1)) / nullif(weights, 0), 0), 0) as tau2
    from trimmed
    group by all
)
select trimmed.*, phi, case when teams * phi < teams - 1 then 0 else tau2 end as tau2
from trimmed
inner join between_teams using (service, measure, period, method)
