-- Whether this event of a feed stands already or was taken and cancelled.
SELECT addressee_no FROM eligibility_event WHERE addressee_no = $addressee_no AND source = $source LIMIT 1
