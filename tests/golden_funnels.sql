-- golden_funnels: the product's funnel under the headings of the expected file.
-- Reads    funnel, funnel_spread
create table golden.funnel as
with scaled as (
    select
        service as case_id,
        measure,
        team as "group",
        columns('^(target|((plain_)?(lower|upper)_.*))$') / case method when 'share' then 100 else 1 end,
        phi,
        tau2,
        z,
        z_trimmed as z_winsorised,
        is_outside,
        is_outside_plain
    from funnel
    inner join (select service, measure, period, team, method, z_trimmed from funnel_spread)
        using (service, measure, period, team)
    where period = '52 weeks'
)
select
    case_id, 'plain' as variant, "group", target, 0 as phi, 0 as tau2, z, z_winsorised,
    plain_lower_95 as lcl95, plain_upper_95 as ucl95, plain_lower_998 as lcl998, plain_upper_998 as ucl998,
    is_outside_plain::int as outlier998
from scaled
where measure <> 'ratio_root'
union all
select
    case_id, case measure when 'ratio_root' then 'overdispersed_cqc' else 'overdispersed' end, "group", target, phi, tau2, z,
    z_winsorised, lower_95, upper_95, lower_998, upper_998, is_outside::int
from scaled;
