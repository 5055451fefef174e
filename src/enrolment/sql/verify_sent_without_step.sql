SELECT l.suspect_no FROM enrolment_letter l JOIN enrolment_letter_run r ON r.run_no = l.run_no
WHERE r.is_sent = 1 AND NOT EXISTS
      (SELECT 1 FROM enrolment_step t WHERE t.suspect_no = l.suspect_no AND t.kind = l.which AND t.run_no = l.run_no)
