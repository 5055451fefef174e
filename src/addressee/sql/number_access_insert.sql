-- The record of a reading, durable before anything is shown.
INSERT INTO addressee_number_access (access_no, recorded_at, operator_id, addressee_no, kind, purpose)
VALUES ($access_no, $recorded_at, $operator_id, $addressee_no, $kind, $purpose)
