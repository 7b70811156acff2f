-- link_decisions: what people decided about which items are one need, those taken back too.
from recorded_links
order by service, decided_at, item_id
