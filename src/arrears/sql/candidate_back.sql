UPDATE arrears_candidate SET is_written_off = 2
WHERE run_no = $run_no AND levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no
  AND instalment = $instalment AND is_written_off = 1
