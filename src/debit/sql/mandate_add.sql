INSERT INTO debit_mandate (row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays, source,
    bank, branch, deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason, cause_kind,
    cause_no, recorded_at, superseded_at)
VALUES ((SELECT COALESCE(MAX(m.row_no), 0) + 1 FROM debit_mandate m), $payer_no, $valid_from, $valid_until, $act,
    $state, $serial, $first_code, $pays, $source, $bank, $branch, $deposit_kind, $account, $jp_mark, $jp_number,
    $holder, $relation, $received_on, $reason, $cause_kind, $cause_no, $recorded_at, 9223372036854775807)
