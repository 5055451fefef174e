-- The last searches of each operator, offered to him alone (OP-27). Never one that holds a 個人番号 (MN-04).
CREATE TABLE web_search_past (
    operator_id {TEXT} NOT NULL,
    words {TEXT} NOT NULL,
    searched_at {I64} NOT NULL,
    PRIMARY KEY (operator_id, words)
) {STRICT};
