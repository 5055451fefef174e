-- Every 不納欠損 in the order of the charges.
SELECT levy_year, household_no, payer_no, write_off_no, instalment, amount, medical, support, care, child, effective_on,
       business_date
FROM collection_write_off
WHERE business_date >= $from AND business_date <= $until
ORDER BY levy_year, household_no, payer_no, write_off_no
