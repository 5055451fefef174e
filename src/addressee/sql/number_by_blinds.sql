-- All keyed hashes known now and whose they are, equal ones side by side.
SELECT blind, addressee_no FROM addressee_number
WHERE superseded_at = 9223372036854775807 AND length(blind) > 0
UNION
SELECT blind, addressee_no FROM addressee_number_own
WHERE superseded_at = 9223372036854775807 AND length(blind) > 0
ORDER BY 1, 2
