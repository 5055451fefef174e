SELECT paper_no, addressee_no, household_no, type, reason, valid_until, tenths, replaces_no, r.file, first_page, r.pages,
       is_guarded, cause
FROM certificate_renewal r
JOIN certificate_renewal_file f ON f.run_no = r.run_no AND f.file = r.file
WHERE r.run_no = $run_no
ORDER BY paper_no
