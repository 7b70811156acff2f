-- links: one row per pair of items that a rule joins, earlier and later by opening.
-- Reads    items (one row per work item), service_rules (windows, in days)
-- Defines  the rules of linking and how sure each is, in the order of trust:
--          request, parent 1 · quoted_number 0.95 · cancelled_and_reentered, duplicate 0.9 ·
--          came_back, withdrawn_and_back 0.8 · made_safe 0.7
-- Never    across households; and unless the source itself links them: across places, voids with tenants' items, planned
--          programmes
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
shared_requests as (
    select service, request_id from items where request_id is not null group by all having count(*) > 1
),
same_request as (
    select
        service,
        lag(item_rank) over same as earlier,
        item_rank as later,
        'request' as rule,
        1.0 as confidence
    from items
    inner join shared_requests using (service, request_id)
    window same as (partition by service, request_id, person order by item_rank)
    qualify earlier is not null
),
askers as (
    select service, request_id, customer_id, place_id, min(item_rank) as item_rank
    from items
    inner join shared_requests using (service, request_id)
    group by all
),
same_request_without_customer as (
    select
        service,
        least(unnamed.item_rank, other.item_rank) as earlier,
        greatest(unnamed.item_rank, other.item_rank) as later,
        'request' as rule,
        1.0 as confidence
    from askers as unnamed
    inner join askers as other using (service, request_id, place_id)
    where unnamed.customer_id is null and other.customer_id is not null
    union all
    select
        service,
        least(unknown.item_rank, other.item_rank),
        greatest(unknown.item_rank, other.item_rank),
        'request',
        1.0
    from askers as unknown
    inner join askers as other using (service, request_id)
    where unknown.customer_id is null and unknown.place_id is null and unknown.item_rank <> other.item_rank
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
        least(ended.item_rank, entered.item_rank) as earlier,
        greatest(ended.item_rank, entered.item_rank) as later,
        days_between(ended.ended_at, entered.opened_at) as waited,
        ended.item_rank < entered.item_rank as is_in_turn,
        case
            when entered.is_duplicate_of_another
                then case
                    when is_in_turn and entered.opened_at <= by_end(coalesce(ended.ended_at, entered.opened_at)) then 'duplicate'
                end
            when ended.status = 'cancelled' and ended.cancelled_by <> 'customer'
                then case when waited between -1 and ended.reenter_days then 'cancelled_and_reentered' end
            when not is_in_turn then null
            when ended.status = 'cancelled'
                then case when waited between 0 and ended.reenter_days then 'withdrawn_and_back' end
            when waited between 0 and ended.came_back_days then 'came_back'
        end as rule,
        case
            when rule in ('cancelled_and_reentered', 'duplicate') then 0.9
            else 0.8
        end as confidence
    from joinable as ended
    inner join joinable as entered using (service, person, category)
    -- What was cancelled and entered again on one day may bear its numbers either way round.
    where (ended.item_rank < entered.item_rank or ended.opened_at = entered.opened_at and ended.item_rank <> entered.item_rank)
        and same_place(ended.place_id, entered.place_id)
        and (ended.kind = 'void') = (entered.kind = 'void')
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
        and same_place(earlier.place_id, later.place_id)
        and earlier.kind = 'make_safe' and earlier.status = 'done' and later.kind <> 'void'
        and days_between(earlier.ended_at, later.opened_at) between 0 and earlier.made_safe_days
)
select service, earlier, later, rule, confidence from delivered
union all
select service, earlier, later, rule, confidence from same_request
union all
select service, earlier, later, rule, confidence from same_request_without_customer
union all
select service, earlier, later, rule, confidence from quoted_number
union all
select service, earlier, later, rule, confidence from by_attributes
union all
select service, earlier, later, rule, confidence from made_safe
