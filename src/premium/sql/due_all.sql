SELECT run_no, due_on FROM premium_due ORDER BY run_no, instalment_no
