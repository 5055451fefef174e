#!/usr/bin/env python3
"""行の封印 (TE-07): edits of the database outside the program are found the next night, as TAP.

    tests/whole/row_seal.py MOVED_CLOCK.so

A small ward decides its year. Two days later its rows are sealed; then a fact, a decided premium, an ended record and
a posting are changed, taken away or written back by hand, and so are the seals themselves. Each is a task that names
the table and the portion; what is put back is clean again, what two people accept is sealed as it stands.
"""
import datetime
import hashlib
import os
import pathlib
import re
import shutil
import sqlite3
import struct
import sys
import tempfile

import year
from nightly import JAPAN, move_clock
from year import ROOT, Ward, assess, check

OPEN = 9223372036854775807
LATER = {"superseded_at", "closed_by", "recorded_at"}  # set when a record ends: a set of their own


class Sealed:
    def __init__(self, base):
        move_clock("2026-11-09 09:00")
        self.ward = Ward(base / "ward")
        self.ward.operators()
        self.ward.run("operator", "add", "yakan", "--name", "練習 夜", "--section", "情報", "--may", "night.run",
                      stdin="renshu-yakan-2026\n")
        self.ward.run("operator", "add", "kagi", "--name", "練習 鍵", "--section", "情報", "--may", "key.manage",
                      stdin="renshu-kagi-2026\n")
        self.ward.run("operator", "add", "tenken", "--name", "練習 点検", "--section", "情報", "--may", "audit.review",
                      stdin="renshu-tenken-2026\n")
        feeds = base / "feeds"
        self.ward.run("town", "make", "--persons", "300", "--seed", "5", "--year", str(year.YEAR), "--out", str(feeds))
        assess(self.ward, feeds)
        self.days = 12

    def sql(self, *statements):
        db = sqlite3.connect(self.ward.folder / "kokuho.db", isolation_level=None)
        rows = [db.execute(*(s if isinstance(s, tuple) else (s,))).fetchall() for s in statements]
        db.close()
        return rows[-1]

    def night(self, expect):
        """The next night's look; what it says."""
        move_clock(f"{self.day():%Y-%m-%d} 01:00")
        self.days += 1
        return self.ward.run("job", "run", "row-seal", operator="yakan",
                             expect=(0, 1) if expect is None else (expect,)).stdout

    def day(self):
        return datetime.date(2026, 11, 1) + datetime.timedelta(days=self.days - 1)

    def works(self, cause):
        """Something is recorded in the morning of this day."""
        day = self.day()
        moment = int(datetime.datetime(day.year, day.month, day.day, 0, 30, tzinfo=JAPAN).timestamp() * 1000)
        self.sql("INSERT INTO ledger_posting SELECT levy_year, household_no, 'trial', "
                 f"{cause}, 1, part, payer_no, account_year, debit, credit, 1, reason, value_date, business_date, {moment}"
                 " FROM ledger_posting WHERE cause_kind <> 'trial' ORDER BY household_no, part LIMIT 1")

    def tasks(self):
        return [w for (w,) in self.sql("SELECT words FROM casework_task WHERE source = 'row-seal' AND state = 1")]


def declared():
    """Every column of a sealed table is under a seal, or is one that is set when the record ends."""
    found = 0
    text = "".join((ROOT / "src" / name).read_text(encoding="utf-8") for name in (
        "eligibility/eligibility.c", "premium/verify.c", "ledger/posting.c", "collection/verify.c"))
    sets = {}
    for block in re.findall(r"_sealed\[\] = \{(.*?)\n\};", text, re.S):
        for one in re.findall(r"\{(\"[^{}]*?)SEALED_BY", block, re.S):
            parts = re.sub(r'"\s*\n\s*"', "", one)
            fields = re.findall(r'"([^"]*)"', parts)
            sets.setdefault(fields[2], set()).update(re.split(r",\s*", fields[3]))
            found += 1
    return found, sets


def columns_are_sealed(sealed):
    found, sets = declared()
    for table, columns in sorted(sets.items()):
        have = {row[1] for row in sealed.sql(f"PRAGMA table_info({table})")}
        check(f"TE-07 every column of {table} is sealed", have - columns <= LATER and columns <= have,
              f"not sealed {have - columns}, unknown {columns - have}")
    check("the declared sets were read", found >= 11 and len(sets) >= 8, f"{found} {sorted(sets)}")


def clean_nights(sealed):
    first = sealed.night(0)
    check("the first night seals what is whole", re.search(r"確かめた組 0、新しく封印する組 [1-9]", first), first)
    second = sealed.night(0)
    check("the second night finds all as it was", re.search(r"確かめた組 [1-9]\d*、新しく封印する組 0、封印と違う組 0", second), second)


def edits(sealed):
    """One by one: done by hand, found, put back, clean."""
    income = "(SELECT MIN(addressee_no) FROM premium_income WHERE total_income > 0)"
    fact = "SELECT * FROM eligibility_fact WHERE addressee_no = (SELECT MAX(addressee_no) FROM eligibility_fact)"
    facts = sealed.sql(fact)
    marks = ", ".join("?" for _ in facts[0])
    kept = "(SELECT sql FROM sqlite_master WHERE name = 'ledger_posting_no_update')"
    trigger = sealed.sql(f"SELECT {kept}")[0][0]
    cases = (
        ("an income is raised", "所得（premium_income）",
         [f"UPDATE premium_income SET total_income = total_income + 1 WHERE addressee_no = {income}"],
         [f"UPDATE premium_income SET total_income = total_income - 1 WHERE addressee_no = {income}"]),
        ("a decided premium is lowered by a yen", "賦課の決定（premium_assessment）",
         ["UPDATE premium_assessment SET total = total - 1 WHERE household_no = (SELECT MIN(household_no) FROM premium_assessment)"],
         ["UPDATE premium_assessment SET total = total + 1 WHERE household_no = (SELECT MIN(household_no) FROM premium_assessment)"]),
        ("a person's membership is taken away", "資格（eligibility_fact）",
         ["DELETE FROM eligibility_fact WHERE addressee_no = (SELECT MAX(addressee_no) FROM eligibility_fact)"],
         [(f"INSERT INTO eligibility_fact VALUES ({marks})", row) for row in facts]),
        ("a posting is changed behind its trigger", "仕訳（ledger_posting）",
         ["DROP TRIGGER ledger_posting_no_update",
          "UPDATE ledger_posting SET amount = amount + 100 WHERE household_no = (SELECT MIN(household_no) FROM ledger_posting)", trigger],
         ["DROP TRIGGER ledger_posting_no_update",
          "UPDATE ledger_posting SET amount = amount - 100 WHERE household_no = (SELECT MIN(household_no) FROM ledger_posting)", trigger]),
    )
    for what, names, harm, mend in cases:
        sealed.sql(*harm)
        said = sealed.night(1)
        tasks = sealed.tasks()
        check(f"TE-07 {what}: found the next night, one task that names the table",
              len(tasks) == 1 and names in tasks[0] and names in said, f"{tasks}\n{said}")
        sealed.sql(*mend)
        check(f"TE-07 {what}: put back, the task is closed", "封印と違う組 0" in sealed.night(0) and sealed.tasks() == [],
              sealed.tasks())


def older(sealed):
    """Work goes on every day: what is old is looked at as what is new."""
    where = "WHERE household_no = (SELECT MIN(household_no) FROM premium_assessment)"
    for cause in range(1, 12):
        sealed.works(cause)
        said = sealed.night(0)
    check("work of every day differs from no seal", "封印と違う組 0" in said and sealed.tasks() == [], said)
    sealed.sql(f"UPDATE premium_assessment SET total = total - 1 {where}")
    said = sealed.night(1)
    check("TE-07 an edit of an older row is found the next night", "封印と違う組 1" in said and len(sealed.tasks()) == 1, said)
    said = sealed.night(1)
    check("TE-07 as long as it stands its task stays", "封印と違う組 1" in said and len(sealed.tasks()) == 1, said)
    sealed.sql(f"UPDATE premium_assessment SET total = total + 1 {where}")
    check("TE-07 put back, it is clean", "封印と違う組 0" in sealed.night(0) and sealed.tasks() == [], sealed.tasks())


def seals(sealed):
    """The seals themselves."""
    portion = sealed.sql("SELECT * FROM seal_portion WHERE name = 'premium_assessment'")[0]
    sealed.sql("DELETE FROM seal_portion WHERE name = 'premium_assessment'")
    said = sealed.night(1)
    check("a seal that was taken away is found", "行の封印そのものが変わりました" in said, said)
    said = sealed.night(1)
    check("and no new head hides it", "行の封印そのものが変わりました" in said, said)
    sealed.sql((f"INSERT INTO seal_portion VALUES ({', '.join('?' for _ in portion)})", portion))
    sealed.night(0)


def wide(row):
    """A row as the first way of sealing wrote it."""
    said = b""
    for value in row:
        if value is None:
            said += b"n"
        elif isinstance(value, int):
            said += b"i" + struct.pack("<q", value)
        else:
            bytes_ = value.encode() if isinstance(value, str) else value
            said += (b"t" if isinstance(value, str) else b"b") + struct.pack("<Q", len(bytes_)) + bytes_
    return said


def keyed(key, words, size=16):
    return hashlib.blake2b(words, digest_size=size, key=key).digest()


def total(digests):
    return sum(int.from_bytes(d, "little") for d in digests) % (1 << 128)


def seal_as_before(sealed):
    """Every seal of what was decided and of the postings as the first way made it, and a head over them all."""
    key = (sealed.ward.folder / "keys" / "row-seal").read_bytes()
    declared_columns = declared()[1]
    text = (ROOT / "src/premium/verify.c").read_text(encoding="utf-8") + (ROOT / "src/ledger/posting.c").read_text(encoding="utf-8")
    made = 0
    for table in ("premium_assessment", "ledger_posting"):
        one = re.search(r'\{"%s", "[^"]*", "%s",(.*?)SEALED_BY' % (table, table), text, re.S).group(1)
        columns, portion = re.findall(r'"([^"]*)"', re.sub(r'"\s*\n\s*"', "", one))[:2]
        check(f"the columns of {table} were read", set(re.split(r",\s*", columns)) == declared_columns[table], columns)
        portions = {}
        for row in sealed.sql(f"SELECT {portion}, {columns} FROM {table}"):
            number = row[0]
            if table == "ledger_posting":
                number = int(datetime.datetime.fromtimestamp(number / 1000, JAPAN).strftime("%Y%m%d"))
            portions.setdefault(number, []).append(keyed(key, wide(row[1:])))
        for (number,) in sealed.sql(f"SELECT portion FROM seal_portion WHERE name = '{table}'"):
            digest = total(portions[number]).to_bytes(16, "little")
            sealed.sql((f"UPDATE seal_portion SET digest = ?, way = 1 WHERE name = '{table}' AND portion = {number}", (digest,)))
            made += 1
    head_no, at = sealed.sql("SELECT head_no, sealed_at FROM seal_head ORDER BY head_no DESC LIMIT 1")[0]
    seals_now = sealed.sql("SELECT name, portion, row_count, digest, head_no, way FROM seal_portion")
    all_ = total(keyed(key, (b"" if way == 1 else b"\n%d\n" % way) + b"%s\n%d\n%d\n%d\n" % (name.encode(), number, rows, head)
                       + digest) for name, number, rows, digest, head, way in seals_now)
    words = f"head\n{head_no}\n{at}\n{all_.to_bytes(16, 'little').hex()}\n".encode()
    sealed.sql(("UPDATE seal_head SET seal = ? WHERE head_no = ?", (keyed(key, words, 32), head_no)))
    return made


def carried(sealed):
    """Seals of the first way are compared in it; those that are what they say are sealed anew in today's."""
    first = "SELECT COUNT(*) FROM seal_portion WHERE way = 1"
    made = seal_as_before(sealed)
    check("seals of the first way stand", made > 1 and sealed.sql(first) == [(made,)], made)
    where = "WHERE household_no = (SELECT MIN(household_no) FROM premium_assessment)"
    sealed.sql(f"UPDATE premium_assessment SET total = total - 1 {where}")
    said = sealed.night(1)
    check("TE-07 an edit under a seal of the first way is found", "封印と違う組 1" in said and len(sealed.tasks()) == 1, said)
    check("TE-07 only what differs keeps its first seal", sealed.sql(first) == [(1,)], sealed.sql(first))
    sealed.sql(f"UPDATE premium_assessment SET total = total + 1 {where}")
    said = sealed.night(0)
    check("TE-07 put back, it is what its first seal said", "封印と違う組 0" in said and sealed.sql(first) == [(0,)], said)
    sealed.sql("UPDATE seal_portion SET way = 1 WHERE name = 'ledger_posting'")
    said = sealed.night(1)
    check("TE-07 the way of a seal is under the head", "行の封印そのものが変わりました" in said, said)
    sealed.sql("UPDATE seal_portion SET way = 2 WHERE name = 'ledger_posting'")
    check("put back, nothing differs", "封印と違う組 0" in sealed.night(0), sealed.tasks())


def accepted(sealed):
    """What has to stay as it is: one proposes, another with the right to review approves."""
    sealed.sql("UPDATE premium_assessment SET reasons = 'x' || reasons "
               "WHERE household_no = (SELECT MIN(household_no) FROM premium_assessment)")
    sealed.night(1)
    sealed.ward.run("job", "run", "row-reseal", operator="kagi", expect=(0, 1))
    refused = sealed.ward.run("job", "approve", "row-reseal", operator="kagi", expect=(2,))
    check("nobody accepts what he proposed", refused.returncode == 2, refused.stderr)
    sealed.ward.run("job", "approve", "row-reseal", operator="tenken", expect=(0, 1))
    said = sealed.night(0)
    check("what two people accepted is sealed as it stands", "封印と違う組 0" in said and sealed.tasks() == [], said)
    nothing = sealed.ward.run("job", "run", "row-reseal", operator="kagi", expect=(2,))
    check("where nothing differs nothing is accepted", "封をし直すものがありません" in nothing.stderr, nothing.stderr)


def main():
    os.environ["LD_PRELOAD"] = str(pathlib.Path(sys.argv[1]).resolve())
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-row-seal-"))
    try:
        sealed = Sealed(base)
        columns_are_sealed(sealed)
        clean_nights(sealed)
        edits(sealed)
        older(sealed)
        seals(sealed)
        carried(sealed)
        accepted(sealed)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"1..{year.count}")
    return 1 if year.failures else 0


if __name__ == "__main__":
    sys.exit(main())
