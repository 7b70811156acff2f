-- visits_of_needs: one row per visit and need it was paid for: to the item of a fault of several households for each of them.
-- Reads    visits, fault_households
select *
from visits
where need_id is not null
union all
select visits.* replace (households.need_id as need_id)
from visits
inner join fault_households as households on households.service = visits.service and households.origin_id = visits.need_id
where households.turn > 1 and visits.item_id is not null
