-- 督促 since a moment, and the few that were said anew (payers_dunned.sql).
CREATE INDEX collection_dunning_recorded ON collection_dunning (recorded_at);
CREATE INDEX collection_dunning_superseded ON collection_dunning (superseded_at) WHERE superseded_at < 9223372036854775807;
