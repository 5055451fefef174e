-- A fact is no longer what we know (訂正): it stays, closed.
UPDATE eligibility_fact SET superseded_at = $now
WHERE addressee_no = $addressee_no AND kind = $kind AND valid_from = $valid_from
  AND recorded_at = $recorded_at
