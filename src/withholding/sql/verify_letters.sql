-- A letter about something that was not accepted.
SELECT l.request_no FROM withholding_letter l
WHERE NOT EXISTS (SELECT 1 FROM withholding_answer a WHERE a.request_no = l.request_no AND a.is_accepted = 1)
