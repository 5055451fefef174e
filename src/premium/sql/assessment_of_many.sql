-- assessment_of_households of any number.
SELECT fiscal_year, household_no, payer_no, version, run_no, kind, insured_count,
       reduction_tenths, judged_income, medical, support, care, child, total, amount_1, amount_2,
       amount_3, amount_4, amount_5, amount_6, amount_7, amount_8, amount_9, amount_10,
       amount_11, amount_12, extra, extra_due, refund, first_notice_on, reasons, facts_hash,
       derivation
FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND household_no IN ($households...)
