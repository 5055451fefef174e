#!/usr/bin/env python3
"""The edge cases of the fact sheet, section 12, against the second engine, by number. Prints TAP.

The figures are typed from the sheet; where the sheet gives only the rule, the arithmetic stands in
the case. Cases about relief on application (減免), pension deduction (特別徴収) and decisions are
not this engine's matter and are listed at the end.
"""

import sys
from datetime import date

import engine
import tables

results = []


def member(id="A", birth="1981-05-02", income=None, **more):
    """A declared member; income is total_income or a dict of income keys."""
    given = {"id": id, "birth_date": birth}
    if income is not None:
        given["income"] = {"total_income": income} if isinstance(income, int) else income
    given.update(more)
    return given


def request(*members, year=2026, municipality="131041", head=None, **more):
    household = {"head": head or members[0]["id"], "members": list(members)}
    if more.pop("abroad", False):
        household["head_abroad_on_1_january"] = True
    return dict({"fiscal_year": year, "municipality": municipality, "household": household}, **more)


def answer(*members, **more):
    return engine.assess(request(*members, **more))


def amounts(result):
    return [part["amount"] for part in result["parts"].values()]


def check(number, name, got, want):
    good = got == want
    results.append(good)
    print("%s %d - assessment.md 12 case %s: %s"
          % ("ok" if good else "not ok", len(results), number, name))
    if not good:
        print("# got  %r\n# want %r" % (got, want))


def whole(number, name, result, parts, total, tenths=None):
    check(number, name, (amounts(result), result["total"]), (parts, total))
    if tenths is not None:
        check(number, name + ", reduction", result["reduction"]["tenths"], tenths)


def span(start, end):
    return [{"from": start, "until": end}]


AT_30 = "1996-02-10"        # 30 years old in FY2026
AT_45 = "1981-02-10"

# -- 1 to 6: one person around the lines -----------------------------------------------------
whole(1, "single 30, income 0", answer(member(birth=AT_30, income=0)),
      [14280, 5280, 0, 561], 20121, 7)
r = answer(member(birth=AT_30))
whole(2, "single 30, not declared", r, [47600, 17600, 0, 1873], 67073, 0)
check(2, "judged income is null, a finding stands",
      (r["reduction"]["judged_income"], [(f["code"], f["member"]) for f in r["findings"]]),
      (None, [("income_unknown", "A")]))
whole(3, "income 430,000", answer(member(birth=AT_30, income=430000)), [14280, 5280, 0, 561],
      20121, 7)
whole(4, "income 430,001", answer(member(birth=AT_30, income=430001)), [23800, 8800, 0, 936],
      33536, 5)
whole(5, "income 740,000", answer(member(birth=AT_30, income=740000)), [47081, 17480, 0, 1773],
      66334, 5)
whole(5, "income 740,001", answer(member(birth=AT_30, income=740001)), [61361, 22760, 0, 2335],
      86456, 2)
whole(6, "income 1,000,000", answer(member(birth=AT_30, income=1000000)), [80887, 30040, 0, 3037],
      113964, 2)
whole(6, "income 1,000,001", answer(member(birth=AT_30, income=1000001)), [90407, 33560, 0, 3412],
      127379, 0)

# -- 7 to 9: pensioners, earners, a head who is not insured ----------------------------------
def couple_70(pension):
    return answer(member(birth="1956-03-03", income={"pension_revenue": pension}),
                  member("B", "1956-06-06", {"pension_revenue": 900000}))

r = couple_70(1680000)
whole(7, "couple both 70, pension 1,680,000 and 900,000", r, [39825, 14760, 0, 1528], 56113, 7)
check(7, "judged income and limit", (r["reduction"]["judged_income"],
                                     r["reduction"]["limits"]["7"]), (430000, 430000))
whole(7, "one yen more pension", couple_70(1680001), [58865, 21800, 0, 2278], 82943, 5)

two = [member(birth=AT_45, income={"salary_income": 265000}),
       member("B", AT_45, {"salary_income": 265000})]
r = answer(*two)
check(8, "two earners, judged 530,000: 7/10",
      (r["reduction"]["tenths"], r["reduction"]["judged_income"], r["reduction"]["limits"]["7"]),
      (7, 530000, 530000))
two[1]["income"] = {"other_income": 265000}
check(8, "one earner: 5/10", answer(*two)["reduction"]["tenths"], 5)
whole(9, "擬制世帯主 6,000,000, spouse 45 with 0",
      answer(member(birth="1970-01-05", income=6000000, insured=[]), member("B", AT_45, 0)),
      [47600, 17600, 17800, 1873], 84873, 0)
stood_for = request(member("B", AT_45, 0), member(birth="1970-01-05", income=6000000, insured=[]))
stood_for["household"]["register_head"] = "A"
whole(9, "国保上の世帯主 is the spouse: the register's head counts as before (eligibility 5.3)",
      engine.assess(stood_for), [47600, 17600, 17800, 1873], 84873, 0)

# -- 10 to 14: children, caps, the child part ------------------------------------------------
whole(10, "parent 45, child 3, income 0",
      answer(member(birth=AT_45, income=0), member("B", "2023-01-15", 0)),
      [21420, 7920, 5340, 561], 35241, 7)
whole(11, "head 45 with 3,400,000, spouse 38, children 15 and 2",
      answer(member(birth=AT_45, income=3400000), member("B", "1988-03-01", 0),
             member("C", "2011-01-10"), member("D", "2024-01-10")),
      [389647, 144760, 89971, 11765], 636143, 0)
whole(12, "single 45, income 10,000,000", answer(member(birth=AT_45, income=10000000)),
      [670000, 260000, 170000, 27712], 1127712, 0)
r = answer(member(birth="2010-05-05", income=1430000), member("B", AT_45, 3000000))
check(13, "insured under 18 with income 1,430,000",
      (r["members"][0]["income_levy"]["child"], r["members"][0]["per_capita"]["child"],
       r["members"][0]["per_capita"]["medical"], r["members"][0]["per_capita"]["support"]),
      (2700, 0, 47600, 17600))
for birth, want in (("2008-04-01", 1873), ("2008-04-02", 0)):
    r = answer(member(birth=birth, income=3000000))
    check(14, "born %s, child per capita" % birth, r["members"][0]["per_capita"]["child"], want)

# -- 15 to 19: months ------------------------------------------------------------------------
for birth, months, care in (("1986-08-01", 9, 60188), ("1986-08-02", 8, 53500)):
    r = answer(member(birth=birth, income=3000000))
    check(15, "born %s, care" % birth,
          (r["members"][0]["months"]["care"], r["parts"]["care"]["amount"]), (months, care))
r = answer(member(birth="1961-09-01", income=3000000))
check(16, "turns 65, born 1961-09-01",
      (r["members"][0]["months"]["care"], len([i for i in r["instalments"] if i["amount"]])),
      (4, 10))
for birth, months in (("1951-07-01", 3), ("1951-06-30", 2)):
    check(17, "75, born %s" % birth,
          answer(member(birth=birth, income=0))["members"][0]["months"]["medical"], months)
r = answer(member(birth=AT_45, income=3000000, insured=span("2026-08-03", "2026-08-28")))
check(18, "joined and left in the same month", (r["members"][0]["months"]["medical"], r["total"]),
      (0, 0))
for end, months in (("2026-11-01", 1), ("2026-10-31", 0)):
    r = answer(member(birth=AT_45, income=3000000, insured=span("2026-10-10", end)))
    check(19, "in 10 October, out %s" % end, r["members"][0]["months"]["medical"], months)

# -- 20 to 22: instalments -------------------------------------------------------------------
single = dict(birth=AT_30, income=2000000)
whole(20, "single 30, income 2,000,000, whole year", answer(member(**single)),
      [165507, 61560, 0, 6112], 233179)
r = answer(member(insured=span("2026-09-12", "2027-04-01"), **single),
           first_notice_on="2026-10-08")
whole(20, "joined 12 September, seven months", r, [96545, 35910, 0, 3565], 136020)
check(20, "instalments November to March", [i["amount"] for i in r["instalments"]],
      [0] * 5 + [27220] + [27200] * 4)
r = answer(member(**single))
check(21, "whole year: 23,389 and nine of 23,310", [i["amount"] for i in r["instalments"]],
      [23389] + [23310] * 9)
r = answer(member(insured=span("2026-04-01", "2026-09-20"), **single))
whole(21, "loss in September, five months", r, [68961, 25650, 0, 2546], 97157)
fixed = 23389 + 3 * 23310
check(21, "rest on the six open ones", (r["total"] - fixed,
                                        sum(engine.split(r["total"] - fixed, 6, 10, "first"))),
      (3838, 3838))
check(21, "October already fixed: shortfall", r["total"] - (fixed + 23310), -19472)
r = answer(member(insured=span("2026-04-01", "2026-12-05"), **single))
whole(22, "loss in December, eight months", r, [110338, 41040, 0, 4074], 155452)
check(22, "rest 38,823 over five", engine.split(r["total"] - 116629, 5, 10, "first"),
      [7783] + [7760] * 4)

# -- 23 to 25: unemployment ------------------------------------------------------------------
def unemployed(on, year=2026, code="31"):
    return answer(member(birth=AT_45, income={"salary_revenue": 5000000},
                         unemployed={"separated_on": on, "reason_code": code}), year=year)

r = unemployed("2026-03-31")
whole(23, "unemployed, leaves 2026-03-31", r, [95513, 35464, 33303, 3595], 167875, 0)
check(23, "deemed income judged", r["reduction"]["judged_income"], 1068000)
check(23, "a code that does not qualify changes nothing", unemployed("2026-03-31", code="24")
      ["total"], 492086)
r = unemployed("2026-08-31")
full, low = 3560000 - 430000, 1068000 - 430000
check(24, "leaves 2026-08-31: five months full, seven at 30/100",
      r["members"][0]["income_levy"]["medical"],
      (5 * (full * 751 // 10000) + 7 * (low * 751 // 10000)) // 12)
check(24, "judged on 1 April at the full income", r["reduction"]["judged_income"], 3560000)

def months_at_30(on):
    m = engine.Member(2026, member(birth=AT_45, income=0, unemployed={
        "separated_on": on, "reason_code": "31"}), "", True)
    return m.unemployed_months[0], m.unemployed_months[-1]

month = lambda y, m: y * 12 + m - 1
check(24, "period of a leave on 2026-08-31", months_at_30("2026-08-31"),
      (month(2026, 9), month(2028, 3)))
check(24, "leaves 2026-03-30: one fiscal year less", months_at_30("2026-03-30"),
      (month(2026, 3), month(2027, 3)))
limit = lambda year: engine.last_assessment_day(year, tables.ordinance("131041", year))
check(25, "limits 30 June 2027 and 30 June 2028", (limit(2025), limit(2026)),
      (date(2027, 6, 30), date(2028, 6, 30)))

# -- 26 to 28: maternity ---------------------------------------------------------------------
mother = dict(birth=AT_30, income=2000000)
r = answer(member(maternity={"expected_birth": "2027-02-10"}, **mother))
check(26, "due 2027-02: nine twelfths left in FY2026", amounts(r),
      [165507 * 9 // 12, 61560 * 9 // 12, 0, 6112 * 9 // 12])
m = engine.Member(2026, member(maternity={"expected_birth": "2027-02-10"}, **mother), "", True)
check(26, "January to April", (m.maternity_months[0], m.maternity_months[-1]),
      (month(2027, 1), month(2027, 4)))
rich = [member(birth=AT_45, income=30000000), member("B", "1995-01-01", 2000000)]
before = amounts(answer(*rich))
rich[1]["maternity"] = {"expected_birth": "2026-09-10"}
after = amounts(answer(*rich))
check(27, "household far above the caps: unchanged", after, before)
rich = [member(birth=AT_45, income=8300000), member("B", "1995-01-01", 1000000)]
before = amounts(answer(*rich))
rich[1]["maternity"] = {"expected_birth": "2026-09-10"}
after = amounts(answer(*rich))
check(27, "medical at its cap unchanged, others lowered",
      (before[0], after[0], after[1] < 260000 or before[1] == after[1], after[3] < before[3]),
      (670000, 670000, True, True))
r = answer(member(maternity={"expected_birth": "2026-07-20"}, **mother))
check(28, "birth in July, June to September relieved", amounts(r)[0], 165507 * 8 // 12)

# -- 29, 31: income known later; payment in advance ------------------------------------------
check(29, "per capita only, then with the income levy from April",
      (answer(member(birth=AT_30))["parts"]["medical"]["amount"],
       answer(member(birth=AT_30, income=2000000))["parts"]["medical"]["amount"]),
      (47600, 165507))
r = answer(member(birth=AT_30, income=0, insured=span("2026-05-10", "2027-04-01")), abroad=True)
check(31, "arrived in May: all at the end of June",
      [(i["due_date"], i["amount"]) for i in r["instalments"] if i["amount"]],
      [("2026-06-30", r["total"])])
r = answer(member(birth=AT_30, income=0, insured=span("2026-09-10", "2027-04-01")), abroad=True,
           first_notice_on="2026-10-10")
check(31, "computed 10 October: end of November",
      [(i["due_date"], i["amount"]) for i in r["instalments"] if i["amount"]],
      [("2026-11-30", r["total"])])

# -- 32 to 34: members and heads that change -------------------------------------------------
r = answer(member(birth=AT_30, income=0),
           member("B", AT_30, 5000000, insured=span("2026-08-01", "2027-04-01")))
check(32, "a rich member joins in August: level stays",
      (r["reduction"]["tenths"], r["members"][1]["income_levy"]["medical"],
       r["members"][1]["per_capita"]["medical"]),
      (7, 4570000 * 751 // 10000 * 8 // 12, 14280 * 8 // 12))
old = answer(member("H", "1950-01-01", 0, insured=[]),
             member(birth=AT_45, income=30000000, insured=span("2026-04-01", "2026-10-01")))
new = answer(member(birth=AT_45, income=30000000, insured=span("2026-10-01", "2027-04-01")))
check(33, "head changes in October: caps 6/12 each", (amounts(old), amounts(new)),
      ([335000, 130000, 85000, 15000], [335000, 130000, 85000, 15000]))
spouse = member(birth="1955-01-01", income=740000)
former = member("S", "1948-01-01", 300000, insured=[], specified_member=True)
r = answer(spouse, former)
check(34, "a specified member counts in persons and income",
      (r["reduction"]["judged_income"], r["reduction"]["limits"]["5"]), (1040000, 1050000))
r = answer(spouse)
check(34, "and no longer for the new head",
      (r["reduction"]["judged_income"], r["reduction"]["limits"]["5"]), (740000, 740000))

# -- 35 to 38: losses, gains, family pay, the sliding deduction ------------------------------
r = answer(member(birth=AT_45, income={"total_income": 1400000, "casualty_loss_carried": 1000000}))
check(35, "casualty carry-forward: in the test only",
      (r["members"][0]["base_income"], r["reduction"]["judged_income"],
       r["reduction"]["tenths"]), (970000, 400000, 7))
r = answer(member(birth=AT_45, income={"total_income": 0, "special_deductions_of_gains": 20000000}))
check(36, "home sold", (r["members"][0]["base_income"], r["reduction"]["judged_income"],
                        r["reduction"]["tenths"]), (0, 20000000, 0))
r = answer(member(birth=AT_45, income={"other_income": 1200000,
                                       "family_employee_pay_paid": 1800000}),
           member("B", AT_45, {"salary_revenue": 1800000,
                               "family_employee_pay_received": 1800000}))
check(37, "blue return: levy 1,200,000 and 1,150,000, test 3,000,000",
      ([m["base_income"] for m in r["members"]], r["reduction"]["judged_income"],
       r["reduction"]["limits"]["7"]), ([770000, 720000], 3000000, 430000))
r = answer(member(birth=AT_45, income={"total_income": 22300000, "combined_income": 24300000}))
check(38, "the deduction follows 合計所得金額", r["members"][0]["base_income"], 22300000 - 290000)

# -- 39 to 42: arithmetic and days -----------------------------------------------------------
r = answer(member(birth=AT_30, income=4330000 + 430000))
check(39, "base 4,330,000 x 2.80 %", r["parts"]["support"]["income_levy"], 121240)
check(40, "total 95", engine.split(95, 10, 10, "first"), [95] + [0] * 9)
december = lambda year, no: answer(member(birth=AT_30, income=0), year=year)["instalments"][no - 1]
check(41, "December instalment FY2026", december(2026, 7)["due_date"], "2027-01-04")
r = answer(member(birth=AT_30, income=0), year=2023)
check(41, "March instalment FY2023", r["instalments"][9]["due_date"], "2024-04-01")
SHEET_DAYS = {     # the table of sheet 6.1
    2024: "7/1 7/31 9/2 9/30 10/31 12/2 1/6 1/31 2/28 3/31",
    2025: "6/30 7/31 9/1 9/30 10/31 12/1 1/5 2/2 3/2 3/31",
    2026: "6/30 7/31 8/31 9/30 11/2 11/30 1/4 2/1 3/1 3/31",
}
for year, days in SHEET_DAYS.items():
    got = [date.fromisoformat(i["due_date"]) for i in
           answer(member(birth=AT_30, income=0), year=year)["instalments"]]
    check(41, "due dates of FY%d" % year, " ".join("%d/%d" % (d.month, d.day) for d in got), days)
check(42, "FY2024: last day 1 July 2026", limit(2024), date(2026, 7, 1))

# -- 44: 旧被扶養者 --------------------------------------------------------------------------
def former_dependant(acquired, year=2026):
    # single 70, judged 1,000,000 in FY2026: 2/10
    return answer(member(birth="1956-02-02", income=1000000,
                         former_dependant={"acquired_on": acquired}), year=year)["members"][0]

check(44, "2/10, within 24 months: half of the full amount, income levy nil",
      (former_dependant("2025-04-10")["per_capita"]["medical"],
       former_dependant("2025-04-10")["income_levy"]["medical"]), (23800, 0))
check(44, "acquired in March 2025, month 25 is March 2027: eleven at half, one at 8/10",
      former_dependant("2025-03-10")["per_capita"]["medical"], (11 * 23800 + 38080) // 12)
check(44, "acquired in March 2024, past the 24 months: only 2/10",
      former_dependant("2024-03-10")["per_capita"]["medical"], 38080)
check(44, "month 24 in April, then 8/10",
      former_dependant("2024-05-10")["per_capita"]["medical"], (23800 + 11 * 38080) // 12)

# -- 47, 51, 52, 54, 55 ----------------------------------------------------------------------
r = answer(member(birth="1976-02-02", income=3000000,
                  care_exempt=span("2026-05-10", "2026-11-20")))
check(47, "care-exempt facility 10 May to 20 November", r["members"][0]["months"]["care"], 6)
r = answer(member(birth=AT_45, income=3000000, insured=span("2026-04-01", "2026-05-15")))
check(51, "out 15 May: last month April", r["members"][0]["months"]["medical"], 1)
r = answer(member(birth=AT_45, income=2000000), year=2025, first_notice_on="2026-07-10")
check(52, "FY2025 decided in July 2026: FY2025 rates, no child part, one 随時 instalment",
      (list(r["parts"]), r["parts"]["medical"]["amount"],
       [(i["due_date"], i["amount"]) for i in r["instalments"] if i["amount"]]),
      (["medical", "support", "care"], 1570000 * 771 // 10000 + 47300,
       [("2026-08-31", r["total"])]))
r = answer(member(birth="1958-01-05", income={"salary_revenue": 1000000,
                                              "pension_revenue": 2000000}))
check(54, "salary and pension of one person: one earner", r["reduction"]["limits"]["7"], 430000)
for birth, income, judged in (("1961-01-01", 900000, 750000), ("1961-01-02", 1225000, 1225000)):
    r = answer(member(birth=birth, income={"pension_revenue": 2000000}))
    check(55, "born %s: pension deduction and the 150,000" % birth,
          (r["members"][0]["base_income"], r["reduction"]["judged_income"]),
          (income - 430000, judged))

print("1..%d" % len(results))
print("# not computed here: 30 (who asks), 43 (exception of the limit), 45, 46, 53 (減免),"
      " 48 to 50 (特別徴収)")
sys.exit(0 if all(results) else 1)
