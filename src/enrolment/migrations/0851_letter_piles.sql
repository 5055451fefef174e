-- What lies in a file of 勧奨通知: how many letters, and whether it is the pile of those under 支援措置.
ALTER TABLE enrolment_letter_file ADD COLUMN papers {I64} NOT NULL DEFAULT 0;
ALTER TABLE enrolment_letter_file ADD COLUMN is_guarded {I64} NOT NULL DEFAULT 0;
UPDATE enrolment_letter_file
SET papers = (SELECT COUNT(*) FROM enrolment_letter l
              WHERE l.run_no = enrolment_letter_file.run_no AND l.file = enrolment_letter_file.name),
    is_guarded = CASE WHEN name LIKE 'shien-%' THEN 1 ELSE 0 END;
