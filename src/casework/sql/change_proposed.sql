SELECT change_no, kind, subject, subject_no, state, version, owner, approver, created_at, saved_at, decided_at,
       applied_at, applied_on, undoes_no, returned_words, reason, outcome, section
FROM casework_change
WHERE state = 2 AND kind = $kind AND owner <> $me
ORDER BY change_no DESC
LIMIT $max
