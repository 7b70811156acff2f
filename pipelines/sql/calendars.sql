-- calendars: one row per service, the country whose public holidays are no working days, as its newest profile says.
select service, country
from profile_calendars
qualify batch_number = max(batch_number) over (partition by service)
