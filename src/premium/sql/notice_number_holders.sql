-- notice_number_holder of up to 16 numbers, in no order. A list would be looked for in all numbers of the year:
-- to SQLite the key by household looks shorter than a list.
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $a UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $b UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $c UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $d UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $e UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $f UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $g UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $h UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $i UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $j UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $k UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $l UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $m UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $n UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $o UNION ALL
SELECT household_no FROM premium_notice_number WHERE fiscal_year = $fiscal_year AND running_no = $p
