INSERT INTO collection_allocation (levy_year, household_no, payer_no, receipt_no, instalment, item, amount, paid_on,
                                   medical, support, care, child, recorded_at)
VALUES ($levy_year, $household_no, $payer_no, $receipt_no, $instalment, $item, $amount, $paid_on, $medical,
        $support, $care, $child, $recorded_at)
