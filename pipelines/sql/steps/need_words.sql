-- need_words: one row per need about which a person was asked, with the last word.
-- Reads    answers
-- Defines  last_answer: of answers given at one moment the one that says least is solved
--          yes_at: the last answer that says solved, or the end of its day where it has no time; yes_given_at: as given;
--          solved_on: the day that it names
with dated as (
    select
        *,
        by_end("at") as counts_at,
        list_position(['yes', 'partly', 'no'], solved) as unsolved,
        coalesce(solved_on, timestamp '1900-01-01') as named
    from answers
    where need_id is not null
)
select
    service,
    need_id,
    count(*) as answers,
    arg_max(solved, (counts_at, unsolved)) as last_answer,
    bool_or(solved <> 'yes') as has_said_no,
    max("at") as last_answer_at,
    max(counts_at) filter (solved = 'yes') as yes_at,
    arg_max("at", counts_at) filter (solved = 'yes') as yes_given_at,
    arg_max(named, (counts_at, named)) filter (solved = 'yes') as solved_on
from dated
group by service, need_id
