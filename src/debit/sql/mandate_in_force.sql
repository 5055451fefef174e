SELECT row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays, source, bank, branch,
    deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason
FROM debit_mandate
WHERE superseded_at = 9223372036854775807 AND valid_from <= $day AND valid_until > $day AND state = 1
ORDER BY payer_no
