SELECT t.addressee_no FROM onward_told t
WHERE NOT EXISTS (SELECT 1 FROM onward_file f WHERE f.sequence = t.sequence)
