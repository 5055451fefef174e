#!/usr/bin/env python3
"""A year of daily work in a decided ward: each business day's feeds, the jobs of the schedule, their approvals.

    daily_year.py --program KOKUHO --clock MOVED_CLOCK.so [--persons N] [--days N] [--store postgres:URL] [--folder DIR]

    daily_year.py --tap MOVED_CLOCK.so     a small ward and few days on both stores, as TAP

The clock of the program goes with the days (MOVED_CLOCK.so), so that what is sealed, closed and looked at by its day is so.
Prints "name<TAB>work<TAB>figure<TAB>unit<TAB>checksum<TAB>note": the year's daily work, the same in two (WORK_OF), then what the
program spends beside it on proving itself (CHECKS, which look at everything on purpose), then the commands, then the jobs of the
nights. Only commands are timed, not the making of their files. How much happens stands in VOLUMES; all of it is assumed.
"""
import argparse
import collections
import csv
import datetime
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
for place in (HERE, HERE.parent / "partners", HERE.parent / "second", HERE.parent / "whole"):
    sys.path.insert(0, str(place))

import bank  # noqa: E402
import counters  # noqa: E402
import receipts_file  # noqa: E402
import store as stores  # noqa: E402
from business_days import due_date, is_business_day  # noqa: E402

YEAR = 2025                                   # the year after it is known too: tables of law reach 2026年度
FIRST = datetime.date(YEAR, 6, 9)             # the ward is decided on 5 June
ONE_DAY = datetime.timedelta(days=1)
JAPAN = datetime.timezone(datetime.timedelta(hours=9))
PASSWORD = "renshu-himitsu-{}\n"

# What a year brings: assumptions (要確認), for no ward has told its figures. Shares of payers, payments and households. For
# 100,000 insured (340,000 on the register) they come to 290 rows of 住民異動, 3,200 records of payments a business day, 2,000
# incomes and, for ten months, 24,000 direct debits a month. Joining and leaving at the counter are pages, not jobs.
VOLUMES = {
    "on debit": 0.35,        # of the payers; the rest pays slips
    "at stores": 0.75,       # of the slips: told the next business day (速報), confirmed three later (確報); the rest at banks
    "paid in time": 0.90,    # of the instalments, up to 20 days before they are due
    "paid late": 0.06,       # up to 45 days after; the rest not at all in this year
    "debited": 0.97,         # of what banks are asked for
    "moves": 0.16,           # of the register's households a year: half in, half out of the ward
    "moves within": 0.03,
    "deaths": 0.012,         # of the register's households a year
    "incomes": 0.021,        # of the insured have another income each month (the town's own file of July)
}
CHECKS = ("row-seal", "consistency-check", "selfcheck")  # of the store and the program, not of the ward's day
NIGHT, DECIDES = "nightly", "premium-annual"  # the latter before the year, not timed
# The files of a morning, each sort in one command: 住民異動 and 税, stores and slips, a bank's answers.
REGISTERS, PAYMENTS, ANSWERS = "import registers", "import payments", "import answers"
# Whose work each command and each job of the nights is; the nightly command's own time, beside its jobs, goes with 資格・賦課.
WORK_OF = {
    "資格・賦課": (REGISTERS, "premium-monthly", NIGHT, "eligibility-daily", "enrolment-check", "income-watch",
              "resident-insurance-out"),
    "収納・滞納": (PAYMENTS, ANSWERS, "demand", "direct-debit-request", "arrears-limits", "audit-close",
              "demand-promises", "feed-alarms", "output-expire", "payin-compare", "receipts-match", "refund-detect"),
}
PAY_EARLY, PAY_LATE, CONFIRMED_AFTER, RESULT_AFTER = 20, 45, 3, 4


def number(day):
    return day.year * 10000 + day.month * 100 + day.day


def business_days(first, count):
    days, day = [], first
    while len(days) < count:
        if is_business_day(day):
            days.append(day)
        day += ONE_DAY
    return days


def after(day, count):
    """The business day so many later."""
    return business_days(day + ONE_DAY, count)[-1]


def cluster_ticks(url):
    """Processor time of a PostgreSQL cluster so far, its ended processes included."""
    data = subprocess.run(["psql", "-X", "-At", "-d", url, "-c", "SHOW data_directory"], capture_output=True, text=True,
                          check=True).stdout.strip()
    shown = subprocess.run(["psql", "-X", "-At", "-d", url, "-c", "SELECT pg_read_file('postmaster.pid')"],
                           capture_output=True, text=True, check=True).stdout
    assert data
    parent, total = shown.split("\n")[0], 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[1] == parent:
            total += int(fields[11]) + int(fields[12])
        elif stat.parent.name == parent:
            total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


class Ward:
    """The data folder, its commands on a moved clock, and what each of them took."""

    def __init__(self, program, clock, folder, store):
        self.program, self.clock, self.folder = str(program), str(clock), folder
        self.url = store.removeprefix("postgres:") if store else None
        self.at(FIRST - 4 * ONE_DAY, "09:00")
        self.seconds, self.counts = collections.Counter(), collections.Counter()
        self.busy, self.faults = 0.0, []
        self.run("init", "--municipality", "131041", "--practice", "--business-date", self.day.isoformat(),
                 *(["--store", store] if store else []))
        ini = folder / "kokuho.ini"
        ini.write_text(re.sub(r"(?m)^business_date.*$", "business_date = today", ini.read_text(encoding="utf-8")),
                       encoding="utf-8")
        night = "night.run,collection.run,premium.run,import.run"
        self.people("hiru", "賦課係", night + ",params.propose,notice.print,job.view")
        self.people("kessai", "収納係", "premium.approve,params.approve,collection.approve")

    def at(self, day, hour):
        """The clock goes on from here."""
        self.day = day
        then = datetime.datetime.combine(day, datetime.time.fromisoformat(hour), JAPAN)
        self.moved = int(then.timestamp() - time.time())

    def people(self, who, section, rights):
        self.run("operator", "add", who, "--name", "練習 職員", "--section", section, "--may", rights,
                 stdin=PASSWORD.format(who))

    def run(self, *words, what=None, operator=None, stdin="", expect=(0, 1)):
        """A command at this day's hour; with `what` it is timed under that name."""
        environment = dict(os.environ, LD_PRELOAD=self.clock, MOVED_CLOCK_SECONDS=str(self.moved))
        words = [self.program, *map(str, words), "--data", str(self.folder), *(["--operator", operator] if operator else [])]
        before, started = os.times(), time.perf_counter()
        done = subprocess.run(words, input=stdin, capture_output=True, text=True, env=environment)
        took, ended = time.perf_counter() - started, os.times()
        if what:
            self.seconds[what] += took
            self.counts[what] += 1
            self.busy += ended.children_user + ended.children_system - before.children_user - before.children_system
        if done.returncode not in expect:
            words = " ".join(words[1:4])
            self.faults.append(f"{self.day} {words} ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}")
            if len(self.faults) > 5:
                raise SystemExit("\n".join(self.faults))
        return done

    def stands_open(self):
        """As in an office, where `kokuho serve` has the store open all day: a command is never the last to close it."""
        if not self.url:
            self.kept_open = sqlite3.connect(self.folder / "kokuho.db")
            self.kept_open.execute("SELECT COUNT(*) FROM store_migration").fetchone()

    def rows(self, sql):
        if self.url:
            return receipts_file.Postgres(self.url).rows(sql)
        with sqlite3.connect(f"file:{self.folder}/kokuho.db?mode=ro", uri=True) as db:
            return db.execute(sql).fetchall()

    def jobs_run(self):
        sql = "SELECT DISTINCT job FROM batch_run"
        return set(self.books().psql(sql).split()) if self.url else {row[0] for row in self.rows(sql)}

    def books(self):
        return receipts_file.Postgres(self.url) if self.url else receipts_file.Sqlite(self.folder / "kokuho.db")


def fields_of(line):
    return next(csv.reader([line]))


# Columns of the register's rows, from 0.
(NO, HISTORY, LATEST, HOUSEHOLD, IS_HEAD, STATUS, NAME, CODE_NUMBER, RESIDENT_CODE, POSTAL, LOT, ADDRESS_SINCE, NOTIFIED, REASON,
 EVENT_ON, PROCESSED, REMOVED_WHY, REMOVED_ON, MOVED_TO, NOTICE_ON, SENT_AT, SENT_NO) = (
    1, 2, 3, 4, 8, 10, 11, 26, 27, 28, 31, 36, 39, 40, 41, 43, 44, 45, 53, 55, 79, 80)


class Register:
    """Households that something happens to, drawn once; their lines are read when it does."""

    def __init__(self, path, year_count, chance):
        self.chance, self.files = chance, 0
        found, last, members = [], None, []
        with open(path, encoding="utf-8") as f:
            for line in f:
                head = line.split(",", 11)
                if head[0] != "D" or head[LATEST] != "1" or head[STATUS] != "1" or not head[HOUSEHOLD]:
                    continue
                if head[HOUSEHOLD] != last:
                    found.append(members)
                    last, members = head[HOUSEHOLD], []
                members.append(line)
            found.append(members)
        households = [h for h in found if h]
        self.wanted = {"moves in": int(len(households) * VOLUMES["moves"] / 2), "deaths": int(len(households) * VOLUMES["deaths"]),
                       "moves out": int(len(households) * VOLUMES["moves"] / 2),
                       "within": int(len(households) * VOLUMES["moves within"])}
        chance.shuffle(households)
        self.households, self.fresh = households[:sum(self.wanted.values())], 0
        kinds = [kind for kind, count in self.wanted.items() for _ in range(count)]
        chance.shuffle(kinds)
        self.plan = list(zip(kinds, self.households))
        self.share = len(self.plan) / year_count

    def day(self, at):
        return self.plan[int(at * self.share):int((at + 1) * self.share)]

    @staticmethod
    def event(line, reason, day, changes):
        fields = fields_of(line)
        fields[HISTORY] = str(int(fields[HISTORY]) + 1)
        fields[REASON], fields[EVENT_ON], fields[NOTIFIED] = reason, str(number(day)), str(number(day))
        for at, value in changes.items():
            fields[at] = value
        return fields

    def happens(self, kind, members, day):
        if kind == "moves out":
            return [self.event(line, "11", day, {STATUS: "2", IS_HEAD: "0", REMOVED_WHY: "11", REMOVED_ON: str(number(day)),
                                                 MOVED_TO: "141003", NOTICE_ON: str(number(day))}) for line in members]
        if kind == "deaths":
            return [self.event(members[-1], "13", day, {STATUS: "3", IS_HEAD: "0", REMOVED_WHY: "13",
                                                        REMOVED_ON: str(number(day))})]
        if kind == "within":
            there = fields_of(self.households[self.chance.randrange(len(self.households))][0])
            moved = {at: there[at] for at in range(POSTAL, LOT + 3)} | {ADDRESS_SINCE: str(number(day))}
            return [self.event(line, "21", day, moved) for line in members]
        rows = []
        for line in members:  # a family like this one moves in
            self.fresh += 1
            rows.append(self.event(line, "01", day, {
                NO: f"{9000000000 + self.fresh * 7:015}", HISTORY: "1", HOUSEHOLD: f"2900{int(members[0].split(',', 5)[HOUSEHOLD]) % 10**11:011}",
                CODE_NUMBER: "", RESIDENT_CODE: "", ADDRESS_SINCE: str(number(day)), 34: str(number(day))}))
        return rows

    def file(self, at, day, folder):
        rows = [fields for kind, members in self.day(at) for fields in self.happens(kind, members, day)]
        self.files += 1
        made = number(day)
        rows.sort(key=lambda r: (r[NO], int(r[HISTORY])))
        for place, fields in enumerate(rows, 1):
            fields[PROCESSED], fields[SENT_AT], fields[SENT_NO] = str(made), f"{made}020000", str(place)
        head = f"H,JU-01,1,131041,{made},{self.files:06},{self.files},D,{made}"
        tail = f"T,{len(rows)},{sum(r[STATUS] == '1' for r in rows)},{len(rows)}"
        path = folder / f"JU-01_138040_{made}_{self.files:06}_001_D.csv"
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(head + "\n")
            csv.writer(f, lineterminator="\n").writerows(rows)
            f.write(tail + "\n")
        return len(rows)


class Taxes:
    """個人住民税の異動: another income for some, once a month."""

    def __init__(self, path, chance):
        with open(path, encoding="utf-8") as f:
            self.lines = [line for line in f if line.startswith("D,")]
        self.chance, self.files = chance, 0

    def file(self, day, folder):
        made = number(day)
        rows = []
        for at in sorted(self.chance.sample(range(len(self.lines)), max(1, int(len(self.lines) * VOLUMES["incomes"] / 2)))):
            fields = self.lines[at].rstrip("\n").split(",")
            if fields[8] == "9" or not fields[44]:
                continue
            fields[3], fields[4], fields[5] = str(int(fields[3]) + 1), str(made), "01"
            for column in range(11, 44):
                fields[column] = ""
            fields[44] = fields[45] = str(int(fields[44]) + 100000)
            self.lines[at] = ",".join(fields) + "\n"
            rows.append(fields)
        self.files += 1
        rows.sort(key=lambda r: r[1])
        for place, fields in enumerate(rows, 1):
            fields[62], fields[63] = f"{made}020000", str(place)
        sums = [sum(int(r[at] or 0) for r in rows) for at in (44, 13, 17)]
        head = f"H,ZE-02,1,131041,{made},{self.files:06},{self.files},D,{made}"
        tail = f"T,{len(rows)},0,{sums[0]},{sums[1]},{sums[2]}"
        path = folder / f"ZE-02_138040_{made}_{self.files:06}_001_D.csv"
        path.write_text("\n".join([head, *(",".join(r) for r in rows), tail]) + "\n", encoding="utf-8")
        return len(rows)


class Payers:
    """Who pays which slip on which day, drawn once; the files of a day."""

    def __init__(self, ward, days, chance):
        self.days, self.chance, self.batch = set(days), chance, 0
        store = ward.books()
        known = receipts_file.notices(store, YEAR)
        due = {n: due_date(YEAR + (month > 12), (month - 1) % 12 + 1) for n, month in enumerate(range(6, 16), 1)}
        self.due = {n: number(day) for n, day in due.items()}
        store.add("slip_paper", receipts_file.SLIP_COLUMNS,
                  receipts_file.slips(YEAR, number(FIRST - ONE_DAY), known, self.due))
        on_debit = [n for n in known if chance.random() < VOLUMES["on debit"]]
        self.mandates(store, on_debit)
        debited = {n[0] for n in on_debit}
        self.told, self.confirmed, self.slips = (collections.defaultdict(list) for _ in range(3))
        for running, _, _, amounts in known:
            for instalment, amount in zip(range(1, 11), amounts):
                if amount and running not in debited:
                    self.pays(running, instalment, amount, due[instalment])
        self.company, self.client = self.settings()

    @staticmethod
    def settings():
        found = {}
        for line in (HERE.parent.parent / "params/municipal/131041/slip.tsv").read_text(encoding="utf-8").splitlines():
            cells = re.split(r"\t| {2,}", line)
            if len(cells) > 2:
                found[cells[1]] = cells[2]
        return found["gs1_company"], found["client_code"]

    @staticmethod
    def mandates(store, on_debit):
        banks = ("0001", "0009", "9900")
        payers = sorted({n[2] for n in on_debit})
        store.add("debit_mandate", "row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays, source, bank,"
                  " branch, deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason, cause_kind, cause_no,"
                  " recorded_at, superseded_at",
                  ((at, payer, YEAR * 10000 + 601, 99991231, 1, 1, 1, 1, 1, 2, banks[payer % 3], "234", 1,
                    f"{payer % 10000000:07}", "", "", "ﾐﾎﾝ ﾀﾛｳ", "", YEAR * 10000 + 601, "", "change", 0, 0, 2**63 - 1)
                   for at, payer in enumerate(payers, 1)))

    def pays(self, running, instalment, amount, due):
        luck = self.chance.random()
        early = luck < VOLUMES["paid in time"]
        if not early and luck >= VOLUMES["paid in time"] + VOLUMES["paid late"]:
            return
        day = due - self.chance.randint(0, PAY_EARLY) * ONE_DAY if early else due + self.chance.randint(1, PAY_LATE) * ONE_DAY
        day = max(day, FIRST)
        slip = {"year": YEAR, "class": 1, "kind": 0, "serial": 1, "notice": receipts_file.notice_of(running),
                "instalment": instalment, "amount": amount, "until": self.due[instalment] + 10000}
        if self.chance.random() < VOLUMES["at stores"] and amount < 300000:
            told = after(day, 1)
            at = f"{8 + running % 14:02}{running // 14 % 60:02}", f"{running % 1000000:06}"
            self.told[told].append((slip, "01", day, at))
            self.told[after(told, CONFIRMED_AFTER)].append((slip, "02", day, at))
        else:
            self.slips[after(day, 3)].append((slip, day))

    def files(self, day, folder):
        """Paths, and how many records."""
        made, count = [], 0
        till = stores.Store(str(number(day)))
        lines = [till.line(counters.barcode(self.company, self.client, slip, slip["amount"], slip["until"]), kind,
                           str(number(on)), place, at) for slip, kind, on, (at, place) in self.told[day]]
        if lines:
            path = folder / f"cvs-{number(day)}.csv"
            path.write_bytes((stores.HEAD + "".join(lines)).encode("cp932"))
            made.append(path)
        if self.slips[day]:
            self.batch += 1
            path = folder / f"ocr-{number(day)}.dat"
            data = counters.ocr_file(self.batch, number(day), [
                (counters.line_key(slip), slip["amount"], 0, number(on), number(day), at % 10 ** 7)
                for at, (slip, on) in enumerate(self.slips[day])])
            path.write_bytes(data + counters.fixed((1, "9")) + b"\r\n")
            made.append(path)
        return made, len(lines) + len(self.slips[day])


class Year:
    """The calendar of the office."""

    def __init__(self, ward, feeds, days, base):
        self.ward, self.days, self.base = ward, days, base
        self.volumes = collections.Counter()
        self.chance = random.Random(1)
        self.register = Register(next(feeds.glob("JU-02*.csv")), 243, self.chance)
        self.taxes = Taxes(next(feeds.glob("ZE-01*.csv")), self.chance)
        self.payers = Payers(ward, days, self.chance)
        self.answers = collections.defaultdict(dict)  # by day and partner
        self.asks = {}
        for month in range(6, 16):
            due = due_date(YEAR + (month > 12), (month - 1) % 12 + 1)
            asked = due - 14 * ONE_DAY
            self.asks[next(d for d in [asked + i * ONE_DAY for i in range(10)] if is_business_day(d))] = due
        self.demands = {after(due + 20 * ONE_DAY, 1) for due in self.asks.values()}

    def lives(self):
        for at, day in enumerate(self.days):
            is_fifth = sum(d.month == day.month and d.year == day.year for d in self.days[:at + 1]) == 5
            self.ward.at(day, "10:00")
            for what, paths, words in self.morning(at, day, is_fifth):
                if paths:
                    self.ward.run("import", *paths, *words, what=what, operator="hiru")
                for path in paths:
                    path.unlink()
            self.ward.at(day, "14:00")
            if is_fifth:
                self.job("premium-monthly")
            if day in self.asks:
                self.asked(day)
            if day in self.demands:
                self.job("demand")
            self.ward.at(day, "20:00")
            self.ward.run("nightly", what="nightly", operator="hiru")

    def morning(self, at, day, is_fifth):
        """[(what, paths, words)]: the files of the day, as they are taken in together."""
        folder = self.base / "inbox"
        folder.mkdir(exist_ok=True)
        self.volumes["住民異動"] += self.register.file(at, day, folder)
        if is_fifth:
            self.volumes["税"] += self.taxes.file(day, folder)
        paid, count = self.payers.files(day, folder)
        self.volumes["収納"] += count
        answers = self.answers.pop(day, {})
        self.volumes["口座振替"] += sum(path.stat().st_size // 122 for paths in answers.values() for path in paths)
        return [(REGISTERS, sorted(folder.glob("*_D.csv")), ()), (PAYMENTS, paid, ()),
                *((ANSWERS, paths, ("--partner", partner)) for partner, paths in answers.items())]

    def job(self, name, *words):
        self.ward.run("job", "run", name, "--year", YEAR, *words, what=name, operator="hiru")
        self.ward.run("job", "approve", name, "--year", YEAR, what=name, operator="kessai", expect=(0, 1, 2))

    def asked(self, day):
        """The request goes out; the banks answer some days after the debit."""
        out = self.ward.folder / "files/out"
        before = set(out.glob("*")) if out.exists() else set()
        self.job("direct-debit-request", "--debit-on", self.asks[day].isoformat())
        for path in sorted(set(out.glob("*")) - before):
            answer = self.base / f"answer-{path.name}"
            answer.write_bytes(bank.Bank(number(day), VOLUMES["debited"]).answer(path.read_bytes()).data)
            partner = "ゆうちょ銀行" if "9900" in path.name else "金融機関"
            self.answers[after(self.asks[day], RESULT_AFTER)].setdefault(partner, []).append(answer)


def decided(ward, feeds):
    """From feeds to an approved assessment, not timed."""
    ward.run("import", "--all", feeds, operator="hiru")
    ward.run("params", "propose", operator="hiru", expect=(0,))
    ward.run("params", "approve", operator="kessai", expect=(0,))
    ward.run("job", "run", DECIDES, "--year", YEAR, operator="hiru")
    ward.run("job", "approve", DECIDES, "--year", YEAR, operator="kessai")


def checksum(answer):
    digests = {name: table["digest"] for name, table in answer["tables"].items()}
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]


def scheduled():
    """The jobs of the nights."""
    schedule = (HERE.parent.parent / "params/national/ops/schedule.tsv").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"(?m)^\d{4}-\d\d-\d\d\s+\S+\s+(\S+)", schedule)))


def jobs_of(ward):
    """Runs and seconds of each job of the nights, as the job monitor has them."""
    for name in scheduled():
        rows = ward.rows("SELECT COUNT(*), COALESCE(SUM(CASE WHEN approved_at > 0 THEN approved_at ELSE proposed_at END"
                         f" - started_at), 0) FROM batch_run WHERE job = '{name}'")
        yield name, rows[0][0], float(rows[0][1]) / 1000


def of_no_work(names):
    """Those that no kind of work has, or more than one; the proofs and what decides the ward have none."""
    owners = collections.Counter(name for owned in WORK_OF.values() for name in owned)
    return sorted(name for name in set(names) | set(owners)
                  if owners[name] != (0 if name in CHECKS or name == DECIDES else 1))


def each_has_one(names):
    lost = of_no_work(names)
    if lost:
        raise SystemExit(f"WORK_OF must name each of these once: {lost}")


def by_work(ward, jobs):
    """Seconds of each kind of work: of the commands, and of the nights' jobs instead of the whole nights."""
    each_has_one(ward.jobs_run() | set(scheduled()) | set(ward.seconds))
    spent = collections.Counter(ward.seconds)
    for name, _, seconds in jobs:
        spent[NIGHT] -= seconds
        spent[name] += seconds
    return {kind: sum(spent[name] for name in names) for kind, names in WORK_OF.items()}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", type=pathlib.Path)
    options.add_argument("--clock", type=pathlib.Path)
    options.add_argument("--tap", type=pathlib.Path, metavar="CLOCK")
    options.add_argument("--persons", type=int, default=100000)
    options.add_argument("--days", type=int, default=243)
    options.add_argument("--store")
    options.add_argument("--folder", type=pathlib.Path, help="kept; otherwise the data goes")
    args = options.parse_args()
    if args.tap:
        return small(args.tap)
    each_has_one(scheduled())  # before the year is played, and again behind it
    base = args.folder or pathlib.Path(tempfile.mkdtemp(prefix="kokuho-daily-year-"))
    try:
        base.mkdir(exist_ok=True)
        ward, year, server = lived(base, args.program, args.clock, args.persons, args.days, args.store)
        print_rows(ward, year, args, server)
    finally:
        if not args.folder:
            shutil.rmtree(base, ignore_errors=True)
    return 0


def lived(base, program, clock, persons, days, store):
    """The ward after its days, what happened, and the server's processor time."""
    feeds = base / "feeds"
    if not feeds.exists():
        subprocess.run([program, "town", "make", "--persons", str(persons), "--seed", "1", "--year", str(YEAR), "--out", feeds],
                       check=True, capture_output=True)
    ward = Ward(program.resolve(), clock.resolve(), base / ("postgres" if store else "sqlite"), store)
    decided(ward, feeds)
    year = Year(ward, feeds, business_days(FIRST, days), base)
    server = cluster_ticks(ward.url) if ward.url else 0.0
    ward.stands_open()
    year.lives()
    return ward, year, (cluster_ticks(ward.url) - server) if ward.url else 0.0


def small(clock):
    """Both stores live through the same days and end alike."""
    import year as story  # of tests/whole
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-daily-year-"))
    ends = {}

    def live(_, store):
        ward, days, _ = lived(base, story.PROGRAM, clock, 300, 24, store)
        answer = json.loads(ward.run("verify", "--json").stdout)
        ends[store is not None] = answer
        name = "PostgreSQL" if store else "SQLite"
        story.check(f"{name}: 24 business days, each job and feed", not ward.faults, "\n".join(ward.faults))
        story.check(f"{name}: every feed came, the nights ran", min(days.volumes[v] for v in ("住民異動", "税", "収納", "口座振替")) > 0
                    and ward.counts["nightly"] == 24, (days.volumes, ward.counts))
        story.check(f"{name}: nothing is broken", answer["ok"], answer["broken"])
        jobs = list(jobs_of(ward))
        work = by_work(ward, jobs)
        whole = sum(ward.seconds.values()) - sum(seconds for job, _, seconds in jobs if job in CHECKS)
        story.check(f"{name}: every second of the daily work is of one kind, and each kind had some",
                    abs(sum(work.values()) - whole) < 0.001 and min(work.values()) > 0, (work, whole))
        seals = ward.rows("SELECT COUNT(*), SUM(result) FROM batch_run WHERE job = 'row-seal'")[0]
        story.check(f"TE-07 {name}: no row differs from its seal on any night", tuple(map(int, seals)) == (24, 0), seals)
    try:
        story.run_with_store(base, False, live)
        story.run_with_store(base, True, live)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    story.check("a job that is of no kind of work is told", of_no_work([*scheduled(), "new-job"]) == ["new-job"])
    differ = [name for name, table in ends[False]["tables"].items() if table != ends[True]["tables"][name]]
    story.check("both stores end alike", not differ, differ)
    print(f"1..{story.count}")
    return 1 if story.failures else 0


def print_rows(ward, year, args, server):
    place = f"{args.persons:,} insured, {'postgres' if ward.url else 'sqlite'}"
    answer = json.loads(ward.run("verify", "--json").stdout)
    volumes = ", ".join(f"{what} {count:,}" for what, count in year.volumes.items())
    said = "" if answer["ok"] and not ward.faults else f"; BROKEN: {(answer['broken'] + ward.faults)[:3]}"
    jobs = sorted(jobs_of(ward), key=lambda j: -j[2])
    checks = sum(seconds for name, _, seconds in jobs if name in CHECKS)
    print(f"daily-year\t{place}: {args.days} business days\t{sum(ward.seconds.values()) - checks:.2f}\ts\t{checksum(answer)}\t"
          f"{ward.busy:.1f} s of processor time in the program, {server:.1f} in the server; verify "
          f"{'ok' if answer['ok'] else 'BROKEN'}; {volumes}{said}")
    print(f"daily-year\t{place}: beside it, proofs of itself ({', '.join(CHECKS)})\t{checks:.2f}\ts\t\t")
    for kind, seconds in by_work(ward, jobs).items():
        print(f"daily-year\t{place}: {kind}\t{seconds:.2f}\ts\t\t")
    for what, seconds in ward.seconds.most_common():
        print(f"daily-year\t  {what}, {ward.counts[what]} times\t{seconds:.2f}\ts\t\t")
    for name, count, seconds in jobs:
        print(f"daily-year\t    of the nights: {name}, {count} times\t{seconds:.2f}\ts\t\t")


if __name__ == "__main__":
    sys.exit(main())
