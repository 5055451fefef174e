-- 予定の実行: what became of a job that was due on a day, one row an attempt. state 1 done, 2 failed, 3 missed (not made
-- up), 4 held (what it stands on is not done). units: how many days it made up.
CREATE TABLE watch_occurrence (
    occurrence_no {I64} NOT NULL PRIMARY KEY,
    entry {TEXT} NOT NULL,
    job {TEXT} NOT NULL,
    day {I64} NOT NULL,
    state {I64} NOT NULL CHECK (state IN (1, 2, 3, 4)),
    words {TEXT} NOT NULL,
    missed {I64} NOT NULL CHECK (missed >= 0),
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX watch_occurrence_of_entry ON watch_occurrence (entry, day);

-- 夜間処理: each start of the plan. ended_at 0 = it runs, or was killed.
CREATE TABLE watch_night (
    night_no {I64} NOT NULL PRIMARY KEY,
    business_date {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    started_at {I64} NOT NULL,
    ended_at {I64} NOT NULL,
    result {I64} NOT NULL
) {STRICT};

-- 通報: an alarm stands from raised_at until cleared_at (9223372036854775807 = it stands); it is told once:
-- told_at 0 = not told yet.
CREATE TABLE watch_alarm (
    alarm_no {I64} NOT NULL PRIMARY KEY,
    alarm_key {TEXT} NOT NULL,
    kind {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    raised_at {I64} NOT NULL,
    told_at {I64} NOT NULL,
    cleared_at {I64} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX watch_alarm_standing ON watch_alarm (alarm_key) WHERE cleared_at = 9223372036854775807;
