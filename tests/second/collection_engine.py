#!/usr/bin/env python3
"""The second engine of collection (延滞金, 還付加算金, 差押可能額), deliberately slow: day by day.

Written from the fact sheet of collection and the command contract (4.2, 4.3) alone; its tables are typed a
second time. It shares no line, no table and no idea of structure with the rules of the program: there
stretches are cut, here every day is asked what it bears and equal neighbours are put together.

    collection_engine.py late-charge < request.json
    collection_engine.py late-charge --lines < requests.jsonl

Readings, where sheet or contract leave something open:
1. A segment is a run of neighbouring days with one base and one rate; days that bear nothing (excluded, base 0)
   belong to none. A payment that leaves the base as it is ends no segment.
2. Without `as_of` the charge ends with the last payment of more than 0 yen; until then the base is all
   that is unpaid. `as_of` before it changes nothing.
3. 2,000 is tested on what is left each day ("leftover"); "original": on what is unpaid the day after due.
4. Item 5 is cut to the yen.
"""

import json
import re
import sys
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)
MAX_AMOUNT = 10 ** 12

# year: (lower, upper) in per mille
LATE = {2010: (43, 146), 2011: (43, 146), 2012: (43, 146), 2013: (43, 146), 2014: (29, 92), 2015: (28, 91),
        2016: (28, 91), 2017: (27, 90), 2018: (26, 89), 2019: (26, 89), 2020: (26, 89), 2021: (25, 88),
        2022: (24, 87), 2023: (24, 87), 2024: (24, 87), 2025: (24, 87), 2026: (28, 91)}
# 9.6: average lending rate + 0.5, while conversion is stayed and in the graces of 3号 and 4号
GRACE = {2021: 10, 2022: 9, 2023: 9, 2024: 9, 2025: 9, 2026: 13}
REFUND = {2014: 19, 2015: 18, 2016: 18, 2017: 17, 2018: 16, 2019: 16, 2020: 16, 2021: 10, 2022: 9, 2023: 9,
          2024: 9, 2025: 9, 2026: 13}
# municipality: first due date, its rules
ORDINANCES = {
    "131041": (date(2010, 1, 1), {"lower_rate_months": 3, "base_floor": 1000, "base_minimum": 2000,
                                  "segment_floor": True, "charge_floor": 100, "charge_minimum": 1000,
                                  "minimum_test": "leftover"}),
    "999999": (date(2010, 1, 1), {"lower_rate_months": 1, "base_floor": 1000, "base_minimum": 2000,
                                  "segment_floor": True, "charge_floor": 100, "charge_minimum": 1000,
                                  "minimum_test": "original"}),
}


class Fault(Exception):
    """The request is refused: JSON pointer and reason."""


def _no_key_twice(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise Fault("the key %r stands twice" % key)
        found[key] = value
    return found


def _no_such_number(text):
    raise Fault("%s is no whole number" % text)


def load(text):
    try:
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_float=_no_such_number,
                          parse_constant=_no_such_number)
    except ValueError as error:
        raise Fault(str(error))


# -- reading ------------------------------------------------------------------------------------

def an_object(value, keys, at):
    if not isinstance(value, dict):
        raise Fault("%s: no object" % at)
    for key in value:
        if key not in keys:
            raise Fault("%s/%s: unknown" % (at, key))


def an_amount(holder, key, at, least=0, most=MAX_AMOUNT, default=None):
    if key not in holder and default is not None:
        return default
    value = holder.get(key)
    if type(value) is not int or not least <= value <= most:
        raise Fault("%s/%s: no amount" % (at, key))
    return value


def a_day(holder, key, at):
    value = holder.get(key)
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise Fault("%s/%s: no day" % (at, key))
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise Fault("%s/%s: no such day" % (at, key))
    if found.year < 1868:
        raise Fault("%s/%s: before the eras" % (at, key))
    return found


def a_bool(holder, key, at):
    if key in holder and type(holder[key]) is not bool:
        raise Fault("%s/%s: no boolean" % (at, key))
    return holder.get(key, False)


def a_list(holder, key, most):
    found = holder.get(key, [])
    if not isinstance(found, list) or len(found) > most:
        raise Fault("/%s: no list" % key)
    return found


def excluded_days(request):
    """-> a function that says whether a day bears nothing"""
    spans = []
    for n, one in enumerate(a_list(request, "excluded", 1000)):
        at = "/excluded/%d" % n
        an_object(one, ("from", "to"), at)
        first, last = a_day(one, "from", at), a_day(one, "to", at)
        if last < first:
            raise Fault(at + ": ends before it begins")
        spans.append((first, last))
    return lambda day: any(first <= day <= last for first, last in spans)


# -- days -----------------------------------------------------------------------------------------

def last_day_of_months(first, months):
    """Civil Code 143: the last day of a period of months that begins on `first`."""
    year, month = first.year, first.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    try:
        return date(year, month, first.day) - ONE_DAY
    except ValueError:                            # no such day in that month: its last day
        return (date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)) - ONE_DAY


def segments_of(days):
    """[(day, base, per mille)] ascending -> segments, neighbours with the same base and rate together"""
    found = []
    for day, base, per_mille in days:
        last = found[-1] if found else None
        if last and last["base"] == base and last["rate"] == per_mille and last["to"] + ONE_DAY == day:
            last["to"] = day
            last["days"] += 1
        else:
            found.append({"from": day, "to": day, "days": 1, "base": base, "rate": per_mille})
    return found


def total(segments, cut_each, minimum, unit):
    """Fills in the yen; -> raw and amount"""
    exact = Fraction(0)
    for s in segments:
        share = Fraction(s["base"]) * Fraction(s["rate"], 1000) * s["days"] / 365
        s["yen"] = share.numerator // share.denominator
        exact += s["yen"] if cut_each else share
    raw = exact.numerator // exact.denominator
    return raw, 0 if raw < minimum else raw - raw % unit


def shown(segments):
    return [{"from": s["from"].isoformat(), "to": s["to"].isoformat(), "days": s["days"], "base": s["base"],
             "rate": percent(s["rate"]), "yen": s["yen"]} for s in segments]


def percent(per_mille):
    """Half of an upper rate has two places."""
    return ("%d.%02d" % divmod(int(per_mille * 10), 100)).rstrip("0").rstrip(".") + "%"


# -- late charge ------------------------------------------------------------------------------------

RULES = ("lower_rate_months", "base_floor", "base_minimum", "segment_floor", "charge_floor",
         "charge_minimum", "minimum_test")


def rules_of(request, due):
    given = request.get("rules", {})
    an_object(given, RULES, "/rules")
    rules = {"minimum_test": "leftover"}
    if "municipality" in request:
        name = request["municipality"]
        if not isinstance(name, str) or name not in ORDINANCES:
            raise Fault("/municipality: unknown")
        first_due, of_ordinance = ORDINANCES[name]
        if due < first_due:
            raise Fault("no ordinance for %s" % due)
        rules.update(of_ordinance)
    bounds = {"lower_rate_months": (0, 1200), "base_floor": (1, MAX_AMOUNT), "base_minimum": (0, MAX_AMOUNT),
              "charge_floor": (1, MAX_AMOUNT), "charge_minimum": (0, MAX_AMOUNT)}
    for key in given:
        if key in bounds:
            rules[key] = an_amount(given, key, "/rules", *bounds[key])
        elif key == "segment_floor":
            rules[key] = a_bool(given, key, "/rules")
        elif given[key] in ("leftover", "original"):
            rules[key] = given[key]
        else:
            raise Fault("/rules/minimum_test")
    if len(rules) != len(RULES):
        raise Fault("/municipality: neither an ordinance nor all rules")
    return rules


def rate_of(day, is_upper, lowered):
    """9.6: what the waivers of a day leave of its rate; of several the least."""
    if day.year not in LATE:
        raise Fault("no rate of %d" % day.year)
    own = LATE[day.year][is_upper]
    left = [own]
    for first, last, how in lowered:
        if first <= day <= last and how == "grace":
            if day.year not in GRACE:
                raise Fault("no rate of grace of %d" % day.year)
            left.append(GRACE[day.year])
        elif first <= day <= last and how == "half" and is_upper:
            left.append(Fraction(own, 2))
    return min(left)


def late_charge(request, lowered=()):
    """`lowered`: (first day, last day, "half" of the upper rate or the rate of "grace"), which no request can say."""
    an_object(request, ("municipality", "principal", "due_date", "payments", "as_of", "rules", "excluded",
                        "trace"), "")
    principal = an_amount(request, "principal", "")
    due = a_day(request, "due_date", "")
    if "payments" not in request and "as_of" not in request:
        raise Fault("/payments: neither payments nor as_of")
    paid = {}
    for n, one in enumerate(a_list(request, "payments", 10000)):
        at = "/payments/%d" % n
        an_object(one, ("date", "amount"), at)
        day = a_day(one, "date", at)
        paid[day] = paid.get(day, 0) + an_amount(one, "amount", at)
    if sum(paid.values()) > principal:
        raise Fault("/payments: more than the principal")
    as_of = a_day(request, "as_of", "") if "as_of" in request else None
    is_excluded = excluded_days(request)
    a_bool(request, "trace", "")
    rules = rules_of(request, due)

    ends = [day for day, amount in paid.items() if amount] + ([as_of] if as_of else [])
    end = max(ends) if ends else due
    unpaid = principal - sum(amount for day, amount in paid.items() if day <= due)
    at_due = unpaid
    bearing = []
    day = due
    if day < end:
        lower_until = last_day_of_months(due + ONE_DAY, rules["lower_rate_months"])
    while day < end:
        day += ONE_DAY
        tested = at_due if rules["minimum_test"] == "original" else unpaid
        base = unpaid - unpaid % rules["base_floor"]
        if tested >= rules["base_minimum"] and base > 0 and not is_excluded(day):
            bearing.append((day, base, rate_of(day, day > lower_until, lowered)))
        unpaid -= paid.get(day, 0)
        if unpaid == 0:
            break
    segments = segments_of(bearing)
    raw, amount = total(segments, rules["segment_floor"], rules["charge_minimum"], rules["charge_floor"])
    return {"raw": raw, "amount": amount, "remaining": principal - sum(paid.values()),
            "segments": shown(segments)}


# -- refund interest ----------------------------------------------------------------------------------

def refund_interest(request):
    an_object(request, ("refund", "from", "to", "excluded", "trace"), "")
    refund = an_amount(request, "refund", "")
    first, last = a_day(request, "from", ""), a_day(request, "to", "")
    if last < first:
        raise Fault("/to: before from")
    is_excluded = excluded_days(request)
    a_bool(request, "trace", "")
    if first < date(2010, 1, 1):
        raise Fault("no rules for %s" % first)
    base = refund // 1000 * 1000 if refund >= 2000 else 0
    bearing = []
    day = first
    while base and day <= last:
        if not is_excluded(day):
            if day.year not in REFUND:
                raise Fault("no rate of %d" % day.year)
            bearing.append((day, base, REFUND[day.year]))
        day += ONE_DAY
    segments = segments_of(bearing)
    raw, amount = total(segments, True, 1000, 100)
    return {"raw": raw, "amount": amount, "segments": shown(segments)}


# -- what may be seized ---------------------------------------------------------------------------------

def up(amount, unit):
    while amount % unit:
        amount += unit - amount % unit
    return amount


def seizable(request):
    an_object(request, ("gross", "income_tax", "resident_tax", "social_insurance", "family", "months",
                        "round_1000", "trace", "kind", "days", "years", "consent"), "")
    pay, *withheld = [an_amount(request, key, "") for key in ("gross", "income_tax", "resident_tax",
                                                              "social_insurance")]
    family = an_amount(request, "family", "", 0, 1000, 0)
    months = an_amount(request, "months", "", 1, 1200, 1)
    days = an_amount(request, "days", "", 1, 366, 0)
    years = an_amount(request, "years", "", 0, 80, 0)
    kind = request.get("kind", "pay")
    if kind not in ("pay", "bonus", "retirement"):
        raise Fault("/kind: unknown")
    agreed = a_bool(request, "consent", "")
    unit = 1000 if a_bool(request, "round_1000", "") else 1
    a_bool(request, "trace", "")
    pay -= pay % unit
    withheld = [up(one, unit) for one in withheld]
    month = 100000 + family * 45000
    if kind == "retirement":                        # 76条4項: three months, a fifth of them for each year beyond five
        living = month + month + month
        fifth = sum(living for year in range(1, years + 1) if year > 5) * 20 // 100
    else:
        if kind == "bonus":                         # 3項: as if for one month
            living = month
        elif days:                                  # thirtieths, to the debtor's good
            living = up(month * days, 30) // 30
        else:
            living = sum(100000 + family * 45000 for _ in range(months))
        rest = max(0, pay - sum(withheld) - living)
        fifth = min(rest * 20 // 100, living + living)
    rest = max(0, pay - sum(withheld) - living)
    fifth = up(fifth, unit)
    return {"item4": living, "item5": fifth, "seizable": pay if agreed else max(0, rest - fifth)}


CALCULATIONS = {"late-charge": late_charge, "refund-interest": refund_interest, "seizable": seizable}


def answer(name, request):
    try:
        return CALCULATIONS[name](request)
    except Fault as fault:
        return {"error": str(fault)}


def main(arguments):
    name = arguments[0]
    if "--lines" in arguments:
        for line in sys.stdin:
            try:
                print(json.dumps(answer(name, load(line))))
            except Fault as fault:
                print(json.dumps({"error": str(fault)}))
        return 0
    found = answer(name, load(sys.stdin.read()))
    print(json.dumps(found, ensure_ascii=False))
    return 2 if "error" in found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
