-- linking_keys: one row per work item as it stands, and per content that a touched item had before: by what a rule may join it.
-- Reads    delivered_work_items, history_work_items, touched_items, service_rules (windows, in days)
-- Defines  item, person, problem, place, request, parent, quoted: hashes of what identifies them, to compare quicker than texts; two
--          things with one hash only make more be linked again than need be
--          until: after it nothing is joined to the item that does not name it, but for duplicates of it
--          takes_duplicates: it has no end, so that any later duplicate of the same problem is one of it
--          may_end_tenancy: what was asked at its place before it may not be joined to what was asked after it
with longest as (
    select service, greatest(reenter_days, came_back_days, made_safe_days) as days from service_rules
),
contents as not materialized (
    select service, item_id, customer_id, place_id, request_id, parent_id, quoted_item_id, status, opened_at,
        reported_done_at, recorded_done_at, cancelled_at, category, cancel_reason
    from delivered_work_items
    union all
    select service, item_id, customer_id, place_id, request_id, parent_id, quoted_item_id, status, opened_at,
        reported_done_at, recorded_done_at, cancelled_at, category, cancel_reason
    from history_work_items
    semi join touched_items using (service, item_id)
    where not is_current
),
of_people as (
    select *, person_of(customer_id, place_id) as person from contents
    union all  -- what names no customer may be of each who is known at its place
    select unnamed.*, 'customer ' || residents.customer_id
    from (select * from contents where customer_id is null) as unnamed
    inner join (
        select distinct service, place_id, customer_id
        from contents
        semi join (select service, place_id from contents where customer_id is null) as places using (service, place_id)
        where customer_id is not null
    ) as residents on residents.service = unnamed.service and residents.place_id = unnamed.place_id
)
select
    hash(service, item_id) as item,
    case when person is not null then hash(service, person) end as person,
    case when request_id is not null then hash(service, request_id) end as request,
    case when parent_id is not null then hash(service, parent_id) end as parent,
    case when quoted_item_id is not null then hash(service, quoted_item_id) end as quoted,
    case when person is not null and category is not null then hash(service, person, category) end as problem,
    case when place_id is not null then hash(service, place_id) end as place,
    customer_id is not null as is_named,
    opened_at,
    -- Two days more: a day that lies within the window by its date, and what is compared by the end of its day.
    case when ended_at is not null or is_duplicate then greatest(opened_at, ended_at) + to_days(coalesce(days, 0) + 2) else opened_at end
    as until,
    ended_at is null as takes_duplicates,
    is_duplicate,
    case when customer_id is null then coalesce(gone_because(cancel_reason) = 'person_gone', false) else false end as may_end_tenancy
from (
    select
        *,
        clock_ended(status, coalesce(reported_done_at, recorded_done_at), cancelled_at) as ended_at,
        status = 'cancelled' and is_duplicate(cancel_reason) as is_duplicate
    from of_people
)
inner join longest using (service)
