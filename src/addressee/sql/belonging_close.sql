-- A belonging is no longer what we know: it stays, closed.
UPDATE addressee_belonging SET superseded_at = $now
WHERE household_no = $household_no AND addressee_no = $addressee_no AND valid_from = $valid_from
  AND superseded_at = 9223372036854775807
