-- Principal that was paid of a levy year's charges.
SELECT household_no, payer_no, instalment, amount, medical, support, care, child
FROM collection_allocation
WHERE levy_year = $levy_year AND item = 1
ORDER BY household_no, payer_no
