INSERT INTO casework_change (change_no, kind, subject, subject_no, state, version, owner, section, created_at, saved_at,
                             undoes_no, reason)
SELECT COALESCE(MAX(change_no), 0) + 1, $kind, $subject, $subject_no, 1, 1, $owner, $section, $now, $now, $undoes_no,
       $reason
FROM casework_change
RETURNING change_no
