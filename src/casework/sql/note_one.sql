SELECT operator_id, superseded_at, subject, subject_no FROM casework_note WHERE note_no = $note_no
