-- Units of which runs of a year had one of four findings, from a run on.
SELECT DISTINCT f.unit_key
FROM batch_finding f
JOIN batch_run r ON r.run_no = f.run_no
WHERE f.run_no >= $from_run AND r.fiscal_year = $fiscal_year AND f.unit_key <> 0
  AND f.code IN ($stopped, $code, $second, $third)
ORDER BY f.unit_key
