INSERT INTO casework_warning (change_no, version, seq, level, field, words, confirmed_by, at)
VALUES ($change_no, $version, $seq, $level, $field, $words, $confirmed_by, $at)
