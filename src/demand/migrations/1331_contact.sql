-- 折衝記録, with a 納付約束 where one was made (promise_on 0 = none). origin 1 a clerk, 2 the call centre.
CREATE TABLE demand_contact (
    contact_no {I64} NOT NULL PRIMARY KEY,
    payer_no {I64} NOT NULL,
    contact_on {I64} NOT NULL,
    minute_of_day {I64} NOT NULL CHECK (minute_of_day BETWEEN 0 AND 1439),
    way {I64} NOT NULL,
    result {I64} NOT NULL,
    words {TEXT} NOT NULL,
    next_action {I64} NOT NULL,
    next_on {I64} NOT NULL,
    promise_on {I64} NOT NULL,
    promise_amount {I64} NOT NULL CHECK (promise_amount >= 0),
    origin {I64} NOT NULL CHECK (origin IN (1, 2)),
    campaign_no {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    CHECK ((promise_on = 0) = (promise_amount = 0))
) {STRICT};
CREATE INDEX demand_contact_of_payer ON demand_contact (payer_no, contact_on);
CREATE INDEX demand_contact_promised ON demand_contact (promise_on);

-- What became of a promise, as often as it was looked at and had changed: 1 kept, 2 broken.
CREATE TABLE demand_promise (
    contact_no {I64} NOT NULL,
    outcome {I64} NOT NULL CHECK (outcome IN (1, 2)),
    paid {I64} NOT NULL CHECK (paid >= 0),
    decided_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    PRIMARY KEY (contact_no, recorded_at)
) {STRICT};

-- 返戻: a paper came back. survey 1 still open, 2 new address found, 3 whereabouts unknown.
CREATE TABLE demand_returned (
    returned_no {I64} NOT NULL PRIMARY KEY,
    payer_no {I64} NOT NULL,
    run_no {I64} NOT NULL,
    returned_on {I64} NOT NULL,
    reason {I64} NOT NULL,
    survey {I64} NOT NULL CHECK (survey BETWEEN 1 AND 3),
    words {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX demand_returned_of_payer ON demand_returned (payer_no, returned_on);

-- 公示送達 (地方税法20条の2) of a paper.
CREATE TABLE demand_publication (
    publication_no {I64} NOT NULL PRIMARY KEY,
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    posted_on {I64} NOT NULL,
    effective_on {I64} NOT NULL,
    words {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX demand_publication_of_paper ON demand_publication (run_no, payer_no);
