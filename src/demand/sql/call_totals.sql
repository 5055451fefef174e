SELECT COUNT(DISTINCT c.call_payer_no), COUNT(*), CAST(COALESCE(SUM(c.unpaid), 0) AS BIGINT),
       (SELECT COUNT(*) FROM demand_call_stop s WHERE s.run_no = $run_no),
       (SELECT COUNT(*) FROM demand_contact k
        WHERE k.campaign_no = $run_no AND k.superseded_at = 9223372036854775807)
FROM demand_call c
WHERE c.run_no = $run_no
