INSERT INTO arrears_claim (act_no, seq, claim_rank, claimed_on, claimant, amount, paid, levy_year, household_no,
                           instalment, receipt_no, recorded_at)
VALUES ($act_no, $seq, $claim_rank, $claimed_on, $claimant, $amount, $paid, $levy_year, $household_no, $instalment,
        $receipt_no, $recorded_at)
