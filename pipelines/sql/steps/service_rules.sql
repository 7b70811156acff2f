-- service_rules: one row per service, its rules as columns.
-- Reads    rules (one row per service and rule)
-- Unit     *_days: days
select
    service,
    max(value) filter (rule = 'quiet_days')::integer as quiet_days,
    max(value) filter (rule = 'reenter_days')::integer as reenter_days,
    max(value) filter (rule = 'came_back_days')::integer as came_back_days,
    max(value) filter (rule = 'made_safe_days')::integer as made_safe_days,
    max(value) filter (rule = 'contact_before_days')::integer as contact_before_days,
    max(value) filter (rule = 'may_change_days')::integer as may_change_days,
    max(value) filter (rule = 'longest_chain_items')::integer as longest_chain_items,
    max(value) filter (rule = 'longest_chain_days')::integer as longest_chain_days,
    nullif(max(value) filter (rule = 'days_without_target'), '')::integer as days_without_target,
    max(value) filter (rule = 'fewest_people')::integer as fewest_people,
    max(value) filter (rule = 'cut_by_opening') = 'yes' as is_cut_by_opening,
    max(value) filter (rule = 'counts_by') as counts_by,
    max(value) filter (rule = 'reported_week') as reported_week
from rules
group by service
