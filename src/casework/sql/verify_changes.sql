SELECT change_no, kind, subject, subject_no, state, version, owner, approver, created_at, saved_at, decided_at,
       applied_at, applied_on, undoes_no, returned_words, reason, outcome, section
FROM casework_change
ORDER BY change_no
