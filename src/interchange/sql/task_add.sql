INSERT INTO interchange_task (sha256, record_number, code, words, addressee_no, record_kind, fields, recorded_at)
VALUES ($sha256, $record_number, $code, $words, $addressee_no, $record_kind, $fields, $recorded_at)
ON CONFLICT (sha256, record_number, code) DO NOTHING
