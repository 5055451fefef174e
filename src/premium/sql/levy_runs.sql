SELECT run_no, kind, is_approved, decided_on FROM premium_run ORDER BY run_no, kind
