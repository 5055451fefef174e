-- 不納欠損 of a payer that stands.
SELECT w.write_off_no, w.levy_year, w.household_no, w.payer_no, w.instalment, w.amount, w.medical, w.support, w.care,
       w.child, w.reason, w.effective_on, w.cause_kind, w.cause_no, w.business_date
FROM collection_write_off w
WHERE w.payer_no = $payer_no AND w.amount > 0
  AND NOT EXISTS (SELECT 1 FROM collection_write_off b WHERE b.reverses = w.write_off_no AND b.reverses <> 0)
ORDER BY w.write_off_no
