DELETE FROM support_line
WHERE payer_no = $payer_no AND kind = $kind AND key1 = $key1 AND key2 = $key2 AND key3 = $key3
