-- answers: one row per answer, with the need it is about.
-- Reads    delivered_answers, need_items, need_spans
-- Defines  need_id: the need of the item named; else the person's need that was opened last before the answer
with named as (
    select delivered.service, answer_id, need_id
    from delivered_answers as delivered
    inner join need_items using (service, item_id)
),
by_person as (
    select delivered.service, answer_id, need_id
    from delivered_answers as delivered
    inner join need_spans using (service)
    where delivered.item_id is null
        and need_spans.customer_id = delivered.customer_id
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
