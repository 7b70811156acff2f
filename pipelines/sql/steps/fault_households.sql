-- fault_households: one row per household that called about a fault of several, where the item names no customer of its own.
-- Reads    delivered_contacts (who called about which item), items, need_item_turns
-- Defines  turn: the household that called first keeps the number of the need; each of the others has a need of its own
--          origin_number, origin_id: the need as its items are linked; need_number, need_id: that of the household
-- Not      an item that names its customer: who calls about it calls for that customer
with callers as (
    select items.item_number, items.service, items.item_id, contacts.customer_id, min(contacts."at") as called_at
    from (select * from delivered_contacts where item_id is not null and customer_id is not null) as contacts
    inner join items on items.service = contacts.service and items.item_id = contacts.item_id
    where items.customer_id is null
    group by all
),
households as (
    select
        callers.service,
        coalesce(turns.need_number, item_number) as origin_number,
        coalesce(turns.need_id, item_id) as origin_id,
        customer_id,
        min(called_at) as called_at
    from callers
    left join need_item_turns as turns using (item_number)
    group by all
),
of_somebody as (
    select distinct need_number as origin_number
    from need_item_turns
    semi join households on households.origin_number = need_item_turns.need_number
    inner join items using (item_number)
    where items.customer_id is not null
),
ranked as (
    select *, row_number() over calling as turn, count(*) over (partition by origin_number) as household_count
    from households
    anti join of_somebody using (origin_number)
    window calling as (partition by origin_number order by called_at, customer_id)
)
select
    service,
    origin_number,
    origin_id,
    customer_id,
    turn,
    case when turn = 1 then origin_number else -row_number() over (order by origin_number, turn) end as need_number,
    case when turn = 1 then origin_id else origin_id || ' household ' || turn end as need_id
from ranked
where household_count > 1
