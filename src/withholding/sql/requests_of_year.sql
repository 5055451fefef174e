-- What was sent for a fiscal year, by household, head and number.
SELECT r.request_no, r.run_no, r.kind, r.fiscal_year, r.household_no, r.payer_no, r.pensioner_no, r.first_year, r.first_pay,
    r.pay_1, r.pay_2, r.pay_3, r.pay_4, r.pay_5, r.pay_6, r.provisional, r.reason, f.sent_on, COALESCE(a.answered_on, 0),
    COALESCE(a.is_accepted, 0), COALESCE(a.result_code, ''),
    COALESCE(l.issued_on, 0)
FROM withholding_request r
JOIN withholding_file f ON f.run_no = r.run_no
LEFT JOIN withholding_answer a ON a.request_no = r.request_no
LEFT JOIN withholding_letter l ON l.request_no = r.request_no
WHERE r.fiscal_year = $fiscal_year AND f.sent_on <> 0
ORDER BY r.household_no, r.payer_no, r.request_no
