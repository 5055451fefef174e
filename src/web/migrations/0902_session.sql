-- Log-ins: the token itself is only in the browser, here stands its digest. ended_at 0 = still open.
CREATE TABLE web_session (
    token_digest {TEXT} NOT NULL PRIMARY KEY,
    operator_id {TEXT} NOT NULL,
    purpose {TEXT} NOT NULL,
    created_at {I64} NOT NULL,
    seen_at {I64} NOT NULL,
    ended_at {I64} NOT NULL
) {STRICT};

-- The words of a session's searches, so that no name stands in an address line. Gone with the session.
CREATE TABLE web_search (
    token_digest {TEXT} NOT NULL,
    search_no {I64} NOT NULL,
    words {TEXT} NOT NULL,
    PRIMARY KEY (token_digest, search_no)
) {STRICT};
