-- A step of the same case after that of the change: it has to be taken back first.
SELECT later.step_no
FROM restriction_step own
JOIN restriction_step later ON later.case_no = own.case_no AND later.step_no > own.step_no
                           AND later.superseded_at = 9223372036854775807
WHERE own.change_no = $change_no AND own.superseded_at = 9223372036854775807
ORDER BY later.step_no
LIMIT 1
