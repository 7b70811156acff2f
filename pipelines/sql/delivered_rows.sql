-- delivered_rows: the mapped cells of every record's row as they stand in the file, without the private ones.
-- Reads    delivered_* (each record as last delivered), loads
with rows_of_all as (
    select service, 'work_items' as relation, item_id as record_id, batch_id, row_number, delivered from delivered_work_items
    union all
    select service, 'contacts', contact_id, batch_id, row_number, delivered from delivered_contacts
    union all
    select service, 'visits', visit_id, batch_id, row_number, delivered from delivered_visits
    union all
    select service, 'answers', answer_id, batch_id, row_number, delivered from delivered_answers
)
select service, rows_of_all.relation, record_id, batch_id, file_name, row_number, delivered as cells
from rows_of_all
inner join loads using (batch_id)
order by service, rows_of_all.relation, record_id
