#!/usr/bin/env python3
"""The screens in Debian's Chromium, as TAP: an invented town, and each walk with `kokuho serve` on a copy of it.

    run.py [--walk NAME ...] [--shots DIR]      the program of $KOKUHO_RELEASE (build/release); pictures into DIR

The town stops before the approval of the annual assessment: the second operator approves it on the screen.
With all walks (no --walk) every screen that the program declares must have been reached: seen by axe at 100 % and
200 %, and sent by keyboard when it takes a form. A new screen without a walk fails here.
"""
import argparse
import base64
import hashlib
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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "partners"))

import pension  # noqa: E402

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
    "kakari1": ["--duty", "shikaku", "--may", "case.assign"],
    "shuno1": ["--duty", "shuno"],
    "shuno2": ["--duty", "shuno-chief"],
}
WALKS = ["screens", "office", "casework", "characters", "papers", "trial", "disclosures", "pension", "online", "every"]
PARTS = {"search-typing"}  # fetched into another page, never a page by itself


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
    others = db.execute("SELECT addressee_no FROM addressee_person p "
                        f"WHERE {current} AND kind = 1 AND is_restricted = 0 AND household_no <> :own "
                        "AND NOT EXISTS (SELECT 1 FROM addressee_person o WHERE o.household_no = p.household_no "
                        "AND o.is_restricted = 1) ORDER BY addressee_no LIMIT 4",
                        {**day, "own": person["household_no"]}).fetchall()
    everybody = db.execute(f"SELECT kana, birth, household_no, is_restricted FROM addressee_person WHERE {current}", day)
    by_words = {}
    for row in everybody:
        year = row["birth"] // 10000
        for two in {year % 100, year - 1925, year - 1988, year - 2018}:  # 西暦, 昭和, 平成, 令和
            by_words.setdefault((row["kana"][:3], two), []).append(row)
    only = next({"kana": kana, "year": two, "household_no": rows[0]["household_no"]}
                for (kana, two), rows in sorted(by_words.items())
                if len(rows) == 1 and two == rows[0]["birth"] // 10000 - 1925 and 10 <= two <= 63
                and len(kana) == 3 and "　" not in kana and not rows[0]["is_restricted"] and rows[0]["household_no"])
    families = {}
    for (kana, _), rows in by_words.items():
        for row in rows:
            families.setdefault(row["kana"].split("\u3000")[0], set()).add((row["kana"], row["birth"]))
    family = max(sorted(families), key=lambda name: len(families[name]))  # several hits, for the list of them
    return {"family": {"kana": family, "count": len(families[family])}, "who": only, "person": dict(person),
            "guarded": dict(guarded) if guarded else None, "others": [row["addressee_no"] for row in others]}


class Tap:
    def __init__(self):
        self.count, self.failures = 0, 0

    def check(self, name, ok, words=""):
        self.count += 1
        self.failures += not ok
        print(f"{'ok' if ok else 'not ok'} {self.count} - {name}")
        if not ok and words:
            print("#   " + words)
        sys.stdout.flush()

    def pass_on(self, lines):
        """The lines of a walk, which counts on; its plan is left to the end of all."""
        for line in lines:
            if result := re.match(r"(not )?ok (\d+)", line):
                self.count = int(result[2])
                self.failures += result[1] is not None
            if not line.startswith("1.."):
                print(line, end="", flush=True)


def dies_and_comes_back(tap, served, address):
    """The process that serves is killed as an assertion would: the next one answers at the same place."""
    def children():
        return pathlib.Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text().split()
    before = children()
    os.kill(int(before[0]), signal.SIGKILL)
    try:
        answer = urllib.request.urlopen(address + "/login", timeout=15).status
    except OSError as error:
        answer = error
    tap.check("a serving process that dies is started again", answer == 200 and children() != before, str(answer))


def owing(program, data):
    """Premiums are decided and notified, and the first instalment is overdue."""
    kokuho(program, data, "job", "approve", "premium-annual", "--year", str(YEAR), "--operator", "fuka2")
    kokuho(program, data, "job", "run", "notice-annual", "--year", str(YEAR), "--operator", "fuka1")
    ini = data / "kokuho.ini"
    ini.write_text(re.sub(r"(?m)^business_date.*$", f"business_date = {YEAR}-08-05", ini.read_text(encoding="utf-8")),
                   encoding="utf-8")


def retired(program, data):
    """Premiums are decided; the pension side and 介護 have told of a head whose household is 65 to 74 and nobody else."""
    kokuho(program, data, "job", "approve", "premium-annual", "--year", str(YEAR), "--operator", "fuka2")
    day = YEAR * 10000 + 605
    db = sqlite3.connect(f"file:{data}/kokuho.db?mode=ro", uri=True)
    head, birth, kana = db.execute(
        "SELECT a.payer_no, p.birth, p.kana FROM premium_assessment a JOIN addressee_person p ON p.addressee_no ="
        " a.payer_no AND p.superseded_at = 9223372036854775807 AND p.valid_until = 99991231 AND p.is_restricted = 0 WHERE"
        " a.total BETWEEN 20000 AND 300000 AND NOT EXISTS (SELECT 1 FROM addressee_belonging b WHERE b.household_no ="
        f" a.household_no AND b.valid_until > {day} AND b.superseded_at = 9223372036854775807 AND (b.birth > {day - 650000}"
        f" OR b.birth < {day - 740000})) AND EXISTS (SELECT 1 FROM eligibility_fact f WHERE f.addressee_no = a.payer_no AND"
        " f.kind = 1 AND f.valid_until = 99991231 AND f.superseded_at = 9223372036854775807) ORDER BY a.total DESC").fetchone()
    people = (line.split(",") for path in (data / "feeds").glob("JU-02*.csv")
              for line in path.read_text(encoding="utf-8").split("\n"))
    sex = next(int(row[25]) for row in people if row[0] == "D" and int(row[1]) == head and row[3] == "1")
    side = pension.PensionSide()
    side.pays(pension.Pensioner("9912345678", str(birth), sex, kana, 1_500_000))
    made = f"{YEAR}0601"
    (data / "persons.dat").write_bytes(side.persons(made))
    (data / "care.csv").write_text(f"H,KG-02,1,131041,{made},090000,1,F,{made}\nD,{head:015},{YEAR},1,1150,9000,54000,"
                                   f"{made}090000\nT,1\n", encoding="utf-8")
    for name, partner in (("persons.dat", "国保連合会（年金特別徴収）"), ("care.csv", "介護保険")):
        kokuho(program, data, "import", str(data / name), "--partner", partner, "--operator", "fuka1")


def filed(program, data):
    """Filed at ぴったりサービス: a paper again with a picture of the torn one; a new paper for somebody nobody knows."""
    db = sqlite3.connect(f"file:{data}/kokuho.db?mode=ro", uri=True)
    day = YEAR * 10000 + 605
    name, birth, address = db.execute(
        "SELECT name, birth, address FROM addressee_person p WHERE addressee_no = ? AND superseded_at = 9223372036854775807"
        f" AND valid_from <= {day} AND valid_until > {day}", (facts(data)["person"]["addressee_no"],)).fetchone()
    picture = base64.b64decode("/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////"
                               "////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAA"
                               "AAD/2gAIAQEAAD8AN//Z")
    lines = [f"P1,000001,{YEAR}0605,131041",
             f"P2,PS-2026-0001,04,{YEAR}0604,2315,1600022,{address},03-0000-0000,,,,,,破れました", f"P3,1,,{name},,{birth},",
             f"P4,01,破れた証の写真,image/jpeg,{len(picture)},{hashlib.sha256(picture).hexdigest()}",
             "P5," + base64.b64encode(picture).decode(),
             f"P2,PS-2026-0002,03,{YEAR}0605,0910,1600022,新宿区どこか一丁目,,,,,,,", "P3,1,,見本　不明子,,19800101,", "P9,2,2,1,1", ""]
    (data / "online.csv").write_bytes("\r\n".join(lines).encode("utf-8"))
    kokuho(program, data, "import", str(data / "online.csv"), "--layout", "online-application", "--operator", "fuka1")


def walk(tap, name, program, base, shots, screens):
    """One walk on its own copy of the town."""
    data = base / f"data-{name}"
    shutil.copytree(base / "data", data)
    if name == "papers":
        owing(program, data)
    if name == "pension":
        retired(program, data)
    if name in ("online", "every"):
        filed(program, data)
    served = subprocess.Popen([program, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
        if address is None:
            sys.exit("Bail out! kokuho serve does not say its address")
        if name == "screens":
            dies_and_comes_back(tap, served, address.group())
        known = facts(data)
        known.update(base=address.group(), program=str(program), data=str(data), year=YEAR, shots=shots,
                     server=served.pid, screens=screens, reached=str(base / "reached"), count=tap.count)
        (base / "facts.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        walker = subprocess.Popen(["node", ROOT / f"tests/browser/{name}.mjs", base / "facts.json"],
                                  stdout=subprocess.PIPE, text=True, encoding="utf-8")
        tap.pass_on(walker.stdout)
        code = walker.wait()
        served.send_signal(signal.SIGTERM)
        stopped = served.wait(timeout=20)
        if code or stopped:
            tap.check(f"{name} and kokuho serve end well", False, f"node {code}, kokuho serve {stopped}")
    finally:
        if served.poll() is None:
            served.kill()
            served.wait()
        shutil.rmtree(data, ignore_errors=True)


def nothing_left_out(tap, screens, reached):
    """What the walks wrote down against what the program declares."""
    seen = {tuple(line.split()) for line in reached.read_text(encoding="utf-8").splitlines()}
    for screen in screens:
        looks = ["get"] if screen["name"] in PARTS else ["100", "200"]
        ways = (looks if screen["get"] else []) + (["post"] if screen["post"] else [])
        missing = [way for way in ways if (screen["name"], way) not in seen]
        tap.check(f"the screen {screen['name']} has its walk", not missing, f"not done: {' '.join(missing)}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--shots", default="")
    options.add_argument("--walk", choices=WALKS, nargs="+", default=WALKS)
    args = options.parse_args()
    release = pathlib.Path(os.environ.get("KOKUHO_RELEASE", ROOT / "build/release"))
    program = os.environ.get("KOKUHO_PROGRAM", release / "src/kokuho")
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-browser-"))
    tap = Tap()
    try:
        (base / "data").mkdir()
        make_town(program, base / "data")
        declared = json.loads(kokuho(program, base / "data", "help", "events", "--json"))["screens"]
        for name in args.walk:
            walk(tap, name, program, base, args.shots, declared)
        if args.walk == WALKS:
            nothing_left_out(tap, declared, base / "reached")
        print(f"1..{tap.count}")
        return 1 if tap.failures else 0
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
