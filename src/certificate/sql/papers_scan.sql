-- All papers as known then, by person, newest first.
SELECT paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
       limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no, change_no, run_no, recorded_at
FROM certificate_paper
WHERE recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, paper_no DESC
