#!/usr/bin/env python3
"""The second engine of collection against the sheet's worked numbers, and against itself with slips. Prints TAP.

A slip is a text of the engine replaced by another: the random requests must show it. So the generator is
measured, not only trusted. Cases by the numbers of the fact sheet (8.5, 9.5, 19.2, 25); CO-14, CO-28, CO-38.
"""

import os
import sys
import types

import collection_engine as engine
import collection_requests as requests

HERE = os.path.dirname(os.path.abspath(__file__))
REQUESTS = 1500

# (id, principal, due, [(day, amount)], municipality, raw, amount)
LATE = (
    ("P1", 100000, "2021-04-30", [("2021-10-31", 100000)], "131041", 2848, 2800),
    ("C03", 50000, "2024-07-31", [("2024-12-20", 50000)], "131041", 897, 0),
    ("C04", 50000, "2024-07-31", [("2024-12-20", 50000)], "999999", 1423, 1400),
    ("C05", 120000, "2024-09-02", [("2024-12-02", 120000)], "131041", 718, 0),
    ("C06", 120000, "2024-09-02", [("2024-12-03", 120000)], "131041", 746, 0),
    ("C07", 120000, "2024-09-02", [("2025-03-31", 120000)], "131041", 4121, 4100),
    ("C08", 300000, "2023-11-29", [("2024-03-31", 300000)], "131041", 4030, 4000),
    ("C10", 80000, "2025-10-31", [("2026-03-31", 80000)], "131041", 1686, 1600),
    ("C11", 60000, "2020-11-02", [("2021-06-30", 60000)], "131041", 2527, 2500),
    ("C12", 100000, "2024-01-31", [("2025-01-31", 100000)], "131041", 7169, 7100),
    ("C15", 45600, "2026-01-05", [("2026-06-30", 45600)], "131041", 1274, 1200),
    ("C16", 15000, "2024-07-01", [("2025-07-01", 15000)], "131041", 1066, 1000),
    ("C17", 14999, "2024-07-01", [("2025-07-01", 14999)], "131041", 994, 0),
    ("S01", 85400, "2024-07-31", [("2024-09-15", 30000), ("2025-01-20", 55400)], "131041", 1484, 1400),
    ("X02", 2000, "2024-07-01", [("2025-07-01", 2000)], "131041", 142, 0),
    ("X04", 90000, "2025-06-30", [("2025-07-01", 90000)], "131041", 5, 0),
    ("X09", 33000, "2025-10-31", [("2026-05-07", 33000)], "131041", 999, 0),
)
REFUND = (
    ("K01", 150000, "2024-07-02", "2025-09-30", 1686, 1600),
    ("K02", 150000, "2024-06-11", "2025-09-30", 1764, 1700),
    ("K03", 260000, "2025-08-01", "2026-04-20", 1998, 1900),
    ("K04", 60000, "2025-01-11", "2025-12-20", 508, 0),
    ("K05", 1999, "2024-07-02", "2026-09-30", 0, 0),
)
SEIZABLE = (
    ("350,000", (350000, 8000, 15000, 50000, 1, 1), (145000, 26400, 105600), 105000),
    ("X39", (187650, 3210, 7400, 27890, 0, 1), (100000, 9830, 39320), 37000),
    ("X40", (120000, 0, 0, 15000, 1, 1), (145000, 0, 0), 0),
    ("1,200,000", (1200000, 150000, 90000, 110000, 2, 1), (190000, 132000, 528000), 528000),
    ("2,500,000", (2500000, 600000, 200000, 130000, 0, 1), (100000, 200000, 1270000), 1270000),
    ("pension", (300000, 0, 0, 12000, 0, 2), (200000, 17600, 70400), 70000),
)

SLIPS = (
    ("the due date itself bears", "    day = due\n    if day < end:", "    day = due - ONE_DAY\n    if day < end:"),
    ("the window without its last day", "day > lower_until", "day >= lower_until"),
    ("the window counted from the due date", "last_day_of_months(due + ONE_DAY, rules", "last_day_of_months(due, rules"),
    ("no such day: the day before the month's end", "if month == 12 else date(year, month + 1, 1)) - ONE_DAY",
     "if month == 12 else date(year, month + 1, 1)) - ONE_DAY - ONE_DAY"),
    ("the rate of the first year for all days", "rate_of(day, day >", "rate_of(due, day >"),
    ("366 days in a leap year", "* s[\"days\"] / 365", "* s[\"days\"] / (365 + (s[\"from\"].year % 4 == 0))"),
    ("a payment counts a day early", "        tested = at_due", "        unpaid -= paid.get(day, 0)\n        tested = at_due"),
    ("the base not cut", "base = unpaid - unpaid % rules[\"base_floor\"]", "base = unpaid"),
    ("2,000 itself bears nothing", "if tested >= rules[\"base_minimum\"]", "if tested > rules[\"base_minimum\"]"),
    ("the minimum always on what is left", "tested = at_due if rules[\"minimum_test\"] == \"original\" else unpaid",
     "tested = unpaid"),
    ("1,000 itself is nil", "0 if raw < minimum", "0 if raw <= minimum"),
    ("cut before the minimum", "return raw, 0 if raw < minimum else raw - raw % unit",
     "return raw, 0 if raw - raw % unit < minimum else raw - raw % unit"),
    ("every segment cut although the sum is", "exact += s[\"yen\"] if cut_each else share", "exact += s[\"yen\"]"),
    ("2026 at the rate of 2025", "2026: (28, 91)}", "2026: (24, 87)}"),
    ("refund rate of 2021", "2021: 10,", "2021: 11,"),
    ("refund: the last day left out", "while base and day <= last:", "while base and day < last:"),
    ("refund: 2,000 itself", "if refund >= 2000 else 0", "if refund > 2000 else 0"),
    ("excluded without its last day", "first <= day <= last for", "first <= day < last for"),
    ("item 5 not capped", "min(rest * 20 // 100, living + living)", "rest * 20 // 100"),
    ("relatives once, not every month", "sum(100000 + family * 45000 for _ in range(months))",
     "100000 * months + family * 45000"),
    ("deductions not raised", "withheld = [up(one, unit) for one in withheld]", "withheld = list(withheld)"),
    ("pay not cut", "    pay -= pay % unit\n", ""),
)


def with_slip(old, new):
    with open(os.path.join(HERE, "collection_engine.py"), encoding="utf-8") as source:
        text = source.read()
    if text.count(old) < 1:
        raise ValueError("the text of a slip is not in the engine: %r" % old)
    module = types.ModuleType("slipped")
    exec(compile(text.replace(old, new), "collection_engine.py", "exec"), module.__dict__)
    return module


def compared(answer):
    return "refused" if "error" in answer else answer


def answers(an_engine, name, asked):
    found = []
    for one in asked:
        try:
            found.append(compared(an_engine.answer(name, one)))
        except Exception as error:                # a slip may break down: that shows too
            found.append(repr(error))
    return found


def main():
    number = failed = 0

    def tell(good, name):
        nonlocal number, failed
        number += 1
        failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", number, name))

    for name, principal, due, paid, city, raw, amount in LATE:
        got = engine.answer("late-charge", {"municipality": city, "principal": principal, "due_date": due,
                                            "payments": [{"date": day, "amount": yen} for day, yen in paid]})
        tell((got.get("raw"), got.get("amount")) == (raw, amount), "late charge %s" % name)
    for name, refund, first, last, raw, amount in REFUND:
        got = engine.answer("refund-interest", {"refund": refund, "from": first, "to": last})
        tell((got.get("raw"), got.get("amount")) == (raw, amount), "refund interest %s" % name)
    keys = ("gross", "income_tax", "resident_tax", "social_insurance", "family", "months")
    for name, given, items, rounded in SEIZABLE:
        request = dict(zip(keys, given))
        got = engine.answer("seizable", request)
        tell(tuple(got.values()) == items, "seizable %s" % name)
        got = engine.answer("seizable", dict(request, round_1000=True))
        tell(got["seizable"] == rounded, "seizable %s, rounded" % name)

    asked = {name: [requests.request(name, "slips", n) for n in range(REQUESTS)] for name in requests.MAKERS}
    honest = {name: answers(engine, name, asked[name]) for name in asked}
    for what, old, new in SLIPS:
        slipped = with_slip(old, new)
        caught = any(answers(slipped, name, asked[name]) != honest[name] for name in asked)
        tell(caught, "slip caught: %s" % what)
    print("1..%d" % number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
