-- A row is no longer what we know (訂正): it stays, closed.
UPDATE addressee_person SET superseded_at = $now
WHERE addressee_no = $addressee_no AND history_no = $history_no AND recorded_at = $recorded_at
