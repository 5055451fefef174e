-- Whom a record that waits is about: 0 = nobody, or not known yet.
ALTER TABLE interchange_task ADD COLUMN addressee_no {I64} NOT NULL DEFAULT 0;
