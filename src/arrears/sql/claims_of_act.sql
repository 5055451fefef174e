SELECT claim_rank, claimed_on, claimant, amount, paid, receipt_no FROM arrears_claim WHERE act_no = $act_no ORDER BY seq
