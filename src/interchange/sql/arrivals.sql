-- What was offered to the import from a business day on, in the order in which it came.
SELECT arrival_no, file_name, layout, data_records, first_number, last_number, outcome, business_date, started_at, ended_at
FROM interchange_arrival
WHERE business_date >= $from_day
ORDER BY arrival_no
