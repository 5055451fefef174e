SELECT notice_no, payer_no, instalment, channel, amount, received_on
FROM collection_mark
WHERE household_no = $household_no AND levy_year = $levy_year AND ended_by = 0
ORDER BY received_on, mark_no
