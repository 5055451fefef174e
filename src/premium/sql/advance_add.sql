INSERT INTO premium_advance (fiscal_year, addressee_no, way, reason, change_no, recorded_at, superseded_at)
VALUES ($fiscal_year, $addressee_no, $way, $reason, $change_no, $recorded_at, 9223372036854775807)
