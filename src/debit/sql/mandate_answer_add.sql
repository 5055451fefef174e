INSERT INTO debit_mandate_answer (mandate_no, action, answer, answered_on, payer_no, source, outcome, recorded_at)
VALUES ($mandate_no, $action, $answer, $answered_on, $payer_no, $source, $outcome, $recorded_at)
