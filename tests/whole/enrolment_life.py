"""What happens to the insurance of invented people, at the counter and in the feeds: shared by three_years.py and any_order.py.

Everything goes through the forms and files of the program; what a form refuses is told, never forced.
"""
import datetime
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "second"))

import engine  # noqa: E402 -- of tests/second
from bookkeeper_world import RIGHTS, number  # noqa: E402

OPEN_MOMENT, OPEN_END = 9223372036854775807, 99991231
COUNTER_RIGHTS = RIGHTS + ",eligibility.change,eligibility.approve,premium.run,premium.approve"
# Columns of JU-01 and JU-02, from 0.
NO, HISTORY, LATEST, HOUSEHOLD, ORDER, IS_HEAD, STATUS, BIRTH, SEX = 1, 2, 3, 4, 5, 8, 10, 22, 25
NOTIFIED, REASON, EVENT_ON, PROCESSED, REMOVED_WHY, REMOVED_ON, SENT_AT, SENT_NO = 39, 40, 41, 43, 44, 45, 79, 80
MOVED_TO, NOTICE_ON = 53, 55
RESIDENT, MOVED_AWAY, DEAD = "1", "2", "3"


def day_text(day):
    return day.isoformat()


def enter(desk, kind, subject, **values):
    """A change that one clerk enters and, where the kind wants it, another decides: whether it was registered, and the
    words of the pages."""
    place = f"/change?kind={kind}&subject={subject}"
    fields = {"kind": kind, "subject": str(subject), "change": "0"} | {"v-" + n: str(v) for n, v in values.items()}
    seen = desk.one.send("/change", fields | {"step": "check"}, on=place)
    change = re.search(r'name="change" value="(\d+)"', seen.text)
    fields["change"] = change[1] if change else "0"
    desk.one.page = seen
    sent = desk.one.send("/change", fields | {"step": "propose", "confirmed": "1"})
    if sent.status != 303:
        assert sent.status in (200, 409, 422), f"{sent.status} {desk.words(sent)}"
        return False, desk.words(seen) + desk.words(sent)
    place = sent.location.split("?")[0]
    after = desk.one.get(place)
    if "登録済み" not in after.text:
        desk.two.post(place + "/step", on=place, step="approve")
        after = desk.two.get(place)
    return "登録済み" in after.text, desk.words(seen) + desk.words(after)


def correct(desk, household, day):
    """即時更正 of one household, up and down: entered by one, decided by another. The words where neither says there is
    nothing to correct."""
    faults = []
    for kind in ("correction-up", "correction-down"):
        amount, mark = (desk.value(kind, household, f) for f in ("amount", "check"))
        done, words = desk.act(kind, household, day=day_text(day), occasion="試験", amount=amount or 0, check=mark or "-")
        if not done and "になる年度はありません" not in words:
            faults.append(f"{kind} {household}: {words[-700:]}")
    return faults


class Register:
    """The resident register as the feeds told it, and files of what changes in it."""

    def __init__(self, feeds, base):
        self.base, self.files = base, 0
        text = next(feeds.glob("JU-02*.csv")).read_text(encoding="utf-8")
        self.rows = {}
        for line in text.split("\n"):
            fields = line.split(",")
            if fields[0] == "D" and fields[LATEST] == "1":
                self.rows[int(fields[NO])] = fields

    def residents(self):
        return [no for no, r in sorted(self.rows.items()) if r[STATUS] == RESIDENT and r[HOUSEHOLD]]

    def household(self, no):
        return int(self.rows[no][HOUSEHOLD])

    def members(self, household):
        return self.households().get(household, [])

    def households(self):
        found = {}
        for no in self.residents():
            found.setdefault(self.household(no), []).append(no)
        return found

    def born(self, no):
        digits = self.rows[no][BIRTH]
        return datetime.date(int(digits[:4]), int(digits[4:6]) or 1, int(digits[6:]) or 1) if digits else None

    def age(self, no, day):
        born = self.born(no)
        return -1 if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def event(self, no, reason, day, **changes):
        """The next row of somebody's history."""
        fields = list(self.rows[no])
        fields[HISTORY] = str(int(fields[HISTORY]) + 1)
        fields[REASON], fields[EVENT_ON], fields[NOTIFIED] = reason, str(number(day)), str(number(day))
        for at, value in changes.items():
            fields[int(at[1:])] = value
        self.rows[no] = fields
        return fields

    def removed(self, no, status, reason, day, **more):
        return self.event(no, reason, day, **{f"c{STATUS}": status, f"c{REMOVED_WHY}": reason,
                                              f"c{REMOVED_ON}": str(number(day))}, **more)

    def file(self, rows, day):
        """JU-01 with these rows."""
        self.files += 1
        made = number(day)
        rows = sorted(rows, key=lambda r: (r[NO], int(r[HISTORY])))
        for at, fields in enumerate(rows, 1):
            fields[PROCESSED], fields[SENT_AT], fields[SENT_NO] = str(made), f"{made}020000", str(at)
        latest = [r for r in rows if r[LATEST] == "1"]
        head = f"H,JU-01,1,131041,{made},{self.files % 1000000:06},{self.files},D,{made}"
        tail = f"T,{len(rows)},{sum(r[STATUS] == RESIDENT for r in latest)},{len(latest)}"
        path = self.base / f"JU-01_138040_{made}_{self.files:06}_001_D.csv"
        path.write_text("\n".join([head, *(",".join(r) for r in rows), tail]) + "\n", encoding="utf-8")
        return path


def insured(books):
    """addressee: first day, of memberships without an end as they are known now."""
    return dict(books.rows(f"SELECT addressee_no, valid_from FROM eligibility_fact WHERE kind = 1 AND valid_until = {OPEN_END}"
                           f" AND superseded_at = {OPEN_MOMENT}"))


def ever_latter(books):
    return {r[0] for r in books.rows(f"SELECT addressee_no FROM eligibility_fact WHERE kind = 3 AND superseded_at = {OPEN_MOMENT}")}


def facts(books):
    """Who is insured from when until when, and what else is registered of him. Not the 記号番号: it goes by the order of recording."""
    return sorted(tuple(r) for r in books.rows(
        f"SELECT addressee_no, kind, valid_from, valid_until, detail FROM eligibility_fact WHERE superseded_at = {OPEN_MOMENT}"))


def premiums(books, with_zero=False):
    """(year, household, payer): the year's parts and total, as decided last."""
    newest = {}
    for row in books.rows("SELECT a.fiscal_year, a.household_no, a.payer_no, a.medical, a.support, a.care, a.child, a.total,"
                          " a.reduction_tenths FROM premium_assessment a JOIN premium_run r ON r.run_no = a.run_no"
                          " AND r.kind = a.kind AND r.is_approved = 1 ORDER BY a.version"):
        newest[tuple(row[:3])] = tuple(row[3:])
    return {k: v for k, v in newest.items() if with_zero or v[4]}


def second_opinion(ward, job, levy_year):
    """Each decision of the newest run beside the second engine: how many, and the faults."""
    done = ward.run("job", "show", job, "--year", str(levy_year), "--facts", "1000000", operator="fuka1",
                    expect=(0, 1))
    count, faults = 0, []
    for line in done.stdout.splitlines():
        if not line.startswith("{"):
            continue
        case = json.loads(line)
        decided, mine = case["decided"], engine.assess(case["request"])
        theirs = (decided["total"], decided["reduction_tenths"], decided["parts"])
        parts = {part: mine["parts"][part]["amount"] if part in mine["parts"] else 0 for part in decided["parts"]}
        count += 1
        if theirs != (mine["total"], mine["reduction"]["tenths"], parts):
            faults.append(f"{levy_year} {case['household_no']}: decided {theirs}, the second engine says"
                          f" {(mine['total'], mine['reduction']['tenths'], parts)}: {json.dumps(case['request'])}")
    return count, faults
