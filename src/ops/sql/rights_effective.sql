SELECT r.subject, r.is_deny, r.office, r.files, r.source
FROM ops_right r
WHERE r.holder_kind = $holder_kind AND r.holder = $holder AND r.is_duty = 0
  AND r.superseded_at = 9223372036854775807 AND r.valid_from <= $on AND r.valid_until > $on
UNION ALL
SELECT r.subject, r.is_deny,
       CASE WHEN r.office = '' THEN a.office ELSE r.office END,
       r.files & a.files, a.source
FROM ops_right a
JOIN ops_right r ON r.holder_kind = 1 AND r.holder = a.subject AND r.is_duty = 0
WHERE a.holder_kind = $holder_kind AND a.holder = $holder AND a.is_duty = 1
  AND a.superseded_at = 9223372036854775807 AND a.valid_from <= $on AND a.valid_until > $on
  AND r.superseded_at = 9223372036854775807 AND r.valid_from <= $on AND r.valid_until > $on
  AND (r.office = '' OR a.office = '' OR r.office = a.office)
