-- For the rotation of keys: in the order of our numbers.
SELECT pensioner_no, sealed, blind FROM withholding_pensioner WHERE pensioner_no > $after ORDER BY pensioner_no
