-- The newest first; of one application (application_no > 0), or those before a number.
SELECT a.application_no, a.receipt, a.procedure_no, a.received_on, a.received_at, a.postal_code, a.address, a.phone,
       a.reason, a.fact_on, a.code, a.disease, a.multiple, a.words, a.recorded_at,
       COALESCE((SELECT v.outcome FROM online_verdict v WHERE v.application_no = a.application_no
                 ORDER BY v.verdict_no DESC LIMIT 1), 0),
       COALESCE((SELECT v.words FROM online_verdict v WHERE v.application_no = a.application_no
                 ORDER BY v.verdict_no DESC LIMIT 1), '')
FROM online_application a
WHERE ($application_no = 0 OR a.application_no = $application_no) AND a.application_no < $before
ORDER BY a.application_no DESC
LIMIT $max
