-- contacts: one row per contact, with the need it is about.
-- Reads    delivered_contacts, work_items, fault_households, need_keys, service_rules (windows)
-- Defines  need_id: the need of the item named (of a fault of several households that of the caller); else of the same person the need that was open then, else the one
--          opened soonest after within the window, else the one closed last within the window; a complaint is about
--          what was done rather than about what is yet to be asked for, and a first call (value) about what is opened next,
--          unless something was opened that day
-- Never    a new clock: a contact joins a need, it does not start one
with named as (
    select delivered.service, contact_id, coalesce(households.need_id, work_items.need_id) as need_id, 'item' as rule
    from delivered_contacts as delivered
    inner join work_items using (service, item_id)
    left join fault_households as households
        on households.service = delivered.service
        and households.origin_id = work_items.need_id
        and households.customer_id = delivered.customer_id
),
searched as (
    select
        service,
        contact_id,
        "at",
        coalesce(is_complaint(meaning), false) as is_complaint,
        coalesce(meaning = 'value', false) as is_first_call,
        unnest(keys_of_caller(customer_id, place_id)) as key
    from delivered_contacts
    where item_id is null
),
candidates as (
    select
        service,
        contact_id,
        need_id,
        case
            when "at" < opens_at and not (is_day("at") and date_trunc('day', opens_at) = "at") then 'before_opening'
            when closes_at is null or "at" <= by_end(closes_at) then 'open_need'
            else 'after_closing'
        end as rule,
        case rule
            when 'open_need' then 0
            when 'before_opening' then days_between("at", opens_at)
            else days_between(closes_at, "at")
        end as distance,
        case rule
            when 'before_opening' then contact_before_days
            when 'after_closing' then came_back_days
            else 0
        end as window_days,
        case
            when rule = 'open_need' and is_first_call and date_trunc('day', "at") = date_trunc('day', opens_at) then -2
            when rule = 'before_opening' and is_first_call then -1
            when rule = 'open_need' then 0
            when (rule = 'after_closing') = is_complaint then 1
            else 2
        end as turn,
        opens_at
    from searched
    inner join service_rules using (service)
    inner join need_keys using (service, key)
),
nearest as (
    select service, contact_id, need_id, rule
    from candidates
    where distance <= window_days
    qualify row_number() over (
        partition by service, contact_id
        order by turn, distance, opens_at desc, need_id
    ) = 1
),
joined as (
    select * from named
    union all
    select * from nearest
)
select
    delivered.* exclude (row_hash, delivered) replace (coalesce(meaning, 'unclassified') as meaning),
    joined.need_id,
    joined.rule
from delivered_contacts as delivered
left join joined using (service, contact_id)
order by service, need_id, "at"
