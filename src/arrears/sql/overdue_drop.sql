DELETE FROM arrears_overdue
