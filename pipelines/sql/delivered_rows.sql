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
    union all
    select service, 'goals', goal_id, batch_id, row_number, delivered from delivered_goals
    union all
    select service, 'goal_marks', mark_id, batch_id, row_number, delivered from delivered_goal_marks
    union all
    select service, 'scale_marks', mark_id, batch_id, row_number, delivered from delivered_scale_marks
    union all
    select service, 'milestones', milestone_id, batch_id, row_number, delivered from delivered_milestones
    union all
    select service, 'claims', claim_id, batch_id, row_number, delivered from delivered_claims
)
select service, rows_of_all.relation, record_id, batch_id, file_name, row_number, delivered as cells
from rows_of_all
inner join loads using (batch_id)
