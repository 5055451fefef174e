SELECT t.state, t.way, t.partner, t.layout, t.file_name, t.records, t.amount_sum, t.words, t.recorded_at, t.sha256
FROM interchange_transport t
WHERE t.step = (SELECT max(l.step) FROM interchange_transport l WHERE l.sha256 = t.sha256)
ORDER BY t.recorded_at, t.sha256
