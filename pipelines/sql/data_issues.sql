-- data_issues: every doubt about rows that count, with what was done about it.
-- Reads    doubts (found while reading), delivered_* (only doubts about rows as they stand now), doubted_chains, items
with standing as (
    select service, 'work_items' as relation, item_id as record_id, batch_id from delivered_work_items
    union all
    select service, 'contacts', contact_id, batch_id from delivered_contacts
    union all
    select service, 'visits', visit_id, batch_id from delivered_visits
    union all
    select service, 'answers', answer_id, batch_id from delivered_answers
    union all
    select service, 'goals', goal_id, batch_id from delivered_goals
    union all
    select service, 'goal_marks', mark_id, batch_id from delivered_goal_marks
    union all
    select service, 'scale_marks', mark_id, batch_id from delivered_scale_marks
    union all
    select service, 'milestones', milestone_id, batch_id from delivered_milestones
    union all
    select service, 'claims', claim_id, batch_id from delivered_claims
),
found_reading as (
    select issues.*
    from doubts as issues
    left join standing using (service, relation, record_id, batch_id)
    inner join loads on loads.batch_id = issues.batch_id and loads.undone_at is null
    where issues.record_id is null or standing.record_id is not null
),
found_linking as (
    select
        items.service, 'work_items' as relation, items.item_id as record_id, issue, null as "column", value,
        'left_out' as action, batch_id, row_number
    from doubted_chains
    inner join items using (service, item_id)
)
select * from found_reading
union all
select * from found_linking
order by all
