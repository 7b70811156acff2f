-- scale_marks: one row per mark on a fixed scale, as it was last delivered.
-- Reads    delivered_scale_marks
select
    service,
    mark_id,
    customer_id,
    household_id,
    worker,
    scale,
    theme,
    "at",
    mark,
    evidence,
    batch_id,
    row_number
from delivered_scale_marks
order by service, customer_id, scale, theme, "at", mark_id
