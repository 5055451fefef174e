SELECT instalment, item, amount, medical, support, care, child, paid_on
FROM collection_allocation
WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no
  AND receipt_no = $receipt_no
ORDER BY instalment, item
