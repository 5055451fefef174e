SELECT s.suspect_no, s.addressee_no, s.source, s.source_key, s.way, s.fact_on, s.other_until, s.reason, s.words, s.listed_on,
       (SELECT COUNT(*) FROM enrolment_listing l
        WHERE l.suspect_no = s.suspect_no AND l.file_no >
              COALESCE((SELECT MAX(f.file_no) FROM enrolment_file f
                        WHERE f.source = s.source AND NOT EXISTS
                              (SELECT 1 FROM enrolment_listing x
                               WHERE x.suspect_no = s.suspect_no AND x.file_no = f.file_no)), 0))
FROM enrolment_suspect s
WHERE ($addressee_no = 0 OR s.addressee_no = $addressee_no)
ORDER BY s.suspect_no
