SELECT DISTINCT payer_no FROM demand_key WHERE list_no >= $from AND list_no <= $until ORDER BY payer_no
