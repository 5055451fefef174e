SELECT act_no, MAX(version) FROM arrears_act GROUP BY act_no HAVING COUNT(*) <> MAX(version) ORDER BY act_no
