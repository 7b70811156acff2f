-- sensitivity: one row per service, rule, length and measure: the figure of all weeks together under that length.
-- Reads    tried_weekly (`weekly` of the same people under other lengths), needs, service_clock
-- Defines  rule: quiet_days; windows: of cancelled and entered again, came back and made safe, all three of that length
--          is_current: nothing changed; the lengths that the service has
--          one_in: 1 where everybody is in it; else of how many households one was drawn, by a hash of who they are
-- Not      inside-out figures, which no window moves; services of fewer than 100 needs: there one person moves every figure
select
    service,
    rule,
    days,
    rule is null as is_current,
    measure,
    case when sum(hits) is not null then 100.0 * sum(hits) / sum(n) else fsum(value * n) / sum(n) end as value,
    sum(n)::bigint as n,
    any_value(one_in) as one_in
from tried_weekly
where team = '*' and measure in ('done_as_promised', 'days_end_to_end', 'first_time', 'reentered', 'came_back')
group by service, rule, days, measure
order by service, measure, rule nulls first, days
