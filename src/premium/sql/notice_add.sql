INSERT INTO premium_notice (fiscal_year, household_no, payer_no, version, run_no, notice_no, issued_on, file,
                            first_page, pages, total, is_restricted)
VALUES ($fiscal_year, $household_no, $payer_no, $version, $run_no, $notice_no, $issued_on, $file,
        $first_page, $pages, $total, $is_restricted)
