-- The numbers of the other party of a measure, as known now.
SELECT party_no
FROM addressee_party
WHERE measure_no = $measure_no AND party_no > 0 AND superseded_at = 9223372036854775807
ORDER BY party_no
