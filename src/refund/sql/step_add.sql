INSERT INTO refund_step (case_no, step_no, state, on_day, interest, revision, told_on, claimed_on, ordered_on, payee_no,
    relation, attorney, bank, branch, deposit_kind, number, holder, transfer_no, sent_count, words, operator_id,
    recorded_at)
VALUES ($case_no, $step_no, $state, $on_day, $interest, $revision, $told_on, $claimed_on, $ordered_on, $payee_no,
    $relation, $attorney, $bank, $branch, $deposit_kind, $number, $holder, $transfer_no, $sent_count, $words,
    $operator_id, $recorded_at)
