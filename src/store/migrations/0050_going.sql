-- 保存期限の過ぎた年度: the levy years of households that go in the transaction that is open (docs/adr/0150). Its rows are
-- written and deleted in that one transaction, so nobody ever sees one; triggers that refuse a deletion ask here.
CREATE TABLE store_going (
    levy_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    charged_year {I64} NOT NULL,
    charges {I64} NOT NULL CHECK (charges >= 0),
    amount {I64} NOT NULL,
    PRIMARY KEY (levy_year, household_no, payer_no)
) {STRICT};
-- Rows of a kind that go with them, by their number: so folders that hang on another one's rows know them.
CREATE TABLE store_going_row (
    kind {TEXT} NOT NULL,
    row_no {I64} NOT NULL,
    PRIMARY KEY (kind, row_no)
) {STRICT};

-- only postgres
-- Of a table with the columns of a levy year and household: the row goes with them, or not at all.
CREATE FUNCTION store_refuse_unless_going() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM store_going g
               WHERE g.levy_year = (to_jsonb(OLD) ->> TG_ARGV[1])::BIGINT AND g.household_no = OLD.household_no) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;
-- Of a table that hangs on such rows: only where something goes in this very transaction.
CREATE FUNCTION store_refuse_while_none_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM store_going) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;
