-- 督促・催告の発送: a run extracts once, in one transaction; what was extracted is never changed.
-- kind 1 督促, 2 催告, 3 最終催告, 4 差押予告, 5 延滞金 of premiums that are paid (amount 0). approved_on 0 = proposed only.
CREATE TABLE demand_batch (
    run_no {I64} NOT NULL PRIMARY KEY,
    kind {I64} NOT NULL CHECK (kind BETWEEN 1 AND 5),
    cut_off {I64} NOT NULL,
    issued_on {I64} NOT NULL,
    fixed_on {I64} NOT NULL,
    with_slip {I64} NOT NULL CHECK (with_slip IN (0, 1)),
    with_receipt {I64} NOT NULL CHECK (with_receipt IN (0, 1)),
    criteria {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};

-- One paper a payer. way 1 by mail, 2 address unknown: 公示送達, 3 支援措置 without an address of its own.
CREATE TABLE demand_paper (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    sequence_no {I64} NOT NULL CHECK (sequence_no >= 1),
    way {I64} NOT NULL CHECK (way BETWEEN 1 AND 3),
    amount {I64} NOT NULL CHECK (amount >= 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    fee {I64} NOT NULL CHECK (fee >= 0 AND amount + late_charge + fee > 0),
    PRIMARY KEY (run_no, payer_no),
    UNIQUE (run_no, sequence_no)
) {STRICT};
CREATE INDEX demand_paper_of_payer ON demand_paper (payer_no, run_no);

-- `paid`: what had been paid of the charge when it was extracted.
CREATE TABLE demand_line (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    instalment {I64} NOT NULL CHECK (instalment >= 1),
    charged_year {I64} NOT NULL,
    notice_no {I64} NOT NULL,
    due {I64} NOT NULL,
    amount {I64} NOT NULL CHECK (amount >= 0),
    late_charge {I64} NOT NULL CHECK (late_charge >= 0),
    fee {I64} NOT NULL CHECK (fee >= 0),
    paid {I64} NOT NULL,
    PRIMARY KEY (run_no, payer_no, levy_year, household_no, instalment)
) {STRICT};

-- What was printed where. A paper that cannot be printed whole has no row: it is a finding.
CREATE TABLE demand_print (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    first_page {I64} NOT NULL CHECK (first_page >= 1),
    pages {I64} NOT NULL CHECK (pages >= 1),
    PRIMARY KEY (run_no, payer_no)
) {STRICT};
CREATE TABLE demand_file (
    run_no {I64} NOT NULL,
    file {TEXT} NOT NULL,
    sha256 {TEXT} NOT NULL,
    papers {I64} NOT NULL,
    pages {I64} NOT NULL,
    is_guarded {I64} NOT NULL CHECK (is_guarded IN (0, 1)),
    PRIMARY KEY (run_no, file)
) {STRICT};

-- 決定: when the run was approved. 引抜: papers taken out, before they were mailed or after (the demand is
-- void then).
CREATE TABLE demand_approval (
    run_no {I64} NOT NULL PRIMARY KEY,
    approved_on {I64} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE TABLE demand_pull (
    run_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    why {I64} NOT NULL,
    pulled_on {I64} NOT NULL,
    is_after_mailing {I64} NOT NULL CHECK (is_after_mailing IN (0, 1)),
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (run_no, payer_no)
) {STRICT};
