DELETE FROM arrears_looked
