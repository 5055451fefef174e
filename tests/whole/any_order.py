#!/usr/bin/env python3
"""The same facts in any order of recording, corrected at once or in a batch, struck out again: the same numbers, as TAP.

    tests/whole/any_order.py [--seed N] [--events N]

One town is assessed, and its folder is copied. In one copy the facts are recorded as they happened, and each is corrected at
the counter at once (即時更正). In the other they come in another order, with wrong days that are corrected and notices that
are cancelled, and one 月次更正 takes them all. Who is insured and what is owed must be the same. Then everything is
cancelled in the first copy: every number is as it was before.
"""
import datetime
import shutil
import sys

import served
import year
from bookkeeper import option
from bookkeeper_world import World
from collect import Books
from demand import set_day
from enrolment_life import (COUNTER_RIGHTS, OPEN_MOMENT, Register, correct, enter, ever_latter, facts, insured, premiums)
from refund import Desk
from year import Ward, check

LEVY_YEAR, DAY = 2024, datetime.date(2025, 1, 20)


class Office(World):
    PERSONS, RIGHTS = 150, COUNTER_RIGHTS

    def tables(self):
        super().tables()
        served.more_pages_a_minute(self.ward.folder)


class Copy:
    """A copy of the ward that goes its own way; `desk` while somebody sits there."""

    def __init__(self, ward, folder):
        shutil.copytree(ward.folder, folder)
        self.ward = Ward.__new__(Ward)
        self.ward.folder, self.ward.printed = folder, []
        self.books = Books(self.ward, None)
        self.incomes = {}
        set_day(self.ward, DAY.isoformat())

    def sitting(self):
        return Desk(self.ward, self.ward.folder.parent / f"serve-{self.ward.folder.name}.log")

    def month(self):
        for words in (("run", "fuka1"), ("approve", "fuka2")):
            self.ward.run("job", words[0], "premium-monthly", "--year", str(LEVY_YEAR), "--business-date", DAY.isoformat(),
                          operator=words[1], expect=(0, 1, 2))

    def clean(self, when):
        broken = [line for line in self.ward.verify()["broken"] if "heads.tsv" not in line and "見出しのファイル" not in line]
        check(f"verify is clean {when}", not broken, "\n".join(broken))


class Facts:
    """What happened in the year, drawn from the seed: (kind, subject, household, values), of each person in the order of the days."""

    def __init__(self, world, register, here, latter):
        self.random, self.register, self.here, self.latter = world.random, register, here, latter
        self.used = set()

    def draw(self, count):
        makers = (self.leaves, self.leaves_and_returns, self.joins, self.unemployed, self.expects, self.exempt)
        lives = []
        while len(lives) < count:
            life = self.random.choice(makers)()
            if life:
                lives.append(life)
        return lives

    def day(self, first, last):
        first = max(first, datetime.date(2024, 4, 10))
        return first + datetime.timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def pick(self, people):
        free = [p for p in people if p not in self.used and p in self.register.rows]
        if not free:
            return None
        self.used.add(one := self.random.choice(free))
        return one

    def aged(self, people, youngest, oldest, sex="12"):
        return [p for p in people if youngest <= self.register.age(p, DAY) <= oldest and self.register.rows[p][25] in sex]

    def insured(self):
        return [p for p in sorted(self.here) if self.here[p] <= 20240401 and p in self.register.residents()]

    def move(self, kind, one, reason, day):
        return ("eligibility-" + kind, self.register.household(one), self.register.household(one),
                {"reason": reason, "occurred": day.isoformat(), f"members-{one}": 1})

    def fact(self, kind, one, day, **values):
        return ("eligibility-" + kind, one, self.register.household(one), {"act": 1, "from": day.isoformat(), **values})

    def leaves(self):
        one = self.pick(self.aged(self.insured(), 0, 73))
        return one and [self.move("leave", one, self.random.choice(("L04", "L05", "L08")), self.day(DAY.replace(year=2024, month=5), DAY))]

    def leaves_and_returns(self):
        one = self.pick(self.aged(self.insured(), 0, 73))
        if one is None:
            return None
        out = self.day(datetime.date(2024, 5, 1), datetime.date(2024, 8, 31))
        back = out + datetime.timedelta(days=self.random.randint(20, 60))
        again = back + datetime.timedelta(days=self.random.randint(20, 60))
        life = [self.move("leave", one, "L04", out), self.move("join", one, "A03", back)]
        return life + [self.move("leave", one, "L08", again)] * self.random.randint(0, 1)

    def joins(self):
        one = self.pick(self.aged([p for p in self.register.residents() if p not in self.here and p not in self.latter], 0, 73))
        return one and [self.move("join", one, self.random.choice(("A03", "A06", "A07")), self.day(datetime.date(2024, 4, 10), DAY))]

    def unemployed(self):
        one = self.pick(self.aged(self.insured(), 20, 62))
        return one and [self.fact("unemployed", one, self.day(datetime.date(2024, 4, 10), DAY), code=self.random.choice((11, 21, 33)))]

    def expects(self):
        one = self.pick(self.aged(self.insured(), 19, 44, "2"))
        return one and [self.fact("maternity", one, self.day(datetime.date(2024, 6, 1), DAY))]

    def exempt(self):
        one = self.pick(self.aged(self.insured(), 42, 62))
        return one and [self.fact("care-exempt", one, self.day(datetime.date(2024, 5, 1), DAY), facility="見本園")]


def recorded(desk, event, **instead):
    kind, subject, _, values = event
    return enter(desk, kind, subject, notified=DAY.isoformat(), how=1, **(values | instead))


def last_event(copy, person):
    rows = copy.books.rows(f"SELECT MAX(event_no) FROM eligibility_event WHERE addressee_no = {person} AND superseded_at ="
                           f" {OPEN_MOMENT} AND change_no > 0")
    return rows[0][0]


def person_of(event):
    kind, subject, _, values = event
    ticked = [int(name.split("-")[1]) for name in values if name.startswith("members-")]
    return ticked[0] if ticked else subject


def as_they_happened(copy, lives):
    """In the order of the days, each corrected at the counter at once."""
    faults = []
    events = sorted((e for life in lives for e in life), key=lambda e: e[3].get("occurred") or e[3].get("from"))
    with copy.sitting() as desk:
        for event in events:
            done, words = recorded(desk, event)
            if not done:
                faults.append(f"{event}: {words[-600:]}")
            faults += correct(desk, event[2], DAY)
    check(f"{len(events)} facts in order, each corrected at once", not faults, "\n".join(faults[:5]))


def with_mistakes(copy, desk, event, random):
    """Recorded as it is, or with a wrong day that is corrected, or as a notice that is cancelled and comes again."""
    wrong = random.choice(("", "", "day", "none"))
    person = person_of(event)
    if not wrong or "occurred" not in event[3]:
        done, words = recorded(desk, event)
        return done, 0, words
    day = datetime.date.fromisoformat(event[3]["occurred"]) - datetime.timedelta(days=random.randint(1, 5))
    done, words = recorded(desk, event, occurred=day.isoformat())
    if not done:
        return done, 0, words
    values = {"act": 2, "occurred": event[3]["occurred"]} if wrong == "day" else {"act": 1}
    done, words = enter(desk, "eligibility-cancel", person, why="試験", **{f"event-{last_event(copy, person)}": 1}, **values)
    if done and wrong == "none":
        done, words = recorded(desk, event)
    return done, 1, words


def make_way(copy, desk, lives, person, waiting):
    """Cancels what was entered of a person; it waits again."""
    rows = copy.books.rows(f"SELECT event_no FROM eligibility_event WHERE addressee_no = {person} AND superseded_at ="
                           f" {OPEN_MOMENT} AND change_no > 0 ORDER BY effective_on DESC")
    for (event,) in rows:
        done, words = enter(desk, "eligibility-cancel", person, act=1, why="試験", **{f"event-{event}": 1})
        assert done, words[-600:]
    return sorted((e for life in lives for e in life if person_of(e) == person and e not in waiting),
                  key=lambda e: e[3].get("occurred") or "")


def in_another_order(copy, lives, random):
    """Shuffled; a person's own events too, as far as the form takes them; wrong days first, notices that were none."""
    waiting = [e for life in lives for e in life]
    random.shuffle(waiting)
    refused = detours = stuck = 0
    with copy.sitting() as desk:
        while waiting and refused < 400:
            event = waiting.pop(0)
            done, by_mistake, words = with_mistakes(copy, desk, event, random)
            detours += by_mistake
            if done:
                stuck = 0
                continue
            refused, stuck = refused + 1, stuck + 1
            waiting.append(event)
            if stuck > len(waiting):        # a later loss stands in the way: it is cancelled and entered again, as a clerk would
                waiting += make_way(copy, desk, lives, person_of(event), waiting)
                stuck = 0
    check(f"the same facts in another order, {detours} by way of a mistake, {refused} refused until what they follow was there",
          detours > 0 and not waiting, f"{waiting[:1]}: {words[-900:]}")
    copy.month()


def struck_out(copy, random):
    """Everything that was entered is cancelled, in any order that the form takes; corrected at once again."""
    refused, faults = 0, []
    with copy.sitting() as desk:
        rows = copy.books.rows("SELECT addressee_no, event_no FROM eligibility_event WHERE superseded_at ="
                               f" {OPEN_MOMENT} AND change_no > 0")
        random.shuffle(rows)
        while rows and refused < 200:
            person, event = rows.pop(0)
            household = copy.register.household(person)
            done, words = enter(desk, "eligibility-cancel", person, act=1, why="試験", **{f"event-{event}": 1})
            if done:
                faults += correct(desk, household, DAY)
            else:
                refused += 1
                rows.append([person, event])
                last = words
        if rows:
            faults.append(f"{rows} cannot be cancelled: {last[-600:]}")
    check("everything is cancelled", not faults, "\n".join(faults[:5]))


def differ(one, other):
    keys = (set(one) | set(other)) if isinstance(one, dict) else None
    if keys is not None:
        return [(k, one.get(k), other.get(k)) for k in sorted(keys) if one.get(k) != other.get(k)]
    return [("only the first", x) for x in one if x not in other] + [("only the second", x) for x in other if x not in one]


def story(base, store):
    world = Office(base, store, option("--seed", 1), None)
    world.make()
    register = Register(base / "feeds", base)
    here, latter = insured(world.books), ever_latter(world.books)
    lives = Facts(world, register, here, latter).draw(option("--events", 16))
    first, second = Copy(world.ward, base / "first"), Copy(world.ward, base / "second")
    first.month()                       # what the calendar itself has brought since June
    before_facts, before = facts(first.books), premiums(first.books)
    check("the town owes something to begin with", len(before) > 50, len(before))
    as_they_happened(first, lives)
    in_another_order(second, lives, world.random)
    mine, theirs = facts(first.books), facts(second.books)
    check("the same people are insured for the same days, whatever the order", mine == theirs, differ(mine, theirs)[:6])
    check("the facts did change", mine != before_facts)
    mine, theirs = premiums(first.books), premiums(second.books)
    check("the same premiums, at once or in a batch, whatever the order", mine == theirs, differ(mine, theirs)[:6])
    changed = differ(before, mine)
    check(f"the premiums of {len(changed)} payers did change", len(changed) >= 5, changed)
    for copy, when in ((first, "after the facts in order"), (second, "after the facts in another order")):
        copy.clean(when)
    first.month()
    check("a batch after the counter changes nothing", premiums(first.books) == mine, differ(mine, premiums(first.books))[:6])
    first.register = register
    struck_out(first, world.random)
    check("cancelling every event restores who was insured", facts(first.books) == before_facts,
          differ(before_facts, facts(first.books))[:6])
    check("cancelling every event restores every premium", premiums(first.books) == before,
          differ(before, premiums(first.books))[:6])
    first.clean("after everything was cancelled")


if __name__ == "__main__":
    sys.exit(year.run("any-order", story))
