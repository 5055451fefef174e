INSERT INTO certificate_registration (addressee_no, is_registered, listed_on, recorded_at, superseded_at)
VALUES ($addressee_no, $is_registered, $listed_on, $recorded_at, 9223372036854775807)
