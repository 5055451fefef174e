-- Lines that no file told.
SELECT l.payer_no, l.kind, l.sequence FROM support_line l
LEFT JOIN support_file f ON f.sequence = l.sequence
WHERE f.sequence IS NULL
ORDER BY l.payer_no, l.kind
