SELECT i.levy_year, i.household_no, i.payer_no, i.instalment, MIN(i.due)
FROM debit_answer a
JOIN debit_item i ON i.item_no = a.item_no
WHERE a.redebit_on = $redebit_on
GROUP BY i.levy_year, i.household_no, i.payer_no, i.instalment
ORDER BY i.levy_year, i.household_no, i.payer_no, i.instalment
