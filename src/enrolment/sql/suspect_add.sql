INSERT INTO enrolment_suspect (suspect_no, addressee_no, source, source_key, way, fact_on, other_until, reason, words, listed_on,
    recorded_at)
VALUES ($suspect_no, $addressee_no, $source, $source_key, $way, $fact_on, $other_until, $reason, $words, $listed_on,
    $recorded_at)
