-- 料率試算の保存: rates somebody tried, over the facts of which moment. Inserted once, never changed; it holds no person.
CREATE TABLE trial_saved (
    trial_no {I64} NOT NULL PRIMARY KEY,
    fiscal_year {I64} NOT NULL,
    known_at {I64} NOT NULL,
    on_day {I64} NOT NULL,
    digest {TEXT} NOT NULL,
    name {TEXT} NOT NULL,
    note {TEXT} NOT NULL,
    sets {TEXT} NOT NULL,
    total {I64} NOT NULL,
    maker {TEXT} NOT NULL,
    made_at {I64} NOT NULL
) {STRICT};
CREATE INDEX trial_saved_of_year ON trial_saved (fiscal_year, trial_no);
