INSERT INTO onward_told (addressee_no, recorded_at, superseded_at, is_insured, acquired_on, lost_on, sequence)
VALUES ($addressee_no, $recorded_at, 9223372036854775807, $is_insured, $acquired_on, $lost_on, $sequence)
