-- claims: one row per claim, as it was last delivered.
-- Reads    delivered_claims
select
    service,
    claim_id,
    household_id,
    customer_id,
    criterion,
    claimed_at,
    amount,
    batch_id,
    row_number
from delivered_claims
order by service, claimed_at, claim_id
