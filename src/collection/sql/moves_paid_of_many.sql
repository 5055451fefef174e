-- moves_paid_whole of any number of households.
SELECT levy_year, household_no, payer_no, instalment, amount, CASE WHEN amount > 0 THEN paid_on ELSE 0 END
FROM collection_allocation
WHERE item = 1 AND levy_year = $levy_year AND household_no IN ($households...)
ORDER BY levy_year, household_no, payer_no
