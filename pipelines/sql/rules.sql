-- rules: the rules that made the figures, one row per service and rule.
-- Reads    profile_rules (as each load of a profile brought them), rule_decisions (adopted by people, some taken back)
-- Defines  value: what people adopted last, else what the newest load of the profile brought; profile_value is the latter
with newest as (
    select *
    from profile_rules
    qualify batch_number = max(batch_number) over (partition by service)
),
adopted as (
    select service, rule, value as adopted_value, reason, decided_by, decided_at
    from rule_decisions
    where undone_at is null
    qualify row_number() over (partition by service, rule order by decided_at desc, value) = 1
)
select
    service,
    rule,
    case when decided_at is null then value else adopted_value end as value,
    unit,
    meaning,
    source,
    value as profile_value,
    reason,
    decided_by,
    decided_at
from newest
left join adopted using (service, rule)
order by service, rule
