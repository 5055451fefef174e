-- 全世帯を読んだ実行: a run that has looked at every household with its tables. A later one passes over whom nothing was
-- recorded of since (premium/selection.c). 当初賦課 looks at all.
ALTER TABLE premium_run ADD COLUMN is_whole {I64} NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1));
UPDATE premium_run SET is_whole = 1 WHERE kind = 1;
