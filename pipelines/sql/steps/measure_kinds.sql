-- measure_kinds: one row per measure, what kind of figure it is: that decides which charts can hold it.
-- Reads    weekly
-- Defines  share: hits among n, at most one each; count: how many there are; mean: of days, which only XmR and run charts hold
--          rate: events over an exposure, where one may have several; no measure of ours is one yet
select
    measure,
    case when bool_or(hits is not null) then 'share' when measure = 'open_now' then 'count' else 'mean' end as kind
from weekly
group by measure
