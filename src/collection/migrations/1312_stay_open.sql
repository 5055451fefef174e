-- Stays that go on are few; those that ended stay in the table. This is the condition of stays.sql.
CREATE INDEX collection_stay_until ON collection_stay (valid_until) WHERE superseded_at = 9223372036854775807;
