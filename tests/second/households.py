#!/usr/bin/env python3
"""Random households for comparing the two engines: requests of `calc premium`, contracts 4.1.

Deterministic: the same seed and index give the same request on every machine. Heavy on the places
where a rule turns: incomes at a threshold and one yen beside it, births around 1 January, 1 and 2
April and the birthdays 40, 65 and 75, months entered or left on their last day.

    households.py --count 100 --seed 7 > requests.jsonl

Everybody in them is invented.
"""

import argparse
import json
import random
import sys
from datetime import date, timedelta

import engine
import tables

CODES = sorted(tables.UNEMPLOYED_CODES) + ["24", "40", "50"]
ONE_DAY = timedelta(days=1)


def iso(a_day):
    return a_day.isoformat()


def day_of_year(rng, year):
    """A day of the fiscal year, mostly at the edge of a month."""
    if rng.random() < 0.4:
        return date(year, 4, 1) + timedelta(days=rng.randrange(365))
    m = year * 12 + 3 + rng.randrange(13)
    first = date(m // 12, m % 12 + 1, 1)
    return first + timedelta(days=rng.choice((-1, 0, 1)))


# -- births -----------------------------------------------------------------------------------

def birth_at_edge(rng, year, age):
    """Born so that the age is attained near an edge of the fiscal year."""
    # 65 turns on 1 January too (pensions), 6 and 18 on 1 and 2 April.
    kind = rng.choice((0, 0, 0, 1, 2, 3, 3, 3, 4) if age in (65, 16) else
                      (0, 1, 1, 1, 2, 2, 3, 4) if age in (0, 6, 18) else (0, 1, 2, 3, 3, 3, 4))
    if kind == 0:                                 # around 1 January of the fiscal year
        return date(year - age, 1, 1) + timedelta(days=rng.choice((-1, 0, 1)))
    if kind == 1:                                 # around 1 and 2 April at its start
        return date(year - age, 4, 1) + timedelta(days=rng.choice((-1, 0, 1, 2)))
    if kind == 2:                                 # around 1 and 2 April at its end
        return date(year + 1 - age, 4, 1) + timedelta(days=rng.choice((-2, -1, 0, 1)))
    if kind == 3:                                 # first two or last day of some month of it
        m = (year - age) * 12 + 3 + rng.randrange(12)
        return date(m // 12, m % 12 + 1, 1) + timedelta(days=rng.choice((-1, 0, 1)))
    leap = year - age
    leap -= leap % 4
    return date(leap, 2, 29)                      # 1900 is out of reach: ages are at most 90


def birth_between(rng, year, youngest, oldest):
    return date(year - oldest, 1, 1) + timedelta(days=rng.randrange((oldest - youngest + 1) * 365))


def birth(rng, year, role):
    edge = rng.random() < 0.4
    if role == "child":
        if edge:
            found = birth_at_edge(rng, year, rng.choice((0, 6, 6, 16, 18, 18)))
        else:
            found = birth_between(rng, year, 0, 18)
        return min(found, date(year + 1, 3, 31))
    if role == "young":
        return birth_at_edge(rng, year, rng.choice((18, 40))) if edge \
            else birth_between(rng, year, 19, 38)
    if role == "middle":
        return birth_at_edge(rng, year, rng.choice((40, 65))) if edge \
            else birth_between(rng, year, 41, 63)
    if role == "senior":
        return birth_at_edge(rng, year, rng.choice((65, 75))) if edge \
            else birth_between(rng, year, 66, 74)
    return birth_between(rng, year, 76, 90)       # "aged"


def is_over_care_age(year, born):
    """Surely not 40 to 64 in any month of the year, or surely younger."""
    return born < date(year - 65, 4, 1) or born > date(year - 39, 4, 2)


# -- incomes ----------------------------------------------------------------------------------

def near(rng, amount):
    return max(0, amount + rng.choice((-1, 0, 0, 1)))


def threshold_amount(rng, year, persons):
    """An income at which something turns."""
    t = tables.THRESHOLDS[year]
    lines = [t.base, t.base + t.per_extra_earner]
    for n in range(1, persons + 1):
        for extra in (0, t.per_extra_earner, 2 * t.per_extra_earner):
            lines.append(t.base + extra + t.five_per_person * n)
            lines.append(t.base + extra + t.two_per_person * n)
    lines += [24000000, 24500000, 25000000, 430000, 330000]
    return near(rng, rng.choice(lines))


def amount(rng, year, persons):
    kind = rng.randrange(10)
    if kind < 3:
        return threshold_amount(rng, year, persons)
    if kind < 5:
        return rng.randrange(0, 2000000)
    if kind < 7:
        return rng.randrange(0, 800) * 10000
    if kind < 8:
        return rng.randrange(6000000, 12000000)   # around the caps
    if kind < 9:
        return rng.randrange(0, 40000000)
    return rng.choice((0, 0, 1, 1000000000000, 999999999))


SALARY_EDGES = (550000, 550000, 650000, 650000, 551000, 550999, 650999, 651000, 1618999, 1619000,
                1620000, 1622000, 1624000, 1628000, 1799999, 1800000, 1899999, 1900000, 3599999,
                3600000, 6599999, 6600000, 8499999, 8500000, 9999999, 10000000)
PENSION_EDGES = (600000, 600000, 700000, 1100000, 1200000, 1250000, 1250000, 1300000, 1500000,
                 1530000, 1580000, 1680000, 3300000, 4100000, 7700000, 10000000)


def revenue(rng, edges, most):
    if rng.random() < 0.5:
        return near(rng, rng.choice(edges))
    if rng.random() < 0.1:
        return rng.randrange(0, most * 4)
    return rng.randrange(0, most)


def derived(year, born, given):
    """Salary and pension income of what is given, as the contract's tables give them."""
    return engine.Income(year, given, "", born <= date(year - 65, 1, 1), False)


def income(rng, year, born, persons, role):
    """The "income" object, or None to leave it out."""
    chance = rng.random()
    if role == "child":
        if chance < 0.6:
            return None
        if chance < 0.8:
            return {"declared": True}
    if chance < 0.05:
        return None
    if chance < 0.09:
        return {"declared": False}
    if chance < 0.10:
        return {}
    if chance < 0.18:
        return {"declared": True}
    given = {}
    if chance < 0.50:
        given["total_income"] = amount(rng, year, persons)
    elif chance < 0.60:                           # incomes without revenues
        if rng.random() < 0.7:
            given["salary_income"] = rng.choice((0, 1, amount(rng, year, persons)))
        if rng.random() < 0.5:
            given["pension_income"] = rng.choice((0, 1, 149999, 150000, 150001,
                                                  rng.randrange(3000000)))
        if not given or rng.random() < 0.4:
            given["other_income"] = amount(rng, year, persons)
    else:
        pension_likely = 0.8 if role in ("senior", "aged") else 0.1
        if rng.random() < 1 - pension_likely * 0.6:
            given["salary_revenue"] = revenue(rng, SALARY_EDGES, 9000000)
        if rng.random() < pension_likely:
            given["pension_revenue"] = revenue(rng, PENSION_EDGES, 4000000)
        if not given or rng.random() < 0.3:
            low = -1500000 if rng.random() < 0.3 else 0
            given["other_income"] = rng.choice((rng.randrange(low, 3000000),
                                                amount(rng, year, persons), 10000000, 20000000))
        if given.get("salary_revenue") and rng.random() < 0.15:
            given["family_employee_pay_received"] = rng.choice(
                (given["salary_revenue"], rng.randrange(given["salary_revenue"] + 1)))

    # What else may stand there and what must then agree.
    if rng.random() < 0.25 and "total_income" not in given:
        known = derived(year, born, given)
        if rng.random() < 0.5 and "salary_revenue" in given:
            given["salary_income"] = known.salary
        if rng.random() < 0.5 and "pension_revenue" in given:
            given["pension_income"] = known.pension
        if rng.random() < 0.5:
            if "other_income" in given:
                given["total_income"] = known.total
            else:
                given["total_income"] = known.total + amount(rng, year, persons)
                if given["total_income"] > 10 ** 12:
                    given["total_income"] = known.total
    if rng.random() < 0.08:
        given["combined_income"] = rng.choice((amount(rng, year, persons), near(rng, 24000000),
                                               near(rng, 24500000), near(rng, 25000000)))
    if rng.random() < 0.08:
        given["family_employee_pay_paid"] = rng.randrange(0, 2000000)
    if rng.random() < 0.05:
        given["special_deductions_of_gains"] = rng.choice((30000000, 50000000,
                                                           rng.randrange(3000000)))
    if rng.random() < 0.08:
        given["casualty_loss_carried"] = rng.randrange(0, 3000000)
    if rng.random() < 0.4:
        given["fixed_asset_tax"] = rng.choice((0, rng.randrange(300000), near(rng, 100000)))
    if rng.random() < 0.3:
        given["declared"] = True
    try:
        derived(year, born, given)
    except engine.Fault:                          # an added key brought a contradiction
        return {"total_income": amount(rng, year, persons)}
    return given


# -- members ----------------------------------------------------------------------------------

def spans(rng, year):
    """One to three ranges around the fiscal year, apart from each other."""
    days = sorted({day_of_year(rng, year) for _ in range(rng.choice((2, 2, 2, 4, 4, 6)))})
    if len(days) % 2:
        days.pop()
    found = [{"from": iso(a), "until": iso(b)} for a, b in zip(days[::2], days[1::2])]
    if found and rng.random() < 0.15:
        found[0]["from"] = iso(date(year - 2, 7, 3))          # before the year: clipped
    if found and rng.random() < 0.15:
        found[-1]["until"] = rng.choice(("9999-12-31", iso(date(year + 3, 1, 1))))
    if len(found) > 1 and rng.random() < 0.2:
        found[1]["from"] = found[0]["until"]                   # touching is no overlap
    if rng.random() < 0.3:
        found.reverse()
    return found


def insured(rng, year, born):
    """The "insured" value, or None to leave it out."""
    chance = rng.random()
    if chance < 0.55 or born > date(year, 4, 1):
        return None
    end = date(year + 1, 4, 1)
    if chance < 0.65:
        return [{"from": iso(date(year, 4, 1)), "until": iso(end)}]
    if chance < 0.75:                             # joins
        return [{"from": iso(day_of_year(rng, year)), "until": iso(end + ONE_DAY * 400)}]
    if chance < 0.85:                             # leaves
        return [{"from": iso(date(year - 1, 10, 1)),
                 "until": iso(max(day_of_year(rng, year), date(year, 4, 1)))}]
    if chance < 0.97:
        return spans(rng, year)
    return []


def member(rng, year, name, role, persons, is_specified=False):
    born = birth(rng, year, role)
    found = {"id": name, "birth_date": iso(born)}
    if is_specified:
        found["insured"] = []
        found["specified_member"] = True
        if rng.random() < 0.8:
            months_ago = rng.choice((0, 12, 59, 60, 61, 71, 95, 96, 97, rng.randrange(120)))
            m = year * 12 + 3 + rng.randrange(12) - months_ago
            found["specified_since"] = iso(date(m // 12, m % 12 + 1, rng.choice((1, 15, 28))))
    else:
        spell = insured(rng, year, born)
        if spell is not None:
            found["insured"] = spell
        if rng.random() < 0.05:
            found["specified_member"] = False
    if role == "middle" and rng.random() < 0.12:
        found["care_exempt"] = spans(rng, year)
    given = income(rng, year, born, persons, role)
    if given is not None:
        found["income"] = given
    if role in ("young", "middle") and rng.random() < 0.2:
        separated = rng.choice((day_of_year(rng, year), day_of_year(rng, year - 1),
                                day_of_year(rng, year - 2), date(year, 3, 30), date(year, 3, 31),
                                date(year - 1, 3, 31), date(year - 1, 3, 30)))
        found["unemployed"] = {"separated_on": iso(separated), "reason_code": rng.choice(CODES)}
        if role == "middle" and rng.random() < 0.1:            # 65 around the day of leaving
            found["birth_date"] = iso(separated.replace(year=separated.year - 65, day=1))
            found["unemployed"]["separated_on"] = iso(
                separated.replace(day=1) + ONE_DAY * rng.choice((-2, -1, 0)))
            found.pop("income", None)
            found["income"] = {"salary_revenue": revenue(rng, SALARY_EDGES, 9000000)}
    if role == "young" and rng.random() < 0.25:
        expected = rng.choice((day_of_year(rng, year), day_of_year(rng, year),
                               date(2023, 10, 31), date(2023, 11, 1), date(2023, 12, 20)))
        found["maternity"] = {"expected_birth": iso(expected)}
        if rng.random() < 0.5:
            found["maternity"]["multiple"] = rng.random() < 0.5
    if role == "senior" and not is_specified and rng.random() < 0.2:
        m = year * 12 + 3 + rng.randrange(12) - rng.choice((0, 12, 22, 23, 24, 25, 30))
        found["former_dependant"] = {"acquired_on": iso(date(m // 12, m % 12 + 1,
                                                             rng.choice((1, 10, 28))))}
    return found


SHAPES = (
    ("young",), ("middle",), ("senior",), ("child",), ("young",), ("senior",),
    ("middle", "middle"), ("young", "young"), ("senior", "senior"), ("senior", "aged*"),
    ("middle", "senior"), ("young", "child"), ("aged", "middle"), ("aged*", "senior"),
    ("middle", "middle", "child"), ("young", "young", "child", "child"),
    ("middle", "young", "child", "child", "child"), ("middle", "aged*", "aged*"),
    ("senior", "aged*", "middle"), ("senior", "middle", "young", "child", "aged*"),
    ("middle", "middle", "young", "young", "young", "child", "child", "senior", "senior"),
)
SHAPES_WITHOUT_CARE = (("young",), ("senior",), ("senior", "senior"), ("young", "child"),
                       ("senior", "aged*"), ("young", "young", "child"), ("aged", "senior"))


# -- ordinances -------------------------------------------------------------------------------

def percent(rng, most):
    if rng.random() < 0.3:
        return "%d%%" % rng.randrange(most)
    if rng.random() < 0.1:
        return "%d.%04d%%" % (rng.randrange(most), rng.randrange(10000))
    return "%d.%02d%%" % (rng.randrange(most), rng.randrange(100))


def rates(rng, year):
    """Another ordinance, whole, with odd roundings."""
    parts = {}
    names = ["medical", "support", "care"] + (["child"] if year >= 2026 else [])
    for name in names:
        if rng.random() < 0.05:
            continue
        most = {"medical": 12, "support": 4, "care": 4, "child": 1}[name]
        part = {"income_rate": percent(rng, most), "per_capita": rng.choice(
            (rng.randrange(60000), rng.randrange(600) * 100))}
        if rng.random() < 0.6:
            part["asset_rate"] = percent(rng, 40)
        if rng.random() < 0.5:
            part["per_household"] = rng.choice((rng.randrange(30000), 20400, 19680))
        if rng.random() < 0.85:
            part["cap"] = rng.choice(({"medical": 670000, "support": 260000, "care": 170000,
                                       "child": 30000}[name], rng.randrange(200000), 100001))
        if name == "child" and rng.random() < 0.8:
            part["per_capita_18plus"] = rng.choice((73, 100, rng.randrange(300)))
        if rng.random() < 0.1:
            del part[rng.choice(sorted(part))]
        parts[name] = part
    found = {"parts": parts}
    if rng.random() < 0.7:
        every = {"base_unit": rng.choice((1, 1, 10, 100, 1000)),
                 "part_unit": rng.choice((1, 10, 100, 1000, 7)),
                 "total_unit": rng.choice((1, 1, 10, 100, 1000)),
                 "instalment_unit": rng.choice((1, 10, 100, 1000)),
                 "remainder_to": rng.choice(("first", "last"))}
        found["rounding"] = {k: v for k, v in every.items() if rng.random() < 0.8}
    if rng.random() < 0.7:
        found["instalments"] = rng.randrange(1, 13)
    return found


# -- the request ------------------------------------------------------------------------------

def household(seed, index):
    """Request number `index` of the seed."""
    rng = random.Random("%s/%d" % (seed, index))
    year = rng.choice(list(range(2018, 2027)) + [2024, 2025, 2025, 2026, 2026, 2026, 2026])
    request = {"fiscal_year": year}
    chance = rng.random()
    if chance < 0.3:
        request["rates"] = rates(rng, year)
        if rng.random() < 0.5:
            request["municipality"] = "131041"
    elif year == 2025 and chance < 0.6:
        request["municipality"] = rng.choice(("202011", "999999"))
    elif year == 2026 and chance < 0.5:
        request["municipality"] = "999999"
    else:
        request["municipality"] = "131041"

    # Shinjuku's care rate of FY2021 to 2023 is not known: mostly households that do not need it.
    careless = (year in (2021, 2022, 2023) and "rates" not in request and rng.random() < 0.9)
    shape = rng.choice(SHAPES_WITHOUT_CARE if careless else SHAPES)
    members = []
    for n, role in enumerate(shape):
        name = "ABCDEFGHIJ"[n]
        person = member(rng, year, name, role.rstrip("*"), len(shape), role.endswith("*"))
        if careless:
            born = date.fromisoformat(person["birth_date"])
            if not is_over_care_age(year, born):
                old = role in ("senior", "aged", "aged*")
                person["birth_date"] = iso(date(year - (70 if old else 30), born.month, 15))
                person.pop("income", None)        # the tables hang on the age
                person["income"] = {"total_income": amount(rng, year, len(shape))}
        members.append(person)
    head = 0
    if rng.random() < 0.12:
        head = rng.randrange(len(members))
    if rng.random() < 0.12 and len(members) > 1:  # 擬制世帯主
        if not members[head].get("specified_member"):
            members[head]["insured"] = []
    bearer = register_head = stands_in(rng, members, head)
    if register_head is None:
        bearer = head
    if rng.random() < 0.25:                       # the household's judged income on a line
        for person in members:
            if "income" in person:
                person["income"] = {"declared": True}
        members[bearer]["income"] = {"total_income": threshold_amount(rng, year, len(members))}
    request["household"] = {"head": members[head]["id"], "members": members}
    if register_head is not None:
        request["household"]["register_head"] = members[register_head]["id"]
    if rng.random() < 0.05:
        request["household"]["head_abroad_on_1_january"] = rng.random() < 0.8
    if rng.random() < 0.1:
        request["household"]["remissions"] = [remission(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    if rng.random() < 0.2:
        request["first_notice_on"] = iso(day_of_year(rng, year) + ONE_DAY * rng.choice((0, 0, 120)))
    return request


def stands_in(rng, members, head):
    """国保上の世帯主: for whom of the register the head stands, mostly somebody not insured; or nobody."""
    if rng.random() >= 0.12:
        return None
    chosen = rng.randrange(len(members))
    if chosen != head and not members[chosen].get("specified_member") and rng.random() < 0.85:
        members[chosen]["insured"] = []
    return chosen


def remission(rng):
    """減免: an amount or a rate, of some or all parts; now and then more than there is."""
    relief = {}
    if rng.random() < 0.5:
        relief["parts"] = rng.sample(("medical", "support", "care", "child"), rng.randrange(1, 5))
    chance = rng.random()
    if chance < 0.3:
        relief["instalments"] = [{"no": no, "amount": rng.choice((1, rng.randrange(1, 9000), rng.randrange(1, 200000)))}
                                 for no in rng.sample(range(1, 14), rng.choice((1, 2, 2, 3, 13)))]
        return relief
    if chance < 0.6:
        relief["amount"] = rng.choice((0, 1, 2, rng.randrange(5000), rng.randrange(1000000)))
        return relief
    relief["rate"] = rng.choice(("100%", "50%", "30%", "0%", "%d.%04d%%" % (rng.randrange(100), rng.randrange(10000))))
    if rng.random() < 0.7:
        relief["months"] = rng.sample(range(1, 13), rng.randrange(1, 13))
    return relief


def main():
    options = argparse.ArgumentParser(description="random requests of calc premium, one a line")
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", default="1")
    given = options.parse_args()
    for index in range(given.count):
        print(json.dumps(household(given.seed, index)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
