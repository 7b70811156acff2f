-- rules: the rules that made the figures, one row per service and rule, as the newest load of its profile brought them.
select service, rule, value, unit, meaning, source
from profile_rules
qualify batch_number = max(batch_number) over (partition by service)
order by service, rule
