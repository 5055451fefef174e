#!/usr/bin/env python3
"""A town lives through three fiscal years: events of the insurance every day, collection running beside it, as TAP.

    tests/whole/three_years.py [--postgres] [--seed N] [--events N]

People leave and join, lose their work, expect children, die, move, split; notices are found wrong and are cancelled; incomes
are corrected. Payers pay, are demanded, get back. Every night: what the register tells is looked at, premiums are corrected
for all years, each decision is asked of the second engine, the books are laid beside the second bookkeeper's, and
`kokuho verify` finds nothing broken.
"""
import datetime
import sys


import enrolment_life
import served
import tables  # of tests/second, which enrolment_life puts on the path
import year
from bookkeeper import YEAR_END, Life, option
from bookkeeper_world import World, number
from enrolment_life import (DEAD, IS_HEAD, MOVED_AWAY, MOVED_TO, NOTICE_ON, ORDER, Register, enter, ever_latter, insured,
                            second_opinion)
from demand import set_day
from refund import Desk
from year import check

HOUSEHOLD = enrolment_life.HOUSEHOLD


class Town(World):
    PERSONS, RIGHTS = 200, enrolment_life.COUNTER_RIGHTS

    def make(self):
        super().make()
        self.register = Register(self.base / "feeds", self.base)
        self.latter = ever_latter(self.books)

    def drawn(self, fields):
        """An income of the year, by the tables of that year: a salary or something else."""
        if fields[8] == "9":
            return
        amount = self.random.choice((0, 500_000, 1_200_000, 2_500_000, 4_000_000, 8_000_000))
        for at in range(11, 44):
            fields[at] = ""
        income = amount
        if self.chance(0.5):
            income = tables.salary_income(int(fields[2]), amount)
            fields[13], fields[14] = str(amount), str(income)
        fields[44] = fields[45] = str(income)

    def tables(self):
        super().tables()
        served.more_pages_a_minute(self.ward.folder)


class TownLife(Life):
    """Life of the collection, with the events of the insurance among it."""

    def __init__(self, world):
        super().__init__(world)
        self.asked = 0

    def tomorrow(self, events):
        """Three fiscal years whatever the number of events, none beyond them: the tables of the law end with 2026年度."""
        super().tomorrow(events)
        self.w.day = min(self.w.day, datetime.date(2027, 3, 31))

    # ------------------------------------------------------------------- at the counter ------
    def counter_day(self):
        w = self.w
        acts = self.random.choices([TownLife.leaves, TownLife.joins, TownLife.lost_work, TownLife.expects, TownLife.care_exempt,
                                    TownLife.struck_out], [8, 8, 4, 2, 2, 5], k=self.random.randint(3, 6))
        set_day(w.ward, w.day.isoformat())
        with Desk(w.ward, w.base / "serve.log") as desk:
            for act in acts:
                act(self, desk)
        self.look_and_correct()


    def did(self, desk, kind, subject, **values):
        """A form that may refuse what does not fit; whatever it says, it says it in words."""
        done, words = enter(desk, kind, subject, notified=self.w.day.isoformat(), how=1, **values)
        self.happened[f"{kind}{'' if done else ' (refused)'}"] += 1
        self.w.note(f"{kind} {subject} {values}: {done}{'' if done else ' ' + words[-400:]}")
        return done

    def some_day(self, most=70):
        return self.w.day - datetime.timedelta(days=self.random.randint(0, most))

    def leaves(self, desk):
        people = insured(self.w.books)
        one = self.random.choice(sorted(set(people) & set(self.w.register.residents())))
        household = self.w.register.household(one)
        also = [p for p in self.w.register.members(household) if p in people and p != one]
        ticked = [one, *also[:self.random.randint(0, len(also))]]
        self.did(desk, "eligibility-leave", household, reason=self.random.choice(("L04", "L05", "L06", "L08")),
                 occurred=self.some_day().isoformat(), **{f"members-{p}": 1 for p in ticked})

    def joins(self, desk):
        w = self.w
        here = insured(w.books)
        free = [p for p in w.register.residents() if p not in here and p not in w.latter
                and 0 <= w.register.age(p, w.day) < 74]
        one = self.random.choice(free)
        self.did(desk, "eligibility-join", w.register.household(one), reason=self.random.choice(("A03", "A04", "A06", "A07")),
                 occurred=self.some_day(self.random.choice((40, 400))).isoformat(), **{f"members-{one}": 1})

    def grown(self, sex, youngest, oldest):
        w = self.w
        return [p for p in sorted(insured(w.books)) if p in w.register.rows and youngest <= w.register.age(p, w.day) <= oldest
                and w.register.rows[p][enrolment_life.SEX] in sex]

    def lost_work(self, desk):
        one = self.random.choice(self.grown("12", 20, 63))
        self.did(desk, "eligibility-unemployed", one, act=1, code=self.random.choice((11, 21, 33)),
                 **{"from": self.some_day(200).isoformat()})

    def expects(self, desk):
        found = self.grown("2", 19, 44)
        if found:
            due = self.w.day + datetime.timedelta(days=self.random.randint(-60, 120))
            self.did(desk, "eligibility-maternity", self.random.choice(found), act=1, **{"from": due.isoformat()})

    def care_exempt(self, desk):
        found = self.grown("12", 41, 63)
        if found:
            self.did(desk, "eligibility-care-exempt", self.random.choice(found), act=1, facility="見本園",
                     **{"from": self.some_day(100).isoformat()})

    def struck_out(self, desk):
        """A notice was wrong: it is cancelled, or stands with another day."""
        rows = self.w.books.rows("SELECT addressee_no, event_no, occurred_on, kind FROM eligibility_event WHERE superseded_at ="
                                 f" {enrolment_life.OPEN_MOMENT} AND change_no > 0 ORDER BY event_no DESC")
        if not rows:
            return
        person, event, occurred, kind = self.random.choice(rows[:12])
        values = {f"event-{event}": 1, "why": "試験"}
        if kind <= 2 and self.random.random() < 0.5:
            day = datetime.date(occurred // 10000, occurred // 100 % 100, occurred % 100)
            values |= {"act": 2, "occurred": (day - datetime.timedelta(days=self.random.randint(1, 40))).isoformat()}
        else:
            values |= {"act": 1}
        self.did(desk, "eligibility-cancel", person, **values)

    # ------------------------------------------------------------------ in the register ------
    def register_tells(self):
        """A file of 住民異動 with deaths, moves away, splits and new heads; the clerks enter what it proposes."""
        w = self.w
        rows = []
        for happening in self.random.choices((self.dies, self.moves_away, self.splits, self.new_head), (3, 3, 2, 2),
                                             k=self.random.randint(1, 3)):
            rows += happening()
        if not rows:
            return
        w.run("import", str(w.register.file(rows, w.day)), "--partner", "住民記録", operator="fuka1", expect=(0, 1))
        w.job("eligibility-daily")
        gone = [int(r[enrolment_life.NO]) for r in rows if r[enrolment_life.STATUS] == MOVED_AWAY]
        people = insured(w.books)
        set_day(w.ward, w.day.isoformat())
        with Desk(w.ward, w.base / "serve.log") as desk:
            for one in gone:
                if one in people:
                    self.did(desk, "eligibility-leave", w.register.household(one), reason="L01",
                             occurred=w.day.isoformat(), **{f"members-{one}": 1})
        self.look_and_correct()

    def someone(self):
        """An insured resident."""
        return self.random.choice(sorted(set(insured(self.w.books)) & set(self.w.register.residents())))

    def successor(self, one):
        """Somebody else of age becomes the head when a head goes."""
        register = self.w.register
        if register.rows[one][IS_HEAD] != "1":
            return []
        others = [p for p in register.members(register.household(one)) if p != one and register.age(p, self.w.day) >= 18]
        if not others:
            return []
        return [register.event(others[0], "33", self.w.day, **{f"c{IS_HEAD}": "1"})]

    def dies(self):
        one = self.someone()
        rows = self.successor(one)
        return rows + [self.w.register.removed(one, DEAD, "13", self.w.day, **{f"c{IS_HEAD}": "0"} if rows else {})]

    def moves_away(self):
        one = self.someone()
        rows = self.successor(one)
        return rows + [self.w.register.removed(one, MOVED_AWAY, "11", self.w.day, **{
            f"c{MOVED_TO}": "141003", f"c{NOTICE_ON}": str(number(self.w.day))}, **{f"c{IS_HEAD}": "0"} if rows else {})]

    def splits(self):
        """世帯分離: one of them is a household of his own from now on."""
        register = self.w.register
        here = insured(self.w.books)
        found = [p for p in register.residents() if p in here and register.rows[p][IS_HEAD] != "1"
                 and register.age(p, self.w.day) >= 18]
        if not found:
            return []
        one = self.random.choice(found)
        fresh = f"{200000900000 + self.w.register.files * 10 + 1:015}"
        return [register.event(one, "30", self.w.day, **{f"c{HOUSEHOLD}": fresh, f"c{ORDER}": "1", f"c{IS_HEAD}": "1"})]

    def new_head(self):
        """世帯主変更 among those of age."""
        register = self.w.register
        heads = [p for members in register.households().values() for p in members if register.rows[p][IS_HEAD] == "1"
                 and any(q != p and register.age(q, self.w.day) >= 18 for q in members)]
        if not heads:
            return []
        one = self.random.choice(heads)
        rows = self.successor(one)
        return rows + [register.event(one, "33", self.w.day, **{f"c{IS_HEAD}": "0"})]

    # ---------------------------------------------------------------------- at night ---------
    def look_and_correct(self):
        """The daily look, then 月次更正 of every year that is open."""
        w = self.w
        w.job("eligibility-daily")
        for levy_year in sorted(self.assessed):
            w.run("job", "run", "premium-monthly", "--year", str(levy_year), operator="fuka1")
            w.run("job", "approve", "premium-monthly", "--year", str(levy_year), operator="fuka2", expect=(0, 1, 2))
            w.decisions(levy_year)
            self.opinion("premium-monthly", levy_year)
        w.job("refund-detect")
        self.second.lowered(w.day)

    def opinion(self, job, levy_year):
        count, faults = second_opinion(self.w.ward, job, levy_year)
        self.asked += count
        for words in faults[:3]:
            self.w.fault(words)

    def the_calendar(self):
        before = set(self.assessed)
        super().the_calendar()
        for levy_year in self.assessed - before:
            self.opinion("premium-annual", levy_year)

    def carry(self, books_year):
        """The books of a year close; what is carried is compared by bookkeeper.py, where the days lie closer."""
        w = self.w
        w.job("refund-detect")
        self.second.lowered(w.day)
        w.job(YEAR_END, of=books_year)
        w.approve(YEAR_END, of=books_year)

    def in_the_end(self):
        w = self.w
        w.day = datetime.date(2027, 3, 31)
        self.the_calendar()
        self.look_and_correct()
        self.compare("in the last night of the third year")
        check(f"the second engine agrees with every one of {self.asked} decisions", self.asked > 100 and not w.faults,
              "\n".join(w.faults[-3:]))
        entered = sum(n for what, n in self.happened.items() if what.startswith("eligibility-") and "refused" not in what)
        check(f"{entered} events of the insurance were entered over {(w.day - datetime.date(2024, 6, 5)).days} days",
              entered >= sum(self.happened.values()) // 3, dict(self.happened))
        super().in_the_end()


TownLife.HAPPENINGS = [(TownLife.counter_day, 70), (TownLife.register_tells, 50), (Life.corrected, 12), (Life.at_stores, 20),
                       (Life.at_banks, 8), (Life.at_counters, 5), (Life.demanded, 6), (Life.written_to, 3),
                       (Life.at_the_desk, 8), (Life.by_qr, 4)]


def story(base, store):
    if store:
        served.let_in(store.removeprefix("postgres:"))
    TownLife(Town(base, store, option("--seed", 1), None)).live(option("--events", 20))


if __name__ == "__main__":
    sys.exit(year.run("three-years", story))
