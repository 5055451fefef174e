INSERT INTO collection_letter_run (run_no, calendar_year, sent_on) VALUES ($run_no, $calendar_year, 0)
ON CONFLICT (run_no) DO NOTHING
