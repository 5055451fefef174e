-- 届出: the number of a person's next event.
SELECT COALESCE(MAX(event_no), 0) + 1 FROM eligibility_event WHERE addressee_no = $addressee_no
