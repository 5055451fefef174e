WITH ranked AS (
    SELECT i.payer_no, i.household_no, a.result, r.debit_on,
        ROW_NUMBER() OVER (PARTITION BY i.payer_no ORDER BY r.debit_on DESC, i.item_no DESC) AS place
    FROM debit_answer a
    JOIN debit_item i ON i.item_no = a.item_no
    JOIN debit_request r ON r.request_no = i.request_no
)
SELECT payer_no, MAX(household_no), MIN(debit_on), MAX(debit_on), MAX(CASE WHEN place = 1 THEN result ELSE 0 END)
FROM ranked
WHERE place <= $failures
GROUP BY payer_no
HAVING COUNT(*) = $failures AND MIN(result) > 0
ORDER BY payer_no
