SELECT item_no, receipt_no, use, cause, paid_on, amount, levy_year, household_no, payer_no, instalment, account_year,
    ends_on, to_year, to_household_no, to_instalment, to_item, to_receipt_no
FROM refund_item WHERE case_no = $case_no ORDER BY item_no
