SELECT sealed FROM withholding_pensioner WHERE pensioner_no = $pensioner_no
