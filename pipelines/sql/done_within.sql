-- done_within: of the needs promised in a month, after how many days half, eight and nine in ten were done.
-- Reads    time_to_done
-- Defines  *_days: the first day on which no more than a half, two or one in ten were still waiting; empty where that day
--          has not come; done_in_*: the share done by then, empty where nobody was followed for so long
select
    service,
    team,
    promised_month,
    max(waiting) as needs,
    min(day) filter (still_waiting <= 50 + 1e-9) as half_days,
    min(day) filter (still_waiting <= 20 + 1e-9) as eight_in_ten_days,
    min(day) filter (still_waiting <= 10 + 1e-9) as nine_in_ten_days,
    case when max(day) >= 7 or min(still_waiting) <= 1e-9 then 100 - coalesce(min(still_waiting) filter (day <= 7), 100) end as done_in_7,
    case when max(day) >= 28 or min(still_waiting) <= 1e-9 then 100 - coalesce(min(still_waiting) filter (day <= 28), 100) end as done_in_28
from time_to_done
group by service, team, promised_month
