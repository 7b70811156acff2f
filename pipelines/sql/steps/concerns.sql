-- concerns: one row per inspection and follow-on: whether it is a tenant's, of a void or of a planned programme.
-- Reads    items, recorded_links: what people set apart goes with nothing
-- Defines  concern: of what its numbers name as its parent, else of what they name at all, else of those that it hangs together
--          with; a tenant's where they name nothing, and where it names a customer and the voids among them name none
with apart as materialized (
    select item_number
    from (select * from recorded_links where undone_at is null and other_item_id is null) as decisions
    inner join items using (service, item_id)
),
followers as materialized (
    select item_number, service, item_id, parent_id, quoted_item_id, request_id, customer_id, place_id
    from items
    anti join apart using (item_number)
    where concern_of(kind) is null
),
asked_with_followers as materialized (  -- by person and by place: a request of a thousand households is read once
    select
        item_number, concern_of(kind) as concern, kind = 'void' and customer_id is not null as is_named_void, service, request_id,
        unnest(list_distinct([coalesce(person, ''), 'place ' || place_id])) as asker
    from items
    semi join followers using (service, request_id)
    anti join apart using (item_number)
),
askers_of_followers as (
    select
        service, request_id, asker,
        min({is_no_tenants: concern <> 'tenant', concern: concern}) filter (concern is not null).concern as concern,
        coalesce(bool_or(is_named_void), false) as has_named_void,
        min(item_number) filter (concern is null) as first_follower
    from asked_with_followers
    group by service, request_id, asker
),
numbers as (
    select service, item_number, customer_id, place_id, parent_id as item_id, 1 as turn from followers where parent_id is not null
    union all
    select service, item_number, customer_id, place_id, quoted_item_id, 2 from followers where quoted_item_id is not null
),
naming as (
    select item_number, service, kind, customer_id, place_id, parent_id as named_id, 1 as turn from items where parent_id is not null
    union all
    select item_number, service, kind, customer_id, place_id, quoted_item_id, 2 from items where quoted_item_id is not null
),
named_beside as (
    select
        numbers.item_number, numbers.customer_id, numbers.place_id, turn,
        other.item_number as other_number, other.kind, other.customer_id as other_customer, other.place_id as other_place
    from numbers
    inner join items as other using (service, item_id)
    union all
    select
        followers.item_number, followers.customer_id, followers.place_id, turn,
        naming.item_number, naming.kind, naming.customer_id, naming.place_id
    from followers
    inner join naming on naming.service = followers.service and naming.named_id = followers.item_id
),
followed as materialized (
    select
        item_number, other_number, turn, concern_of(kind) as concern,
        kind = 'void' and other_customer is not null as has_named_void
    from named_beside
    anti join apart on apart.item_number = other_number
    where named_beside.item_number <> other_number and same_household(customer_id, place_id, other_customer, other_place)
    union all
    select item_number, first_follower, 2, askers.concern, has_named_void
    from asked_with_followers as asked
    inner join askers_of_followers as askers using (service, request_id, asker)
    where asked.concern is null and askers.concern is not null
    union all
    select item_number, first_follower, 2, null, false
    from asked_with_followers as asked
    inner join askers_of_followers using (service, request_id, asker)
    where asked.concern is null and item_number <> first_follower
),
followers_together as (
    select distinct least(item_number, other_number) as earlier, greatest(item_number, other_number) as later
    from followed
    where concern is null
),
followed_at_once as (
    select
        item_number,
        min({turn: turn, is_no_tenants: concern <> 'tenant', concern: concern}) as nearest,
        bool_or(has_named_void) as has_named_void
    from followed
    where concern is not null
    group by item_number
),
hung_together as (
    select
        item_number,
        customer_id,
        coalesce(nearest, min(nearest) over together).concern as concern,
        coalesce(bool_or(has_named_void) over together, false) as has_named_void
    from followers
    left join followed_at_once using (item_number)
    left join (select item_rank as item_number, first_rank from chained('followers_together')) using (item_number)
    window together as (partition by coalesce(first_rank, item_number))
)
select
    item_number,
    case
        when concern = 'void' and customer_id is not null and not has_named_void then 'tenant'
        else coalesce(concern, 'tenant')
    end as concern
from hung_together
