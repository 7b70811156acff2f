-- need_keys: one row per need and way to find it, to join what names no item of it.
-- Reads    need_spans
select service, need_id, concern, opens_at, closes_at, unnest(keys_of_need(customer_id, place_id)) as key
from need_spans
