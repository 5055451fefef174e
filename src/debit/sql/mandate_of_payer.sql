SELECT row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays, source, bank, branch,
    deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason
FROM debit_mandate
WHERE payer_no = $payer_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY valid_from
