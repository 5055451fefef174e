#!/usr/bin/env python3
"""premium-sql: the levy of the year as set-based SQL, timed and compared with premium_assessment.

    premium_sql.py --database FILE [--postgres URL] [--params DIR] [--year 2026] [--scratch DIR] [--json]

FILE is the kokuho.db of a folder in which premium-annual was approved; it is only read. Without --postgres the SQL
runs in a copy of it; with it, the tables of the facts are copied to that database first. The time is that of
propose.sql and approve.sql, each one durable transaction; copying, indexes and statistics are not counted.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
MUNICIPALITY = "131041"
PARTS = ("medical", "support", "care", "child")
FACTS = ("addressee_belonging", "eligibility_fact", "premium_income", "premium_assessment")
# Every migration that makes one of them, or gives it a column.
MIGRATIONS = [path for folder in ("addressee", "eligibility", "premium")
              for path in sorted((ROOT / "src" / folder / "migrations").glob("*.sql"))
              if re.search(rf"(CREATE|ALTER) TABLE ({'|'.join(FACTS)})\b", path.read_text(encoding="utf-8"))]
DIALECTS = {
    "sqlite": {"I64": "INTEGER", "TEXT": "TEXT", "BLOB": "BLOB", "STRICT": "STRICT, WITHOUT ROWID", "WIDE": "STRICT",
               "least": "min", "greatest": "max"},
    "postgres": {"I64": "BIGINT", "TEXT": "TEXT", "BLOB": "BYTEA", "STRICT": "", "WIDE": "",
                 "least": "least", "greatest": "greatest"},
}
COMPARED = """
SELECT COUNT(*), CAST(COALESCE(SUM(differs), 0) AS BIGINT),
       CAST(COALESCE(SUM(ABS(program_total - sql_total)), 0) AS BIGINT),
       (SELECT COUNT(*) FROM premium_assessment WHERE version = 1), (SELECT COUNT(*) FROM sql_assessment),
       (SELECT CAST(SUM(total) AS BIGINT) FROM sql_assessment), (SELECT COUNT(*) FROM sql_instalment),
       (SELECT COUNT(*) FROM sql_posting)
FROM sql_both b
WHERE NOT EXISTS (SELECT 1 FROM sql_rare r WHERE r.household_no = b.household_no)"""


# ------------------------------------------------------------------------------------------------ numbers ----

def table_rows(path, day):
    """Rows of a parameter table in force on the day: of each key (all columns before the values) the last `from`."""
    lines = [line.rstrip() for line in open(path, encoding="utf-8") if line.strip() and not line.startswith("#")]
    names = re.split(r"\s{2,}", lines[0])
    rows = [dict(zip(names, re.split(r"\s{2,}", line, maxsplit=len(names) - 1))) for line in lines[1:]]
    return [row for row in rows if row["from"] <= day]


def latest(rows, *key):
    """The row in force of every key."""
    found = {}
    for row in sorted(rows, key=lambda r: r["from"]):
        found[tuple(row[k] for k in key)] = row
    return found


def newest_block(rows):
    """Tables that are replaced as a whole: the rows with the newest `from`."""
    newest = max(row["from"] for row in rows)
    return [row for row in rows if row["from"] == newest]


def millionths(text):
    digits = re.fullmatch(r"(\d+)(?:\.(\d{1,4}))?%", text)
    return int(digits.group(1)) * 10000 + int((digits.group(2) or "").ljust(4, "0"))


def salary_case(rows, revenue):
    """給与所得 by the table, as one CASE."""
    forms = {"none": "0", "less": "{r} - {a}", "fixed": "{a}", "quarter": "{r} / 4000 * 1000 * {m} / 1000000 - {a}",
             "share": "{r} * {m} / 1000000 - {a}"}
    whens = []
    for row in sorted(rows, key=lambda r: -int(r["revenue_from"])):
        rate = 0 if row["rate"] == "-" else millionths(row["rate"])
        whens.append(f"WHEN {revenue} >= {row['revenue_from']} THEN "
                     + forms[row["method"]].format(r=revenue, a=row["amount"], m=rate))
    return "(CASE " + " ".join(whens) + " END)"


def law_of(params, year, words):
    """Everything the statements name, from the tables of params/."""
    day = f"{year}-04-01"
    national, city = params / "national/premium", params / "municipal" / MUNICIPALITY
    law = {}
    ages = {key[0]: int(r["age"]) for key, r in latest(table_rows(national / "ages.tsv", day), "name").items()}
    law.update(insured_until=ages["insured_until"], care_from=ages["care_from"], care_until=ages["care_until"],
               preschool_born_after=(year - ages["preschool"]) * 10000 + 401,
               under_18_born_after=(year - ages["adult"]) * 10000 + 401,
               pension_65_born_until=(year - ages["pension"]) * 10000 + 101,
               no_record_born_after=(year - ages["no_record"]) * 10000 + 101)
    caps = latest(table_rows(national / "caps.tsv", day), "part")
    kinds = latest(table_rows(national / "parts.tsv", day), "part")
    for (part,), row in latest(table_rows(city / "levy.tsv", day), "part").items():
        law["rate_" + part] = millionths(row["income_rate"])
        law["cap_" + part] = int(caps[part,]["cap"] if row["cap"] == "-" else row["cap"])
        law["flat_" + part] = int(row["per_capita"]) + int(row["per_capita_18plus"].replace("-", "0"))
        if millionths(row["asset_rate"]) or int(row["per_household"]):
            raise SystemExit("premium-sql knows no asset levy and no levy per household")
        wanted = ("yes" if part in ("medical", "support") else "no", "yes" if part == "child" else "no")
        if (kinds[part,]["preschool_half"], kinds[part,]["under_18_relief"]) != wanted:
            raise SystemExit(f"premium-sql was written for other reliefs of the part {part}")
    rounding = newest_block(table_rows(city / "rounding.tsv", day))[0]
    if [rounding[k] for k in ("base_unit", "part_unit", "total_unit", "remainder_to")] != ["1", "1", "1", "first"]:
        raise SystemExit("premium-sql was written for another rounding")
    law["due_unit"] = int(rounding["instalment_unit"])
    earners = {key[0]: r["over"] for key, r in latest(table_rows(national / "earners.tsv", day), "kind").items()}
    law.update({"earner_" + kind: over for kind, over in earners.items()})
    law["pension_65_less"] = latest(table_rows(national / "judged_income.tsv", day), "name")["pension_65_less",]["amount"]

    steps = sorted(newest_block(table_rows(national / "basic_deduction.tsv", day)),
                   key=lambda r: float("inf") if r["up_to"] == "-" else int(r["up_to"]))
    combined = "CASE WHEN given & 64 <> 0 THEN combined_income ELSE total_income END"
    law["deduction"] = ("CASE WHEN state = 0 THEN 0 "
                        + " ".join(f"WHEN {combined} <= {s['up_to']} THEN {s['amount']}" for s in steps[:-1])
                        + f" ELSE {steps[-1]['amount']} END")
    tiers = latest(table_rows(national / "reduction.tsv", day), "tier")
    law["tiers"] = " ".join(
        f"WHEN judged_income <= {r['base']} + {r['per_extra_earner']} * {words['greatest']}(earners - 1, 0)"
        f" + {r['per_member']} * persons THEN {tier}"
        for (tier,), r in sorted(tiers.items(), key=lambda item: -int(item[0][0])))
    rest = f"{words['greatest']}(0, salary_revenue - family_employee_pay_received)"
    salary = salary_case(newest_block(table_rows(national / "salary_deduction.tsv", day)), rest)
    both = newest_block(table_rows(national / "income_adjustment.tsv", day))[0]
    law["salary_without_family"] = (
        f"({salary} - CASE WHEN pension_income > 0 AND {salary} > 0 THEN {words['greatest']}(0,"
        f" {words['least']}({salary}, {both['both_each']}) + {words['least']}(pension_income, {both['both_each']})"
        f" - {both['both_less']}) ELSE 0 END)")
    return law


# -------------------------------------------------------------------------------------------------- texts ----

class Texts:
    """The SQL files with the words of the dialect, the numbers of the law and of the run put in."""

    def __init__(self, dialect, params, year, run):
        self.words = dict(DIALECTS[dialect], year=year, year_from=year * 10000 + 401, year_until=(year + 1) * 10000 + 401,
                          register_from=20080401, run_no=1, taxing_place_abroad=3, latter_detail="AND l.detail = 1")
        self.words.update(law_of(params, year, self.words))
        self.words.update(run)

    def month_index(self, years_and_months):
        w = self.words
        return f"CAST({w['greatest']}(0, {w['least']}(12, {years_and_months})) AS INTEGER)"

    def macro(self, match):
        name, text = match.group(1), match.group(2)
        w = self.words
        if name == "index":
            day = re.sub(r"\b(least|greatest|year_from|year_until)\b", lambda m: str(w[m.group()]), text)
            return self.month_index(f"({day} / 10000 - {w['year']}) * 12 + {day} / 100 % 100 - 4")
        if name == "attained":  # the month of the eve of the birthday
            return self.month_index(f"(p.birth / 10000 + {w[text]} - {w['year']}) * 12 + p.birth / 100 % 100 - 4"
                                    " - CASE WHEN p.birth % 100 = 1 THEN 1 ELSE 0 END")
        if name == "popcount":
            return "(" + " + ".join(f"(({text} >> {k}) & 1)" for k in range(12)) + ")"
        if name == "months_of_any":
            return " + ".join(f"MAX(({text} >> {k}) & 1)" for k in range(12))
        raise KeyError(name)

    def __call__(self, path):
        text = path.read_text(encoding="utf-8")
        if "migrations" in path.parts:
            text = re.sub(r"-- only sqlite.*?(-- only postgres|-- both|\Z)", "", text, flags=re.S)
        text = re.sub(r"\{(\w+):([^{}]*)\}", self.macro, text)
        return re.sub(r"\{(\w+)\}", lambda m: str(self.words[m.group(1)]), text)


def run_facts(database, year):
    """What premium-annual was told: the moment of knowledge, the day, the due dates."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    run = db.execute("SELECT run_no, known_at, proposed_on, care40_not_after FROM premium_run"
                     " WHERE kind = 1 AND fiscal_year = ? ORDER BY run_no DESC LIMIT 1", (year,)).fetchone()
    if run is None:
        raise SystemExit(f"{database} holds no premium-annual of {year}")
    due = db.execute("SELECT instalment_no, due_on FROM premium_due WHERE run_no = ? ORDER BY 1", run[:1]).fetchall()
    db.close()
    limit = run[3] if run[3] else 99991231
    # 40 is attained on the eve: who was born up to the day after the limit, 40 years before, counts.
    after = time.strftime("%Y%m%d", time.gmtime(time.mktime(time.strptime(str(limit), "%Y%m%d")) + 129600)) \
        if run[3] else str(limit)
    born = int(after) - 400000 if run[3] else 99991231
    return {"known_at": run[1], "business_date": run[2], "care40_born_until": born, "due_count": len(due),
            "recorded_at": int(time.time() * 1000), "due_rows": ", ".join(f"({n}, {day})" for n, day in due)}


# ------------------------------------------------------------------------------------------------ engines ----

class Sqlite:
    def __init__(self, database, texts, scratch):
        self.path = scratch / "premium-sql.db"
        source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.db = sqlite3.connect(self.path, isolation_level=None)
        source.backup(self.db)
        source.close()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-262144"):
            self.db.execute("PRAGMA " + pragma)
        self.db.executescript(texts(HERE / "tables.sql"))
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def run(self, text):
        self.db.executescript("BEGIN IMMEDIATE;\n" + text + "\nCOMMIT;")

    def compare(self, text):
        self.db.executescript(text)
        return self.db.execute(COMPARED).fetchone()

    def peak_mb(self):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def close(self):
        self.db.close()


class Postgres:
    def __init__(self, database, texts, url):
        self.url = url
        self.psql("DROP SCHEMA IF EXISTS premium_sql CASCADE; CREATE SCHEMA premium_sql;")
        self.psql("\n".join(texts(path) for path in MIGRATIONS))
        source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        for table in FACTS:
            self.copy(source, table)
        source.close()
        self.psql(texts(HERE / "tables.sql"))
        self.psql("VACUUM ANALYZE;")
        self.psql("CHECKPOINT;")

    def words(self):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url]

    def environment(self):
        return dict(os.environ, PGOPTIONS="-c search_path=premium_sql -c work_mem=128MB -c client_connection_check_interval=2s -c statement_timeout=600s -c client_min_messages=warning")

    def psql(self, text, *more):
        done = subprocess.run(self.words() + list(more), input=text, text=True, capture_output=True, env=self.environment())
        if done.returncode:
            raise SystemExit(f"psql: {done.stderr[-2000:]}")
        return done.stdout

    def copy(self, source, table):
        columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
        process = subprocess.Popen(self.words() + ["-c", f"COPY {table} ({', '.join(columns)}) FROM STDIN"],
                                   stdin=subprocess.PIPE, env=self.environment())
        slash = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
        for row in source.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            cells = ("\\N" if c is None else "\\\\x" + c.hex() if isinstance(c, bytes) else str(c).translate(slash)
                     for c in row)
            process.stdin.write(("\t".join(cells) + "\n").encode())
        process.stdin.close()
        if process.wait():
            raise SystemExit(f"COPY {table} failed")

    def run(self, text):
        self.psql("BEGIN;\n" + text + "\nCOMMIT;\n")

    def compare(self, text):
        return [int(cell) for cell in self.psql(text + COMPARED, "-A", "-t").strip().split("|")]

    def peak_mb(self):
        return 0  # the work is done in the server

    def close(self):
        self.psql("DROP SCHEMA premium_sql CASCADE;")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database", type=pathlib.Path, required=True)
    options.add_argument("--postgres", metavar="URL")
    options.add_argument("--params", type=pathlib.Path, default=ROOT / "params")
    options.add_argument("--year", type=int, default=2026)
    options.add_argument("--scratch", type=pathlib.Path)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()

    scratch = pathlib.Path(tempfile.mkdtemp(prefix="premium-sql-", dir=args.scratch))
    try:
        texts = Texts("postgres" if args.postgres else "sqlite", args.params, args.year,
                      run_facts(args.database, args.year))
        engine = Postgres(args.database, texts, args.postgres) if args.postgres \
            else Sqlite(args.database, texts, scratch)
        propose, approve = texts(HERE / "propose.sql"), texts(HERE / "approve.sql")
        started = time.perf_counter()
        engine.run(propose)
        proposed = time.perf_counter()
        engine.run(approve)
        approved = time.perf_counter()
        answer_row = engine.compare(texts(HERE / "compare.sql"))
        compared, different, yen, stored, rows, total, instalments, postings = answer_row
        answer = {"propose_seconds": proposed - started, "approve_seconds": approved - proposed,
                  "seconds": approved - started, "assessments": rows, "instalments": instalments,
                  "postings": postings, "total": total, "compared": compared, "different": different,
                  "different_yen": yen, "of_program": stored, "peak_mb": engine.peak_mb()}
        engine.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(json.dumps(answer) if args.json else "\n".join(f"{k:<16} {v}" for k, v in answer.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
