-- Log-ins: the token itself is only in the browser, here stands its digest. ended_at 0 = still open,
-- locked_at 0 = not locked, step_up_at 0 = the password was not asked again.
CREATE TABLE web_session (
    token_digest {TEXT} NOT NULL PRIMARY KEY,
    operator_id {TEXT} NOT NULL,
    terminal {TEXT} NOT NULL,
    purpose {TEXT} NOT NULL,
    notice {TEXT} NOT NULL,
    must_change {I64} NOT NULL CHECK (must_change IN (0, 1)),
    created_at {I64} NOT NULL,
    seen_at {I64} NOT NULL,
    locked_at {I64} NOT NULL,
    step_up_at {I64} NOT NULL,
    ended_at {I64} NOT NULL
) {STRICT};
CREATE INDEX web_session_by_operator ON web_session (operator_id, ended_at);

-- The words of a session's searches, so that no name stands in an address line. Gone with the session.
CREATE TABLE web_search (
    token_digest {TEXT} NOT NULL,
    search_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    PRIMARY KEY (token_digest, search_no)
) {STRICT};
