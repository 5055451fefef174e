INSERT INTO watch_night (night_no, business_date, operator_id, started_at, ended_at, result)
VALUES ($night_no, $business_date, $operator_id, $started_at, 0, 0)
