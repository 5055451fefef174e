-- Whether a feed brought this number.
SELECT addressee_no FROM addressee_person WHERE addressee_no = $addressee_no LIMIT 1
