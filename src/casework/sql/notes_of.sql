SELECT note_no, words, tag, until, operator_id, replaces_no, recorded_at
FROM casework_note
WHERE subject = $subject AND subject_no = $subject_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY note_no DESC
LIMIT 500
