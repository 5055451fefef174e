-- Records of a layout that were held under one code and have not been decided, as they came.
SELECT t.sha256, t.record_number, t.record_kind, t.fields, t.recorded_at
FROM interchange_task t
JOIN interchange_receipt r ON r.sha256 = t.sha256
WHERE t.code = $code AND t.closed_at = 9223372036854775807 AND r.layout = $layout
ORDER BY t.recorded_at, t.sha256, t.record_number
