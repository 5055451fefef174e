#!/usr/bin/env python3
"""The table of ./bench: what was worked, the figure beside its goal, and a checksum of the result.

    scripts/bench.py --build DIR [--large] [--only TEXT]

Programs of tests/bench print their own rows ("name<TAB>work<TAB>figure<TAB>unit<TAB>checksum"); the rows that go
through the program as a whole (imports, annual assessment, verify) are timed here, each on a fresh data folder, and
beside each annual assessment premium-sql does the same levy as set-based SQL. A row that cannot be measured says
why; a slow machine fails nothing.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
YEAR = 2026
PASSWORD = "renshu-himitsu-2026\n"
FEEDS = {"JU-02": "住民記録", "GY-01": "資格", "KG-01": "介護", "KK-01": "後期", "ZE-01": "税", "GY-02": "前年度賦課"}

# name of the row -> (goal, acceptable now, whether less is better)
GOALS = {
    "premium-kernel one core": (10e6, 3e6, False),
    "premium-annual sqlite": (0.5, 2, True),
    "premium-annual postgres": (1.5, 5, True),
    "premium-annual faster by": (5, 1, False),
    "premium-monthly": (0.2, 1, True),
    "correction-immediate p99": (5, 20, True),
    "import JU-02": (1e6, 300e3, False),
    "import ZE-01": (1e6, 300e3, False),
    "notice-pdf": (5000, 800, False),
    "direct-debit-request": (0.5, 3, True),
    "receipts-match": (300e3, 30e3, False),
    "late-charge": (1, 1, True),
    "daily-year": (60, 60, True),
    "rate-trial": (50, 50, True),
    "rate-trial solve": (100, 100, True),
    "peak memory": (512, 1024, True),
    "page-search-kinds": (10, 50, True),
    "page-household pages": (5000, 1000, False),
    "page-household p99": (10, 50, True),
    "page-search pages": (5000, 1000, False),
    "page-search p99": (10, 50, True),
    "page-mixed-500 pages": (5000, 1000, False),
    "page-mixed-500 p99": (10, 50, True),
    "login-herd p99": (4, 4, True),
    "login-herd pages p99": (50, 50, True),
}


class Unmeasured(Exception):
    pass


def padded(text, width):
    """A kanji takes two columns."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text))


def short(value):
    for least, size, letter in ((1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if value >= least:  # "1 M", "300 k", "5,000"
            return f"{value / size:g} {letter}"
    return f"{value:,g}"


def row(name, work, figure, unit, checksum="", goal=None, note=""):
    """One line; `figure` is a number, or a text when nothing was measured."""
    shown = figure
    if isinstance(figure, float):
        shown = f"{figure:,.0f}" if figure >= 1000 else f"{figure:.1f}" if figure >= 100 else f"{figure:.3g}"
    aim, verdict = "", ""
    if goal in GOALS and isinstance(figure, float):
        best, enough, less = GOALS[goal]
        reached = (lambda limit: figure <= limit) if less else (lambda limit: figure >= limit)
        aim = f"{short(best)} / {short(enough)}"
        verdict = "goal" if reached(best) else "acceptable" if reached(enough) else "below"
    print(f"{name:<20} {padded(work, 46)} {shown:>12} {unit:<12} {aim:>14} {verdict:<11} {checksum:<17} {note}".rstrip(), flush=True)


def not_measured(name, work, reason):
    words = str(reason).strip().splitlines() or ["no reason given"]
    row(name, work, "-", "", note="not measured: " + words[-1][:160])


class Timed:
    def __init__(self, seconds, peak_mb, stdout, stderr):
        self.seconds, self.peak_mb, self.stdout, self.stderr = seconds, peak_mb, stdout, stderr


def timed(words, stdin=""):
    """Runs a command; wall time, peak memory, output. A code above 1 (1 = findings) is no measurement."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(words, stdin=given, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        if process.returncode not in (0, 1):
            said = (err.read() or out.read()).decode(errors="replace").strip()
            raise Unmeasured(f"{' '.join(map(str, words[1:3]))} ended with {process.returncode}: {said[-200:]}")
        return Timed(seconds, usage.ru_maxrss / 1024, out.read().decode(errors="replace"), err.read().decode(errors="replace"))


class Folder:
    def __init__(self, program, base, store):
        self.program, self.data, self.peak = program, base, 0.0
        words = ["init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05"]
        self.run(*words, *(["--store", store] if store else []))
        rights = ("addressee.view,eligibility.view,premium.view,job.view,premium.run,"
                  "params.propose,import.run,notice.print,collection.run")
        self.run("operator", "add", "fuka1", "--name", "練習 花子", "--section", "賦課係", "--may", rights, stdin=PASSWORD)
        self.run("operator", "add", "fuka2", "--name", "練習 太郎", "--section", "賦課係", "--may",
                 "premium.approve,params.approve", stdin=PASSWORD)
        self.run("operator", "add", "shuno2", "--name", "練習 収子", "--section", "収納係", "--may",
                 "collection.approve", stdin=PASSWORD)

    def run(self, *words, stdin=""):
        done = timed([str(self.program), *map(str, words), "--data", str(self.data)], stdin)
        self.peak = max(self.peak, done.peak_mb)
        return done


def data_rows(path):
    with open(path, "rb") as f:
        return sum(1 for _ in f) - 2  # head and trailer


def imports(folder, feeds, label, is_judged):
    """What later files refer to comes first, as `import --all` orders it."""
    for part, what in FEEDS.items():
        for path in sorted(feeds.glob(f"{part}_*.csv")):
            done = folder.run("import", path, "--operator", "fuka1")
            rows = data_rows(path)
            digest = re.search(r"SHA-256 ([0-9a-f]{16})", done.stdout)
            row("import " + part, f"{label}: {what} {rows:,} rows", rows / done.seconds, "rows/s",
                digest.group(1) if digest else "", "import " + part if is_judged else None,
                f"{done.seconds:.2f} s, peak {done.peak_mb:.0f} MB")


def searches(build, folder, label):
    """Every kind of question to the one box; the slowest of each kind, and who was found as checksum."""
    bench = build / "tests/bench/bench-search"
    if not bench.is_file():
        raise Unmeasured("tests/bench/bench-search is not built")
    for line in timed([str(bench), str(folder.data)]).stdout.splitlines():
        name, work, slowest, unit, checksum = line.split("\t")
        row(name, f"{label}: {' '.join(work.split())}", float(slowest), unit, checksum, name)


def annual(folder, label, store_name, is_judged):
    """Propose and approve; the checksum is the store's digest of the assessments. Answers seconds and checksum."""
    propose = folder.run("job", "run", "premium-annual", "--year", YEAR, "--operator", "fuka1")
    approve = folder.run("job", "approve", "premium-annual", "--year", YEAR, "--operator", "fuka2")
    verify = folder.run("verify", "--json")
    answer = json.loads(verify.stdout)
    table = answer["tables"]["premium_assessment"]
    seconds, households = propose.seconds + approve.seconds, table["rows"]
    row("premium-annual", f"{label}: {households:,} assessments", seconds, "s", table["digest"][:16],
        "premium-annual " + store_name if is_judged else None,
        f"propose {propose.seconds:.2f} approve {approve.seconds:.2f}, peak {max(propose.peak_mb, approve.peak_mb):.0f} MB,"
        f" {seconds * 1e6 / max(households, 1):.1f} us a household")
    row("verify", label, verify.seconds, "s", "ok" if answer["ok"] else "BROKEN")
    return seconds, households


# Every payer is on debit: a mandate each at one of three banks, and the number that his notice would have.
DEBIT_ROWS = (
    "INSERT INTO premium_notice_number (fiscal_year, household_no, payer_no, running_no) SELECT fiscal_year,"
    " household_no, payer_no, ROW_NUMBER() OVER (ORDER BY household_no, payer_no) FROM premium_assessment"
    f" WHERE fiscal_year = {YEAR} AND version = 1",
    "INSERT INTO debit_mandate (row_no, payer_no, valid_from, valid_until, act, state, serial, first_code, pays,"
    " source, bank, branch, deposit_kind, account, jp_mark, jp_number, holder, relation, received_on, reason,"
    " cause_kind, cause_no, recorded_at, superseded_at)"
    f" SELECT ROW_NUMBER() OVER (ORDER BY payer_no), payer_no, {YEAR}0601, 99991231, 1, 1, 1, 1, 1, 2,"
    " CASE payer_no % 3 WHEN 0 THEN '0001' WHEN 1 THEN '0009' ELSE '9900' END, '234', 1,"
    " SUBSTR(CAST(10000000 + payer_no % 10000000 AS TEXT), 2), '', '', 'ﾐﾎﾝ ﾀﾛｳ', '', 20260601, '', 'change', 0,"
    " 0, 9223372036854775807"
    f" FROM (SELECT DISTINCT payer_no FROM premium_assessment WHERE fiscal_year = {YEAR}) AS p",
)


def debit_request(folder, url, label, is_judged):
    """The request of the first instalment: propose writes the files, approve sends and freezes."""
    if url:
        for sql in DEBIT_ROWS:
            timed(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql])
    else:
        with sqlite3.connect(folder.data / "kokuho.db") as db:
            for sql in DEBIT_ROWS:
                db.execute(sql)
    debit_on = f"{YEAR}-06-30"
    words = ("--year", YEAR, "--business-date", f"{YEAR}-06-16")
    propose = folder.run("job", "run", "direct-debit-request", "--debit-on", debit_on, *words, "--operator", "fuka1")
    approve = folder.run("job", "approve", "direct-debit-request", *words, "--operator", "shuno2")
    asked = re.search(r"口座振替の依頼 (\d+) 件 ([\d,]+) 円", propose.stdout)
    if asked is None:
        raise Unmeasured(f"no request: {propose.stdout[-200:]}")
    row("direct-debit-request", f"{label}: {int(asked[1]):,} payers", propose.seconds, "s", asked[2],
        "direct-debit-request" if is_judged else None,
        f"approve {approve.seconds:.2f}, peak {max(propose.peak_mb, approve.peak_mb):.0f} MB")


def receipts(folder, database, url, base, label, is_judged):
    """A large day: all instalments of the year as one file of 済通, read, matched, booked and durable at once."""
    path = base / "receipts.txt"
    store = ["--postgres", url] if url else ["--database", str(database)]
    made = timed([sys.executable, str(ROOT / "tests/bench/receipts_file.py"), *store, "--year", str(YEAR), "--day",
                  f"{YEAR}0605", "--out", str(path)])
    records, total = made.stdout.split()
    convert = timed([folder.program, "layout", "check", "ocr-slip", str(path)])
    done = folder.run("import", path, "--partner", "パンチ業者", "--operator", "fuka1")
    booked = re.search(r"消込 (\d+) 件 ([\d,]+) 円", done.stderr)
    if booked is None:
        raise Unmeasured(f"nothing was matched: {done.stderr[-200:]}")
    row("receipts-match", f"{label}: {int(records):,} receipts of a day", int(records) / done.seconds, "records/s", booked[2],
        "receipts-match" if is_judged else None,
        f"{done.seconds:.2f} s, of which reading {convert.seconds:.2f}, peak {done.peak_mb:.0f} MB, of {int(total):,} yen")
    path.unlink()


# Three of a hundred persons have another income than in June.
INCOME_ROWS = (
    f"UPDATE premium_income SET superseded_at = {{now}} WHERE fiscal_year = {YEAR} AND addressee_no % 33 = 0"
    " AND superseded_at = 9223372036854775807",
    "INSERT INTO premium_income (fiscal_year, addressee_no, recorded_at, superseded_at, history_no, declared_class,"
    " taxing_place, state, given, total_income, salary_revenue, salary_income, pension_revenue, pension_income,"
    " other_income, combined_income, family_employee_pay_paid, family_employee_pay_received,"
    " special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax)"
    " SELECT fiscal_year, addressee_no, {now}, 9223372036854775807, history_no, declared_class, taxing_place, 1, 1,"
    " total_income + 100000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
    f" FROM premium_income WHERE fiscal_year = {YEAR} AND addressee_no % 33 = 0 AND superseded_at = {{now}}",
)


def corrections(build, folder, url, label, is_judged):
    """What the counter computes of one household, then 月次更正 of the same changes."""
    now = int(time.time() * 1000)
    statements = [sql.format(now=now) for sql in INCOME_ROWS]
    if url:
        for sql in statements:
            timed(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql])
    else:
        with sqlite3.connect(folder.data / "kokuho.db") as db:
            for sql in statements:
                db.execute(sql)
    for line in timed([str(build / "tests/bench/bench-immediate"), str(folder.data)]).stdout.splitlines():
        name, work, figure, unit, checksum = line.split("\t")
        row("correction-immediate", f"{label}: {work}", float(figure), unit, checksum, name if is_judged else None)
    words = ("--year", YEAR, "--business-date", f"{YEAR}-07-20")
    propose = folder.run("job", "run", "premium-monthly", *words, "--operator", "fuka1")
    approve = folder.run("job", "approve", "premium-monthly", *words, "--operator", "fuka2")
    said = " ".join(re.findall(r"[増減]額 [\d,]+ 件", propose.stdout))
    row("premium-monthly", f"{label}: {said}", propose.seconds + approve.seconds, "s", "",
        "premium-monthly" if is_judged else None,
        f"propose {propose.seconds:.2f} approve {approve.seconds:.2f}, peak {max(propose.peak_mb, approve.peak_mb):.0f} MB")


def set_based(database, url, label, seconds):
    """The same levy as SQL, from the facts of the SQLite folder, and how many times slower it is."""
    words = [sys.executable, ROOT / "tests/bench/premium_sql/premium_sql.py", "--database", database, "--json",
             "--scratch", database.parent.parent]
    done = timed(list(map(str, words + (["--postgres", url] if url else []))))
    if not done.stdout.startswith("{"):
        raise Unmeasured(done.stderr.strip() or "premium-sql gave no answer")
    a = json.loads(done.stdout)
    agreed = f"{a['compared']:,} of {a['of_program']:,} compared, {a['different']:,} differ by {a['different_yen']:,} yen"
    row("premium-sql", f"{label}: {a['instalments']:,} instalment rows", a["seconds"], "s", str(a["total"]),
        note=f"propose {a['propose_seconds']:.2f} approve {a['approve_seconds']:.2f}, {agreed}")
    if seconds:
        row("", f"{label}: premium-annual is faster by", a["seconds"] / seconds, "times", "",
            "premium-annual faster by")


def town(build, program, persons, base, url, points, is_search):
    """One size of town on both stores."""
    feeds = base / f"feeds-{persons}"
    is_judged = persons == 100000
    try:
        made = timed([program, "town", "make", "--persons", str(persons), "--seed", "1", "--year", str(YEAR),
                      "--out", str(feeds)])
    except Unmeasured as reason:
        return not_measured("town make", f"{persons:,} insured", reason)
    row("town make", f"{persons:,} insured", made.seconds, "s", note=f"peak {made.peak_mb:.0f} MB")
    database = base / f"sqlite-{persons}/kokuho.db"
    for store_name in ("sqlite", "postgres"):
        label, seconds = f"{persons:,} insured, {store_name}", None
        try:
            if store_name == "postgres" and not url:
                raise Unmeasured("no PostgreSQL on this machine")
            folder = Folder(program, base / f"{store_name}-{persons}", "postgres:" + url if store_name == "postgres" else None)
            imports(folder, feeds, label, is_judged)
            try:
                searches(build, folder, label)
            except (Unmeasured, ValueError) as reason:
                not_measured("page-search-kinds", label, reason)
            if is_search:
                continue
            folder.run("params", "propose", "--operator", "fuka1")
            folder.run("params", "approve", "--operator", "fuka2")
            seconds, households = annual(folder, label, store_name, is_judged)
            points.setdefault(store_name, []).append((persons, seconds, households))
            debit_request(folder, url if store_name == "postgres" else None, label, is_judged)
            try:
                receipts(folder, database, url if store_name == "postgres" else None, base, label, is_judged)
            except (Unmeasured, ValueError) as reason:
                not_measured("receipts-match", label, reason)
            try:
                corrections(build, folder, url if store_name == "postgres" else None, label, is_judged)
            except (Unmeasured, ValueError) as reason:
                not_measured("premium-monthly", label, reason)
            row("peak memory", f"{label}: any command", folder.peak, "MB", goal="peak memory" if is_judged else None)
        except (Unmeasured, KeyError, ValueError) as reason:
            not_measured("premium-annual", label, reason)
        try:
            if (store_name == "postgres" and not url) or not database.exists():
                raise Unmeasured("no database to work on")
            set_based(database, url if store_name == "postgres" else None, label, seconds)
        except (Unmeasured, KeyError, ValueError) as reason:
            not_measured("premium-sql", label, reason)
    shutil.rmtree(feeds)


def run_program(name, words, environment=None):
    """A program of tests/bench: its rows, "name<TAB>work<TAB>figure<TAB>unit[<TAB>checksum[<TAB>what was wrong]]"."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True,
                          env=dict(os.environ, KOKUHO_SHARE=str(ROOT), **(environment or {})))
    for line in done.stdout.splitlines():
        kernel = re.match(r"premium-kernel (\d+) households/s one core, (\d+) both cores, checksum (-?\d+)", line)
        fields = line.split("\t") + ["", ""]
        if kernel:
            row("premium-kernel", "full rules, one core", float(kernel.group(1)), "households/s", kernel.group(3),
                "premium-kernel one core")
            row("premium-kernel", "full rules, both cores", float(kernel.group(2)), "households/s", kernel.group(3))
        elif len(fields) >= 6:
            number = re.fullmatch(r"[\d,]+(\.\d+)?", fields[2])
            row(fields[0], fields[1], float(fields[2].replace(",", "")) if number else fields[2], fields[3], fields[4],
                fields[0], fields[5])
        else:
            print(line)
    if done.returncode:
        not_measured(name, "", f"ended with {done.returncode}: {done.stderr[-200:]}")


def programs(build, only):
    """The programs of tests/bench that need no data folder."""
    others = ("bench-search", "bench-pages", "bench-load", "bench-audit", "bench-immediate")
    for bench in sorted((build / "tests/bench").glob("bench-*")):
        if bench.name not in others and bench.is_file() and os.access(bench, os.X_OK) and only in bench.name:
            run_program(bench.name, [bench] + ([ROOT / "params"] if bench.name in ("bench-kernel", "bench-rate-trial") else []))


def stores(build, only, database, is_large):
    """What is measured on SQLite and on PostgreSQL with data of its own: records, pages."""
    bench = build / "tests/bench"
    if is_large and only in "bench-audit audit-find":
        run_program("audit-find", [bench / "bench-audit", "--large", "sqlite"])
    if only in "bench-audit record-write audit-verify":
        run_program("bench-audit", [bench / "bench-audit", "sqlite"])
        url = database("records")
        if url:
            run_program("bench-audit", [bench / "bench-audit", "postgres:" + url])
    if only in "bench-pages page-household page-search page-mixed-500 login-herd":
        run_program("bench-pages", [bench / "bench-pages", "pages"])
        url = database("pages")
        if url:
            run_program("bench-pages", [bench / "bench-pages", "pages"], {"KOKUHO_BENCH_STORE": "postgres:" + url})
    if only in "tls-handshake":
        run_program("tls-handshake", [bench / "bench-pages", "tls"])


def daily_year(build, database):
    """A year of daily work on both stores; the rows below it are parts of it."""
    program = ROOT / "tests/bench/daily_year.py"
    words = [sys.executable, program, "--program", build / "src/kokuho", "--clock", build / "tests/whole/libmoved_clock.so"]
    run_program("daily-year", words)
    url = database("daily")
    if url:
        run_program("daily-year", words + ["--store", "postgres:" + url])


def straight_line(points):
    """The cost per household must stay where it is when the town grows; starting the program is in the small ones."""
    for store_name, found in points.items():
        each = ", ".join(f"{persons:,}: {seconds * 1e6 / max(households, 1):.1f}" for persons, seconds, households in found)
        print(f"straight line, {store_name}: microseconds a household at {each}")


def cluster_of(base):
    """A connection string for each database of a private cluster, or nothing when there is no PostgreSQL."""
    place = base / "pg"
    started = subprocess.run([ROOT / "scripts/postgres", "start", place], capture_output=True, text=True)
    if started.returncode:
        not_measured("postgres", "", started.stderr)
        return place, lambda name: None

    def database(name):
        url = subprocess.run([ROOT / "scripts/postgres", "url", place], capture_output=True, text=True).stdout.strip()
        made = subprocess.run(["psql", "-X", "-q", "-d", url, "-c", f"CREATE DATABASE {name}"], capture_output=True, text=True)
        return None if made.returncode else re.sub(r"dbname=\S+", f"dbname={name}", url)
    return place, database


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", required=True, type=pathlib.Path)
    options.add_argument("--large", action="store_true")
    options.add_argument("--persons", type=int, action="append", help="sizes other than 10,000 and 100,000")
    options.add_argument("--only", default="")
    args = options.parse_args()

    print(f"kokuho bench  {time.strftime('%Y-%m-%d %H:%M')}  {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'row':<20} {'work':<46} {'figure':>12} {'unit':<12} {'goal / now':>14} {'':<11} {'checksum':<17}")
    programs(args.build, args.only)
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-bench-"))
    place, database = cluster_of(base)
    points = {}
    try:
        stores(args.build, args.only, database, args.large)
        if args.only in "daily-year" and (args.only or args.large):
            daily_year(args.build, database)
        is_search = args.only != "" and args.only in "search-kinds"
        if not is_search and args.only not in "premium-annual premium-monthly correction-immediate premium-sql import verify direct-debit-request receipts-match":
            return 0
        for persons in args.persons or (10000, 100000) + ((1000000,) if args.large else ()):
            town(args.build, str(args.build / "src/kokuho"), persons, base, database(f"bench{persons}"), points, is_search)
        straight_line(points)
    finally:
        subprocess.run([ROOT / "scripts/postgres", "remove", place], check=False, capture_output=True)
        shutil.rmtree(base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
