INSERT INTO certificate_renewal
    (run_no, paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
     card_symbol, card_number, branch_no, replaces_no, file, first_page, pages, limit_class, disease,
     is_recall, cause, old_tenths, old_class, differs_from)
VALUES ($run_no, $paper_no, $addressee_no, $household_no, $type, $reason, $issued_on, $valid_from, $valid_until,
        $end_reason, $tenths, $card_symbol, $card_number, $branch_no, $replaces_no, $file, $first_page, $pages,
        $limit_class, $disease, $is_recall, $cause, $old_tenths, $old_class, $differs_from)
