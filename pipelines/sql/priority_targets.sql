-- priority_targets: one row per service and priority, the time that the profile's newest version allows.
select * exclude (batch_number)
from profile_targets
qualify batch_number = max(batch_number) over (partition by service)
