-- Grows with every row that comes and every row that is closed: whoever keeps facts in memory asks whether they still hold.
SELECT count(*) + coalesce(max(recorded_at), 0)
       + coalesce(max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE 0 END), 0)
FROM premium_basis
WHERE fiscal_year = $fiscal_year
