#!/usr/bin/env python3
"""A whole year on an invented town, through the program's own commands, as TAP.

    tests/whole/year.py [--postgres]

From an empty folder: init, feeds, import, parameters proposed and approved, annual assessment proposed and
approved, notices, verify; then the things that go wrong. Uses the program as it is delivered
(KOKUHO_RELEASE, a Meson build folder).
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("KOKUHO_RELEASE", ROOT / "build/release")) / "src/kokuho"
PERSONS, YEAR = 2000, 2026
PASSWORD = "renshu-himitsu-2026\n"

count = failures = 0


def check(name, fine, detail=""):
    global count, failures
    count += 1
    if fine:
        print(f"ok {count} - {name}")
    else:
        failures += 1
        print(f"not ok {count} - {name}")
        for line in str(detail).splitlines()[-25:]:
            print(f"#   {line}")
    sys.stdout.flush()


class Ward:
    """A data folder and the commands on it; keeps everything that was printed."""

    def __init__(self, folder, store=None, day=f"{YEAR}-06-05"):
        self.folder, self.printed = folder, []
        words = ["init", "--municipality", "131041", "--practice", "--business-date", day]
        self.run(*words, *(["--store", store] if store else []))

    def run(self, *words, operator=None, stdin="", expect=(0,)):
        command = [str(PROGRAM), *words, "--data", str(self.folder)]
        if operator:
            command += ["--operator", operator]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=600)
        self.printed += [done.stdout, done.stderr]
        if expect and done.returncode not in expect:
            check(f"kokuho {' '.join(words)} ends with {expect}", False,
                  f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done

    def operators(self):
        rights = ("addressee.view,eligibility.view,premium.view,job.view,premium.run,"
                  "params.propose,import.run,notice.print,collection.view")
        self.run("operator", "add", "fuka1", "--name", "練習 花子", "--section", "賦課係", "--may", rights,
                 stdin=PASSWORD)
        self.run("operator", "add", "fuka2", "--name", "練習 太郎", "--section", "賦課係", "--may",
                 "addressee.view,eligibility.view,premium.view,job.view,premium.approve,params.approve",
                 stdin=PASSWORD)

    def verify(self):
        done = self.run("verify", "--json", expect=(0, 1))
        return json.loads(done.stdout)

    def digests(self):
        return {name: table["digest"] for name, table in self.verify()["tables"].items()}


def assess(ward, feeds, levy_year=YEAR):
    """From feeds to an approved assessment."""
    ward.run("import", "--all", str(feeds), operator="fuka1", expect=(0, 1))
    ward.run("params", "propose", operator="fuka1")
    ward.run("params", "approve", operator="fuka2")
    ward.run("job", "run", "premium-annual", "--year", str(levy_year), operator="fuka1", expect=(0, 1))
    ward.run("job", "approve", "premium-annual", "--year", str(levy_year), operator="fuka2", expect=(0, 1))


def individual_number_is_valid(digits):
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(int(d) * w for d, w in zip(digits, weights)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest) and digits != "0" * 12


def numbers_in(data):
    """Valid 個人番号 that stand alone as twelve digits in these bytes."""
    found = set()
    for m in re.finditer(rb"(?<![\da-f])\d{12}(?![\da-f])", data):  # not inside the hex of sealed bytes
        digits = m.group().decode()
        if digits.startswith("9021") and individual_number_is_valid(digits):
            found.add(digits)
    return found


def dump_of(url):
    """The whole PostgreSQL database as text."""
    program = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))[-1]
    return subprocess.run([program, "--dbname", url], check=True, capture_output=True).stdout


def leaks(ward, feeds, url):
    """Files of the data folder, a dump of the database and everything printed, without the feeds themselves."""
    found = []
    if url:
        dump = dump_of(url)
        if b"COPY public.premium_assessment" not in dump:
            found.append("the dump holds no assessments: nothing was looked at")
        if numbers_in(dump):
            found.append("the database's dump")
    for path in sorted(ward.folder.rglob("*")):
        if path.is_file() and feeds not in path.parents:
            if numbers_in(path.read_bytes()):
                found.append(str(path.relative_to(ward.folder)))
    if numbers_in("".join(ward.printed).encode()):
        found.append("something printed")
    return found


def run(name, story_of):
    """The story in a folder of its own, on the store the command line says; the exit code."""
    base = pathlib.Path(tempfile.mkdtemp(prefix=f"kokuho-{name}-"))
    try:
        run_with_store(base, "--postgres" in sys.argv, story_of)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"1..{count}")
    return 1 if failures else 0


def run_with_store(base, postgres, story_of):
    """The story on SQLite, or on a PostgreSQL cluster of its own."""
    store = cluster = None
    if postgres:
        cluster = base / "cluster"
        subprocess.run([ROOT / "scripts/postgres", "start", cluster], check=True)
        url = subprocess.run([ROOT / "scripts/postgres", "url", cluster], check=True,
                             capture_output=True, text=True).stdout.strip()
        store = "postgres:" + url
    try:
        story_of(base, store)
    finally:
        if cluster:
            subprocess.run([ROOT / "scripts/postgres", "remove", cluster], check=False)


def story(base, store):
    feeds = base / "feeds"
    ward = Ward(base / "ward", store)
    ward.operators()
    # Valid 個人番号 of the invented block: the search for leaks below must be able to find one.
    ward.run("town", "make", "--persons", str(PERSONS), "--seed", "7", "--year", str(YEAR), "--out", str(feeds),
             "--valid-numbers")
    manifest = json.loads((feeds / "manifest.json").read_text(encoding="utf-8"))
    check("the feeds hold valid numbers to look for", any(numbers_in(p.read_bytes()) for p in feeds.glob("*.csv")))

    done = ward.run("job", "run", "premium-annual", "--year", str(YEAR), operator="fuka1", expect=(2, 3))
    check("LV-59 a job refuses parameters nobody approved", done.returncode in (2, 3), done.stderr)

    assess(ward, feeds)
    check("OP-45 the town is made and taken in", True)

    done = ward.run("import", "--all", str(feeds), operator="fuka1", expect=(0,))
    check("a file read twice counts once and says so", "取込済" in done.stdout + done.stderr,
          done.stdout + done.stderr)

    answer = ward.verify()
    check("verify: nothing is broken", answer["ok"], "\n".join(answer["broken"]))
    check("every insured household is assessed or listed",
          answer["tables"]["premium_assessment"]["rows"] >=
          manifest["counts"]["households_with_insured"] * 0.98,
          json.dumps(answer["tables"].get("premium_assessment")))

    before = ward.digests()
    done = ward.run("job", "run", "premium-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1, 2))
    check("LV-61 running the decided job again changes nothing", ward.digests() == before, done.stdout)

    done = ward.run("job", "approve", "premium-annual", "--year", str(YEAR), operator="fuka1", expect=(2,))
    check("the proposer cannot approve", done.returncode == 2, done.stderr)

    practice = manifest["practice"]
    check("the town has practice households with expected totals", len(practice) >= 10, practice)
    shown = ward.run("job", "show", "premium-annual", "--year", str(YEAR), "--json", expect=(0, 1))
    check("LV-28 job show answers in JSON", shown.stdout.lstrip().startswith("{"), shown.stdout[:300])

    told = re.findall(r"^確認 (.*)（([a-z_-]+)）: \d+ 件$", ward.run("job", "show", "premium-annual").stdout, re.M)
    check("job show names findings in words", told and all(words != code and not re.search("[a-z_]", words)
          for words, code in told), told)

    ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    pdfs = sorted((ward.folder / "files").rglob("*.pdf"))
    check("NT-20 the notices are kept as sent", len(pdfs) >= 1, list((ward.folder / "files").rglob("*")))
    for case in practice:
        out = base / f"case-{case['edge_case']}.pdf"
        ward.run("notice", "--payer", str(case["payer_no"]), "--year", str(YEAR), "--out", str(out),
                 operator="fuka1", expect=(0, 1))
        text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, text=True).stdout
        check(f"NT-05 assessment.md 12 case {case['edge_case']}: the notice shows {case['expected_total']:,} yen",
              f"{case['expected_total']:,}" in text, text[:1500])

    found = leaks(ward, feeds, store.removeprefix("postgres:") if store else None)
    check("no valid 個人番号 in any file, log or answer of the run", not found, "\n".join(found))


if __name__ == "__main__":
    sys.exit(run("year", story))
