-- Postings of a closed day that were recorded after it was closed.
SELECT p.levy_year, p.cause_kind, p.cause_no, p.business_date
FROM ledger_posting p
WHERE (SELECT c.recorded_at FROM ledger_close c WHERE c.closed_until >= p.business_date
       ORDER BY c.closed_until LIMIT 1) < p.recorded_at
ORDER BY p.levy_year, p.household_no, p.cause_kind, p.cause_no, p.cause_version, p.part
LIMIT 20
