-- services: one row per service, how far its data reach and what stands in for what is not known.
-- Reads    work_items, needs, contacts, visits, answers, data_issues, loads, service_clock, service_weeks, service_rules
with counted as (
    select
        service,
        count(*) as items,
        case
            when count(customer_id) > 0 then 'customer'
            when count(place_id) > 0 then 'place'
            else 'none'
        end as person_key
    from work_items
    group by service
),
loads as (
    select
        service,
        max(loaded_at) as loaded_at,
        string_agg(distinct source, ', ' order by source) as sources,
        bool_or(is_sample) as is_sample
    from (select distinct service, batch_id from delivered_rows)
    inner join loads using (batch_id)
    group by service
),
needed as (select service, count(*) as needs from needs group by service),
heard as (
    select service, count(*) as contacts, count(*) filter (need_id is null) as unlinked_contacts from contacts group by service
),
visited as (select service, count(*) as visits from visits group by service),
answered as (select service, count(*) as answers from answers group by service),
doubted as (select service, count(*) as doubts from data_issues group by service)
select
    service,
    as_of,
    first_week,
    last_week,
    loaded_at,
    sources,
    person_key,
    counts_by,
    coalesce(is_sample, false) as is_sample,
    items,
    coalesce(needs, 0) as needs,
    coalesce(contacts, 0) as contacts,
    coalesce(unlinked_contacts, 0) as unlinked_contacts,
    coalesce(visits, 0) as visits,
    coalesce(answers, 0) as answers,
    coalesce(doubts, 0) as doubts
from service_clock
inner join service_weeks using (service)
inner join service_rules using (service)
inner join counted using (service)
left join loads using (service)
left join needed using (service)
left join heard using (service)
left join visited using (service)
left join answered using (service)
left join doubted using (service)
order by service
