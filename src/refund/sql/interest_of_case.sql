SELECT use, cause, paid_on, base, from_on, until_on, not_from, not_until, raw, amount
FROM refund_interest WHERE case_no = $case_no AND revision = $revision ORDER BY base_no
