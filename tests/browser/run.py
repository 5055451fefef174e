#!/usr/bin/env python3
"""The screens in Debian's Chromium, as TAP: an invented town, `kokuho serve`, and screens.mjs on it.

    run.py [--walk office] [--shots DIR]      the program of $KOKUHO_RELEASE (build/release); pictures of the pages into DIR

The town stops before the approval of the annual assessment: the second operator approves it on the screen.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
YEAR = 2026
PASSWORD = "renshu-{}-2026"
OPERATORS = {
    "fuka1": ["--duty", "fuka"],
    "fuka2": ["--duty", "fuka-chief"],
    "shori": ["--may", "job.view"],
    "shikaku1": ["--duty", "shikaku"],
    "shikaku2": ["--duty", "shikaku-chief"],
    "sys1": ["--duty", "shomu"],
    "sys2": ["--duty", "joho-chief"],
    "kansa1": ["--duty", "kansa"],
    "mado9": ["--duty", "mado"],
}


def kokuho(program, data, *words, stdin=""):
    done = subprocess.run([program, *words, "--data", data], input=stdin, capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"Bail out! kokuho {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def make_town(program, data):
    def run(*words, stdin=""):
        return kokuho(program, data, *words, stdin=stdin)
    run("init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05")
    for who, rights in OPERATORS.items():
        run("operator", "add", who, "--name", f"練習 {who}", "--section", "賦課係", *rights,
            stdin=PASSWORD.format(who) + "\n")
    run("town", "make", "--persons", "300", "--seed", "1", "--year", str(YEAR), "--out", str(data / "feeds"))
    run("import", "--all", str(data / "feeds"), "--operator", "fuka1")
    run("params", "propose", "--operator", "fuka1")
    run("params", "approve", "--operator", "fuka2")
    run("job", "run", "premium-annual", "--year", str(YEAR), "--operator", "fuka1")


def facts(data):
    """Whom the browser will look for, read beside the program."""
    db = sqlite3.connect(f"file:{data}/kokuho.db?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    current = ("valid_from <= :day AND valid_until > :day AND superseded_at = 9223372036854775807 "
               "AND status = 1")
    day = {"day": YEAR * 10000 + 605}
    person = db.execute(
        "SELECT p.addressee_no, p.household_no, p.name, p.kana, p.birth, p.address, a.total, a.payer_no "
        "FROM premium_assessment a JOIN addressee_person p ON p.addressee_no = a.payer_no "
        f"WHERE {current} AND p.is_restricted = 0 AND p.kind = 1 AND p.household_no = a.household_no "
        "AND p.birth % 100 > 0 ORDER BY a.total DESC, a.payer_no LIMIT 1", day).fetchone()
    guarded = db.execute("SELECT addressee_no, household_no, name, address FROM addressee_person "
                         f"WHERE {current} AND is_restricted = 1 AND household_no > 0 LIMIT 1", day).fetchone()
    return {"person": dict(person), "guarded": dict(guarded) if guarded else None}


def dies_and_comes_back(served, address):
    """The process that serves is killed as an assertion would: the next one answers at the same place."""
    def children():
        return pathlib.Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text().split()
    before = children()
    os.kill(int(before[0]), signal.SIGKILL)
    try:
        answer = urllib.request.urlopen(address + "/login", timeout=15).status
    except OSError as error:
        answer = error
    ok = answer == 200 and children() != before
    print(f"{'ok' if ok else 'not ok'} 1 - a serving process that dies is started again", flush=True)
    return ok


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--shots", default="")
    options.add_argument("--walk", choices=["screens", "office"], default="screens")
    args = options.parse_args()
    release = pathlib.Path(os.environ.get("KOKUHO_RELEASE", ROOT / "build/release"))
    program = os.environ.get("KOKUHO_PROGRAM", release / "src/kokuho")
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-browser-"))
    data = base / "data"
    data.mkdir()
    served = None
    try:
        make_town(program, data)
        served = subprocess.Popen([program, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
        address = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
        if address is None:
            sys.exit("Bail out! kokuho serve does not say its address")
        came_back = dies_and_comes_back(served, address.group())
        known = facts(data)
        known.update(base=address.group(), program=str(program), data=str(data), year=YEAR, shots=args.shots,
                     count=1)
        (base / "facts.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        code = subprocess.run(["node", ROOT / f"tests/browser/{args.walk}.mjs", base / "facts.json"]).returncode
        served.send_signal(signal.SIGTERM)
        stopped = served.wait(timeout=20)
        if stopped != 0:
            print(f"# kokuho serve ended with {stopped}")
        return 1 if code or stopped or not came_back else 0
    finally:
        if served is not None and served.poll() is None:
            served.kill()
            served.wait()
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
