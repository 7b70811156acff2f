-- recounts: what the organisation says its reported figure is, beside our recount of it.
select reported_figures.*
from reported_figures
inner join loads using (batch_id)
where undone_at is null
order by service, week, answered_at
