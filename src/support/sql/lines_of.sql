SELECT kind, key1, key2, key3, digest FROM support_line
WHERE payer_no = $payer_no
ORDER BY kind, key1, key2, key3
