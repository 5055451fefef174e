UPDATE casework_note SET superseded_at = $now, closed_by = $operator_id
WHERE note_no = $note_no AND superseded_at = 9223372036854775807
