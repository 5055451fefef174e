#!/usr/bin/env python3
"""Random requests of `calc late-charge`, `refund-interest` and `seizable` (contracts 4.2, 4.3).

Deterministic by seed and index; heavy on the places where a rule turns: month ends and leap days, the window's
end and New Year with a day on either side, 2,000 yen left, a raw sum near 1,000.

    collection_requests.py late-charge --count 100 --seed 7 > requests.jsonl
"""

import argparse
import json
import random
import sys
from datetime import date, timedelta

import collection_engine as engine


def iso(day):
    return day.isoformat()


def an_edge(rng, first, last):
    """A day of [first, last], mostly beside the end of a month or a year."""
    kind = rng.random()
    if kind < 0.3:
        found = first + timedelta(days=rng.randrange(max(1, (last - first).days + 1)))
    else:
        year = rng.randint(first.year, last.year)
        month = rng.choice((1, 3, rng.randint(1, 12))) if kind < 0.7 else 1
        found = date(year, month, 1) + timedelta(days=rng.choice((-2, -1, -1, 0, 1)))
    return min(max(found, first), last)


def an_amount(rng):
    kind = rng.random()
    if kind < 0.15:
        return rng.choice((0, 1, 1000, 1999, 2000, 2001, 2999, 3000, 14999, 15000))
    if kind < 0.8:
        return rng.randrange(2000, 120000)
    if kind < 0.97:
        return rng.randrange(1000000)
    return rng.randrange(10 ** 12 + 1)


def excluded(rng, first, last):
    found = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        start = an_edge(rng, first, last)
        end = start + timedelta(days=rng.choice((0, 1, 30, rng.randrange(400))))
        if rng.random() < 0.01:
            start, end = end, start
        found.append({"from": iso(start), "to": iso(end)})
    return found


def late_charge(rng):
    due = an_edge(rng, date(2010, 1, 1), date(2026, 11, 30))
    reach = min(due + timedelta(days=rng.choice((40, 100, 400, 1500))), date(2026, 12, 31))
    principal = an_amount(rng)
    request = {"principal": principal, "due_date": iso(due)}
    if rng.random() < 0.9:
        request["municipality"] = rng.choice(("131041", "131041", "131041", "999999"))
    left = principal
    payments = []
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        share = rng.choice((left, left, max(0, left - rng.choice((1999, 2000, 2001, 500))), rng.randint(0, left)))
        window = engine.last_day_of_months(due + engine.ONE_DAY, 3)
        day = rng.choice((an_edge(rng, due - timedelta(days=5), reach), window, window + engine.ONE_DAY, due))
        payments.append({"date": iso(day), "amount": share})
        left -= share
    if rng.random() < 0.01:
        payments.append({"date": iso(due), "amount": left + 1})
    rng.shuffle(payments)
    if payments or rng.random() < 0.1:
        request["payments"] = payments
    if not payments or rng.random() < 0.4:
        request["as_of"] = iso(an_edge(rng, due - timedelta(days=5), reach))
    if rng.random() < 0.2:
        request["excluded"] = excluded(rng, due - timedelta(days=40), reach)
    rules = {"lower_rate_months": rng.choice((0, 1, 3, 12, 13)), "base_floor": rng.choice((1, 100, 1000)),
             "base_minimum": rng.choice((0, 2000, 10000)), "segment_floor": rng.random() < 0.5,
             "charge_floor": rng.choice((1, 10, 100)), "charge_minimum": rng.choice((0, 500, 1000, 1050)),
             "minimum_test": rng.choice(("leftover", "original"))}
    if "municipality" not in request:
        del rules["minimum_test"]
        request["rules"] = rules
        if rng.random() < 0.05:
            del rules["base_floor"]
    elif rng.random() < 0.4:
        request["rules"] = {key: rules[key] for key in rules if rng.random() < 0.5}
    if rng.random() < 0.1:                        # a charge of a few yen beside its minimum
        request = {"municipality": "131041", "principal": rng.randrange(2000, 4000), "due_date": iso(due),
                   "as_of": iso(due + timedelta(days=rng.randrange(1, 60))),
                   "rules": {"charge_minimum": rng.randrange(1, 14), "charge_floor": rng.choice((1, 10))}}
    if rng.random() < 0.02:                       # into years without a rate or an ordinance
        request["due_date"] = iso(date(rng.choice((2009, 2026)), rng.choice((1, 12)), 31))
        request["as_of"] = "2027-01-01"
    return request


def refund_interest(rng):
    first = an_edge(rng, date(2014, 1, 1), date(2026, 12, 31))
    last = min(first + timedelta(days=rng.choice((0, 30, 400, 1500))), date(2026, 12, 31))
    request = {"refund": an_amount(rng), "from": iso(first), "to": iso(an_edge(rng, first, last))}
    if rng.random() < 0.3:
        request["excluded"] = excluded(rng, first - timedelta(days=40), last)
    if rng.random() < 0.02:
        request["from"] = rng.choice(("2013-12-31", "2009-12-31", "2026-12-31"))
        request["to"] = rng.choice(("2014-01-01", "2027-01-01"))
    return request


def seizable(rng):
    months = rng.choice((1, 1, 1, 2, 3, rng.randint(1, 1200)))
    family = rng.choice((0, 0, 1, 2, 3, rng.randint(0, 1000)))
    living = (100000 + 45000 * family) * months
    withheld = [rng.choice((0, rng.randrange(60000), rng.randrange(60) * 1000)) for _ in range(3)]
    near = living * rng.choice((1, 11)) + sum(withheld)
    gross = rng.choice((near + rng.randint(-6, 6), near + rng.randint(-2000, 2000), rng.randrange(3000000),
                        an_amount(rng)))
    request = {"gross": max(0, gross), "income_tax": withheld[0], "resident_tax": withheld[1],
               "social_insurance": withheld[2]}
    if family or rng.random() < 0.5:
        request["family"] = family
    if months > 1 or rng.random() < 0.5:
        request["months"] = months
    if rng.random() < 0.6:
        request["round_1000"] = rng.random() < 0.8
    if rng.random() < 0.3:
        request["kind"] = rng.choice(("pay", "bonus", "retirement"))
        request["years"] = rng.choice((0, 5, 6, rng.randint(0, 80)))
    if rng.random() < 0.2:
        request["days"] = rng.choice((1, 7, 30, rng.randint(1, 366)))
    if rng.random() < 0.1:
        request["consent"] = rng.random() < 0.8
    if rng.random() < 0.01:
        request["kind"] = rng.choice(("wage", 1, ""))
    if rng.random() < 0.01:
        request["months"] = rng.choice((0, 1201))
    return request


MAKERS = {"late-charge": late_charge, "refund-interest": refund_interest, "seizable": seizable}


def request(name, seed, index):
    return MAKERS[name](random.Random("%s %s %d" % (name, seed, index)))


def main():
    options = argparse.ArgumentParser(description="random requests of the calculators of collection")
    options.add_argument("name", choices=sorted(MAKERS))
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", default="1")
    given = options.parse_args()
    for index in range(given.count):
        print(json.dumps(request(given.name, given.seed, index)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
