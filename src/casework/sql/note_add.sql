INSERT INTO casework_note (note_no, subject, subject_no, words, tag, until, operator_id, replaces_no, recorded_at,
                           superseded_at, closed_by)
SELECT COALESCE(MAX(note_no), 0) + 1, $subject, $subject_no, $words, $tag, $until, $operator_id, $replaces_no, $now,
       9223372036854775807, ''
FROM casework_note
RETURNING note_no
