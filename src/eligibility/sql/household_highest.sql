-- The highest household number that was given here and not by the resident register.
SELECT COALESCE(MAX(household_no), 0) FROM eligibility_event
WHERE kind = 5 AND household_no >= $first AND household_no < $end
