INSERT INTO ops_credential (operator_id, code_nonce, code_secret, code_last_step, failure_times,
                            failures_in_a_row, locked_at, released_at, released_by, last_ok_at,
       last_failed_at)
VALUES ($operator_id, $code_nonce, $code_secret, 0, '', 0, 0, 0, '', 0, 0)
