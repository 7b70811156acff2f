-- funnel: one row per service, measure, period and team, the team's share held against that of the whole.
-- Reads    funnel_spread (one row per team, with the chance error of its size and the variance between teams)
-- Defines  limits: where 95 or 99.8 of 100 teams of this size would lie if the target were the share of each
--          plain limits: by chance alone; the others also by tau2, the variance between teams, and they decide
--          is_outside: beyond the 99.8% limits
-- Unit     share, target and limits: per cent 0 to 100; z: standard errors
-- Source   FunnelPlotR (Spiegelhalter, Funnel plots for comparing institutional performance, 2005)
-- Not      a league table: a place within the limits says nothing, so that rows come by the name of the team;
--          nor limits that turn back beyond 0 or 100%, as the sine of FunnelPlotR's does for the smallest teams
with limited as (
    select
        *,
        case method when 'share' then 100 else 1 end as scale,
        scale * plain_funnel_limit(method, target, n, deviation, -1.959964, 0.025) as plain_lower_95,
        scale * plain_funnel_limit(method, target, n, deviation, 1.959964, 0.025) as plain_upper_95,
        scale * plain_funnel_limit(method, target, n, deviation, -3.090232, 0.001) as plain_lower_998,
        scale * plain_funnel_limit(method, target, n, deviation, 3.090232, 0.001) as plain_upper_998,
        sqrt(deviation ** 2 + tau2) as wide,
        scale * funnel_limit(method, target, wide, -1.959964) as lower_95,
        scale * funnel_limit(method, target, wide, 1.959964) as upper_95,
        scale * funnel_limit(method, target, wide, -3.090232) as lower_998,
        scale * funnel_limit(method, target, wide, 3.090232) as upper_998,
        scale * hits / n as share
    from funnel_spread
)
select
    service,
    measure,
    period,
    first_week,
    last_week,
    team,
    hits,
    n,
    share,
    scale * target as target,
    lower_95,
    upper_95,
    lower_998,
    upper_998,
    plain_lower_95,
    plain_upper_95,
    plain_lower_998,
    plain_upper_998,
    phi,
    tau2,
    z,
    share not between lower_998 and upper_998 as is_outside,
    share not between plain_lower_998 and plain_upper_998 as is_outside_plain,
    case
        when is_outside then 'Further from the whole than teams lie from one another here: a question to study, not a verdict.'
        when is_outside_plain
            then 'Further from the whole than chance alone gives, but no further than teams lie from one another here.'
        else 'Within what chance alone gives.'
    end as sentence
from limited
order by service, measure, period, team
