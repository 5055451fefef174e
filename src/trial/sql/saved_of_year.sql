SELECT trial_no, known_at, on_day, digest, name, note, sets, total, maker, made_at
FROM trial_saved
WHERE fiscal_year = $fiscal_year
ORDER BY trial_no DESC
LIMIT 200
