-- What is past its retention, with the columns of lines_all: lines, 不納欠損 (item 5) and charges (item 7).
SELECT levy_year, charged_year, item, items, amount, medical, support, care, child, paid_on, channel, source, booked_on,
       received_on, paid_in_on
FROM collection_closing
WHERE booked_on <= $until AND item IN (1, 2, 3, 5, 7)
ORDER BY levy_year, charged_year, item, channel, slip_kind, source, booked_on, received_on, paid_on, paid_in_on
