SELECT mark_no, channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store,
       ended_by
FROM collection_mark
WHERE levy_year = $levy_year AND notice_no = $notice_no AND ended_by <> 1
ORDER BY mark_no
