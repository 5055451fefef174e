-- What is asked no more of a levy year's charges.
SELECT household_no, payer_no, instalment, amount, medical, support, care, child
FROM collection_write_off
WHERE levy_year = $levy_year
ORDER BY household_no, payer_no
