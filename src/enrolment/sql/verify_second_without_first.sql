SELECT t.suspect_no FROM enrolment_step t
WHERE t.kind = 2 AND t.undone_at = 9223372036854775807 AND NOT EXISTS
      (SELECT 1 FROM enrolment_step f WHERE f.suspect_no = t.suspect_no AND f.kind = 1 AND f.step_no < t.step_no
       AND f.undone_at = 9223372036854775807)
