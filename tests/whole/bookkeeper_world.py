"""The world of bookkeeper.py: the ward, its payers, their slips and the calendar; commands that are killed."""
import datetime
import os
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "partners"))

import pay_easy  # noqa: E402
import served  # noqa: E402
import store as stores  # noqa: E402
import year  # noqa: E402
from collect import Books, Collector  # noqa: E402
from second_books import SecondBooks, collection_engine, day_of  # noqa: E402
from business_days import due_date  # noqa: E402 -- of tests/second, which second_books puts on the path
from year import Ward, assess  # noqa: E402

FIRST, LAST = 2024, 2026                     # 賦課年度
ELQR_ITEM, ELQR_BODY = "010", "13104"        # 料金番号 and 共通納税機関コード, samples
RIGHTS = ("addressee.view,addressee.change,addressee.approve,account.view,account.change,"
          "eligibility.view,premium.view,job.view,case.view,case.change,collection.view,collection.change,"
          "collection.approve,collection.run,collection.close,arrears.view,arrears.change,arrears.approve,import.run,"
          "night.run,slip.print,output.request")


def number(day):
    return day.year * 10000 + day.month * 100 + day.day


class World:
    """The ward, the payers, their slips, and the calendar."""
    PERSONS, RIGHTS = 100, RIGHTS

    def __init__(self, base, store, seed, preload):
        self.base, self.random, self.preload = base, random.Random(seed), preload
        self.day = datetime.date(FIRST, 6, 5)
        self.ward = Ward(base / "data", store, day=self.day.isoformat())
        self.url = store.removeprefix("postgres:") if store else None
        self.books = Books(self.ward, self.url)
        self.second = SecondBooks()
        self.collector, self.centre = Collector(), pay_easy.Centre(seed)
        self.files = self.minute = self.kills = self.desk_kills = 0
        self.slips, self.pending, self.past = {}, [], []
        self.incomes, self.paid_slips, self.decided_in = {}, [], {}
        self.log = []
        self.faults = []

    # ---------------------------------------------------------------------- the program ------
    def run(self, *words, operator="shuno1", killed=True, expect=(0, 1)):
        """A command; now and then it is killed in front of one of its writes, perhaps again, and begun anew."""
        words = [*words, "--business-date", self.day.isoformat()]
        attempts = 0
        while killed and self.preload and self.random.random() < (0.25 if attempts == 0 else 0.5):
            environment = dict(os.environ, LD_PRELOAD=str(self.preload),
                               KOKUHO_KILL_AT=str(int(2 ** self.random.uniform(0, 9))),
                               ASAN_OPTIONS="verify_asan_link_order=0")
            resume = ["--resume"] if attempts and words[:2] == ["job", "run"] and self.random.random() < 0.5 else []
            done = subprocess.run([str(year.PROGRAM), *words, *resume, "--data", str(self.ward.folder), "--operator",
                                   operator], capture_output=True, text=True, env=environment)
            attempts += 1
            if done.returncode >= 0:
                break
            self.kills += 1
        done = self.ward.run(*words, operator=operator, expect=None)
        if attempts == 0 and expect and done.returncode not in expect:
            self.fault(f"{' '.join(words)} ends with {done.returncode}: {done.stdout[-700:]}{done.stderr[-700:]}")
        return done

    def job(self, name, *words, of=None, expect=(0, 1)):
        return self.run("job", "run", name, "--year", str(of or self.fiscal_year()), *words, expect=expect)

    def approve(self, name, of=None, expect=(0, 1)):
        return self.run("job", "approve", name, "--year", str(of or self.fiscal_year()), operator="shuno2",
                        expect=expect)

    def fault(self, words):
        self.faults.append(f"{self.day} {words}")

    def note(self, words):
        self.log.append(f"{self.day} {words}")

    def fiscal_year(self):
        return self.day.year - (self.day.month < 4)

    def chance(self, share):
        return self.random.random() < share

    # --------------------------------------------------------------------- the years ---------
    def make(self):
        ward = self.ward
        ward.operators()
        for who in ("shuno1", "shuno2"):
            ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "収納推進・滞納整理係", "--may", self.RIGHTS,
                     stdin=served.PRACTICE_PASSWORD.format(who) + "\n")
        self.tables()
        feeds = self.base / "feeds"
        ward.run("town", "make", "--persons", str(self.PERSONS), "--seed", str(self.random.randrange(1, 10 ** 6)), "--year",
                 str(FIRST), "--out", str(feeds))
        lines = next(feeds.glob("ZE-01*.csv")).read_text(encoding="utf-8").split("\n")
        self.incomes = {line.split(",")[1]: line.split(",") for line in lines if line.startswith("D,")}
        assess(ward, feeds, FIRST)
        self.notices(FIRST)

    def tables(self):
        """延滞金 is claimed here, and years ahead have rates as if they had been announced."""
        params = self.ward.folder / "params"
        late = params / "municipal/131041/late_charge.tsv"
        text = late.read_text(encoding="utf-8")
        changed = re.sub(r"(?m)^(2010-01-01 .*?yes\s+)-(\s)", r"\g<1>2010-04-01\2", text)
        assert changed != text
        late.write_text(changed, encoding="utf-8")
        slips = params / "municipal/131041/slip.tsv"
        slips.write_text(slips.read_text(encoding="utf-8") + "".join(
            f"{FIRST}-04-01  {key}   {value}   試験のための番号\n"
            for key, value in (("elqr_item", ELQR_ITEM), ("elqr_body", ELQR_BODY))), encoding="utf-8")
        for name, cells in (("late_charge_rates.tsv", "1.8%     2.8%   9.1%   1.3%   試験のための割合"),
                            ("refund_interest_rates.tsv", "1.3%  試験のための割合")):
            with (params / "national/collection" / name).open("a", encoding="utf-8") as out:
                for coming in range(LAST + 1, LAST + 20):
                    out.write(f"{coming}-01-01  {cells}\n")
        for coming in range(LAST + 1, LAST + 20):
            collection_engine.LATE[coming], collection_engine.GRACE[coming] = (28, 91), 13
            collection_engine.REFUND[coming] = 13

    def notices(self, levy_year):
        self.ward.run("job", "run", "notice-annual", "--year", str(levy_year), "--business-date",
                      self.day.isoformat(), operator="fuka1", expect=(0, 1))
        self.decisions(levy_year)
        self.read_slips()

    def next_year(self, levy_year):
        """The incomes of another year, the assessment, the notices."""
        rows = []
        for at, fields in enumerate(self.incomes.values(), 1):
            fields[2], fields[3], fields[4], fields[5] = str(levy_year), "1", "", ""
            fields[62], fields[63] = f"{levy_year}0601020000", str(at)
            self.drawn(fields)
            rows.append(fields)
        self.income_file("F", "ZE-01", levy_year, rows)
        self.ward.run("job", "run", "premium-annual", "--year", str(levy_year), "--business-date",
                      self.day.isoformat(), operator="fuka1", expect=(0, 1))
        self.ward.run("job", "approve", "premium-annual", "--year", str(levy_year), "--business-date",
                      self.day.isoformat(), operator="fuka2", expect=(0, 1))
        self.notices(levy_year)

    def drawn(self, fields):
        if fields[8] != "9" and self.chance(0.5):
            total = self.random.choice((0, 500_000, 1_200_000, 2_500_000, 4_000_000, 8_000_000))
            for at in (13, 14, 15, 16, 17, 18, *range(19, 44)):
                fields[at] = ""
            fields[44] = fields[45] = str(total)

    def income_file(self, extent, kind, levy_year, rows):
        self.files += 1
        made = number(self.day)
        head = f"H,{kind},1,131041,{made},{self.files % 1000000:06},{self.files},{extent},{made}"
        sums = [sum(int(r[at] or 0) for r in rows) for at in (44, 13, 17)]
        tail = f"T,{len(rows)},{sum(r[8] == '9' for r in rows)},{sums[0]},{sums[1]},{sums[2]}"
        path = self.base / f"{kind}_138040_{made}_{self.files:06}_001_{extent}.csv"
        path.write_text("\n".join([head, *(",".join(r) for r in rows), tail]) + "\n", encoding="utf-8")
        self.run("import", str(path), operator="fuka1", expect=(0,))

    def decisions(self, levy_year):
        """What the premium decides now: the second bookkeeper is told of it as the payers are."""
        newest = {}
        for row in self.books.rows(
                "SELECT a.household_no, a.payer_no, a.version, a.extra, a.extra_due, a.amount_1, a.amount_2, a.amount_3,"
                " a.amount_4, a.amount_5, a.amount_6, a.amount_7, a.amount_8, a.amount_9, a.amount_10,"
                " CASE WHEN r.decided_on % 10000 < 400 THEN r.decided_on / 10000 - 1 ELSE r.decided_on / 10000 END FROM premium_assessment a JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind"
                f" AND r.is_approved = 1 WHERE a.fiscal_year = {levy_year} ORDER BY a.version"):
            newest[row[0], row[1]] = row
        for (household, payer), row in newest.items():
            instalments = {}
            for n in range(1, 11):
                month = n + 5
                due = due_date(levy_year + (month > 12), (month - 1) % 12 + 1)
                instalments[n] = (due, int(row[4 + n] or 0))
            if row[4]:
                instalments[11] = (day_of(row[4]), row[3])
            self.decided_in[levy_year, household, payer] = row[15]
            self.second.decided(levy_year, household, payer, instalments)
        for running, household, payer in self.books.rows(
                f"SELECT running_no, household_no, payer_no FROM premium_notice_number WHERE fiscal_year = {levy_year}"):
            self.second.notices[levy_year, int(f"{running}{stores.check_digit(str(running))}")] = (household, payer)

    def read_slips(self):
        """The papers that lie with the payers."""
        for row in self.books.rows("SELECT levy_year, notice_no, instalment, serial, class, kind, amount, late_charge,"
                                   " usable_until, confirm FROM slip_paper"):
            key = tuple(row[:4])
            if key not in self.slips:
                self.slips[key] = dict(zip(("year", "notice", "instalment", "serial", "class", "kind", "amount", "late",
                                            "until"), row))
        for levy_year, notice, instalment, serial, of, principal, late in self.books.rows(
                "SELECT levy_year, notice_no, instalment, serial, of_instalment, principal, late_charge FROM slip_charge"):
            split = self.second.slips.setdefault((levy_year, notice, instalment, serial), {})
            split[of] = (principal, late)
