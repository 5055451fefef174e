-- Principal paid, row by row, in the order of levy years, households and payers: the key of the table, so that nothing is
-- sorted or kept.
SELECT levy_year, household_no, payer_no, instalment, amount, CASE WHEN amount > 0 THEN paid_on ELSE 0 END, 0, 0, medical,
       support, care, child, 0
FROM collection_allocation
WHERE item = 1 AND levy_year >= $first_year AND levy_year <= $last_year
  AND instalment >= $first_no AND instalment <= $last_no
ORDER BY levy_year, household_no, payer_no
