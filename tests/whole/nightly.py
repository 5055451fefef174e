#!/usr/bin/env python3
"""The nightly work after days of real pages, on a moved clock, as TAP.

    tests/whole/nightly.py MOVED_CLOCK.so

A small ward works through a fortnight: by day, by night, on a Sunday and a holiday, too fast, beyond its duty, among
its own. Each day the program is served with the clock of that day (moved_clock.c). Then `kokuho nightly` closes the
days, the reviewers' page shows exactly what was to be found, and nobody reviews himself
(DA-01, DA-03, DA-04, DA-05, DA-12, BO-12). Once a month the sets of information are held against each other (FE-05).
"""
import datetime
import html
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
import time

import year
from served import Operator, Served, more_pages_a_minute
from year import PROGRAM, ROOT, Ward, check

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
OPEN = 9223372036854775807
SCHEDULE = (ROOT / "params/national/ops/schedule.tsv").read_text(encoding="utf-8")
ENTRIES = len(re.findall(r"^\d{4}-", SCHEDULE, re.M))
LOOKS = "addressee.view,eligibility.view,premium.view,job.view"
PEOPLE = {"fuka1": LOOKS + ",output.request,import.run", "fuka2": LOOKS, "kazoku": LOOKS,
          "tenken1": "audit.view,audit.review", "tenken2": "audit.view,audit.review", "yakan": "night.run,collection.run"}


def move_clock(words):
    """The program's day and hour in Japan, for everything that is started from here on."""
    then = datetime.datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=JAPAN)
    os.environ["MOVED_CLOCK_SECONDS"] = str(int(then.timestamp() - time.time()))


class Office:
    def __init__(self, base):
        self.base, self.count = base, 0
        move_clock("2026-11-09 09:00")
        self.ward = Ward(base / "ward")
        ini = self.ward.folder / "kokuho.ini"  # days go by as at a ward: the business date is the clock's
        ini.write_text(re.sub(r"(?m)^business_date.*$", "business_date = today", ini.read_text(encoding="utf-8")),
                       encoding="utf-8")
        more_pages_a_minute(self.ward.folder)
        for who, rights in PEOPLE.items():
            self.ward.run("operator", "add", who, "--name", "練習 職員", "--section", "賦課係", "--may", rights,
                          stdin=f"renshu-{who}-2026\n")
        feeds = base / "feeds"
        self.ward.run("town", "make", "--persons", "300", "--seed", "5", "--year", str(year.YEAR), "--out", str(feeds))
        self.ward.run("import", "--all", str(feeds), operator="fuka1", expect=(0, 1))
        self.persons = self.read("SELECT addressee_no, name, address, household_no, is_restricted FROM addressee_person "
                                 f"WHERE status = 1 AND household_no > 0 AND superseded_at = {OPEN} "
                                 f"AND valid_until = 99991231 ORDER BY household_no, addressee_no")

    def read(self, sql, *values):
        db = sqlite3.connect(f"file:{self.ward.folder}/kokuho.db?mode=ro", uri=True)
        rows = db.execute(sql, values).fetchall()
        db.close()
        return rows

    def at(self, moment, who, *paths):
        """One operator's pages at that moment, from a server that was started then."""
        move_clock(moment)
        self.count += 1
        served = Served(self.ward.folder, self.base / f"serve-{self.count}.log")
        try:
            operator = Operator(served, who)
            if operator.log_in().status != 303:
                check(f"{who} logs in at {moment}", False, served.answers[-1].text[-600:])
            answers = [path(operator) if callable(path) else operator.get(path) for path in paths]
        finally:
            served.stop()
        return answers

    def nightly(self, moment, expect):
        move_clock(moment)
        return self.ward.run("nightly", operator="yakan", expect=expect)

    def alerts(self):
        lines = self.ward.run("audit", "alerts", "--all", operator="tenken1").stdout.splitlines()
        return [line.split("\t") for line in lines]


def surname(name):
    return re.split("[ \u3000]", name)[0]


def who_is_who(office):
    """A restricted person; one who works here, and somebody of his name in another house; a household of nobody."""
    plain = [p for p in office.persons if not p[4]]
    restricted = [p for p in office.persons if p[4]]
    check("the invented town has a restricted person", len(restricted) > 0)
    held = {p[3] for p in restricted}
    for own in plain:
        same = [p for p in plain if surname(p[1]) == surname(own[1]) and p[3] not in {own[3]} | held and
                p[2] != own[2] and "\u3000" in p[1]]
        if same and "\u3000" in own[1]:
            return restricted[0], own, same[0], plain
    raise SystemExit("Bail out! nobody of one name in two houses")


def working(office):
    restricted, own, namesake, plain = who_is_who(office)
    free = [p for p in plain if surname(p[1]) != surname(own[1])]
    one = f"/person/{free[0][0]}"
    move_clock("2026-11-09 09:30")
    db = sqlite3.connect(office.ward.folder / "kokuho.db")
    db.execute("UPDATE ops_user SET addressee_no = ? WHERE operator_id = 'kazoku'", (own[0],))
    db.commit()
    db.close()
    office.at("2026-11-11 10:00", "fuka2", one)                                        # a day like any other
    office.at("2026-11-11 22:00", "fuka2", one)                                        # DA-01 by night
    many = sorted({f"/household/{p[3]}" for p in free}, key=lambda path: int(path.rsplit("/", 1)[1]))
    office.at("2026-11-12 10:00", "fuka1", *many[:70])                                 # DA-03 too many
    held, = office.at("2026-11-13 10:00", "fuka2", f"/person/{restricted[0]}")         # DA-04 not his duty
    check("RP-03 the restricted person is shown without an address to whoever may not see it",
          held.status == 200 and restricted[2] not in held.text, held.text[:300])
    office.at("2026-11-13 11:00", "kazoku", f"/person/{namesake[0]}")                  # DA-05 his own name
    office.at("2026-11-15 11:00", "fuka1", one)                                        # DA-01 a Sunday
    office.at("2026-11-16 21:00", "tenken1", "/alerts")                                # DA-01 a reviewer by night
    return restricted, own, namesake, free


def found(office, restricted, own, namesake):
    alerts = office.alerts()
    seen = sorted((a[1], a[2], a[3]) for a in alerts)
    wanted = sorted([("2026-11-11", "DA-01", "fuka2"), ("2026-11-15", "DA-01", "fuka1"), ("2026-11-12", "DA-03", "fuka1"),
                     ("2026-11-13", "DA-04", "fuka2"), ("2026-11-13", "DA-05", "kazoku"), ("2026-11-16", "DA-01", "tenken1")])
    check("DA-01 DA-03 DA-04 DA-05 served pages on a moved clock: exactly these findings", seen == wanted,
          f"seen {seen}\nwanted {wanted}\n" + "\n".join("\t".join(a) for a in alerts))
    by_code = {(a[2], a[3]): a for a in alerts}
    check("DA-04 names the restricted person, DA-05 the namesake",
          by_code.get(("DA-04", "fuka2"), [""] * 6)[4] == str(restricted[0]) and
          by_code.get(("DA-05", "kazoku"), [""] * 6)[4] == str(namesake[0]) and
          "同じ姓" in by_code.get(("DA-05", "kazoku"), [""] * 6)[5], alerts)
    return alerts


def reviewed(office, alerts):
    """DA-12: the page lists them, says who must not, and takes the word of another."""
    own, = [a for a in alerts if a[3] == "tenken1"]
    other = next(a for a in alerts if a[2] == "DA-03")
    page, refused, done = office.at(
        "2026-11-17 10:00", "tenken1", "/alerts",
        lambda op: op.post(f"/alerts/{own[0]}", on="/alerts", words="自分で見た"),
        lambda op: op.post(f"/alerts/{other[0]}", on="/alerts", words="係長に確認、窓口の応援"))
    text = html.unescape(page.text)
    check("DA-12 the reviewers' page shows each finding", all(f"{a[2]}　{a[3]}" in text for a in alerts), text[-3000:])
    check("DA-12 AZ-18 one's own is told to be for another", "あなた自身の操作です" in text)
    check("DA-12 AZ-18 the reviewer is not the subject", refused.status == 422 and
          office.read_audit("SELECT COUNT(*) FROM audit_review WHERE alert_no = ?", own[0]) == 0, refused.status)
    check("DA-12 another's is reviewed, with his name", done.status == 303 and
          office.read_audit("SELECT COUNT(*) FROM audit_review WHERE alert_no = ? AND reviewer = 'tenken1'",
                            other[0]) == 1, done.status)
    last, = office.at("2026-11-17 10:10", "tenken2", lambda op: op.post(f"/alerts/{own[0]}", on="/alerts",
                                                                      words="点検の当番で残っていた"))
    check("DA-12 the second reviewer looks at the first", last.status == 303, last.text[-400:])


def read_audit(self, sql, *values):
    db = sqlite3.connect(f"file:{self.ward.folder}/audit.db?mode=ro", uri=True)
    value, = db.execute(sql, values).fetchone()
    db.close()
    return value


Office.read_audit = read_audit


def runs_begun(office):
    """0, too, where the process was stopped with the lock of whoever opens the log first."""
    try:
        return office.read("SELECT COUNT(*) FROM batch_run WHERE state = 0")[0][0]
    except sqlite3.OperationalError as error:
        if str(error) not in ("locking protocol", "database is locked"):
            raise
        return 0


def killed(office):
    """Killed while it waits for the records: the next one takes the run back and does the same."""
    move_clock("2026-11-19 01:00")
    command = [str(PROGRAM), "nightly", "--data", str(office.ward.folder), "--operator", "yakan"]
    going = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    begun = 0
    while not begun and going.poll() is None:  # it stands still while it is looked at
        going.send_signal(signal.SIGSTOP)
        begun = runs_begun(office)
        if not begun:
            going.send_signal(signal.SIGCONT)
            time.sleep(0.0005)
    going.send_signal(signal.SIGKILL)
    going.wait()
    check("the nightly work is killed in the middle of a run", begun == 1 and office.read(
        "SELECT COUNT(*) FROM batch_run WHERE state = 0")[0][0] == 1, begun)
    before = office.read_audit("SELECT COUNT(*) FROM audit_day")
    again = office.nightly("2026-11-19 01:10", (0, 1))
    twice = office.nightly("2026-11-19 02:00", (0, 1))
    after = office.read_audit("SELECT COUNT(*) FROM audit_day")
    check("what was killed at night is done by the next start, and a third does nothing",
          after >= before and office.read_audit("SELECT MAX(day) FROM audit_day") == 20261118 and
          office.read_audit("SELECT COUNT(*) - COUNT(DISTINCT day) FROM audit_day") == 0 and
          twice.stdout.count("済んでいます") == ENTRIES,
          again.stdout + again.stderr + twice.stdout + twice.stderr)
    check("no run is left open: the one that was killed is taken back",
          office.read("SELECT COUNT(*) FROM batch_run WHERE state = 0")[0][0] == 0 and
          office.read("SELECT COUNT(*) FROM batch_run WHERE state = 4")[0][0] == 1)


def expired(office):
    """BO-12: a sealed list that was taken lies seven days; the night after takes it away, with its record."""
    move_clock("2026-11-19 09:00")
    office.ward.run("output", "ask", "addressee", "--criteria", "年齢=70-71", "--purpose", "試験の一覧", operator="fuka1")
    office.ward.run("output", "take", "1", operator="fuka1")
    files = lambda: list((office.ward.folder / "output").glob("*.zip"))
    check("BO-08 the sealed file is there", len(files()) == 1, files())
    office.at("2026-11-23 11:00", "fuka2", "/jobs")  # 勤労感謝の日, a Monday
    office.nightly("2026-11-25 01:00", (1,))
    holiday = [a for a in office.alerts() if a[1] == "2026-11-23"]
    check("DA-01 a holiday on a weekday", [(a[2], a[3]) for a in holiday] == [("DA-01", "fuka2")] and
          "休庁日" in holiday[0][5], holiday)
    check("BO-12 it is there until its day", len(files()) == 1, files())
    done = office.nightly("2026-11-27 01:00", (0, 1))
    check("BO-12 DA-12 the night after its day takes it away", files() == [] and "1 件" in done.stdout, done.stdout)
    move_clock("2026-11-27 09:00")
    records = office.ward.run("audit", "find", "--event", "output.expire", operator="tenken1").stdout
    check("BO-12 with a record", "output.expire" in records or "期限" in records, records)


def monitor(office):
    page, = office.at("2026-11-27 10:00", "fuka2", "/jobs")
    text = html.unescape(page.text)
    check("the job monitor lists both", "記録の日締めと異常アクセスの一覧" in text and "期限を過ぎた出力の片付け" in text,
          text[-2000:])
    number, = [row[0] for row in office.read("SELECT MIN(run_no) FROM batch_run WHERE job = 'audit-close'")]
    result, = office.at("2026-11-27 10:10", "fuka2", f"/jobs/{number}")
    text = html.unescape(result.text)
    check("its result counts days and findings and names nobody", "2026-11-15" in text and "異常アクセス 1 件" in text and
          "tenken1" not in text and "kazoku" not in text, text[-2500:])


def consistency(office):
    """FE-05: five inconsistencies are put in; the first night of the month finds five, each with its state."""
    db = sqlite3.connect(office.ward.folder / "kokuho.db", isolation_level=None)
    columns = [row[1] for row in db.execute("PRAGMA table_info(addressee_person)")]
    copied = ", ".join("history_no + 900" if name == "history_no" else name for name in columns)
    persons = [p[0] for p in office.persons if not p[4]][:5]
    for no in persons:  # his history says two things of the same days
        db.execute(f"INSERT INTO addressee_person ({', '.join(columns)}) SELECT {copied} FROM addressee_person "
                   "WHERE addressee_no = ? AND superseded_at = ? AND valid_until = 99991231", (no, OPEN))
    broken = json.loads(office.ward.run("verify", "--json", expect=(1,)).stdout)["broken"]
    office.nightly("2026-11-30 01:00", (0, 1))
    tasks = "SELECT words, state, done_words FROM casework_task WHERE source = 'consistency' ORDER BY task_no"
    check("FE-05 a month that has had its check has no second one", office.read(tasks) == [], office.read(tasks))
    done = office.nightly("2026-12-01 01:00", (1,))
    found = office.read(tasks)
    check(f"FE-05 five are put in: the list has all {len(broken)} findings of the proof, each person among them",
          sorted(f"情報の突合せ: {line}" for line in broken) == sorted(row[0] for row in found) and
          all(any(str(no) in row[0] for row in found) for no in persons) and all(row[1] == 1 for row in found),
          f"{broken}\n{found}\n{done.stdout}{done.stderr}")
    db.execute("DELETE FROM addressee_person WHERE history_no >= 900")
    db.close()
    office.nightly("2027-01-04 01:00", (0, 1))
    found = office.read(tasks)
    check("FE-05 what was mended is closed by the next month's check, with its words", found and
          all(row[1] == 3 and "見直しました" in row[2] for row in found), found)


def overdue(office):
    late = office.nightly("2027-01-07 01:00", (1,))
    check("DA-12 a review past its day is told every night", re.search(r"うち期限切れ [1-9]", late.stdout) and
          late.returncode == 1, late.stdout + late.stderr)
    refused = office.ward.run("nightly", operator="fuka1", expect=(2,))
    check("only who has the right starts the nightly work", "夜間処理の実行" in refused.stderr, refused.stderr)


def main():
    os.environ["LD_PRELOAD"] = str(pathlib.Path(sys.argv[1]).resolve())
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-nightly-"))
    try:
        office = Office(base)
        restricted, own, namesake, _ = working(office)
        first = office.nightly("2026-11-17 01:00", (1,))
        days = office.read_audit("SELECT COUNT(*) FROM audit_day")
        check("eight days at once are closed, oldest first", days == 8, first.stdout + first.stderr)
        alerts = found(office, restricted, own, namesake)
        office.nightly("2026-11-17 02:00", (0,))
        check("a second start of the same night changes nothing", office.alerts() == alerts)
        reviewed(office, alerts)
        killed(office)
        expired(office)
        monitor(office)
        consistency(office)
        overdue(office)
        proof = office.ward.run("audit", "verify", expect=(0, 1))
        check("TE-02 the records of all of it are proved", proof.returncode == 0, proof.stdout)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"1..{year.count}")
    return 1 if year.failures else 0


if __name__ == "__main__":
    sys.exit(main())
