SELECT outcome FROM debit_mandate_answer
WHERE mandate_no = $mandate_no AND action = $action AND answer = $answer AND answered_on = $answered_on
