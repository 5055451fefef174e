-- 速報 without its 確報, told on that day or before (E14).
SELECT mark_no, channel, levy_year, notice_no, instalment, household_no, payer_no, amount, received_on
FROM collection_mark
WHERE ended_by = 0 AND received_on <= $until
ORDER BY received_on, mark_no
