-- The sealed numbers of a range of persons as known now, for the merge with a full feed.
SELECT addressee_no, history_no, recorded_at, sealed
FROM addressee_number
WHERE addressee_no >= $lowest AND addressee_no <= $highest
  AND superseded_at = 9223372036854775807
ORDER BY addressee_no, history_no
