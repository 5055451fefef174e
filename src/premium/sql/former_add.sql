INSERT INTO premium_former (fiscal_year, household_no, payer_no, former_key, decided_on, books_year, medical, support, care,
                            child, recorded_at)
VALUES ($fiscal_year, $household_no, $payer_no, $former_key, $decided_on, $books_year, $medical, $support, $care,
        $child, $recorded_at)
