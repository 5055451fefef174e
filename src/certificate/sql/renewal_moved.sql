-- Papers of the run whose persons have got another one of its kind since the facts were read, that reaches into its days.
SELECT DISTINCT r.paper_no, r.addressee_no, r.file, r.first_page FROM certificate_renewal r
JOIN certificate_paper p ON p.addressee_no = r.addressee_no AND p.type = r.type AND p.disease = r.disease AND p.paper_no <> r.replaces_no
  AND p.valid_until >= r.valid_from AND p.superseded_at = 9223372036854775807
WHERE r.run_no = $run_no
  AND NOT EXISTS (SELECT 1 FROM certificate_step s WHERE s.paper_no = p.paper_no AND s.state IN (4, 5, 6, 7, 8)
                  AND s.superseded_at = 9223372036854775807)
ORDER BY r.paper_no
