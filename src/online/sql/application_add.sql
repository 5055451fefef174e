INSERT INTO online_application (application_no, receipt, procedure_no, received_on, received_at, postal_code, address,
    phone, reason, fact_on, code, disease, multiple, words, digest, operator_id, recorded_at)
SELECT COALESCE(MAX(application_no), 0) + 1, $receipt, $procedure_no, $received_on, $received_at, $postal_code, $address,
    $phone, $reason, $fact_on, $code, $disease, $multiple, $words, $digest, $operator_id, $recorded_at
FROM online_application
RETURNING application_no
