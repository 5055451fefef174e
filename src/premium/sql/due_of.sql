SELECT due_on FROM premium_due WHERE run_no = $run_no ORDER BY instalment_no
