SELECT receipt_no, amount FROM collection_allocation
WHERE amount <> medical + support + care + child OR medical < 0 OR support < 0 OR care < 0 OR child < 0
ORDER BY receipt_no
LIMIT 20
