-- A pensioner by the keyed index of his number, with who he is (0 = nobody has said) and what stands of him.
SELECT p.pensioner_no, COALESCE(l.addressee_no, 0), COALESCE(s.recorded_at, 0), COALESCE(s.made_on, 0)
FROM withholding_pensioner p
LEFT JOIN withholding_link l ON l.pensioner_no = p.pensioner_no AND l.superseded_at = 9223372036854775807
LEFT JOIN withholding_pension s ON s.pensioner_no = p.pensioner_no AND s.superseded_at = 9223372036854775807
WHERE p.blind = $blind
