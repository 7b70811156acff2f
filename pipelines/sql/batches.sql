-- batches: what was loaded, one row per load, the newest last; a load that was taken back keeps its row.
select * exclude (batch_number, profile_hash) from loads order by batch_number
