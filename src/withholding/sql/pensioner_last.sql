SELECT COALESCE(MAX(pensioner_no), 0) FROM withholding_pensioner
