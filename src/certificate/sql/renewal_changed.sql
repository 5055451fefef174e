-- Papers of approved runs whose ratio or class had changed, by the day of the change, newest first. One that was only
-- asked back has a step and no paper of its own.
SELECT r.run_no, r.paper_no, r.addressee_no, r.household_no, r.type, r.valid_from, r.cause, r.old_tenths, r.tenths,
       r.old_class, r.limit_class, r.replaces_no, r.differs_from, r.is_recall
FROM certificate_renewal r
WHERE r.cause <> 0 AND r.valid_from >= $from AND r.valid_from <= $until
  AND (EXISTS (SELECT 1 FROM certificate_paper p WHERE p.paper_no = r.paper_no AND p.superseded_at = 9223372036854775807)
       OR (r.is_recall = 1
           AND EXISTS (SELECT 1 FROM certificate_step s WHERE s.paper_no = r.replaces_no AND s.state = 7
                       AND s.on_day = r.valid_from AND s.superseded_at = 9223372036854775807)))
ORDER BY r.valid_from DESC, r.household_no, r.addressee_no, r.paper_no
