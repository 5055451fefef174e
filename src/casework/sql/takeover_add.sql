INSERT INTO casework_takeover (subject, subject_no, at, seq, from_operator, by_operator, renewed_at)
SELECT $subject, $subject_no, $at, COUNT(*) + 1, $from_operator, $by_operator, $renewed_at
FROM casework_takeover
WHERE subject = $subject AND subject_no = $subject_no
