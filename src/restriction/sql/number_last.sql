-- The last number of a measure's letters in a fiscal year; what was taken back keeps its number.
SELECT COALESCE(MAX(number), 0) FROM restriction_step WHERE measure = $measure AND number_year = $number_year
