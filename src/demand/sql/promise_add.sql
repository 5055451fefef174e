INSERT INTO demand_promise (contact_no, outcome, paid, decided_on, recorded_at, superseded_at)
VALUES ($contact_no, $outcome, $paid, $decided_on, $recorded_at, 9223372036854775807)
