SELECT sequence, version FROM finance_file
WHERE day = $day AND sent_on <> 0
ORDER BY version DESC
LIMIT 1
