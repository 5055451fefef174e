-- 後期高齢者医療の資格, by the day on which it begins: nights ask who entered it since the night before.
CREATE INDEX eligibility_fact_latter ON eligibility_fact (valid_from) WHERE kind = 3;
