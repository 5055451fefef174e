#!/usr/bin/env python3
"""What the pages of a household and a person show of their insurance, as TAP.

    tests/whole/views.py

Rows EL-01, EL-02, EL-05, EL-72. A person who leaves, moves to another household and comes back has a line for each membership,
with its household and with what lies between; the household shows all its members. Who may not see taxes sees none; every look is
recorded. Who went abroad and returned under his old number joins again under it.
"""
import datetime
import html
import re
import sys

import served
import year
from bookkeeper_world import World, number
from demand import set_day
from enrolment_life import (COUNTER_RIGHTS, HOUSEHOLD, IS_HEAD, MOVED_AWAY, RESIDENT, STATUS, Register, enter, ever_latter,
                            insured)
from refund import Desk
from year import check

DAY = datetime.date(2024, 12, 20)
REMOVED = (44, 45)


class Office(World):
    PERSONS, RIGHTS = 100, COUNTER_RIGHTS

    def tables(self):
        super().tables()
        served.more_pages_a_minute(self.ward.folder)


def lines_of(page, section="eligibility"):
    """The cells of each line of 資格の履歴, as a person reads them."""
    part = page.split(f'id="{section}"', 1)[1].split("</table>", 1)[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.S)
    return [[html.unescape(re.sub(r"<[^>]*>", " ", c)).split() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r, re.S)]
            for r in rows[1:]]


def flat(lines):
    return [" ".join(" ".join(c) for c in line) for line in lines]


def moved(register, world, one, household, day):
    """世帯変更: he belongs to another household from that day on."""
    row = register.event(one, "32", day, **{f"c{HOUSEHOLD}": f"{household:015}", f"c{IS_HEAD}": "0"})
    world.run("import", str(register.file([row], day)), "--partner", "住民記録", operator="fuka1", expect=(0, 1))


def three_households(world, register, desk, one, homes):
    first, second, third = homes
    steps = [("eligibility-leave", first, "L04", "2024-06-30"), ("eligibility-join", second, "A03", "2024-08-01"),
             ("eligibility-leave", second, "L04", "2024-09-30"), ("eligibility-join", third, "A03", "2024-11-01")]
    faults = []
    for kind, household, reason, occurred in steps:
        if register.household(one) != household:
            moved(register, world, one, household, datetime.date.fromisoformat(occurred))
        done, words = enter(desk, kind, household, notified=DAY.isoformat(), how=1, reason=reason, occurred=occurred,
                            **{f"members-{one}": 1})
        if not done:
            faults.append(f"{kind} {household}: {words[-500:]}")
    check("a person left, joined in another household, left, and joined in a third", not faults, "\n".join(faults))
    page = desk.one.get(f"/person/{one}").text
    lines = flat(lines_of(page))
    members = [line for line in lines if "被保険者" in line]
    gaps = [line for line in lines if "加入していない期間" in line]
    check("EL-02 one person, three households, one line each", len(members) == 3 and all(
        str(h) in members[i] for i, h in enumerate(homes) if i > 0), lines)
    check("EL-01 what lies between them stands as a line of its own, with its days", len(gaps) == 2
          and "2024-07-01" in gaps[0] and "2024-07-31" in gaps[0] and "2024-10-01" in gaps[1] and "2024-10-31" in gaps[1], gaps)
    return members


def a_household(world, desk, register, household):
    page = desk.one.get(f"/household/{household}").text
    names = {html.unescape(re.sub(r"<[^>]*>", "", n)) for n in re.findall(r'<th scope="row">(.*?)</th>',
             page.split('id="eligibility"', 1)[1].split("</table>", 1)[0], re.S)}
    here = {register.rows[p][11] for p in register.members(household) if p in insured(world.books)}
    check("EL-01 the household shows each of its insured members", here and here <= names, f"{here} {names}")


def other_offices(world, desk, one):
    """EL-05: what other offices told is seen with the right for it alone, and every look is recorded."""
    def looked(page):
        return "所得" in page and "所得を見る権限がありません" not in page
    seen = desk.one.get(f"/person/{one}").text
    check("EL-05 who may see taxes sees the section", looked(seen))
    world.ward.run("operator", "add", "madoguchi1", "--name", "窓口 一子", "--section", "資格係", "--may",
                   "addressee.view,eligibility.view", stdin=served.PRACTICE_PASSWORD.format("madoguchi1") + "\n")
    clerk = served.Operator(desk.server, "madoguchi1")
    clerk.log_in()
    page = clerk.get(f"/person/{one}").text
    check("EL-05 who may not sees that he may not, and no income", "所得を見る権限がありません" in page
          and "賦課を見る権限がありません" in page, page[-1500:])
    world.ward.run("operator", "add", "kiroku1", "--name", "記録 係", "--section", "総務係", "--may", "audit.view",
                   stdin=year.PASSWORD)
    done = world.ward.run("audit", "find", "--resident", str(one), "--user", "madoguchi1", operator="kiroku1", expect=(0, 1))
    check("EL-05 the look is recorded", "個人" in done.stdout or "person.look" in done.stdout, done.stdout + done.stderr)


def returns(world, register, desk, one):
    """EL-72: abroad and back under the old number."""
    household = register.household(one)
    day = datetime.date(2024, 10, 10)
    rows = [register.removed(one, MOVED_AWAY, "12", day)]
    world.run("import", str(register.file(rows, day)), "--partner", "住民記録", operator="fuka1", expect=(0, 1))
    done, words = enter(desk, "eligibility-leave", household, notified=DAY.isoformat(), how=1, reason="L02",
                        occurred=day.isoformat(), **{f"members-{one}": 1})
    check("EL-72 who moves abroad has lost from the day after", done, words[-600:])
    back = datetime.date(2024, 12, 2)
    row = register.event(one, "02", back, **{f"c{STATUS}": RESIDENT, f"c{REMOVED[0]}": "", f"c{REMOVED[1]}": ""})
    world.run("import", str(register.file([row], back)), "--partner", "住民記録", operator="fuka1", expect=(0, 1))
    found = desk.one.get(desk.one.post("/search", on="/search", words=str(one)).location)
    check("EL-72 the search leads to him under his old number", re.match(
        rf"/(person/{one}|household/{household})\b", found.location) is not None, f"{found.status} {found.location}")
    done, words = enter(desk, "eligibility-join", household, notified=DAY.isoformat(), how=1, reason="A01",
                        occurred=back.isoformat(), **{f"members-{one}": 1})
    lines = flat(lines_of(desk.one.get(f"/person/{one}").text))
    members = [line for line in lines if "被保険者" in line]
    check("EL-72 he joins again under it, both memberships and the time abroad on one page", done and len(members) == 2
          and any("2024-10-11" in line and "2024-12-01" in line and "加入していない期間" in line for line in lines),
          f"{lines} {words[-400:]}")


def story(base, store):
    if store:
        served.let_in(store.removeprefix("postgres:"))
    world = Office(base, store, 1, None)
    world.make()
    register = Register(base / "feeds", base)
    here, latter = insured(world.books), ever_latter(world.books)
    alone = [p for p in sorted(here) if p in register.residents() and here[p] <= 20240101
             and 25 <= register.age(p, DAY) <= 60 and register.rows[p][9] == "1"
             and p not in latter]
    heads = [p for p in alone if len(register.members(register.household(p))) == 1]
    others = [p for p in alone if register.rows[p][IS_HEAD] != "1"]
    one, home = others[0], register.household(others[0])
    homes = (home, *[h for h in (register.household(p) for p in heads) if h != home][:2])
    set_day(world.ward, DAY.isoformat())
    world.day = DAY
    with Desk(world.ward, base / "serve.log") as desk:
        three_households(world, register, desk, one, homes)
        a_household(world, desk, register, homes[1])
        other_offices(world, desk, one)
        returns(world, register, desk, heads[4])
    broken = [line for line in world.ward.verify()["broken"] if "heads.tsv" not in line and "見出しのファイル" not in line]
    check(f"verify is clean on {number(DAY)}", not broken, "\n".join(broken))


if __name__ == "__main__":
    sys.exit(year.run("views", story))
