-- links: one row per pair of items that a rule joins, earlier and later by opening.
-- Reads    items (one row per work item), service_rules (windows, in days)
-- Defines  the rules of linking and how sure each is, in the order of trust:
--          request, parent 1 · quoted_number 0.95 · cancelled_and_reentered, duplicate 0.9 ·
--          came_back, withdrawn_and_back 0.8 · made_safe 0.7
-- Never    across households; voids with tenants' items or planned programmes, unless the source itself links them
with delivered as (
    select
        service,
        least(child.item_rank, parent.item_rank) as earlier,
        greatest(child.item_rank, parent.item_rank) as later,
        'parent' as rule,
        1.0 as confidence
    from items as child
    inner join items as parent using (service)
    where child.parent_id = parent.item_id and child.item_id <> parent.item_id
        and same_household(child.customer_id, child.place_id, parent.customer_id, parent.place_id)
),
same_request as (
    select
        service,
        lag(item_rank) over same as earlier,
        item_rank as later,
        'request' as rule,
        1.0 as confidence
    from items
    where request_id is not null
    window same as (partition by service, request_id, coalesce(customer_id, place_id) order by item_rank)
    qualify earlier is not null
),
quoted_number as (
    select
        service,
        least(quoting.item_rank, quoted.item_rank) as earlier,
        greatest(quoting.item_rank, quoted.item_rank) as later,
        'quoted_number' as rule,
        0.95 as confidence
    from items as quoting
    inner join items as quoted using (service)
    where quoting.quoted_item_id = quoted.item_id and quoting.item_id <> quoted.item_id
        and same_household(quoting.customer_id, quoting.place_id, quoted.customer_id, quoted.place_id)
),
joinable as (
    select items.*, reenter_days, came_back_days, made_safe_days
    from items
    inner join service_rules using (service)
    where person is not null and kind not in ('planned')
),
by_attributes as (
    select
        service,
        earlier.item_rank as earlier,
        later.item_rank as later,
        days_between(earlier.ended_at, later.opened_at) as waited,
        case
            when later.is_duplicate_of_another
                then case when later.opened_at <= coalesce(earlier.ended_at, later.opened_at) then 'duplicate' end
            when earlier.status = 'cancelled' and earlier.cancelled_by <> 'customer'
                then case when waited between -1 and earlier.reenter_days then 'cancelled_and_reentered' end
            when earlier.status = 'cancelled'
                then case when waited between 0 and earlier.reenter_days then 'withdrawn_and_back' end
            when waited between 0 and earlier.came_back_days then 'came_back'
        end as rule,
        case
            when rule in ('cancelled_and_reentered', 'duplicate') then 0.9
            else 0.8
        end as confidence
    from joinable as earlier
    inner join joinable as later using (service, person, category)
    where earlier.item_rank < later.item_rank
        and (earlier.kind = 'void') = (later.kind = 'void')
        and rule is not null
),
made_safe as (
    select
        service,
        earlier.item_rank as earlier,
        later.item_rank as later,
        'made_safe' as rule,
        0.7 as confidence
    from joinable as earlier
    inner join joinable as later using (service, person)
    where earlier.item_rank < later.item_rank
        and earlier.kind = 'make_safe' and earlier.status = 'done' and later.kind <> 'void'
        and days_between(earlier.ended_at, later.opened_at) between 0 and earlier.made_safe_days
)
select service, earlier, later, rule, confidence from delivered
union all
select service, earlier, later, rule, confidence from same_request
union all
select service, earlier, later, rule, confidence from quoted_number
union all
select service, earlier, later, rule, confidence from by_attributes
union all
select service, earlier, later, rule, confidence from made_safe
