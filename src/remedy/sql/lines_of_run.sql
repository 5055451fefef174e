-- The lines of a run, by household, payer and year: what would be given back stands before its years.
SELECT household_no, payer_no, fiscal_year, state, before_total, after_total, refund, interest, words
FROM remedy_line
WHERE run_no = $run_no
ORDER BY household_no, payer_no, fiscal_year
