-- publication: this file, one row.
select
    getvariable('publish_id') as publish_id,
    getvariable('published_at') as published_at,
    (select value from state where name = 'store_state') as store_state,
    coalesce((select bool_or(is_sample) from loads where undone_at is null), false) as is_sample
