-- The levy of the year from the stored facts: every household and head with somebody insured.
-- Months are bits, April = 1 .. March = 2048. A span [a, b) holds the last days of the months index(a) to index(b) - 1,
-- where index is the number of the fiscal month, kept between 0 and 12.

-- 納付義務者: who is head when.
CREATE TEMPORARY TABLE sql_head AS
SELECT household_no, addressee_no AS payer_no, birth,
       {greatest}(valid_from, {year_from}) AS from_day, {least}(valid_until, {year_until}) AS until_day
FROM addressee_belonging
WHERE is_head = 1 AND household_no <> 0 AND valid_from < {year_until} AND valid_until > {year_from}
  AND recorded_at <= {known_at} AND superseded_at > {known_at};
CREATE INDEX sql_head_key ON sql_head (household_no);
ANALYZE sql_head;

-- 被保険者: membership, belonging, headship and age below 75 at once, with the months and those of the care part.
CREATE TEMPORARY TABLE sql_insured AS
WITH exempt AS (
    SELECT addressee_no,
           SUM((1 << {index:least(valid_until, year_until)}) - (1 << {index:greatest(valid_from, year_from)})) AS months
    FROM eligibility_fact
    WHERE kind = 2 AND valid_from < {year_until} AND valid_until > {year_from}
      AND recorded_at <= {known_at} AND superseded_at > {known_at}
    GROUP BY addressee_no
), span AS (
    SELECT b.household_no, h.payer_no, b.addressee_no, b.birth,
           {greatest}({greatest}(h.from_day, b.valid_from), {greatest}(e.valid_from, b.birth)) AS from_day,
           {least}({least}(h.until_day, b.valid_until), {least}(e.valid_until,
               b.birth + 10000 * {insured_until} + CASE WHEN b.birth % 10000 = 229 THEN 72 ELSE 0 END)) AS until_day
    FROM (SELECT household_no, addressee_no, valid_from, valid_until,
                 CASE WHEN birth < 10000 THEN 19000101
                      ELSE birth + CASE WHEN birth / 100 % 100 = 0 THEN 100 ELSE 0 END
                                 + CASE WHEN birth % 100 = 0 THEN 1 ELSE 0 END END AS birth
          FROM addressee_belonging
          WHERE household_no <> 0 AND valid_from < {year_until} AND valid_until > {year_from}
            AND recorded_at <= {known_at} AND superseded_at > {known_at}) b
    JOIN sql_head h ON h.household_no = b.household_no
    JOIN eligibility_fact e ON e.addressee_no = b.addressee_no AND e.kind = 1
    WHERE e.valid_from < {year_until} AND e.valid_until > {year_from}
      AND e.recorded_at <= {known_at} AND e.superseded_at > {known_at}
), person AS (
    SELECT household_no, payer_no, addressee_no, MAX(birth) AS birth, MIN(from_day) AS first_day,
           MAX(CASE WHEN from_day <= {year_from} AND until_day > {year_from} THEN 1 ELSE 0 END) AS on_1_april,
           CAST(SUM((1 << {index:until_day}) - (1 << {index:from_day})) AS {I64}) AS months
    FROM span
    WHERE from_day < until_day
    GROUP BY household_no, payer_no, addressee_no
)
SELECT p.household_no, p.payer_no, p.addressee_no, p.birth, p.first_day, p.on_1_april, p.months,
       CASE WHEN p.birth > {care40_born_until} THEN 0
            ELSE p.months & ((1 << {attained:care_until}) - (1 << {attained:care_from}))
                 & (4095 - COALESCE(x.months, 0)) END AS care
FROM person p
LEFT JOIN exempt x ON x.addressee_no = p.addressee_no
ORDER BY p.household_no, p.payer_no, p.addressee_no;
CREATE UNIQUE INDEX sql_insured_key ON sql_insured (household_no, payer_no, addressee_no);
ANALYZE sql_insured;

-- One row a head who owes: the day and the months of the reduction test, and the months of the household.
CREATE TEMPORARY TABLE sql_case AS
SELECT household_no, payer_no, judged_on, insured_count, on_1_april, first_month,
       CASE WHEN most = 4095 THEN 12
            WHEN most = least_ THEN {popcount:most}
            ELSE (SELECT {months_of_any:months} FROM sql_insured i
                  WHERE i.household_no = c.household_no AND i.payer_no = c.payer_no) END AS months,
       CASE WHEN care_most = 4095 THEN 12
            WHEN care_most = 0 THEN 0
            WHEN care_most = care_least THEN {popcount:care_most}
            ELSE (SELECT {months_of_any:care} FROM sql_insured i
                  WHERE i.household_no = c.household_no AND i.payer_no = c.payer_no) END AS care_months
FROM (SELECT household_no, payer_no, MIN(first_day) AS judged_on, COUNT(*) AS insured_count,
             MAX(on_1_april) AS on_1_april, MIN(CASE WHEN months > 0 THEN months & -months END) AS first_month,
             MAX(months) AS most, MIN(CASE WHEN months > 0 THEN months END) AS least_,
             MAX(care) AS care_most, MIN(CASE WHEN care > 0 THEN care END) AS care_least
      FROM sql_insured
      GROUP BY household_no, payer_no) c;
CREATE UNIQUE INDEX sql_case_key ON sql_case (household_no, payer_no);
ANALYZE sql_case;

-- 特定同一世帯所属者: in 後期高齢者医療 on the day of the test, in the household and under this head since then.
CREATE TEMPORARY TABLE sql_candidate AS
SELECT DISTINCT c.household_no, c.payer_no, c.judged_on, l.addressee_no, l.valid_from AS since
FROM eligibility_fact l
JOIN addressee_belonging b ON b.addressee_no = l.addressee_no
JOIN sql_case c ON c.household_no = b.household_no
WHERE l.kind = 3 {latter_detail} AND l.recorded_at <= {known_at} AND l.superseded_at > {known_at}
  AND l.valid_from <= c.judged_on AND l.valid_until > c.judged_on
  AND b.recorded_at <= {known_at} AND b.superseded_at > {known_at}
  AND b.valid_from <= c.judged_on AND b.valid_until > c.judged_on
  AND NOT EXISTS (SELECT 1 FROM sql_insured i
                  WHERE i.household_no = c.household_no AND i.payer_no = c.payer_no
                    AND i.addressee_no = l.addressee_no);
ANALYZE sql_candidate;

-- Rows that touch are one stay in the household, and one headship.
CREATE TEMPORARY TABLE sql_stay AS
SELECT household_no, addressee_no, MAX(birth) AS birth, MIN(valid_from) AS valid_from,
       MAX(valid_until) AS valid_until
FROM (SELECT s.*, SUM(is_new) OVER (PARTITION BY household_no, addressee_no ORDER BY valid_from) AS stay_no
      FROM (SELECT b.household_no, b.addressee_no, b.birth, b.valid_from, b.valid_until,
                   CASE WHEN LAG(b.valid_until) OVER (PARTITION BY b.household_no, b.addressee_no
                                                      ORDER BY b.valid_from) >= b.valid_from
                        THEN 0 ELSE 1 END AS is_new
            FROM (SELECT DISTINCT household_no, addressee_no AS member_no FROM sql_candidate) k
            JOIN addressee_belonging b ON b.household_no = k.household_no AND b.addressee_no = k.member_no
            WHERE b.valid_from < {year_until} AND b.valid_until > {register_from}
              AND b.recorded_at <= {known_at} AND b.superseded_at > {known_at}) s) n
GROUP BY household_no, addressee_no, stay_no;
CREATE INDEX sql_stay_key ON sql_stay (household_no, addressee_no);
ANALYZE sql_stay;
CREATE TEMPORARY TABLE sql_headship AS
SELECT household_no, addressee_no, MIN(valid_from) AS valid_from, MAX(valid_until) AS valid_until
FROM (SELECT s.*, SUM(is_new) OVER (PARTITION BY household_no, addressee_no ORDER BY valid_from) AS stay_no
      FROM (SELECT b.household_no, b.addressee_no, b.birth, b.valid_from, b.valid_until,
                   CASE WHEN LAG(b.valid_until) OVER (PARTITION BY b.household_no, b.addressee_no
                                                      ORDER BY b.valid_from) >= b.valid_from
                        THEN 0 ELSE 1 END AS is_new
            FROM (SELECT DISTINCT household_no, payer_no AS member_no FROM sql_candidate) k
            JOIN addressee_belonging b ON b.household_no = k.household_no AND b.addressee_no = k.member_no
            WHERE b.valid_from < {year_until} AND b.valid_until > {register_from}
              AND b.recorded_at <= {known_at} AND b.superseded_at > {known_at}
              AND b.is_head = 1) s) n
GROUP BY household_no, addressee_no, stay_no;
CREATE INDEX sql_headship_key ON sql_headship (household_no, addressee_no);
ANALYZE sql_headship;

CREATE TEMPORARY TABLE sql_specified AS
SELECT DISTINCT k.household_no, k.payer_no, k.addressee_no, s.birth
FROM sql_candidate k
JOIN sql_stay s ON s.household_no = k.household_no AND s.addressee_no = k.addressee_no
           AND s.valid_from <= k.since AND s.valid_until > k.judged_on
JOIN sql_headship h ON h.household_no = k.household_no AND h.addressee_no = k.payer_no
               AND h.valid_from <= k.since AND h.valid_until > k.judged_on;
CREATE UNIQUE INDEX sql_specified_key ON sql_specified (household_no, payer_no, addressee_no);
ANALYZE sql_specified;

-- The level of the reduction and the amounts of the parts, household by household; sums are in 1/480 yen, so that
-- nothing is cut before the part is added up.
INSERT INTO sql_assessment (fiscal_year, household_no, payer_no, version, run_no, insured_count, reduction_tenths,
                            judged_income, medical, support, care, child, total, is_advance)
WITH member AS (
    SELECT household_no, payer_no, addressee_no, birth, months, care, on_1_april, 0 AS is_specified
    FROM sql_insured
    UNION ALL
    SELECT household_no, payer_no, addressee_no, birth, 0, 0, 0, 1 FROM sql_specified
    UNION ALL -- 擬制世帯主: only in the test
    SELECT c.household_no, c.payer_no, c.payer_no, MAX(h.birth), 0, 0, 0, 0
    FROM sql_case c
    JOIN sql_head h ON h.household_no = c.household_no AND h.payer_no = c.payer_no
    WHERE NOT EXISTS (SELECT 1 FROM sql_insured i WHERE i.household_no = c.household_no
                      AND i.payer_no = c.payer_no AND i.addressee_no = c.payer_no)
      AND NOT EXISTS (SELECT 1 FROM sql_specified i WHERE i.household_no = c.household_no
                      AND i.payer_no = c.payer_no AND i.addressee_no = c.payer_no)
    GROUP BY c.household_no, c.payer_no
), income AS (
    SELECT m.household_no, m.payer_no, m.birth, m.addressee_no = m.payer_no AS is_payer, m.is_specified,
           CASE m.months WHEN 4095 THEN 12 WHEN 0 THEN 0 ELSE {popcount:m.months} END AS months,
           CASE m.care WHEN 4095 THEN 12 WHEN 0 THEN 0 ELSE {popcount:m.care} END AS care_months,
           CASE WHEN m.is_specified = 1 OR CASE WHEN c.on_1_april = 1 THEN m.on_1_april
                                                ELSE m.months & c.first_month END <> 0
                THEN 1 ELSE 0 END AS is_person,
           COALESCE(i.state, 0) AS state, COALESCE(i.taxing_place, 0) AS taxing_place,
           COALESCE(i.given, 0) AS given, i.combined_income, i.pension_income,
           i.salary_income, i.salary_revenue, i.pension_revenue, i.family_employee_pay_received,
           i.family_employee_pay_paid + i.special_deductions_of_gains - i.casualty_loss_carried AS put_back,
           CASE WHEN i.state = 1 AND i.given & 1 <> 0 THEN i.total_income
                WHEN i.state = 1 THEN {greatest}(0, i.salary_income + i.pension_income + i.other_income)
                ELSE 0 END AS total_income,
           CASE WHEN i.given & 33 = 1 THEN i.total_income
                ELSE i.salary_income + i.pension_income + i.other_income END AS net
    FROM member m
    JOIN sql_case c ON c.household_no = m.household_no AND c.payer_no = m.payer_no
    LEFT JOIN premium_income i ON i.fiscal_year = {year} AND i.addressee_no = m.addressee_no
          AND i.recorded_at <= {known_at} AND i.superseded_at > {known_at}
), judged AS (
    SELECT household_no, payer_no, is_payer, is_person, months, care_months, taxing_place,
           CASE WHEN birth > {preschool_born_after} THEN 2 ELSE 4 END AS preschool_quarters,
           CASE WHEN birth > {under_18_born_after} THEN 0 ELSE 1 END AS is_adult,
           {greatest}(0, total_income - {deduction}) AS base,
           CASE WHEN state = 1 OR birth > {no_record_born_after} THEN 1 ELSE 0 END AS is_known,
           CASE WHEN state = 1 THEN {greatest}(0, net + put_back
                - CASE WHEN birth <= {pension_65_born_until}
                       THEN {least}({pension_65_less}, {greatest}(0, pension_income)) ELSE 0 END
                + CASE WHEN family_employee_pay_received > 0 THEN {salary_without_family} - salary_income
                       ELSE 0 END)
                ELSE 0 END AS judged_income,
           CASE WHEN state = 1
                 AND (CASE WHEN given & 2 <> 0
                           THEN salary_revenue - family_employee_pay_received > {earner_salary}
                           ELSE salary_income > 0 END
                   OR CASE WHEN given & 8 <> 0
                           THEN pension_revenue > CASE WHEN birth <= {pension_65_born_until}
                                                       THEN {earner_pension_65} ELSE {earner_pension_under_65} END
                           ELSE pension_income > CASE WHEN birth <= {pension_65_born_until}
                                                      THEN {pension_65_less} ELSE 0 END END)
                THEN 1 ELSE 0 END AS is_earner
    FROM income
), summed AS (
    SELECT household_no, payer_no,
           MIN(CASE WHEN is_person = 1 OR is_payer THEN is_known ELSE 1 END) AS all_known,
           CAST(SUM(CASE WHEN is_person = 1 OR is_payer THEN judged_income ELSE 0 END) AS {I64}) AS judged_income,
           CAST(SUM(is_person) AS {I64}) AS persons,
           CAST(SUM(CASE WHEN is_person = 1 OR is_payer THEN is_earner ELSE 0 END) AS {I64}) AS earners,
           MAX(CASE WHEN is_payer AND taxing_place = {taxing_place_abroad} THEN 1 ELSE 0 END) AS is_advance,
           CAST(SUM(base * {rate_medical} / 1000000 * months) * 40 AS {I64}) AS income_medical,
           CAST(SUM(base * {rate_support} / 1000000 * months) * 40 AS {I64}) AS income_support,
           CAST(SUM(base * {rate_care} / 1000000 * care_months) * 40 AS {I64}) AS income_care,
           CAST(SUM(base * {rate_child} / 1000000 * months) * 40 AS {I64}) AS income_child,
           CAST(SUM(preschool_quarters * months) AS {I64}) AS flat_preschool,
           CAST(SUM(care_months) * 4 AS {I64}) AS flat_care,
           CAST(SUM(is_adult * months) * 4 AS {I64}) AS flat_adult
    FROM judged
    GROUP BY household_no, payer_no
), level AS (
    SELECT s.*, c.insured_count, c.months, c.care_months, 10 - CASE WHEN all_known = 0 THEN 0 {tiers} ELSE 0 END AS left_tenths
    FROM summed s
    JOIN sql_case c ON c.household_no = s.household_no AND c.payer_no = s.payer_no
    WHERE c.months > 0 -- nobody has a month to pay for: no assessment
), part AS (
    SELECT l.*,
           {least}((income_medical + flat_preschool * {flat_medical} * left_tenths) / 480, {cap_medical} * months / 12)
               AS medical,
           {least}((income_support + flat_preschool * {flat_support} * left_tenths) / 480, {cap_support} * months / 12)
               AS support,
           {least}((income_care + flat_care * {flat_care} * left_tenths) / 480, {cap_care} * care_months / 12) AS care,
           {least}((income_child + flat_adult * {flat_child} * left_tenths) / 480, {cap_child} * months / 12) AS child
    FROM level l
)
SELECT {year}, household_no, payer_no, 1, {run_no}, insured_count, 10 - left_tenths,
       CASE WHEN all_known = 1 THEN judged_income END, medical, support, care, child,
       medical + support + care + child, is_advance
FROM part
ORDER BY household_no, payer_no;

-- 期割: what is left over goes to the first; 前納 is one sum.
INSERT INTO sql_instalment (fiscal_year, household_no, payer_no, version, instalment_no, due_on, amount)
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version, d.instalment_no, d.due_on,
       CASE WHEN a.is_advance = 1 THEN CASE d.instalment_no WHEN 1 THEN a.total ELSE 0 END
            WHEN d.instalment_no = 1
            THEN a.total - a.total / ({due_count} * {due_unit}) * {due_unit} * ({due_count} - 1)
            ELSE a.total / ({due_count} * {due_unit}) * {due_unit} END
FROM sql_assessment a
CROSS JOIN sql_due d
WHERE a.run_no = {run_no}
ORDER BY a.fiscal_year, a.household_no, a.payer_no, a.version, d.instalment_no;

INSERT INTO sql_run (run_no, fiscal_year, is_approved, proposed_on, decided_on)
VALUES ({run_no}, {year}, 0, {business_date}, 0);
