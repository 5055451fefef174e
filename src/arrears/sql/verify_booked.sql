-- What claims of our own charges got, each with its receipt.
SELECT c.act_no, c.receipt_no, c.levy_year, c.household_no, a.payer_no, c.instalment, c.claim_rank, c.paid
FROM arrears_claim c JOIN arrears_act a ON a.act_no = c.act_no AND a.version = 1
WHERE c.levy_year > 0 AND c.paid > 0
ORDER BY c.act_no, c.seq
