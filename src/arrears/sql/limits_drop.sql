DELETE FROM arrears_limit
