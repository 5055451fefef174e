-- Whoever runs a job holds the gate: every transaction of a run touches this row with its token. A process that
-- was killed while its last COMMIT was on the way is waited for, one that only seemed dead is refused.
CREATE TABLE batch_gate (
    gate {I64} NOT NULL PRIMARY KEY CHECK (gate = 1),
    token {I64} NOT NULL
) {STRICT};
INSERT INTO batch_gate (gate, token) VALUES (1, 0);
