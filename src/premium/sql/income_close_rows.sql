UPDATE premium_income SET superseded_at = $recorded_at
WHERE superseded_at = 9223372036854775807 AND recorded_at < $recorded_at
  AND EXISTS (SELECT 1 FROM premium_income_close c
              WHERE c.fiscal_year = premium_income.fiscal_year
                AND c.addressee_no = premium_income.addressee_no)
