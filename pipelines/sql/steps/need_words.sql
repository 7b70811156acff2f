-- need_words: one row per need about which a person was asked, with the last word.
-- Reads    answers
-- Defines  yes_at: the last answer that says solved; solved_on: the day that it names
select
    service,
    need_id,
    count(*) as answers,
    arg_max(solved, "at") as last_answer,
    bool_or(solved <> 'yes') as has_said_no,
    max("at") as last_answer_at,
    max(by_end("at")) filter (solved = 'yes') as yes_at,
    arg_max(coalesce(solved_on, timestamp '1900-01-01'), "at") filter (solved = 'yes') as solved_on
from answers
where need_id is not null
group by service, need_id
