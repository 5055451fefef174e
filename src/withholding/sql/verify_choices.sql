-- Two words of one head that count on the same day.
SELECT a.addressee_no FROM withholding_choice a
JOIN withholding_choice b ON b.addressee_no = a.addressee_no AND b.valid_from > a.valid_from
    AND b.valid_from < a.valid_until
WHERE a.superseded_at = 9223372036854775807 AND b.superseded_at = 9223372036854775807
