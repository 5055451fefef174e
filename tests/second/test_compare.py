#!/usr/bin/env python3
"""A seeded bug in one engine is always caught. Prints TAP.

Each case puts one small slip into a copy of the second engine (a text replaced by another) and asks
whether the random households show it. So the generator is measured, not only trusted. The last
cases run the whole comparison against a stand-in program with and without a slip.
"""

import os
import subprocess
import sys
import types

import compare
import engine
import households

HERE = os.path.dirname(os.path.abspath(__file__))
HOUSEHOLDS = 6000
SEED = "slips"

# (what, file, text, text with the slip)
SLIPS = (
    ("rate read as a cut to 1/1000", "engine.py", "Fraction(value[:-1]) / 100",
     "Fraction(value[:-1]) / 100 - Fraction(1, 1000000)"),
    ("Shinjuku FY2024 medical 8.68 %", "tables.py", '"8.69"', '"8.68"'),
    ("Shinjuku FY2018 support per capita", "tables.py", '("2.22", 12000', '("2.22", 12100'),
    ("Nagano base not cut", "tables.py", "Rounding(1000, 10", "Rounding(1, 10"),
    ("basic deduction FY2020 of 430,000", "tables.py", "if year <= 2020:\n        return 330000",
     "if year <= 2019:\n        return 330000"),
    ("basic deduction: under instead of at most", "tables.py", "combined_income <= 24500000",
     "combined_income < 24500000"),
    ("thresholds FY2023 of FY2022", "tables.py", "430000, 100000, 290000, 535000",
     "430000, 100000, 285000, 520000"),
    ("reduction: under instead of at most", "engine.py", "judged <= limits", "judged < limits"),
    ("reduction in the order 2, 5, 7", "engine.py", "for tenths in (7, 5, 2):",
     "for tenths in (2, 5, 7):"),
    ("the head who is not insured left out of the test", "engine.py",
     "if m.is_head or m.is_register_head", "if m.is_register_head"),
    ("国保上の世帯主: the register's head left out of the test", "engine.py",
     "if m.is_head or m.is_register_head or m in insured", "if m.is_head or m in insured"),
    ("国保上の世帯主: the register's head counted as a person", "engine.py",
     "persons = len(insured) + len(specified)",
     "persons = len(insured) + len(specified) + sum("
     "m.is_register_head and not m.is_head and m not in insured and not m.is_specified "
     "for m in members)"),
    ("国保上の世帯主: the register's head never asked for his income", "engine.py",
     "(m.is_head or m.is_register_head or m.is_specified or", "(m.is_head or m.is_specified or"),
    ("persons without the specified members", "engine.py", "len(insured) + len(specified)",
     "len(insured)"),
    ("earners without the minus one", "engine.py", "max(0, earners - 1)", "earners"),
    ("earner limit FY2026 of 550,000", "tables.py", "SALARY_EARNER_OVER[2026] = 650000",
     "SALARY_EARNER_OVER[2026] = 550000"),
    ("pension earner: at least", "engine.py", '["pension_revenue"] > limit',
     '["pension_revenue"] >= limit'),
    ("150,000 from everybody", "engine.py", "        if self.is_65:\n            pension = max",
     "        if True:\n            pension = max"),
    ("casualty loss not in the test", "engine.py", '- get("casualty_loss_carried")', ""),
    ("family pay not put back", "engine.py", ' + get("family_employee_pay_paid")\n', "\n"),
    ("family pay kept by its receiver", "engine.py", "        if self.family_pay:\n",
     "        if False:\n"),
    ("salary table: quarter not cut to 1,000", "tables.py", "revenue // 4000 * 1000",
     "revenue // 4"),
    ("salary step 1,622,000", "tables.py", "return 1072000", "return 1071000"),
    ("pension: other income ignored", "tables.py", "elif other <= 10000000:",
     "elif True:"),
    ("pension: age by the birthday", "engine.py", "born_by(birth, 65, year, 1, 1)",
     "born_by(birth, 65, year - 1, 12, 31)"),
    ("所得金額調整控除 (b) left out", "engine.py", "if year < tables.ADJUSTMENT_FROM_YEAR:",
     "if True:"),
    ("30/100 of everything", "engine.py", "total = max(0, salary + self.pension + self.other)\n"
     "        base", "total = max(0, (self.salary + self.pension + self.other) * "
     "(30 if at_30_percent else 100) // 100)\n        base"),
    ("unemployment from the month of leaving", "engine.py", "start = separated + ONE_DAY",
     "start = separated"),
    ("unemployment one year short", "engine.py", "(fiscal + 2) * 12 + 3", "(fiscal + 1) * 12 + 3"),
    ("unemployment at 65", "engine.py", "separated < attained(self.birth, 65)",
     "separated <= attained(self.birth, 65)"),
    ("care from the birthday", "engine.py", "month_number(attained(self.birth, 40))",
     "month_number(birthday(self.birth, 40))"),
    ("care to the birthday", "engine.py", "month_number(attained(self.birth, 65))",
     "month_number(birthday(self.birth, 65))"),
    ("care exemption ignored", "engine.py", "and not within(exempt, last_day(m))", ""),
    ("month counted by its first day", "engine.py", "within(self.insured, last_day(m))",
     "within(self.insured, last_day(m - 1) + ONE_DAY)"),
    ("75 by the eve rule", "engine.py", "min(end, birthday(self.birth, 75))",
     "min(end, attained(self.birth, 75))"),
    ("preschool in FY2021", "tables.py", "PRESCHOOL_FROM_YEAR = 2022",
     "PRESCHOOL_FROM_YEAR = 2021"),
    ("preschool born on 1 April", "engine.py", "born_by(birth, 6, year, 4, 1)",
     "born_by(birth, 6, year, 3, 31)"),
    ("18+ born on 1 April", "engine.py", "born_by(birth, 18, year, 4, 1)",
     "born_by(birth, 18, year, 3, 31)"),
    ("18+ amount for everybody", "engine.py", "if member.is_18plus else Fraction(0)",
     "if member.is_18plus else Fraction(part.per_capita_18plus)"),
    ("maternity one month early", "engine.py", "else 1\n            if birth", "else 2\n"
     "            if birth"),
    ("maternity before January 2024", "tables.py", "MATERNITY_FROM_MONTH = (2024, 1)",
     "MATERNITY_FROM_MONTH = (2023, 12)"),
    ("maternity relieves only the per capita", "engine.py",
     "            continue                              # neither income levy nor per capita",
     "            income_twelfths += levy[month in member.unemployed_months]\n"
     "            continue"),
    ("旧被扶養者 half of what 2/10 leaves", "engine.py", "return min(left, HALF)",
     "return left * HALF"),
    ("旧被扶養者 25 months", "engine.py", "self.former_from + 24", "self.former_from + 25"),
    ("旧被扶養者 平等割 not halved", "engine.py",
     "if tenths in (0, 2) and all(m.is_former_24(month) for m in insured_now):", "if False:"),
    ("特定世帯 61 months", "engine.py", "0 <= passed < 60", "0 <= passed < 61"),
    ("特定継続世帯 without end", "engine.py", "60 <= passed < 96", "60 <= passed"),
    ("特定世帯 for care too", "engine.py",
     'if name in ("medical", "support") and len(insured_now) == 1',
     'if len(insured_now) == 1'),
    ("asset levy forgotten for a month of maternity", "engine.py",
     "            asset_twelfths += asset_levy          # not relieved by maternity",
     "            asset_twelfths += asset_levy * (month not in member.maternity_months)"),
    ("relief by a rate of what is left", "engine.py",
     "cut(as_assessed[name] * relief.share", "cut(parts[name]['amount'] * relief.share"),
    ("relief of months nobody pays for", "engine.py", "* len(covered) / len(liable_of[name])",
     "* len(relief.months) / 12"),
    ("the odd yen of a relief to the last part", "engine.py",
     "            for name in chosen:                   # the odd yen",
     "            for name in reversed(chosen):         # the odd yen"),
    ("relief by instalment taken off the first ones when the named cannot bear it", "engine.py",
     "    for line in reversed(lines):", "    for line in lines:"),
    ("relief by instalment: the year split without it", "engine.py", "total + of_instalments, notice", "total, notice"),
    ("cap not in twelfths", "engine.py", "part.cap * len(liable_months) // 12", "part.cap"),
    ("cap before the reduction of months", "engine.py",
     "part.cap * len(liable_months) // 12", "part.cap // 12 * len(liable_months)"),
    ("part not cut to its unit", "engine.py",
     "amount = amount // rounding.part_unit * rounding.part_unit", "pass"),
    ("total not cut to its unit", "engine.py",
     "total = total // rounding.total_unit * rounding.total_unit", "pass"),
    ("remainder always to the first", "engine.py", 'remainder_to == "first" else -1',
     "True else 0"),
    ("year end is no bank holiday", "business_days.py", "((12, 31), (1, 1), (1, 2), (1, 3))", "()"),
    ("notice month still open", "engine.py", "if m > month_number(first_notice_on)",
     "if m >= month_number(first_notice_on)"),
    ("前納 ignored", "engine.py", "if head_abroad and year", "if False and year"),
    ("unknown income taken as zero", "engine.py",
     "if not all(m.income.is_known for m in counting):", "if False:"),
    ("members judged at the end of the year", "engine.py",
     "if within(m.insured, first_of_april)]",
     "if within(m.insured, date(year + 1, 3, 31))]"),
)


def with_slip(file, old, new):
    """A second copy of the engine in which one text is replaced."""
    modules = {}
    for name in ("business_days", "tables", "engine"):
        with open(os.path.join(HERE, name + ".py"), encoding="utf-8") as source:
            text = source.read()
        if file == name + ".py":
            if text.count(old) < 1:
                raise ValueError("the text of a slip is not in %s: %r" % (file, old))
            text = text.replace(old, new)
        modules[name] = types.ModuleType(name)
        kept = {other: sys.modules.get(other) for other in modules}
        sys.modules.update(modules)
        try:
            exec(compile(text, file, "exec"), modules[name].__dict__)
        finally:
            for other, module in kept.items():
                if module is not None:
                    sys.modules[other] = module
                else:
                    del sys.modules[other]
    return modules["engine"]


def answer_of(an_engine, request):
    try:
        return an_engine.assess(request)
    except an_engine.Fault as fault:
        return {"error": str(fault)}


def main():
    if sys.argv[1:2] == ["--stand-in"]:           # a program for the comparison, with slip N
        what, file, old, new = SLIPS[int(sys.argv[2])]
        return with_slip(file, old, new).main(["--lines"])

    number = failed = 0

    def tell(good, name):
        nonlocal number, failed
        number += 1
        failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", number, name))

    requests = [households.household(SEED, n) for n in range(HOUSEHOLDS)]
    answers = [answer_of(engine, request) for request in requests]
    for what, file, old, new in SLIPS:
        slipped = with_slip(file, old, new)
        caught = None
        for n, (request, mine) in enumerate(zip(requests, answers)):
            if compare.differ(mine, answer_of(slipped, request)):
                caught = n + 1
                break
        tell(caught is not None, "slip caught: %s%s"
             % (what, "" if caught is None else " (household %d)" % caught))

    command = [sys.executable, os.path.join(HERE, "compare.py"), "--count", "300", "--program"]
    honest = "%s %s" % (sys.executable, os.path.join(HERE, "engine.py"))
    done = subprocess.run(command + [honest], stdout=subprocess.PIPE)
    tell(done.returncode == 0 and done.stdout.startswith(b"ok 1 - second engine agrees on 300"),
         "the comparison says ok of two equal engines")
    slipped = "%s %s --stand-in 7" % (sys.executable, os.path.abspath(__file__))
    done = subprocess.run(command + [slipped], stdout=subprocess.PIPE)
    tell(done.returncode == 1 and done.stdout.startswith(b"not ok 1 - ")
         and b"smallest differing request" in done.stdout,
         "the comparison says not ok of a program with a slip, and prints the household")
    print("1..%d" % number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
