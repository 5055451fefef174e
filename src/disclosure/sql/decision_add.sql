INSERT INTO disclosure_decision (request_no, decided_on, ground, change_no, recorded_at, superseded_at)
VALUES ($request_no, $decided_on, $ground, $change_no, $recorded_at, 9223372036854775807)
