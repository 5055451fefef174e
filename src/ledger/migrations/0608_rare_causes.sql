-- Postings of causes that few have: their sums are asked for one by one, and need not read all the others.
CREATE INDEX ledger_posting_rare ON ledger_posting (cause_kind) WHERE cause_kind <> 'assessment' AND cause_kind <> 'receipt';
