-- need_ledger: one row per finished need, where its days went; the parts add up to days_end_to_end exactly.
-- Reads    needs (done or provisional)
-- Defines  counted, paused, reentered, uncounted, after_closing, before_entry: as need_days does
select service, need_id, before_entry, counted, paused, reentered, uncounted, after_closing, days_end_to_end
from needs
where days_end_to_end is not null
