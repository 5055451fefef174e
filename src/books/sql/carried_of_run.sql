SELECT levy_year, household_no, payer_no, charges, amount, medical, support, care, child
FROM books_carried
WHERE run_no = $run_no AND posted_at = 0
ORDER BY levy_year, household_no, payer_no
