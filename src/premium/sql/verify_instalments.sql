-- Instalments that do not add up to the yearly amount.
SELECT fiscal_year, household_no, payer_no, version
FROM premium_assessment
WHERE fiscal_year > 0
  AND total <> COALESCE(amount_1, 0) + COALESCE(amount_2, 0) + COALESCE(amount_3, 0) +
      COALESCE(amount_4, 0) + COALESCE(amount_5, 0) + COALESCE(amount_6, 0) +
      COALESCE(amount_7, 0) + COALESCE(amount_8, 0) + COALESCE(amount_9, 0) +
      COALESCE(amount_10, 0) + COALESCE(amount_11, 0) + COALESCE(amount_12, 0) +
      COALESCE(extra, 0)
ORDER BY fiscal_year, household_no, payer_no, version
LIMIT 20
