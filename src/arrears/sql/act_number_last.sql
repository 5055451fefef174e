SELECT COALESCE(MAX(number), 0) FROM arrears_act WHERE kind = $kind AND number_year = $number_year
