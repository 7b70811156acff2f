-- signals: one row per service, team, measure, week and rule that the week breaks, with a sentence that says so.
-- Reads    process_chart (one row per week, with a flag per rule)
-- Defines  sentence: the figure, its week, what it did, and the usual range, in English
-- Unit     %, days or a count, by the measure; the usual range in the sentence stops at 0, and for % at 100
-- Not      the moving range and Wheeler's rules, which process_chart holds beside these four
with broken as (
    unpivot (
        select * replace (
            case when is_outside then side end as is_outside,
            case when is_trend then trend_direction end as is_trend,
            case when is_two_of_three then side end as is_two_of_three,
            case when is_shift then side end as is_shift
        )
        from process_chart
    )
    on is_outside as 'outside', is_trend as 'trend', is_two_of_three as 'two_of_three', is_shift as 'shift'
    into name broken_rule value direction
),
units as (
    select
        *,
        case when measure like 'days%' then ' days' when measure = 'open_now' then ' open' else '%' end as unit,
        case when unit = '%' then 100 else upper_limit end as highest
    from broken
),
worded as (
    select
        *,
        format(case when unit = ' open' then '{:.0f}' else '{:.1f}' end, value) || unit as figure,
        strftime(week, '%-d %B %Y') as monday,
        format('{:.1f}', centre_line) as mean,
        format('{:.1f} to {:.1f}', greatest(lower_limit, 0), least(upper_limit, highest)) as known_range,
        coalesce(known_range, 'not known yet') as usual_range,
        direction = 1 as is_up
    from units
)
select
    service,
    team,
    measure,
    week,
    broken_rule as rule,
    value,
    centre_line,
    lower_limit,
    upper_limit,
    format('{} in the week of {}, ', figure, monday) || case broken_rule
        when 'outside' then format('{} the usual range ({}).', if(is_up, 'above', 'below'), usual_range)
        when 'trend' then format('one of seven or more in a row that each went {}', if(is_up, 'up', 'down'))
        when 'two_of_three' then format('one of two in three near or beyond the {} limit', if(is_up, 'upper', 'lower'))
        when 'shift' then format('one of {} in a row {} the mean of {}', run_length, if(is_up, 'above', 'below'), mean)
    end || if(broken_rule = 'outside', '', format('; usual range {}.', usual_range)) as sentence,
    direction,
    run_length
from worded
order by service, team, measure, week, rule
