INSERT INTO refund_interest (case_no, revision, base_no, use, cause, paid_on, base, from_on, until_on, not_from,
    not_until, raw, amount, recorded_at)
VALUES ($case_no, $revision, $base_no, $use, $cause, $paid_on, $base, $from_on, $until_on, $not_from, $not_until,
    $raw, $amount, $recorded_at)
