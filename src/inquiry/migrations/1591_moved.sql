-- What moved since a night looked: sheets and steps that came or were closed, runs that were sent.
ALTER TABLE inquiry_run ADD COLUMN sent_at {I64} NOT NULL DEFAULT 0;
CREATE INDEX inquiry_run_sent ON inquiry_run (sent_at) WHERE sent_at > 0;
CREATE INDEX inquiry_sheet_came ON inquiry_sheet (recorded_at);
CREATE INDEX inquiry_sheet_closed ON inquiry_sheet (superseded_at) WHERE superseded_at < 9223372036854775807;
CREATE INDEX inquiry_step_came ON inquiry_step (recorded_at);
CREATE INDEX inquiry_step_closed ON inquiry_step (superseded_at) WHERE superseded_at < 9223372036854775807;
