-- 到着: one row each time somebody offers a file to the import; ended_at 0 = it is being read, or was cut off.
-- first_number, last_number: of the control file; -1 = not told.
CREATE TABLE interchange_arrival (
    arrival_no {I64} NOT NULL PRIMARY KEY,
    file_name {TEXT} NOT NULL,
    layout {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    bytes {I64} NOT NULL CHECK (bytes >= 0),
    data_records {I64} NOT NULL,
    first_number {I64} NOT NULL,
    last_number {I64} NOT NULL,
    outcome {TEXT} NOT NULL CHECK (outcome IN ('reading', 'posted', 'held', 'refused', 'already')),
    business_date {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    started_at {I64} NOT NULL,
    ended_at {I64} NOT NULL
) {STRICT};
CREATE INDEX interchange_arrival_of_day ON interchange_arrival (business_date);

-- 見張り: from that day on the feed is awaited (is_watched 1), or no longer (0). What was said in error is closed.
CREATE TABLE interchange_feed_watch (
    watch_no {I64} NOT NULL PRIMARY KEY,
    feed {TEXT} NOT NULL,
    from_day {I64} NOT NULL,
    is_watched {I64} NOT NULL CHECK (is_watched IN (0, 1)),
    words {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX interchange_feed_watch_of ON interchange_feed_watch (feed);

-- 確認: what a clerk has said of a day whose file did not come. answer 1 there is none, 2 it comes later, 3 runs may
-- go on without it until that day.
CREATE TABLE interchange_feed_word (
    word_no {I64} NOT NULL PRIMARY KEY,
    feed {TEXT} NOT NULL,
    day {I64} NOT NULL,
    answer {I64} NOT NULL CHECK (answer IN (1, 2, 3)),
    until_day {I64} NOT NULL,
    words {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX interchange_feed_word_of ON interchange_feed_word (feed, day);
