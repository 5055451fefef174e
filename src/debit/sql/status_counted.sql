SELECT households, on_debit, debit_on FROM debit_run ORDER BY run_no DESC LIMIT 1
