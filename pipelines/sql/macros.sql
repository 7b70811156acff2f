-- macros: what several queries mean by a day, a week, a date without a time, and the same household.
-- A moment at exactly midnight is a date without a time; a target at 23:59:59 is a date, to the end of that day.
create or replace temp macro is_day(moment) as moment = date_trunc('day', moment);

create or replace temp macro end_of_day(moment) as date_trunc('day', moment) + to_seconds(86399);

-- Calendar days from one moment to another, decimal; whole days where either has no time.
create or replace temp macro days_between(since, until) as
    case
        when is_day(since) or is_day(until) then date_diff('day', since, until)::double
        else days_of(since, until)
    end;

create or replace temp macro days_of(since, until) as (epoch_us(until) - epoch_us(since)) / 86400000000.0;

create or replace temp macro monday(moment) as date_trunc('week', moment)::date;

-- The week of the year from 1 to 52; week 53 is counted with week 52.
create or replace temp macro week_of_year(monday) as least(week(monday), 52);

-- A moment, or the end of its day where it has no time: what a target is compared with.
create or replace temp macro by_end(moment) as case when is_day(moment) then end_of_day(moment) else moment end;

-- Whether a moment is later than another; by the day where either is a date.
create or replace temp macro is_later(moment, than) as
    case
        when by_end(moment) = end_of_day(moment) or by_end(than) = end_of_day(than) then moment::date > than::date
        else moment > than
    end;

-- The order of items: opened first, of those opened at one moment the lower number.
create or replace temp macro goes_before(opened_at, item_id, other_opened_at, other_item_id) as
    case
        when opened_at <> other_opened_at then opened_at < other_opened_at
        when length(item_id) <> length(other_item_id) then length(item_id) < length(other_item_id)
        else item_id < other_item_id
    end;

-- The clock of an item within the way of its need from first contact to done; an open one runs to the end of it.
create or replace temp macro clock_from(opened_at, in_whole_days, starts_at, ends_at) as
    least(greatest(case when in_whole_days then date_trunc('day', opened_at) else opened_at end, starts_at), ends_at);

create or replace temp macro clock_to(opened_at, ended_at, in_whole_days, starts_at, ends_at) as
    least(
        greatest(
            coalesce(case when in_whole_days then date_trunc('day', ended_at) else ended_at end, ends_at),
            clock_from(opened_at, in_whole_days, starts_at, ends_at)
        ),
        ends_at
    );

-- Whom an item is of: its customer, else whoever lives at its place.
create or replace temp macro person_of(customer, place) as coalesce('customer ' || customer, 'place ' || place);

-- When the system's clock of an item stopped; empty while it runs, and where nobody knows. Many a system has one date for
-- every ending, of what is cancelled too.
create or replace temp macro clock_ended(status, closed_at, cancelled_at) as
    case status
        when 'done' then closed_at
        when 'no_access' then coalesce(closed_at, cancelled_at)
        when 'cancelled' then coalesce(cancelled_at, closed_at)
    end;

-- Items of two customers are never one need, whatever joins them; without customers the place decides.
create or replace temp macro same_household(one_customer, one_place, other_customer, other_place) as
    case
        when one_customer is not null and other_customer is not null then one_customer = other_customer
        else coalesce(one_place = other_place, true)
    end;

-- One problem is at one place; a place that is not known speaks against nothing.
create or replace temp macro same_place(one_place, other_place) as coalesce(one_place = other_place, true);

-- Whether an item is a tenant's, of a void or of a planned programme; empty for an inspection and a follow-on: they are of
-- what they go with.
create or replace temp macro concern_of(kind) as
    case when kind in ('void', 'planned') then kind when kind not in ('inspection', 'follow_on') then 'tenant' end;

-- Whose a need is, of the concerns of its items: a tenant's where any item is, or where all only follow.
create or replace temp macro concern_together(concern) as
    case when bool_or(concern = 'tenant') then 'tenant' else coalesce(min(concern), 'tenant') end;

-- Of two items that name nobody, whether nobody moved out or died between them; a customer who is named is one and the same.
create or replace temp macro same_tenancy(one_customer, one_tenancy, other_customer, other_tenancy) as
    one_customer is not null or other_customer is not null or coalesce(one_tenancy = other_tenancy, true);

-- By what a need is found, and by what a contact or visit looks for it: by its customer; where one of the two names
-- none, by the place.
create or replace temp macro keys_of_need(customer, place) as
    case
        when customer is null then ['place ' || place, 'unnamed at ' || place]
        else ['place ' || place, 'customer ' || customer]
    end;

create or replace temp macro keys_of_caller(customer, place) as
    case when customer is null then ['place ' || place] else ['customer ' || customer, 'unnamed at ' || place] end;

-- Whether a visit was one to the person: nobody says that it was called off or not made.
create or replace temp macro took_place(outcome) as
    coalesce(outcome, 'unknown') not in ('cancelled_organisation', 'cancelled_customer', 'not_made');

-- Contacts about work that was asked for before.
create or replace temp macro is_chase(meaning) as meaning in ('progress_chase', 'no_show');

-- Contacts that say it is not done as the person would have it.
create or replace temp macro is_complaint(meaning) as meaning in ('not_fixed', 'progress_chase', 'no_show', 'failure');

create or replace temp macro is_duplicate(cancel_reason) as
    coalesce(regexp_matches(lower(cancel_reason), 'duplicat|dubbel'), false);

-- A job that went to people who could not do it: the next one is for others.
create or replace temp macro is_wrong_trade(cancel_reason) as
    coalesce(
        regexp_matches(
            lower(cancel_reason),
            '(wrong|incorrect|different|other|verkeerde?|andere?|juiste) (trade|skill|vak|discipline)|(wrong|incorrect|mis-?|verkeerde? |foute? )\s*diagnos'
        ),
        false
    );

-- A reason without what only sounds as if the person were gone or another organisation had the case: it did not happen, a
-- relative or an animal died, work or a thing was moved, it was handed to somebody of the organisation itself.
create or replace temp macro without_false_friends(reason) as
    regexp_replace(
        lower(reason),
        '\b(not|never|until|till|before|unless|if)(\s+[^\s,.;:]+){0,2}\s+(moved|died|deceased|passed|vacated|handed'
        '|transferred|referred)\b'
        '|\bto be (vacated|moved|handed|transferred|referred)\b'
        '|\b(niet|nooit|tot|voordat|als|zodra)(\s+[^\s,.;:]+){0,2}\s+(verhuisd|overleden|vertrokken|overgedragen'
        '|doorverwezen)\b'
        '|\b(mother|father|mum|mom|dad|parents?|husband|wife|partner|spouse|son|daughter|brother|sister|relative'
        '|family member|pet|dog|cat|neighbou?r|friend|uncle|aunt|grand\w+)'
        '(\s+(has|have|had|is|was|just|sadly|recently|suddenly))*\s+(died|deceased|passed|moved)\b'
        '|\bdeceased\s+(relative|mother|father|parent|pet|animal|dog|cat|bird|fox|rat)'
        '|\b(moeder|vader|ouders?|man|vrouw|echtgen\w+|partner|zoon|dochter|broer|zus|familielid|familie|buurman'
        '|buurvrouw|oma|opa|schoon\w+|huisdier|hond|kat)'
        '(\s+(is|was|zijn|net|onlangs|plotseling|helaas))*\s+(overleden|gestorven|verhuisd)\b'
        '|\boverlijden\s+(van|in)(\s+(de|het|haar|zijn|hun))*\s+(moeder|vader|ouder|partner|man|vrouw|zoon|dochter'
        '|broer|zus|familie\w*|gezin|oma|opa|schoon\w+)'
        '|\b(appointment|visit|job|order|date|slot|work|furniture|boiler|fridge|cooker|items?|belongings|vehicle'
        '|car|van|skip|bed|server|printer|desk|pc|computer)'
        '(\s+(has|have|had|is|was|been|already))*\s+moved\b'
        '|\b(server|printer|werkplek|bureau|kast|apparatuur|meubels?|afspraak|order|melding|bestand\w*|data|spullen'
        '|toestel|meter|ketel|pc|computer|afdeling|kantoor)'
        '(\s+(is|zijn|was|wordt|al))*\s+verhuisd\b'
        '|\b(temporarily|tijdelijk)\s+(moved|verhuisd)\b|\b(moved|verhuisd)(\s+out)?\s+(temporarily|tijdelijk)\b'
        '|\bmoved\s+(out\s+|away\s+)?(to|till|until)\s+(the\s+)?\d'
        '|\bmoved\s+(out\s+|away\s+)?(to|till|until|from|of)\s+([^\s,.;:]+\s+){0,3}'
        '(days?|dates?|times?|slots?|weeks?|months?|mornings?|afternoons?|evenings?|tomorrow|later|earlier|am|pm'
        '|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august'
        '|september|october|november|december|teams?|lists?|caseload|programme|program|queue|phase|group|plan|orders?'
        '|jobs?|batch|round|route|shift|office|desk|department|wards?|rooms?|wall|way|kitchen|scope|sequence)\b'
        '|\bverhuisd\s+naar\s+([^\s,.;:]+\s+){0,2}(dag|week|maand|datum|tijdstip|\w+dag|afdeling|kantoor|werkplek'
        '|kamer|team|planning|lijst|\d\S*)\b'
        '|\bend of tenancy\s+(clean\w*|inspection|checks?|works?)\b'
        '|\b(keys?|documents?|sleutels?|stukken)(\s+[^\s,.;:]+){0,2}\s+(handed over|transferred|passed|overgedragen)\b'
        '|\b(handed\s*over to|overgedragen aan|doorverwezen naar)\s+(north|south|east|west|noord|zuid|oost)\s*$'
        '|\b((handed|passed|hand)\s*over to|hand-?over to|(transferred|referred|passed|forwarded|redirected) to'
        '|(overgedragen|doorgegeven|overgezet) aan|(doorverwezen|verwezen|doorgestuurd|doorgezet|overgezet) naar)'
        '\s+((the|our|an?|de|het|een|onze?|eigen)\s+)?([^\s,.;:]+\s+){0,2}'
        '(\w*teams?|crews?|gang|trades?|colleagues?|department|dept|shift|office|officer|desk|helpdesk|support|plann\w+'
        '|schedul\w+|supervisor|manager|management|coordinator|surveyor|inspector|engineers?|operatives?|technicians?'
        '|mechanic|fitter|workers?|caseworker|contractors?|sub-?contractors?|caretaker|warden|nurse|carer|tenants?'
        '|customers?|clients?|residents?|occupan\w+|owner|family|neighbou?r|roof\w*|plumb\w*|electrical|electrician\w*'
        '|carpent\w*|joiner\w*|paint\w*|decorat\w*|glaz\w*|plaster\w*|til(er|ers|ing)|heating|gas|drain\w*|scaffold\w*'
        '|repairs?|maintenance|voids?|legal|finance|complaints|in-?house|internal|customer services?|job|order|project'
        '|programme|phase|planned|capital|cyclical|website|form|portal|page|wo\d\S*|\d\S*|collega\S*|afdeling|ploeg'
        '|\w*dienst|planning|planner|opzichter|(onder)?aannemer\w*|monteurs?|schilder\w*|loodgieter\w*|elektricien\w*'
        '|timmerman\w*|dakdekker\w*|stukadoor\w*|tegelzetter\w*|glaszetter\w*|installateur\w*|vakman|beheerder'
        '|huismeester|bewoner|huurder|klant|cli[eë]nt|familie|onderhoud|balie|loket|formulier|pagina|portaal|kantoor'
        '|opdracht|melding|leidinggevende|\w+leider|consulent|medewerker\w*|intern\w*)\b',
        ' ',
        'g'
    );

-- Why a case ended without an answer, by its reason: the person moved out or died, or another organisation has it now;
-- empty where the reason says neither.
create or replace temp macro gone_because(reason) as
    case
        when regexp_matches(
            without_false_friends(reason),
            '\bmoved\s+(out|away|house|home|abroad|elsewhere|address)\b'
            '|\bmoved\s+(in)?to\s+(an?\s+|the\s+|other\s+|another\s+|new\s+|different\s+)*(care|nursing|residential'
            '|sheltered|hospice|address|home|house|flat|property|town|city)\b'
            '|\b(tenants?|customers?|clients?|residents?|occupants?|occupiers?|patients?|applicants?|persons?|citizens?'
            '|claimants?|users?|leaseholders?|householders?|household|family|lady|gentleman|he|she|they)'
            '(\s+(has|have|had|is|was|already|now|since|recently|sadly|suddenly))*\s+(died\b|moved(\s*$|\s*[^\w\s]))'
            '|\b(tenants?|residents?|occupants?|occupiers?|patients?|leaseholders?|householders?|household|lady|gentleman)'
            '(\s+(has|have|had|already|now|since|recently))*'
            '\s+(moved (to|into|in with)\b|left (the )?(property|flat|house|home|area|tenancy)\b)'
            '|\bno longer (lives?|living|resid\w+|a tenant|a resident|at (this|the|that) (address|property))\b'
            '|\bvacated\b|\bemigrated\b'
            '|\bend of tenancy\b|\btenancy (has |have |was |is )?(ended|terminated)\b'
            '|\bdeceased\b|\bpassed away\b|\bdeath of (the |our )?(tenant|customer|client|resident|patient|applicant)\b'
            '|^\W*((cancelled|closed|reason)\W+)*((has|have|had|sadly)\s+)*died\b'
            '|\bverhuisd\b|\b(wegens|vanwege|door|ivm|i\.v\.m\.)\s+verhuizing\b|\boverleden\b|\boverlijden\b'
            '|\bgestorven\b'
            '|\b(bewoners?|huurders?|klant|cli[eë]nt|gezin)(\s+(is|zijn))?\s+vertrokken\b|\bonbekend waarheen\b'
            '|\bwoont (hier |er |daar )?(niet (meer|langer)|elders)\b|\bniet (meer|langer) woonachtig\b'
            '|\bhuur (is )?(opgezegd|be[eë]indigd)'
        ) then 'person_gone'
        when regexp_matches(
            without_false_friends(reason),
            '\b(handed|hand)\s*over to\s+\w|\bhand-?over to\s+\w|\bovergedragen aan\s+\w|\bdoorverwezen naar\s+\w'
            '|\b(transferred|referred|passed|forwarded|redirected|moved)( on| over)? to\s+([^\s,.;:]+\s+){0,4}'
            '(council|municipality|local authority|social services|social care|police|fire brigade|hospital|hospice'
            '|gp|nhs|utility|water board|network operator|charity|ministry)\b'
            '|\b(overgezet|doorgegeven|doorgestuurd|doorgezet|verwezen) (aan|naar)\s+([^\s,.;:]+\s+){0,3}'
            '(gemeente|ziekenhuis|huisarts|ggz|ggd|uwv|politie|brandweer|netbeheerder|waterschap|provincie'
            '|rijkswaterstaat|jeugdzorg|veilig thuis)\b'
            '|\b(transferred|referred|passed|forwarded|redirected|moved|gone|overgezet|doorgegeven|doorgestuurd'
            '|doorgezet|verwezen)( on| over)? (to|aan|naar)\s+([^\s,.;:]+\s+){0,2}'
            '(another|other|different|external|outside|third|andere?|externe?|derde)\s+([^\s,.;:]+\s+)?'
            '(organi[sz]ation|agency|authority|provider|landlord|association|company|party|body|organisatie'
            '|instantie|aanbieder|zorgaanbieder|corporatie|woningcorporatie|verhuurder|instelling|partij|stichting)\b'
        ) then 'went_elsewhere'
    end;

-- Which items hang together over any number of the pairs in a table (earlier, later), and the first of them: each takes the
-- first of its own neighbours, which settles most; of those that are apart still, each takes the smallest number among its
-- neighbours until nothing changes.
create or replace temp macro chained(pairs) as table
    with recursive nearest as materialized (
        select item_rank, min(neighbour) as first_rank
        from (
            select earlier as item_rank, earlier as neighbour from query_table(pairs)
            union all
            select later, earlier from query_table(pairs)
        )
        group by item_rank
    ),
    apart as materialized (
        select one.first_rank as one_rank, other.first_rank as other_rank
        from query_table(pairs)
        inner join nearest as one on one.item_rank = earlier
        inner join nearest as other on other.item_rank = later
        where one.first_rank <> other.first_rank
    ),
    both_ways as materialized (
        select one_rank as item_rank, other_rank as neighbour from apart
        union
        select other_rank, one_rank from apart
    ),
    reached (item_rank, first_rank) using key (item_rank) as (
        select item_rank, least(item_rank, min(neighbour))
        from both_ways
        group by item_rank
        union
        select both_ways.item_rank, min(near.first_rank)
        from both_ways
        inner join reached as near on near.item_rank = both_ways.neighbour
        inner join recurring.reached as own on own.item_rank = both_ways.item_rank
        where near.first_rank < own.first_rank
        group by both_ways.item_rank
    )
    select nearest.item_rank, coalesce(reached.first_rank, nearest.first_rank) as first_rank
    from nearest
    left join reached on reached.item_rank = nearest.first_rank;

-- Limits of a funnel (steps/funnel_spread.sql has the methods): errors is how many standard errors from the target, error
-- the standard error on the scale of the method. An angle stops at 0 and 90 degrees: there the share is 0 or 1.
create or replace temp macro funnel_limit(method, target, error, errors) as
    case method
        when 'share' then sin(least(greatest(asin(sqrt(target)) + errors * error, 0), pi() / 2)) ** 2
        when 'ratio' then target * exp(errors * error)
        when 'ratio_root' then target * (1 + errors * error)
    end;

-- The same by chance alone; counts held against what was expected have the exact limits of Poisson, which leave out `tail`.
create or replace temp macro plain_funnel_limit(method, target, expected, error, errors, tail) as
    case
        when method = 'share' then funnel_limit(method, target, error, errors)
        when errors < 0 then target * gamma_quantile(tail, expected, errors) / expected
        else target * gamma_quantile(1 - tail, expected + 1, errors) / expected
    end;

-- The share of a gamma distribution below x, term by term of its series.
create or replace temp macro gamma_below(x, shape) as
    list_sum(list_transform(
        range((200 + 12 * sqrt(shape))::bigint), lambda k: exp((shape + k) * ln(x) - x - lgamma(shape + k + 1))
    ));

-- Below what value `share` of a gamma distribution lies: Newton's steps from the approximation of Wilson and Hilferty,
-- where the share lies `errors` standard errors from the mean.
create or replace temp macro gamma_quantile(share, shape, errors) as
    list_reduce(
        range(8),
        lambda x, step: x - (gamma_below(x, shape) - share) / exp((shape - 1) * ln(x) - x - lgamma(shape)),
        shape * greatest(1 - 1 / (9 * shape) + errors / (3 * sqrt(shape)), 0.1) ** 3
    );

-- A figure of a kind of measure (steps/measure_kinds.sql) as a ratio, and back: shares are per cent.
create or replace temp macro as_ratio(kind, figure) as case when kind = 'share' then figure / 100 else figure end;

create or replace temp macro as_figure(kind, ratio) as case when kind = 'share' then 100 * ratio else ratio end;

-- A limit, not beyond the lowest and highest that the figure can be, where there are such.
create or replace temp macro cut_off(figure, lowest, highest) as
    case when figure is not null then least(greatest(figure, lowest), highest) end;

-- How many standard deviations of chance `hits` of so many lie above what chance alone would give, each hitting with `chance`.
create or replace temp macro z_of(hits, of_all, chance) as
    (hits - of_all * chance) / nullif(sqrt(of_all * chance * (1 - chance)), 0);

-- A number as a sentence has it: one decimal at most.
create or replace temp macro in_short(figure) as regexp_replace(format('{:.1f}', figure), '\.0$', '');

-- 1 above, -1 below, 0 on a level or as near to it as the tolerance.
create or replace temp macro side_of(value, level, tolerance) as
    case when abs(value - level) <= tolerance then 0 when value > level then 1 when value < level then -1 end;
