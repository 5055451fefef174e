SELECT m.row_no, m.payer_no, m.valid_from, m.valid_until, m.act, m.state, m.serial, m.first_code, m.pays, m.source,
    m.bank, m.branch, m.deposit_kind, m.account, m.jp_mark, m.jp_number, m.holder, m.relation, m.received_on, m.reason
FROM debit_mandate m
WHERE m.superseded_at = 9223372036854775807 AND m.valid_until = 99991231 AND m.valid_from >= $from_day AND m.valid_from <= $last_day
    AND NOT EXISTS (SELECT 1 FROM debit_notice n
        WHERE n.kind = 2 AND n.cause_no = m.row_no AND n.payer_no = m.payer_no AND n.run_no <> $run_no)
ORDER BY m.payer_no
