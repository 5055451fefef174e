-- A number is no longer what we know: it stays, closed and sealed.
UPDATE addressee_number SET superseded_at = $now
WHERE addressee_no = $addressee_no AND history_no = $history_no AND recorded_at = $recorded_at
