-- Every 不納欠損 in the order of the charges.
-- The columns of lines_all: no receipt, principal (1), no channel and no source of money.
SELECT levy_year, household_no, payer_no, 0, instalment, 1, amount, medical, support, care, child, effective_on, 0, 0,
       business_date, business_date, 0
FROM collection_write_off
WHERE business_date >= $from AND business_date <= $until
ORDER BY levy_year, household_no, payer_no, write_off_no
