SELECT COALESCE(MAX(case_no), 0) FROM refund_case
