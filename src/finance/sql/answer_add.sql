INSERT INTO finance_answer (sequence, result, answered_on, recorded_at)
VALUES ($sequence, $result, $answered_on, $recorded_at)
