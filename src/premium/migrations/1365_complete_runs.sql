-- A run that read whom it had to of all households: what it passed over equals its decision. A later one begins where it
-- ended (premium/selection.c). Runs of before are not known to.
ALTER TABLE premium_run ADD COLUMN is_complete {I64} NOT NULL DEFAULT 0 CHECK (is_complete IN (0, 1));
UPDATE premium_run SET is_complete = is_whole;
