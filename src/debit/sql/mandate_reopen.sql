INSERT INTO debit_mandate (row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays, source,
    bank, branch, deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason, cause_kind,
    cause_no, recorded_at, superseded_at)
SELECT (SELECT MAX(x.row_no) FROM debit_mandate x) + ROW_NUMBER() OVER (ORDER BY m.row_no), m.payer_no,
    m.valid_from, m.valid_until, m.act, m.state, m.serial, m.first_code, m.pays, m.source, m.bank, m.branch,
    m.deposit_kind, m.account, m.jp_mark, m.jp_number, m.holder, m.relation, m.received_on, m.reason,
    m.cause_kind, m.cause_no, $now, 9223372036854775807
FROM debit_mandate m
WHERE m.payer_no = $payer_no AND m.superseded_at = $applied_at
