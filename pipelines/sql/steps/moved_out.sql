-- moved_out: one row per place at which somebody of whom only the place is known moved out or died, with the moments.
-- Reads    items
-- Defines  moved_out_at: whoever asks at the place after one of these is somebody else
select service, place_id, list(ended_at) as moved_out_at
from items
where customer_id is null and place_id is not null and gone_because = 'person_gone' and ended_at is not null
group by service, place_id
