-- オンライン申請: an application as it came, its persons, its attachments. What became of it stands in the rows behind.
CREATE TABLE online_application (
    application_no {I64} NOT NULL PRIMARY KEY,
    receipt {TEXT} NOT NULL UNIQUE,
    procedure_no {I64} NOT NULL CHECK (procedure_no BETWEEN 1 AND 8),
    received_on {I64} NOT NULL,
    received_at {I64} NOT NULL CHECK (received_at BETWEEN -1 AND 2359),
    postal_code {TEXT} NOT NULL,
    address {TEXT} NOT NULL,
    phone {TEXT} NOT NULL,
    reason {TEXT} NOT NULL,
    fact_on {I64} NOT NULL,
    code {TEXT} NOT NULL,
    disease {TEXT} NOT NULL,
    multiple {I64} NOT NULL CHECK (multiple IN (0, 1)),
    words {TEXT} NOT NULL,
    digest {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL
) {STRICT};
CREATE INDEX online_application_by_day ON online_application (received_on, application_no);

CREATE TABLE online_person (
    application_no {I64} NOT NULL,
    person_no {I64} NOT NULL CHECK (person_no > 0),
    is_applicant {I64} NOT NULL CHECK (is_applicant IN (0, 1)),
    has_number {I64} NOT NULL CHECK (has_number IN (0, 1)),
    name {TEXT} NOT NULL,
    kana {TEXT} NOT NULL,
    birth {I64} NOT NULL,
    relation {TEXT} NOT NULL,
    PRIMARY KEY (application_no, person_no)
) {STRICT};

-- 個人番号 of who is not found yet, sealed; it goes as soon as he is found or the application is put aside.
CREATE TABLE online_number (
    application_no {I64} NOT NULL,
    person_no {I64} NOT NULL,
    sealed {BLOB} NOT NULL,
    PRIMARY KEY (application_no, person_no)
) {STRICT};

-- Who he is; the last row of a person counts. way 1 個人番号, 2 氏名・生年月日・住所, 3 職員, 4 nobody, 5 several,
-- 6 the 個人番号 is of somebody born on another day, 7 its check digit is wrong; 0 is the number of nobody.
CREATE TABLE online_match (
    application_no {I64} NOT NULL,
    person_no {I64} NOT NULL,
    match_no {I64} NOT NULL,
    addressee_no {I64} NOT NULL CHECK (addressee_no >= 0),
    way {I64} NOT NULL CHECK (way BETWEEN 1 AND 7),
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (application_no, person_no, match_no),
    CHECK ((addressee_no > 0) = (way <= 3))
) {STRICT};
CREATE INDEX online_match_by_person ON online_match (addressee_no);

-- The draft of a change that was made of it for a person; the last row counts.
CREATE TABLE online_draft (
    application_no {I64} NOT NULL,
    person_no {I64} NOT NULL,
    draft_no {I64} NOT NULL,
    change_no {I64} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (application_no, person_no, draft_no)
) {STRICT};
CREATE INDEX online_draft_by_change ON online_draft (change_no);

-- fault 0 kept, sealed; 1 neither PDF nor picture, 2 too large, 3 too many, 4 not what the applicant sent: not kept.
CREATE TABLE online_attachment (
    application_no {I64} NOT NULL,
    attachment_no {I64} NOT NULL CHECK (attachment_no > 0),
    name {TEXT} NOT NULL,
    type {I64} NOT NULL CHECK (type BETWEEN 0 AND 3),
    bytes {I64} NOT NULL CHECK (bytes >= 0),
    sha256 {TEXT} NOT NULL,
    fault {I64} NOT NULL CHECK (fault BETWEEN 0 AND 4),
    sealed {BLOB} NOT NULL,
    PRIMARY KEY (application_no, attachment_no)
) {STRICT};

-- outcome 1 不備, 2 back to work; the last row counts.
CREATE TABLE online_verdict (
    application_no {I64} NOT NULL,
    verdict_no {I64} NOT NULL,
    outcome {I64} NOT NULL CHECK (outcome IN (1, 2)),
    words {TEXT} NOT NULL,
    operator_id {TEXT} NOT NULL,
    recorded_at {I64} NOT NULL,
    PRIMARY KEY (application_no, verdict_no)
) {STRICT};

-- only sqlite
CREATE TRIGGER online_application_no_update BEFORE UPDATE ON online_application
BEGIN SELECT RAISE(ABORT, '届いた申請は変更できません'); END;
CREATE TRIGGER online_person_no_update BEFORE UPDATE ON online_person
BEGIN SELECT RAISE(ABORT, '届いた申請は変更できません'); END;
CREATE TRIGGER online_match_no_update BEFORE UPDATE ON online_match
BEGIN SELECT RAISE(ABORT, '照合の記録は変更できません'); END;
CREATE TRIGGER online_draft_no_update BEFORE UPDATE ON online_draft
BEGIN SELECT RAISE(ABORT, '下書きの記録は変更できません'); END;
CREATE TRIGGER online_verdict_no_update BEFORE UPDATE ON online_verdict
BEGIN SELECT RAISE(ABORT, '経過の記録は変更できません'); END;

-- only postgres
CREATE FUNCTION online_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'オンライン申請の記録は変更できません';
END $$;
CREATE TRIGGER online_application_no_update BEFORE UPDATE ON online_application
    FOR EACH STATEMENT EXECUTE FUNCTION online_refuse();
CREATE TRIGGER online_person_no_update BEFORE UPDATE ON online_person
    FOR EACH STATEMENT EXECUTE FUNCTION online_refuse();
CREATE TRIGGER online_match_no_update BEFORE UPDATE ON online_match
    FOR EACH STATEMENT EXECUTE FUNCTION online_refuse();
CREATE TRIGGER online_draft_no_update BEFORE UPDATE ON online_draft
    FOR EACH STATEMENT EXECUTE FUNCTION online_refuse();
CREATE TRIGGER online_verdict_no_update BEFORE UPDATE ON online_verdict
    FOR EACH STATEMENT EXECUTE FUNCTION online_refuse();
