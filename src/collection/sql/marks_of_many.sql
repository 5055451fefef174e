-- marks_of_year of any number of notices. The condition is that of the index.
SELECT notice_no, mark_no, channel, instalment, slip_kind, slip_serial, amount, received_on, received_at, store,
       ended_by
FROM collection_mark
WHERE levy_year = $levy_year AND notice_no IN ($notices...) AND ended_by <> 1
ORDER BY notice_no, mark_no
