-- The sums of a run by year and state.
SELECT fiscal_year, state, COUNT(*), CAST(SUM(after_total - before_total) AS BIGINT), CAST(SUM(refund) AS BIGINT),
       CAST(SUM(interest) AS BIGINT)
FROM remedy_line
WHERE run_no = $run_no
GROUP BY fiscal_year, state
ORDER BY fiscal_year DESC, state
