-- Carried rows that are not their parts.
SELECT books_year, household_no, amount FROM books_carried
WHERE amount <> medical + support + care + child
ORDER BY books_year, levy_year, household_no, payer_no
LIMIT 20
