-- lines_of_year of any number of households.
SELECT household_no, payer_no, instalment, amount, medical, support, care, child
FROM collection_allocation
WHERE levy_year = $levy_year AND household_no IN ($households...) AND item = 1
ORDER BY household_no, payer_no
