-- 届出: an event no longer stands; its row stays, closed.
UPDATE eligibility_event SET superseded_at = $now, closed_by = $change_no
WHERE addressee_no = $addressee_no AND event_no = $event_no AND recorded_at = $recorded_at
  AND superseded_at = 9223372036854775807
