-- Everybody of the resident feeds as true on $day and known at $known_at, by number; where rows of one person
-- overlap, the later one first.
SELECT addressee_no, kind, birth, items
FROM addressee_person
WHERE valid_from <= $day AND valid_until > $day
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, history_no DESC
