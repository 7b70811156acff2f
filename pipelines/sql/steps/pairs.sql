-- pairs: one row per two items that a rule joins, whichever came first.
-- Reads    items (one row per work item), concerns (whose each inspection and follow-on is), service_rules (windows, in days),
--          delivered_contacts (who says that it is not fixed),
--          recorded_links: what people joined by hand, or set apart from all but what they join by hand; they win
-- Defines  the rules of linking and how sure each is, in the order of trust:
--          manual, request, parent 1 · quoted_number 0.95 · cancelled_and_reentered, duplicate 0.9 ·
--          came_back, withdrawn_and_back 0.8 · made_safe, reentered_in_other_trade 0.7
--          What is only made safe, or was of the wrong trade, is carried on by one item: one of the same trade where there
--          is one, else the next to be opened; by none beside what the source itself says.
--          An item that names no customer is of the only customer who is known at its place, until that one moved out or died.
--          tenancy: how many of whom only the place is known had moved out or died at its place before it;
--          0 where a customer is named
-- Never    across households; and unless people join them: voids, planned programmes and tenants' items with one another, what
--          was asked before and after somebody of whom only the place is known moved out or died;
--          and unless the source itself links them: across places, what is of a planned programme, and what goes with a void
with decided as (
    select items.*, other_item_id
    from (select * from recorded_links where undone_at is null) as decisions
    inner join items using (service, item_id)
),
by_hand as (
    select one.item_number as one, other.item_number as other, 'manual' as rule, 1.0 as confidence
    from decided as one
    inner join items as other on other.service = one.service and other.item_id = one.other_item_id
    where one.item_number <> other.item_number
        and same_household(one.customer_id, one.place_id, other.customer_id, other.place_id)
),
apart as materialized (
    select item_number from decided where other_item_id is null
),
of_others as materialized (  -- they go with a void or a programme: of the rules, only what the source says joins them
    select item_number from concerns where concern <> 'tenant'
),
linkable as not materialized (
    select
        items.*,
        concern_of(kind) as concern,
        case
            when customer_id is null and moved_out_at is not null
                then len(list_filter(moved_out_at, lambda gone_at: gone_at < opened_at))
            when customer_id is not null or place_id is not null then 0
        end as tenancy
    from items
    anti join apart using (item_number)
    left join moved_out using (service, place_id)
),
named as (
    select child.item_number as one, parent.item_number as other, 'parent' as rule, 1.0 as confidence,
        child.concern as concern, parent.concern as other_concern
    from (select * from linkable where parent_id is not null) as child
    inner join linkable as parent on parent.service = child.service and parent.item_id = child.parent_id
    where child.item_number <> parent.item_number
        and same_household(child.customer_id, child.place_id, parent.customer_id, parent.place_id)
        and same_tenancy(child.customer_id, child.tenancy, parent.customer_id, parent.tenancy)
    union all
    select quoting.item_number, quoted.item_number, 'quoted_number', 0.95, quoting.concern, quoted.concern
    from (select * from linkable where quoted_item_id is not null) as quoting
    inner join linkable as quoted on quoted.service = quoting.service and quoted.item_id = quoting.quoted_item_id
    where quoting.item_number <> quoted.item_number
        and same_household(quoting.customer_id, quoting.place_id, quoted.customer_id, quoted.place_id)
        and same_tenancy(quoting.customer_id, quoting.tenancy, quoted.customer_id, quoted.tenancy)
),
delivered as (
    select one, other, rule, confidence
    from named
    left join concerns as own on own.item_number = one
    left join concerns as others on others.item_number = other
    where coalesce(named.concern, own.concern) = coalesce(other_concern, others.concern)
),
requests as not materialized (
    select *, hash(service, request_id) as request from linkable where request_id is not null
),
shared_requests as (
    select
        item_number, service, request_id, customer_id, place_id, person, opened_at, item_id, tenancy,
        coalesce(requests.concern, concerns.concern) as concern
    from requests
    semi join (select request from requests group by request having count(*) > 1) as asked_more_than_once using (request)
    left join concerns using (item_number)
),
same_request as (
    select
        lag(item_number) over (
            partition by service, request_id, person, concern, tenancy order by opened_at, length(item_id), item_id
        ) as one,
        item_number as other,
        'request' as rule,
        1.0 as confidence
    from shared_requests
    qualify one is not null
),
askers as (
    select
        service, request_id, customer_id, place_id, concern, tenancy,
        arg_min(item_number, (opened_at, length(item_id), item_id)) as item_number
    from shared_requests
    group by all
),
same_request_without_customer as (
    select unnamed.item_number as one, named.item_number as other, 'request' as rule, 1.0 as confidence
    from askers as unnamed
    inner join askers as named using (service, request_id, place_id)
    where unnamed.customer_id is null and named.customer_id is not null and unnamed.concern = named.concern
    union all
    select unknown.item_number, any_other.item_number, 'request', 1.0
    from askers as unknown
    inner join askers as any_other using (service, request_id)
    where unknown.customer_id is null and unknown.place_id is null and unknown.item_number <> any_other.item_number
        and unknown.concern = any_other.concern
),
residents as materialized (  -- of places where some items name nobody, and all others the same customer
    select
        service, place_id, min(customer_id) as resident,
        min(ended_at) filter (gone_because = 'person_gone') as left_at
    from linkable
    semi join (select service, place_id from linkable where customer_id is null) as places using (service, place_id)
    where customer_id is not null
    group by service, place_id
    having min(customer_id) = max(customer_id)
),
people as not materialized (
    select linkable.* replace (coalesce('customer ' || resident, person) as person)
    from linkable
    left join residents on linkable.customer_id is null and residents.service = linkable.service
        and residents.place_id = linkable.place_id and coalesce(opened_at <= left_at, true)
),
joinable as not materialized (
    select
        item_number, service, person, category, place_id, kind, status, cancelled_by, is_duplicate_of_another, opened_at,
        customer_id is null and coalesce(gone_because = 'person_gone', false) as ends_tenancy,
        tenancy, item_id, ended_at, is_wrong_trade(cancel_reason) as is_of_wrong_trade, reenter_days, came_back_days, made_safe_days,
        -- Hashes are joined three times as fast as texts. That any two of a country's two million are one by chance is
        -- 1 in 10 million; they would be of one household at one place still, or the file would not be published.
        hash(service, person) as household,
        case when category is not null then hash(service, person, category, kind = 'void') end as problem
    from people
    inner join service_rules using (service)
    anti join of_others using (item_number)
    where person is not null and kind <> 'planned'
),
ended as not materialized (
    select
        *,
        case
            when status <> 'cancelled' then 'came_back'
            when cancelled_by = 'customer' then 'withdrawn_and_back'
            else 'cancelled_and_reentered'
        end as rule,
        case when rule = 'cancelled_and_reentered' then -1 else 0 end as soonest,
        case when rule = 'came_back' then came_back_days else reenter_days end as latest,
        ended_at + to_days(latest + 1) as until
    from joinable
    where ended_at is not null and not ends_tenancy
),
by_attributes as (
    select
        ended.item_number as one,
        entered.item_number as other,
        ended.rule,
        case ended.rule when 'cancelled_and_reentered' then 0.9 else 0.8 end as confidence
    from ended
    inner join joinable as entered using (problem)
    where ended.opened_at <= entered.opened_at
        and entered.opened_at < ended.until
        and ended.item_number <> entered.item_number
        and not entered.is_duplicate_of_another
        and same_place(ended.place_id, entered.place_id)
        and ended.tenancy = entered.tenancy
        -- What was cancelled and entered again on one day may bear its numbers either way round.
        and (
            ended.rule = 'cancelled_and_reentered' and ended.opened_at = entered.opened_at
            or goes_before(ended.opened_at, ended.item_id, entered.opened_at, entered.item_id)
        )
        and days_between(ended.ended_at, entered.opened_at) between ended.soonest and ended.latest
),
said_not_fixed as (  -- what is opened when the person says so, of whatever trade, goes on with what was done last
    select done.item_number as one, entered.item_number as other, 'came_back' as rule, 0.8 as confidence
    from (
        select *, hash(service, person_of(customer_id, place_id)) as household from delivered_contacts where meaning = 'not_fixed'
    ) as contacts
    inner join joinable as done using (household)
    inner join joinable as entered using (household)
    where done.status = 'done'
        and coalesce(done.item_id = contacts.item_id, true)
        and not entered.is_duplicate_of_another
        and same_place(done.place_id, entered.place_id)
        and done.tenancy = entered.tenancy
        and (done.kind = 'void') = (entered.kind = 'void')
        and goes_before(done.opened_at, done.item_id, entered.opened_at, entered.item_id)
        and days_between(done.ended_at, entered.opened_at) between 0 and done.came_back_days
        and days_between(done.ended_at, contacts."at") >= 0
        -- Who says that it is not fixed is given a new order there and then, or the days after.
        and date_diff('day', contacts."at", entered.opened_at) between 0 and 2
    qualify row_number() over (
        partition by contacts.service, contacts.contact_id
        order by
            entered.category is distinct from done.category, entered.opened_at, length(entered.item_id), entered.item_id,
            done.ended_at desc, length(done.item_id), done.item_id
    ) = 1
),
duplicates as (  -- whichever of the two came first: one of them was raised while the other was there
    select original.item_number as one, duplicate.item_number as other, 'duplicate' as rule, 0.9 as confidence
    from joinable as original
    inner join (select * from joinable where is_duplicate_of_another) as duplicate using (problem)
    where original.item_number <> duplicate.item_number
        and same_place(original.place_id, duplicate.place_id)
        and case
            when goes_before(original.opened_at, original.item_id, duplicate.opened_at, duplicate.item_id)
                then duplicate.opened_at <= by_end(coalesce(original.ended_at, duplicate.opened_at))
            else original.opened_at <= by_end(coalesce(duplicate.ended_at, duplicate.opened_at + to_days(duplicate.reenter_days)))
        end
),
to_be_carried_on as (
    select *, 'made_safe' as rule, 0 as soonest, made_safe_days as latest
    from joinable
    where kind = 'make_safe' and status = 'done'
    union all
    select *, 'reentered_in_other_trade', -1, reenter_days
    from joinable
    where kind <> 'make_safe' and status = 'cancelled' and cancelled_by <> 'customer' and is_of_wrong_trade
),
said_by_source as (
    select one, other from delivered
    union all
    select one, other from same_request
    union all
    select one, other from same_request_without_customer
),
said_to_be_carried_on as (
    select earlier.item_number
    from (select one, other from said_by_source union all select other, one from said_by_source) as said
    inner join to_be_carried_on as earlier on earlier.item_number = said.one
    inner join items as later on later.item_number = said.other
    where goes_before(earlier.opened_at, earlier.item_id, later.opened_at, later.item_id)
),
carried_on as (
    select earlier.item_number as one, later.item_number as other, earlier.rule, 0.7 as confidence
    from to_be_carried_on as earlier
    anti join said_to_be_carried_on using (item_number)
    inner join joinable as later using (household)
    where later.opened_at < earlier.ended_at + to_days(earlier.latest + 1)
        and goes_before(earlier.opened_at, earlier.item_id, later.opened_at, later.item_id)
        and same_place(earlier.place_id, later.place_id)
        and earlier.tenancy = later.tenancy
        and (earlier.kind = 'void') = (later.kind = 'void')
        and not later.is_duplicate_of_another
        and days_between(earlier.ended_at, later.opened_at) between earlier.soonest and earlier.latest
    qualify row_number() over (
        partition by earlier.item_number
        order by later.category is distinct from earlier.category, later.opened_at, length(later.item_id), later.item_id
    ) = 1
)
select one, other, rule, confidence from by_hand
union all
select one, other, rule, confidence from delivered
union all
select one, other, rule, confidence from same_request
union all
select one, other, rule, confidence from same_request_without_customer
union all
select one, other, rule, confidence from by_attributes
union all
select one, other, rule, confidence from said_not_fixed
union all
select one, other, rule, confidence from duplicates
union all
select one, other, rule, confidence from carried_on
