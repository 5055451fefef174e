-- What stands of a pensioner, as his record of a file needs it.
SELECT obligor, pension_code, kana, birth, sex FROM withholding_pension
WHERE pensioner_no = $pensioner_no AND superseded_at = 9223372036854775807
