-- linking_keys: one row per work item as it stands, and per content that a touched item had before: by what a rule may join it.
-- Reads    delivered_work_items, history_work_items, touched_items, service_rules (windows, in days)
-- Defines  item, person, problem, request, parent, quoted: hashes of what identifies them, to compare quicker than texts; two
--          things with one hash only make more be linked again than need be
--          until: after it nothing is joined to the item that does not name it, but for duplicates of it
--          takes_duplicates: it has no end, so that any later duplicate of the same problem is one of it
with longest as (
    select service, greatest(reenter_days, came_back_days, made_safe_days) as days from service_rules
),
contents as (
    select service, item_id, customer_id, place_id, request_id, parent_id, quoted_item_id, status, opened_at,
        reported_done_at, recorded_done_at, cancelled_at, category, cancel_reason
    from delivered_work_items
    union all
    select service, item_id, customer_id, place_id, request_id, parent_id, quoted_item_id, status, opened_at,
        reported_done_at, recorded_done_at, cancelled_at, category, cancel_reason
    from history_work_items
    semi join touched_items using (service, item_id)
    where not is_current
)
select
    hash(service, item_id) as item,
    case when person is not null then hash(service, person) end as person,
    case when request_id is not null then hash(service, request_id) end as request,
    case when parent_id is not null then hash(service, parent_id) end as parent,
    case when quoted_item_id is not null then hash(service, quoted_item_id) end as quoted,
    case when person is not null and category is not null then hash(service, person, category) end as problem,
    opened_at,
    -- Two days more: a day that lies within the window by its date, and what is compared by the end of its day.
    coalesce(greatest(opened_at, ended_at) + to_days(coalesce(days, 0) + 2), opened_at) as until,
    ended_at is null as takes_duplicates,
    status = 'cancelled' and is_duplicate(cancel_reason) as is_duplicate
from (
    select
        *,
        person_of(customer_id, place_id) as person,
        clock_ended(status, coalesce(reported_done_at, recorded_done_at), cancelled_at) as ended_at
    from contents
)
inner join longest using (service)
