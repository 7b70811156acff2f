-- contacts: one row per contact, with the need it is about.
-- Reads    delivered_contacts, work_items, fault_households, need_keys, service_rules (windows)
-- Defines  need_id: the need of the item named, or whose number the words quote (of a fault of several households that of the
--          caller); else of the same person the need that was open then, else the one
--          opened soonest after within the window, else the one closed last within the window; a complaint is about
--          what was done rather than about what is yet to be asked for, and a first call (value) about what is opened next,
--          unless something was opened that day; of a programme and a tenant's need as near, about the tenant's.
--          A void is nobody's: a call is about one only where it names an item of it
-- Never    a new clock: a contact joins a need, it does not start one
with quoting as (  -- a number of four digits at least, of an item of the caller's own
    select
        contacts.service,
        contact_id,
        arg_max(work_items.item_id, (opened_at, work_items.item_id)) as item_id
    from (
        select service, contact_id, customer_id, place_id, unnest(regexp_extract_all(words, '[\p{L}\d]+(?:[-/_.][\p{L}\d]+)*')) as item_id
        from delivered_contacts
        where item_id is null and regexp_matches(words, '(?:\d\D*){4}')
    ) as contacts
    inner join work_items on work_items.service = contacts.service and work_items.item_id = contacts.item_id
        and regexp_matches(work_items.item_id, '(?:\d\D*){4}')
        and coalesce(contacts.customer_id, contacts.place_id) is not null
        and same_household(contacts.customer_id, contacts.place_id, work_items.customer_id, work_items.place_id)
    group by contacts.service, contact_id
),
about as (
    select service, contact_id, customer_id, item_id, 'item' as rule from delivered_contacts where item_id is not null
    union all
    select service, contact_id, customer_id, quoting.item_id, 'quoted_number'
    from quoting
    inner join delivered_contacts using (service, contact_id)
),
named as (
    select delivered.service, contact_id, coalesce(households.need_id, work_items.need_id) as need_id, delivered.rule
    from about as delivered
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
    anti join quoting using (service, contact_id)
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
        concern,
        opens_at
    from searched
    inner join service_rules using (service)
    inner join (select * from need_keys where concern <> 'void') as need_keys using (service, key)
),
nearest as (
    select service, contact_id, need_id, rule
    from candidates
    where distance <= window_days
    qualify row_number() over (
        partition by service, contact_id
        order by turn, concern = 'planned', distance, opens_at desc, need_id
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
