-- Decisions in force of requests that do not stand, and decisions without an answer for every part.
SELECT d.request_no, COUNT(a.area)
FROM disclosure_decision AS d
LEFT JOIN disclosure_answer AS a ON a.request_no = d.request_no AND a.recorded_at = d.recorded_at
LEFT JOIN disclosure_request AS r ON r.request_no = d.request_no AND r.superseded_at = 9223372036854775807
WHERE d.superseded_at = 9223372036854775807
GROUP BY d.request_no, r.request_no
HAVING COUNT(a.area) < $areas OR r.request_no IS NULL
ORDER BY d.request_no
