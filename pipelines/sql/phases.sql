-- phases: recorded decisions to start a new phase, with the reason; not those that were taken back.
select * exclude (undone_at) from phase_decisions where undone_at is null order by service, starts_on, team, measure
