INSERT INTO debit_answer (item_no, result, answered_on, receipt_no, overpaid, redebit_on, layout, recorded_at)
VALUES ($item_no, $result, $answered_on, $receipt_no, $overpaid, $redebit_on, $layout, $recorded_at)
