-- answers: one row per answer, with the need it is about.
-- Reads    delivered_answers, work_items, fault_households, need_spans
-- Defines  need_id: the need of the item named (of a fault of several households that of the caller); else the person's need that was opened last before the answer, no void
with named as (
    select delivered.service, answer_id, coalesce(households.need_id, work_items.need_id) as need_id
    from delivered_answers as delivered
    inner join work_items using (service, item_id)
    left join fault_households as households
        on households.service = delivered.service
        and households.origin_id = work_items.need_id
        and households.customer_id = delivered.customer_id
),
by_person as (
    select delivered.service, answer_id, need_id
    from delivered_answers as delivered
    inner join need_spans using (service)
    where delivered.item_id is null
        and need_spans.customer_id = delivered.customer_id
        and concern <> 'void'
        and opens_at <= by_end("at")
    qualify row_number() over (partition by delivered.service, answer_id order by opens_at desc, need_id) = 1
),
joined as (
    select * from named
    union all
    select * from by_person
)
select delivered.* exclude (row_hash, delivered), need_id
from delivered_answers as delivered
left join joined using (service, answer_id)
order by service, need_id, "at"
