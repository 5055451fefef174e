INSERT INTO inquiry_person (sheet_no, line_no, addressee_no) VALUES ($sheet_no, $line_no, $addressee_no)
