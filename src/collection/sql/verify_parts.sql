-- Principal that is not its parts, a part on the other side of zero than the line, parts of 延滞金.
SELECT receipt_no, amount FROM collection_allocation
WHERE (item = 1 AND (amount <> medical + support + care + child
                     OR (amount > 0 AND (medical < 0 OR support < 0 OR care < 0 OR child < 0))
                     OR (amount < 0 AND (medical > 0 OR support > 0 OR care > 0 OR child > 0))))
   OR (item <> 1 AND (medical <> 0 OR support <> 0 OR care <> 0 OR child <> 0))
ORDER BY receipt_no
LIMIT 20
