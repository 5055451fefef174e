SELECT notice_no, mark_no, channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store,
       ended_by
FROM collection_mark
WHERE levy_year = $levy_year AND ended_by <> 1
ORDER BY notice_no, mark_no
