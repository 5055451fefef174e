-- 記号番号の付番: the highest number ever given under a symbol. A number above it is free, one up to it is used while somebody
-- is insured under it and retired afterwards; a retired number is never given again.
CREATE TABLE eligibility_series (
    symbol {TEXT} NOT NULL PRIMARY KEY,
    highest {I64} NOT NULL CHECK (highest >= 0)
){STRICT};
