-- 動いたものの控え (docs/adr/0162): numbers of whom rows of a table came or were closed, by their moment; of some topics by
-- the day on which a row begins or ends. 0 = so many at once that all may have moved.
CREATE TABLE store_moved (
    topic {I64} NOT NULL,
    at {I64} NOT NULL,
    number {I64} NOT NULL,
    PRIMARY KEY (topic, at, number)
) {STRICT};
