-- Everybody the register knows.
SELECT addressee_no, more FROM addressee_birth
