SELECT levy_year, notice_no, payer_no, instalment, channel, amount, received_on
FROM collection_mark
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at AND (ended_by = 0 OR ended_at > $known_at)
ORDER BY levy_year DESC, received_on, mark_no
