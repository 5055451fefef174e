SELECT levy_year, household_no, payer_no, charges, amount, medical, support, care, child, posted_at, run_no
FROM books_carried
WHERE books_year = $books_year AND (levy_year, household_no, payer_no, run_no) > ($levy_year, $household_no, $payer_no, $run_no)
ORDER BY levy_year, household_no, payer_no, run_no
LIMIT $max
