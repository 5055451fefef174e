-- Everybody the register knows.
SELECT addressee_no FROM addressee_birth
