SELECT ref, kind, payer_no, outcome, other_no, taken_on FROM support_taken
ORDER BY recorded_at DESC, ref LIMIT $max
