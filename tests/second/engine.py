#!/usr/bin/env python3
"""The second engine of the premium assessment (賦課), deliberately plain.

Written from the fact sheet of the assessment and the command contract alone.

It takes the request of `calc premium` (contracts 4.1) and gives the same answer without "trace".
It shares no line, no table and no idea of structure with the rules of the program; where both agree
to the yen on thousands of households, a slip would have to have been made twice.

    engine.py < request.json            one request, one answer; exit 2 and a message when refused
    engine.py --lines < requests.jsonl  one request a line, one answer or {"error": ...} a line

"Sheet" is the fact sheet of the assessment, "choice n" the numbered list in README.md beside this
file: readings where the sheet or the contract leaves something open.

Exact throughout: whole yen are int, everything else is Fraction. Never float.
"""

import json
import re
import sys
from collections import Counter
from datetime import date
from fractions import Fraction

import tables
from business_days import ONE_DAY, due_date

MAX_AMOUNT = 10 ** 12
MAX_MEMBERS = 10000


class Fault(Exception):
    """The request is refused: JSON pointer and reason."""

    def __init__(self, pointer, reason):
        super().__init__("%s: %s" % (pointer or "/", reason))


# ---------------------------------------------------------------------------------------------
# Reading the request (contracts 4 and 4.1)
# ---------------------------------------------------------------------------------------------

def _no_key_twice(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise Fault("", "the key %r stands twice" % key)
        found[key] = value
    return found


def _no_such_number(text):
    raise Fault("", "%s is no whole number" % text)


def load(text):
    """JSON text -> request, refusing what contracts 4 refuses."""
    try:
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_float=_no_such_number,
                          parse_constant=_no_such_number)
    except (ValueError, RecursionError) as error:
        raise Fault("", "no JSON: %s" % error)


def object_of(value, pointer, keys):
    if not isinstance(value, dict):
        raise Fault(pointer, "an object is wanted")
    for key in value:
        if key not in keys:
            raise Fault(pointer + "/" + key, "unknown key")
    return value


def whole(value, pointer, at_least=0, at_most=MAX_AMOUNT):
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault(pointer, "a whole number is wanted")
    if not at_least <= value <= at_most:
        raise Fault(pointer, "%d is not within %d and %d" % (value, at_least, at_most))
    return value


def truth(value, pointer):
    if not isinstance(value, bool):
        raise Fault(pointer, "true or false is wanted")
    return value


def words(value, pointer):
    if not isinstance(value, str) or not value:
        raise Fault(pointer, "a text is wanted")
    return value


def day(value, pointer):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Fault(pointer, "a date YYYY-MM-DD is wanted")
    try:
        return date(int(value[:4]), int(value[5:7]), int(value[8:]))
    except ValueError:
        raise Fault(pointer, "%s is no day of the calendar" % value)


def rate(value, pointer):
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?%", value):
        raise Fault(pointer, 'a rate like "7.51%" is wanted')
    return Fraction(value[:-1]) / 100


def ranges(value, pointer):
    """[{"from", "until"}] -> sorted list of (from, until); empty or overlapping is a fault."""
    if not isinstance(value, list):
        raise Fault(pointer, "a list is wanted")
    found = []
    for n, item in enumerate(value):
        at = "%s/%d" % (pointer, n)
        object_of(item, at, ("from", "until"))
        for key in ("from", "until"):
            if key not in item:
                raise Fault(at + "/" + key, "is missing")
        span = (day(item["from"], at + "/from"), day(item["until"], at + "/until"))
        if span[1] <= span[0]:
            raise Fault(at, "the range is empty")
        found.append(span)
    found.sort()
    for before, after in zip(found, found[1:]):
        if after[0] < before[1]:
            raise Fault(pointer, "the ranges overlap")
    return found


def read_rates(value):
    """The key "rates": another ordinance, whole."""
    object_of(value, "/rates", ("parts", "rounding", "instalments"))
    parts = {}
    given = object_of(value.get("parts", {}), "/rates/parts", tables.PART_NAMES)
    for name in tables.PART_NAMES:
        if name not in given:
            continue
        at = "/rates/parts/" + name
        keys = ["income_rate", "asset_rate", "per_capita", "per_household", "cap"]
        if name == "child":
            keys.append("per_capita_18plus")
        part = object_of(given[name], at, keys)
        parts[name] = tables.Part(
            rate(part.get("income_rate", "0%"), at + "/income_rate"),
            rate(part.get("asset_rate", "0%"), at + "/asset_rate"),
            whole(part.get("per_capita", 0), at + "/per_capita"),
            whole(part.get("per_capita_18plus", 0), at + "/per_capita_18plus"),
            whole(part.get("per_household", 0), at + "/per_household"),
            whole(part["cap"], at + "/cap") if "cap" in part else None)
    at = "/rates/rounding"
    cut = object_of(value.get("rounding", {}), at, tables.Rounding._fields)
    remainder_to = cut.get("remainder_to", "first")
    if remainder_to not in ("first", "last"):
        raise Fault(at + "/remainder_to", "first or last is wanted")
    rounding = tables.Rounding(
        whole(cut.get("base_unit", 1), at + "/base_unit", 1),
        whole(cut.get("part_unit", 1), at + "/part_unit", 1),
        whole(cut.get("total_unit", 1), at + "/total_unit", 1),
        whole(cut.get("instalment_unit", 10), at + "/instalment_unit", 1),
        remainder_to)
    count = whole(value.get("instalments", 10), "/rates/instalments", 1, 12)
    return tables.Ordinance(parts, rounding, count)


# ---------------------------------------------------------------------------------------------
# Days, months, ages (sheet 5.1, 5.2)
# ---------------------------------------------------------------------------------------------

def month_number(a_day):
    return a_day.year * 12 + a_day.month - 1


def months_of_year(fiscal_year):
    """The month numbers April to March."""
    april = fiscal_year * 12 + 3
    return range(april, april + 12)


def last_day(month):
    following = month + 1
    return date(following // 12, following % 12 + 1, 1) - ONE_DAY


def birthday(birth, age):
    """The birthday; for 29 February in a common year 1 March (choice 24)."""
    if birth.year + age > 9998:
        return date.max
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def attained(birth, age):
    """年齢計算ニ関スル法律: attained at the end of the day before the birthday."""
    return birthday(birth, age) - ONE_DAY


def born_by(birth, years, fiscal_year, month, day_of_month):
    """Attained on the eve: born on or before that day of (fiscal year - years)."""
    return birth <= date(fiscal_year - years, month, day_of_month)


def within(spans, a_day):
    return any(start <= a_day < end for start, end in spans)


# ---------------------------------------------------------------------------------------------
# Incomes (sheet 3)
# ---------------------------------------------------------------------------------------------

AMOUNT_KEYS = ("total_income", "salary_revenue", "salary_income", "pension_revenue",
               "pension_income", "other_income", "combined_income", "family_employee_pay_paid",
               "family_employee_pay_received", "special_deductions_of_gains",
               "casualty_loss_carried", "fixed_asset_tax")


def adjustment_b(year, salary, pension):
    """所得金額調整控除 (b), sheet 3.5: salary and pension together, from the income of 2020."""
    if year < tables.ADJUSTMENT_FROM_YEAR:
        return 0
    return max(0, min(salary, 100000) + min(pension, 100000) - 100000)


class Income:
    """One person's income of the calendar year before the fiscal year."""

    def __init__(self, year, given, pointer, is_65, is_under_16):
        object_of(given, pointer, ("declared",) + AMOUNT_KEYS)
        amounts = {}
        for key in AMOUNT_KEYS:
            if key in given:
                low = -MAX_AMOUNT if key == "other_income" else 0
                amounts[key] = whole(given[key], pointer + "/" + key, low)
        declared = truth(given.get("declared", bool(amounts)), pointer + "/declared")
        if not declared and amounts:
            raise Fault(pointer + "/declared", "false beside an amount")
        self.is_known = declared or is_under_16                     # sheet 3.7, choice 8
        self.year = year
        self.is_65 = is_65
        self.amounts = amounts
        get = lambda key: amounts.get(key, 0)

        self.salary_revenue = get("salary_revenue")
        self.family_pay = get("family_employee_pay_received")
        if self.family_pay > self.salary_revenue:
            raise Fault(pointer + "/family_employee_pay_received", "is more than salary_revenue")

        # Salary before 所得金額調整控除 (b); a given salary_income is after it already.
        from_revenue = "salary_revenue" in amounts
        if from_revenue:
            raw_salary = tables.salary_income(year, self.salary_revenue)
        else:
            raw_salary = get("salary_income")

        self.pension = self._pension(raw_salary, from_revenue)
        if "pension_income" in amounts and amounts["pension_income"] != self.pension:
            raise Fault(pointer + "/pension_income", "does not agree with pension_revenue")

        self.salary = raw_salary
        if from_revenue:
            self.salary -= adjustment_b(year, raw_salary, self.pension)
            if "salary_income" in amounts and amounts["salary_income"] != self.salary:
                raise Fault(pointer + "/salary_income", "does not agree with salary_revenue")

        if "other_income" in amounts:
            self.other = amounts["other_income"]
        elif "total_income" in amounts:
            self.other = amounts["total_income"] - self.salary - self.pension
            if self.other < 0:
                raise Fault(pointer + "/total_income", "is less than salary and pension income")
        else:
            self.other = 0
        self.total = max(0, self.salary + self.pension + self.other)
        if "total_income" in amounts and amounts["total_income"] != self.total:
            raise Fault(pointer + "/total_income", "does not agree with its components")
        self.combined = amounts.get("combined_income", self.total)
        self.fixed_asset_tax = get("fixed_asset_tax")

    def _pension(self, raw_salary, salary_from_revenue):
        """Pension income; the deduction depends on the income besides pensions (choice 1)."""
        amounts = self.amounts
        if "pension_revenue" not in amounts:
            return amounts.get("pension_income", 0)
        revenue = amounts["pension_revenue"]
        if "other_income" in amounts or "total_income" not in amounts:
            besides = raw_salary + amounts.get("other_income", 0)
        else:
            # The rest of the total is not known before the pension income is: reckon it with the
            # ordinary deduction.
            pension = tables.pension_income(self.year, revenue, self.is_65, 0)
            besides = amounts["total_income"] - pension
            if salary_from_revenue:
                besides += adjustment_b(self.year, raw_salary, pension)
        return tables.pension_income(self.year, revenue, self.is_65, besides)

    def base(self, base_unit, at_30_percent):
        """算定基礎額, sheet 3.1; with 30/100 of the salary income for 特例対象被保険者等 (4.4)."""
        if not self.is_known:
            return 0
        salary = self.salary * 30 // 100 if at_30_percent else self.salary
        total = max(0, salary + self.pension + self.other)
        base = max(0, total - tables.basic_deduction(self.year, self.combined))
        return base // base_unit * base_unit

    def judged(self, at_30_percent):
        """The person's part of 軽減判定所得, the "Test" column of sheet 3.2."""
        salary = self.salary
        if self.family_pay:
            salary = tables.salary_income(self.year, self.salary_revenue - self.family_pay)
            salary -= adjustment_b(self.year, salary, self.pension)
        if at_30_percent:
            salary = salary * 30 // 100
        pension = self.pension
        if self.is_65:
            pension = max(0, pension - tables.PENSION_TEST_DEDUCTION)
        get = lambda key: self.amounts.get(key, 0)
        return max(0, salary + pension + self.other + get("family_employee_pay_paid")
                   + get("special_deductions_of_gains") - get("casualty_loss_carried"))

    def is_earner(self):
        """給与所得者等, sheet 4.1; without a revenue by the income (contracts 4.1)."""
        if "salary_revenue" in self.amounts:
            if self.salary_revenue - self.family_pay > tables.SALARY_EARNER_OVER[self.year]:
                return True
        elif self.salary > 0:
            return True
        if "pension_revenue" in self.amounts:
            limit = (tables.PENSION_EARNER_OVER_FROM_65 if self.is_65
                     else tables.PENSION_EARNER_OVER_UNDER_65)
            return self.amounts["pension_revenue"] > limit
        return self.pension > (tables.PENSION_TEST_DEDUCTION if self.is_65 else 0)


# ---------------------------------------------------------------------------------------------
# One member
# ---------------------------------------------------------------------------------------------

MEMBER_KEYS = ("id", "birth_date", "insured", "specified_member", "specified_since", "care_exempt",
               "income", "unemployed", "maternity", "former_dependant")


class Member:
    def __init__(self, year, given, at, is_head, is_register_head=False):
        object_of(given, at, MEMBER_KEYS)
        for key in ("id", "birth_date"):
            if key not in given:
                raise Fault(at + "/" + key, "is missing")
        self.year = year
        self.is_head = is_head
        self.is_register_head = is_register_head
        self.id = words(given["id"], at + "/id")
        self.birth = birth = day(given["birth_date"], at + "/birth_date")
        self.months = list(months_of_year(year))

        # Ages of the whole fiscal year, all by the eve rule (sheet 5.2).
        self.is_65 = born_by(birth, 65, year, 1, 1)               # on 1 January (年金, 15万円)
        self.is_preschool = (year >= tables.PRESCHOOL_FROM_YEAR
                             and not born_by(birth, 6, year, 4, 1))
        self.is_18plus = born_by(birth, 18, year, 4, 1)
        is_under_16 = not born_by(birth, 16, year, 1, 1)          # choice 8

        self.income = Income(year, given.get("income", {}), at + "/income", self.is_65,
                             is_under_16)
        self._read_membership(given, at)
        self._read_special_states(given, at)

    def _read_membership(self, given, at):
        first, end = date(self.year, 4, 1), date(self.year + 1, 4, 1)
        if "insured" in given:
            self.insured = ranges(given["insured"], at + "/insured")
        else:
            # The year, cut at birth and at the 75th birthday (後期高齢者医療 starts that day).
            start, stop = max(first, self.birth), min(end, birthday(self.birth, 75))
            self.insured = [(start, stop)] if start < stop else []

        # 月割, sheet 5.1: a month counts when the person is insured on its last day.
        self.insured_months = [m for m in self.months if within(self.insured, last_day(m))]

        self.is_specified = truth(given.get("specified_member", False), at + "/specified_member")
        self.specified_since = None
        if "specified_since" in given:
            self.specified_since = day(given["specified_since"], at + "/specified_since")
        if self.is_specified and self.insured_months:
            raise Fault(at + "/specified_member", "a specified member has insured months")

        # 介護: from the month of attaining 40 to the month before the month of attaining 65,
        # without months whose last day is in an exempt facility (sheet 5.2).
        exempt = ranges(given.get("care_exempt", []), at + "/care_exempt")
        from_month = month_number(attained(self.birth, 40))
        until_month = month_number(attained(self.birth, 65))
        self.care_months = [m for m in self.insured_months
                            if from_month <= m < until_month and not within(exempt, last_day(m))]

    def _read_special_states(self, given, at):
        # 特例対象被保険者等, sheet 4.4.
        self.unemployed_months = range(0)
        if "unemployed" in given:
            here = at + "/unemployed"
            facts = object_of(given["unemployed"], here, ("separated_on", "reason_code"))
            for key in ("separated_on", "reason_code"):
                if key not in facts:
                    raise Fault(here + "/" + key, "is missing")
            separated = day(facts["separated_on"], here + "/separated_on")
            code = words(facts["reason_code"], here + "/reason_code")
            if (code in tables.UNEMPLOYED_CODES and separated < attained(self.birth, 65)
                    and separated < date.max):
                start = separated + ONE_DAY
                fiscal = start.year if start.month >= 4 else start.year - 1
                self.unemployed_months = range(month_number(start), (fiscal + 2) * 12 + 3)

        # 産前産後期間, sheet 4.3.
        self.maternity_months = range(0)
        if "maternity" in given:
            here = at + "/maternity"
            facts = object_of(given["maternity"], here, ("expected_birth", "multiple"))
            if "expected_birth" not in facts:
                raise Fault(here + "/expected_birth", "is missing")
            birth = day(facts["expected_birth"], here + "/expected_birth")
            before = 3 if truth(facts.get("multiple", False), here + "/multiple") else 1
            if birth >= date(*tables.MATERNITY_FROM_BIRTH):
                since_year, since_month = tables.MATERNITY_FROM_MONTH
                start = max(month_number(birth) - before, since_year * 12 + since_month - 1)
                self.maternity_months = range(start, month_number(birth) + 3)

        # 旧被扶養者, sheet 4.6: 65 to 74 on the day of acquisition (choice 14).
        self.former_from = None
        if "former_dependant" in given:
            here = at + "/former_dependant"
            facts = object_of(given["former_dependant"], here, ("acquired_on",))
            if "acquired_on" not in facts:
                raise Fault(here + "/acquired_on", "is missing")
            acquired = day(facts["acquired_on"], here + "/acquired_on")
            if attained(self.birth, 65) <= acquired < birthday(self.birth, 75):
                self.former_from = month_number(acquired)

    # -- states by month ----------------------------------------------------------------------

    def liable_months(self, part):
        return self.care_months if part == "care" else self.insured_months

    def is_former(self, month):
        """Income levy nil: from the month of acquisition, without end (当分の間)."""
        return self.former_from is not None and month >= self.former_from

    def is_former_24(self, month):
        """The two years in which the flat levies are halved too."""
        return self.is_former(month) and month < self.former_from + 24

    def base_for_show(self, base_unit):
        """Of two bases in a year the one of the last insured month is shown (choice 23)."""
        at_30 = bool(self.insured_months) and self.insured_months[-1] in self.unemployed_months
        return self.income.base(base_unit, at_30)


# ---------------------------------------------------------------------------------------------
# The reduction 7/5/2 (法定軽減), sheet 2.3 and 4.1
# ---------------------------------------------------------------------------------------------

def judge(year, members):
    """-> (tenths, judged income or None, limits)"""
    # Those insured on 1 April; where nobody was, those of the household's first insured month.
    first_of_april = date(year, 4, 1)
    reference_month = months_of_year(year)[0]
    insured = [m for m in members if within(m.insured, first_of_april)]
    if not insured:
        first_months = [m.insured_months[0] for m in members if m.insured_months]
        if first_months:
            reference_month = min(first_months)
            insured = [m for m in members if reference_month in m.insured_months]

    insured = set(insured)
    specified = [m for m in members if m.is_specified]
    persons = len(insured) + len(specified)
    counting = [m for m in members if m.is_head or m.is_register_head or m in insured
                or m.is_specified]

    earners = sum(1 for m in counting if m.income.is_earner())
    t = tables.THRESHOLDS[year]
    seven = t.base + t.per_extra_earner * max(0, earners - 1)
    limits = {"7": seven, "5": seven + t.five_per_person * persons,
              "2": seven + t.two_per_person * persons}

    if not all(m.income.is_known for m in counting):
        return 0, None, limits                    # unknown is not zero, sheet 3.7
    judged = sum(m.income.judged(m in insured and reference_month in m.unemployed_months)
                 for m in counting)
    for tenths in (7, 5, 2):
        if judged <= limits[str(tenths)]:         # 以下
            return tenths, judged, limits
    return 0, judged, limits


# ---------------------------------------------------------------------------------------------
# The levies of one person in one part (sheet 5.3), exact
# ---------------------------------------------------------------------------------------------

HALF = Fraction(1, 2)
THREE_QUARTERS = Fraction(3, 4)
ONE = Fraction(1)


def cut(amount):
    return amount.numerator // amount.denominator


def flat_share_left(tenths, in_two_years_of_former):
    """What 7/5/2 leaves; 旧被扶養者: topped up to half without a reduction and with 2/10."""
    left = Fraction(10 - tenths, 10)
    if in_two_years_of_former and tenths in (0, 2):
        return min(left, HALF)
    return left


def person_levies(member, name, part, tenths, base_unit):
    """-> (income levy, asset levy, per capita) of the year, as Fractions of a yen."""
    months = member.liable_months(name)
    if not months:
        return Fraction(0), Fraction(0), Fraction(0)

    # R1: the product is exact and cut to 1 yen, person by person. One for each of the two bases.
    levy = {at_30: cut(member.income.base(base_unit, at_30) * part.income_rate)
            for at_30 in (False, True)}
    asset_levy = cut(part.asset_rate * member.income.fixed_asset_tax)

    # The per-capita amount before the reduction; R2: exact.
    per_capita = Fraction(part.per_capita)
    if name == "child":
        per_capita = per_capita + part.per_capita_18plus if member.is_18plus else Fraction(0)
    elif name in ("medical", "support") and member.is_preschool:
        per_capita = per_capita * HALF

    income_twelfths = asset_twelfths = 0
    capita_months = Counter()                     # share left -> months
    for month in months:
        if not member.is_former(month):
            asset_twelfths += asset_levy          # not relieved by maternity
        if month in member.maternity_months:
            continue                              # neither income levy nor per capita
        if not member.is_former(month):
            income_twelfths += levy[month in member.unemployed_months]
        capita_months[flat_share_left(tenths, member.is_former_24(month))] += 1

    capita = sum(per_capita * share * count for share, count in capita_months.items())
    return Fraction(income_twelfths, 12), Fraction(asset_twelfths, 12), Fraction(capita) / 12


def household_share(name, month, insured_now, members, tenths):
    """What is left of the 平等割 in one month: 4.7 first, then 7/5/2, then 4.6."""
    factor = ONE
    if name in ("medical", "support") and len(insured_now) == 1:
        for m in members:
            if m.is_specified and m.specified_since is not None:
                passed = month - month_number(m.specified_since)
                if 0 <= passed < 60:              # 特定世帯, five years
                    factor = min(factor, HALF)
                elif 60 <= passed < 96:           # 特定継続世帯, the next three
                    factor = min(factor, THREE_QUARTERS)
    share = factor * Fraction(10 - tenths, 10)
    if tenths in (0, 2) and all(m.is_former_24(month) for m in insured_now):
        share = min(share, HALF)                  # of the full amount; the better one wins
    return share


# ---------------------------------------------------------------------------------------------
# Instalments (期割), sheet 6
# ---------------------------------------------------------------------------------------------

def split(total, count, unit, remainder_to):
    """6.2: equal multiples of the unit, the whole remainder to the first (or last)."""
    each = total // count // unit * unit
    amounts = [each] * count
    amounts[0 if remainder_to == "first" else -1] = total - each * (count - 1)
    return amounts


def instalments(year, ordinance, total, first_notice_on, head_abroad):
    count = ordinance.instalments
    months = list(months_of_year(year))[12 - count:]             # the last N months to March
    listed = [{"no": n + 1, "due_date": due_date(m // 12, m % 12 + 1).isoformat(), "amount": 0}
              for n, m in enumerate(months)]
    is_open = listed
    if first_notice_on is not None:
        # First notified in month M: those of M+1 on, by the month they are of (choice 19).
        is_open = [line for line, m in zip(listed, months) if m > month_number(first_notice_on)]
        if not is_open:
            # After the last one: one 随時 instalment at the end of the next month (6.3, 6.5).
            m = month_number(first_notice_on) + 1
            extra = {"no": count + 1, "due_date": due_date(m // 12, m % 12 + 1).isoformat(),
                     "amount": 0}
            listed.append(extra)
            is_open = [extra]
    if head_abroad and year >= tables.ADVANCE_FROM_YEAR:
        is_open = is_open[:1]                     # 前納, 6.4: all of it on the first open one
    amounts = split(total, len(is_open), ordinance.rounding.instalment_unit,
                    ordinance.rounding.remainder_to)
    for line, amount in zip(is_open, amounts):
        line["amount"] = amount
    return listed


# ---------------------------------------------------------------------------------------------
# Relief on application (減免), sheet 4.8
# ---------------------------------------------------------------------------------------------

PART_NAMES = ("medical", "support", "care", "child")
MAX_REMISSIONS = 100


def list_of(value, pointer, at_most):
    if not isinstance(value, list) or len(value) > at_most:
        raise Fault(pointer, "a list of at most %d is wanted" % at_most)
    return value


def some_of(item, key, pointer, all_of_them):
    """The values under the key, each once; all of them when it is absent."""
    if key not in item:
        return list(all_of_them)
    found = list_of(item[key], pointer + "/" + key, len(all_of_them))
    for value in found:
        if isinstance(value, (bool, float)) or value not in all_of_them or found.count(value) > 1:
            raise Fault(pointer + "/" + key, "%r is none of them, or stands twice" % (value,))
    if not found:
        raise Fault(pointer + "/" + key, "one at least is wanted")
    return found


class Remission:
    def __init__(self, item, pointer):
        object_of(item, pointer, ("parts", "amount", "rate", "months", "instalments"))
        self.parts = some_of(item, "parts", pointer, PART_NAMES)
        self.months = some_of(item, "months", pointer, range(1, 13))
        self.amount = self.share = None
        self.by_number = {}
        if sum(key in item for key in ("amount", "rate", "instalments")) != 1:
            raise Fault(pointer, "one of an amount, a rate and instalments is wanted")
        if "months" in item and "rate" not in item:
            raise Fault(pointer + "/months", "only a rate has months")
        if "instalments" in item:
            self._read_instalments(item["instalments"], pointer + "/instalments")
            self.amount = sum(self.by_number.values())
        elif "rate" in item:
            self.share = rate(item["rate"], pointer + "/rate")
            if self.share > 1:
                raise Fault(pointer + "/rate", "more than all")
        else:
            self.amount = whole(item["amount"], pointer + "/amount")

    def _read_instalments(self, given, pointer):
        if not list_of(given, pointer, 13):
            raise Fault(pointer, "one at least is wanted")
        for line in given:
            object_of(line, pointer, ("no", "amount"))
            number = whole(line.get("no"), pointer + "/no", 1, 13)
            if number in self.by_number:
                raise Fault(pointer + "/no", "stands twice")
            self.by_number[number] = whole(line.get("amount"), pointer + "/amount", 1)


def remit(parts, liable_of, remissions):
    """After the cap, in the order of the decisions, never below zero; tells what each part was relieved.

    -> what of it was granted for named instalments."""
    of_instalments = 0
    as_assessed = {name: part["amount"] for name, part in parts.items()}
    for relief in remissions:
        chosen = [name for name in parts if name in relief.parts]
        if relief.share is not None:              # of the amount as assessed, for the covered months
            off = {}
            for name in chosen:
                covered = [m for m in liable_of[name] if m % 12 + 1 in relief.months]
                if covered:
                    off[name] = cut(as_assessed[name] * relief.share * len(covered) / len(liable_of[name]))
        else:                                     # in proportion to what is left of the parts
            left = {name: parts[name]["amount"] for name in chosen}
            wanted = min(relief.amount, sum(left.values()))
            off = {name: wanted * left[name] // sum(left.values()) if wanted else 0 for name in chosen}
            of_instalments += wanted if relief.by_number else 0
            for name in chosen:                   # the odd yen, one each, from the first that can bear it
                if sum(off.values()) < wanted and off[name] < left[name]:
                    off[name] += 1
        for name, amount in off.items():
            parts[name]["amount"] -= min(amount, parts[name]["amount"])
    if remissions:
        for name, part in parts.items():
            part["remitted"] = as_assessed[name] - part["amount"]
    return of_instalments


def lower_named(lines, remissions, taken):
    """Each named instalment by what was granted for it, not below zero; the rest off the last ones (choice 28)."""
    for relief in remissions:
        for line in lines:
            off = min(relief.by_number.get(line["no"], 0), line["amount"], taken)
            line["amount"] -= off
            taken -= off
    for line in reversed(lines):
        off = min(line["amount"], taken)
        line["amount"] -= off
        taken -= off
    return lines


def last_assessment_day(year, ordinance):
    """賦課決定の期間制限, sheet 6.6: two years from the day after the first due date."""
    month = list(months_of_year(year))[12 - ordinance.instalments]
    first_due = due_date(month // 12, month % 12 + 1)
    return birthday(first_due + ONE_DAY, 2) - ONE_DAY


# ---------------------------------------------------------------------------------------------
# The assessment (order of sheet 4.10)
# ---------------------------------------------------------------------------------------------

def read_request(request):
    object_of(request, "", ("fiscal_year", "municipality", "rates", "household",
                            "first_notice_on", "trace"))
    for key in ("fiscal_year", "household"):
        if key not in request:
            raise Fault("/" + key, "is missing")
    year = whole(request["fiscal_year"], "/fiscal_year")
    if "trace" in request:
        truth(request["trace"], "/trace")
    if not tables.FIRST_YEAR <= year <= tables.LAST_YEAR:
        raise Fault("/fiscal_year", "no tables for fiscal year %d" % year)
    if "municipality" in request:
        words(request["municipality"], "/municipality")
    if "rates" in request:
        ordinance = read_rates(request["rates"])
        if "child" in ordinance.parts and year < tables.CHILD_PART_FROM_YEAR:
            raise Fault("/rates/parts/child", "not levied before fiscal year 2026")
    elif "municipality" in request:
        try:
            ordinance = tables.ordinance(request["municipality"], year)
        except tables.NoRow as error:
            raise Fault("/municipality", str(error))
    else:
        raise Fault("/municipality", "is missing")

    household = object_of(request["household"], "/household",
                          ("head", "register_head", "members", "head_abroad_on_1_january",
                           "remissions"))
    for key in ("head", "members"):
        if key not in household:
            raise Fault("/household/" + key, "is missing")
    head = words(household["head"], "/household/head")
    register_head = words(household.get("register_head", head), "/household/register_head")
    given = household["members"]
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_MEMBERS:
        raise Fault("/household/members", "1 to %d members are wanted" % MAX_MEMBERS)
    members = []
    seen = set()
    for n, item in enumerate(given):
        at = "/household/members/%d" % n
        name = item.get("id") if isinstance(item, dict) else None
        member = Member(year, item, at, name == head, name == register_head)
        if member.id in seen:
            raise Fault(at + "/id", "stands twice")
        seen.add(member.id)
        members.append(member)
    if head not in seen:
        raise Fault("/household/head", "%s is no member" % head)
    if register_head not in seen:
        raise Fault("/household/register_head", "%s is no member" % register_head)
    abroad = truth(household.get("head_abroad_on_1_january", False),
                   "/household/head_abroad_on_1_january")
    remissions = [Remission(item, "/household/remissions/%d" % n)
                  for n, item in enumerate(list_of(household.get("remissions", []),
                                                   "/household/remissions", MAX_REMISSIONS))]
    notice = None
    if "first_notice_on" in request:
        notice = day(request["first_notice_on"], "/first_notice_on")
        if notice.year > 2099:
            raise Fault("/first_notice_on", "holidays are computed to 2099 only")
    return year, ordinance, members, abroad, remissions, notice


def assess(request):
    """Request (parsed JSON) -> answer, both of contracts 4.1; raises Fault."""
    year, ordinance, members, abroad, remissions, notice = read_request(request)
    rounding = ordinance.rounding
    tenths, judged, limits = judge(year, members)

    shown = [{"id": m.id, "base_income": m.base_for_show(rounding.base_unit), "months": {},
              "income_levy": {}, "per_capita": {}} for m in members]
    parts = {}
    liable_of = {}
    for name, part in ordinance.parts.items():
        liable_by_month = {month: [] for month in months_of_year(year)}
        for m in members:
            for month in m.liable_months(name):
                liable_by_month[month].append(m)
        insured_by_month = {month: [m for m in members if month in m.insured_months]
                            for month in months_of_year(year)} if part.per_household else {}
        liable_months = [month for month, liable in liable_by_month.items() if liable]
        if part.income_rate is None:
            if liable_months:
                raise Fault("/fiscal_year", "the income rate of the part %s in fiscal year %d is "
                            "not known and somebody is liable for it" % (name, year))
            part = part._replace(income_rate=Fraction(0))

        income = asset = capita = Fraction(0)
        for m, line in zip(members, shown):
            of_income, of_asset, of_capita = person_levies(m, name, part, tenths,
                                                           rounding.base_unit)
            income += of_income
            asset += of_asset
            capita += of_capita
            line["months"][name] = len(m.liable_months(name))
            line["income_levy"][name] = cut(of_income)
            line["per_capita"][name] = cut(of_capita)
        per_household = Fraction(0)
        if part.per_household:
            per_household = sum((household_share(name, month, insured_by_month[month], members,
                                                 tenths) for month in liable_months),
                                Fraction(0)) * part.per_household / 12

        # R4: one cut to the yen; the cap in twelfths of the household's months; then part_unit.
        before_cap = cut(income + asset + capita + per_household)
        amount = before_cap
        if part.cap is not None:
            amount = min(amount, part.cap * len(liable_months) // 12)
        amount = amount // rounding.part_unit * rounding.part_unit
        liable_of[name] = liable_months
        parts[name] = {"income_levy": cut(income), "asset_levy": cut(asset),
                       "per_capita": cut(capita), "per_household": cut(per_household),
                       "before_cap": before_cap, "amount": amount}

    of_instalments = remit(parts, liable_of, remissions)
    total = sum(part["amount"] for part in parts.values())
    total = total // rounding.total_unit * rounding.total_unit
    findings = [{"code": "income_unknown", "member": m.id,
                 "message": "所得が分かりません（未申告・所得不明）: %s" % m.id}
                for m in members
                if not m.income.is_known and (m.is_head or m.is_register_head or m.is_specified or
                                              m.insured_months or
                                              within(m.insured, date(year, 4, 1)))]
    return {
        "fiscal_year": year,
        "reduction": {"tenths": tenths, "judged_income": judged, "limits": limits},
        "parts": parts,
        "members": shown,
        "total": total,
        "instalments": lower_named(instalments(year, ordinance, total + of_instalments, notice, abroad), remissions,
                                   of_instalments),
        "findings": findings,
    }


def main(arguments):
    if arguments == ["--lines"] or arguments == ["calc", "premium", "--lines"]:
        for line in sys.stdin:
            try:
                answer = assess(load(line))
            except Fault as fault:
                answer = {"error": str(fault)}
            print(json.dumps(answer))
        return 0
    if arguments:
        print("usage: engine.py [--lines] < request", file=sys.stderr)
        return 2
    try:
        answer = assess(load(sys.stdin.read()))
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 2
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
