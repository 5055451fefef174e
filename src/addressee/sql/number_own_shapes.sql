-- Registered numbers that are not of the one length a sealed pair has.
SELECT addressee_no FROM addressee_number_own WHERE length(sealed) <> $bytes ORDER BY addressee_no LIMIT 20
