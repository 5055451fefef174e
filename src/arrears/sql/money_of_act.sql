-- What stands of an act, by item, step and claim.
SELECT item, step, claim_seq, CAST(SUM(spent) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM arrears_money
WHERE act_no = $act_no GROUP BY item, step, claim_seq ORDER BY item, step, claim_seq
