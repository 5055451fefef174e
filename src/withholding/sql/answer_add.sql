INSERT INTO withholding_answer (request_no, result_code, is_accepted, answered_on, recorded_at)
VALUES ($request_no, $result_code, $is_accepted, $answered_on, $recorded_at)
