-- All acts of a debtor as they stand.
SELECT a.act_no, a.version, a.kind, a.payer_no, a.number_year, a.number, a.begun_on, a.until_on, a.ended_on, a.related_on,
       a.end_cause, a.detail, a.amount, a.costs, a.other_no, a.party, a.body, a.reason, a.is_void, a.change_no,
       a.recorded_at
FROM arrears_act a WHERE a.payer_no = $payer_no AND a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no)
ORDER BY a.begun_on, a.act_no
