-- season_factors: one row per service, measure and week of the year, how that week compares with its year as a rule.
-- Reads    weekly (of all teams together: one team's weeks are too few to know a season by), service_clock
-- Defines  judged_from: the first Monday of last year, where two whole years or more lie before it; else of this year, where
--          they do. Factors come from the whole years before it alone: a week never helps to judge itself
--          a whole year: an ISO year with a figure in 50 of its weeks or more
--          factor: the mean over those years of the week's figure divided by the mean of its year
--          week_of_year: 1 to 52; week 53 is counted with week 52
-- Unit     factor 1: as the year; 1.2: a fifth above it
-- Source   ratio to the mean of the year, as in classical decomposition; measured on weekly deaths in the design's notes
-- Not      shares: a share above 100 would be no share. A factor of 0 or of a single year tells nothing, and is not there
with figures as (
    select service, measure, week, value, isoyear(week) as year, week_of_year(week) as week_of_year
    from weekly
    where team = '*' and hits is null and value is not null
),
years as (
    select service, measure, year, favg(value) as mean
    from figures
    group by all
    having count(*) >= 50 and mean > 0
),
judged as (
    select
        service,
        measure,
        isoyear(as_of) as this_year,
        count(*) filter (year < this_year - 1) >= 2 as has_years_before_last,
        if(has_years_before_last, this_year - 1, this_year) as judged_year
    from years
    inner join service_clock using (service)
    where year < isoyear(as_of)
    group by service, measure, as_of
    having count(*) >= 2
)
select
    service,
    measure,
    week_of_year,
    favg(value / mean) as factor,
    count(distinct year) as years,
    min(year) as first_year,
    max(year) as last_year,
    monday(make_date(judged_year, 1, 4)) as judged_from
from figures
inner join years using (service, measure, year)
inner join judged using (service, measure)
where year < judged_year
group by service, measure, week_of_year, judged_year
having factor > 0 and count(*) >= 2
order by service, measure, week_of_year
