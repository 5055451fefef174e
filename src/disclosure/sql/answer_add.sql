INSERT INTO disclosure_answer (request_no, recorded_at, area, answer)
VALUES ($request_no, $recorded_at, $area, $answer)
