-- phases: recorded decisions to start a new phase, with the reason.
select * from phase_decisions order by service, starts_on, team, measure
