-- What was proposed is issued: its rows become papers; what is only asked back has none.
INSERT INTO certificate_paper
    (paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
     limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no, change_no, run_no, recorded_at,
     superseded_at)
SELECT paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
       limit_class, disease, card_symbol, card_number, branch_no, 2, '', 0, run_no, $recorded_at, 9223372036854775807
FROM certificate_renewal
WHERE run_no = $run_no AND is_recall = 0
