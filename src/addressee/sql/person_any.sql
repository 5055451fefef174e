-- Whether the register has been loaded at all.
SELECT addressee_no FROM addressee_person LIMIT 1
