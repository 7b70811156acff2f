-- rejected_rows: rows that were set aside, one row per row, with what to do about it.
select batch_id, row_number, "column", value, reason, is_to_mend
from rejects
inner join loads using (batch_id)
where undone_at is null
order by batch_id, row_number
