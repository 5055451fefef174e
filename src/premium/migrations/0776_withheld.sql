-- 期割から除く額: what of a levy is taken from a pension (特別徴収), a row for each charge that it changes, with two
-- times: what is replaced is closed (superseded_at), never changed. All that stands of a levy adds up to 0.
-- charge_no  1 to 13: of this ordinary instalment so much (below zero) is taken out, due_on 0
--            14 to 19: so much is taken on the pay day of April, June, August, October, December, February, due then; one
--            that fell back to 普通徴収 is due when it was asked for anew
CREATE TABLE premium_withheld (
    fiscal_year {I64} NOT NULL,
    household_no {I64} NOT NULL,
    payer_no {I64} NOT NULL,
    charge_no {I64} NOT NULL CHECK (charge_no BETWEEN 1 AND 19),
    recorded_at {I64} NOT NULL,
    superseded_at {I64} NOT NULL,
    amount {I64} NOT NULL CHECK ((charge_no <= 13) = (amount < 0)),
    due_on {I64} NOT NULL CHECK ((charge_no <= 13) = (due_on = 0)),
    cause_kind {TEXT} NOT NULL,
    cause_no {I64} NOT NULL,
    PRIMARY KEY (fiscal_year, household_no, payer_no, charge_no, recorded_at)
) {STRICT};
CREATE INDEX premium_withheld_of_payer ON premium_withheld (payer_no);
CREATE INDEX premium_withheld_of_household ON premium_withheld (household_no);
