SELECT DISTINCT a.payer_no
FROM debit_mandate a
JOIN debit_mandate b ON b.payer_no = a.payer_no AND b.row_no > a.row_no
    AND b.superseded_at = 9223372036854775807 AND b.valid_from < a.valid_until AND a.valid_from < b.valid_until
WHERE a.superseded_at = 9223372036854775807
