SELECT COUNT(*) FROM enrolment_step t
WHERE t.undone_at = 9223372036854775807 AND t.change_no <> $change_no AND t.suspect_no IN
      (SELECT m.suspect_no FROM enrolment_step m
       WHERE m.change_no = $change_no AND m.undone_at = 9223372036854775807 AND m.step_no < t.step_no)
