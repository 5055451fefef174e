SELECT as_of FROM arrears_looked
