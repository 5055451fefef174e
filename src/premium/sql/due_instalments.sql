-- Which instalments of which years fall due on a day from $from on and before $until: by the calendar of a run, as 随時 (it
-- stands behind the others), on a pay day, or of the system before this one.
SELECT MIN(levy_year), MAX(levy_year), MIN(no), MAX(no)
FROM (SELECT r.fiscal_year AS levy_year, d.instalment_no AS no FROM premium_due d JOIN premium_run r ON r.run_no = d.run_no
      WHERE d.due_on >= $from AND d.due_on < $until
      UNION
      SELECT fiscal_year,
             1 + CASE WHEN amount_1 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_2 IS NULL THEN 0 ELSE 1 END
               + CASE WHEN amount_3 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_4 IS NULL THEN 0 ELSE 1 END
               + CASE WHEN amount_5 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_6 IS NULL THEN 0 ELSE 1 END
               + CASE WHEN amount_7 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_8 IS NULL THEN 0 ELSE 1 END
               + CASE WHEN amount_9 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_10 IS NULL THEN 0 ELSE 1 END
               + CASE WHEN amount_11 IS NULL THEN 0 ELSE 1 END + CASE WHEN amount_12 IS NULL THEN 0 ELSE 1 END
      FROM premium_assessment WHERE extra_due IS NOT NULL AND extra_due >= $from AND extra_due < $until
      UNION
      SELECT fiscal_year, charge_no FROM premium_withheld WHERE due_on >= $from AND due_on < $until
      UNION
      SELECT fiscal_year, instalment_no FROM premium_former_instalment WHERE due_on >= $from AND due_on < $until) fallen
