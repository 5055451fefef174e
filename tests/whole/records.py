#!/usr/bin/env python3
"""The records of looks and changes through the served pages, as TAP: complete, proved, and what cannot be recorded
is not done.

    tests/whole/records.py

completeness() is called at the end of leak.py, whose run opened every screen by every role (LG-01, LG-02, LG-05,
LG-08, TE-02). Alone: the nightly list is made of real looks (DA-03), and an audit.db that cannot be
written closes the screens while the server stays up (LG-14, AS-11).
"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import year
from served import Operator, Served, more_pages_a_minute
from year import PROGRAM, ROOT, Ward, check

# Screens that the run does not post to, or that its people may not open: no record is expected of them here.
NOT_POSTED = {"session.lock", "session.unlock", "session.password", "own-record.reason", "job.approve", "change.paste",
              "tasks.look", "task.look", "settings.look", "session.purpose", "note.change",
              "job.again", "output.form", "output.decide", "output.take.form", "output.file", "alerts.review",
              "users", "rights", "rights.decide", "terminals"}

# An empty form to paste into, a task that is nobody's, lists that are empty: no person stands on them in this run.
OF_NOBODY = {"change.paste", "task.look", "records.look", "alerts.look", "measures.look"}


def declared():
    done = subprocess.run([PROGRAM, "help", "events", "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def completeness(town):
    lines = [json.loads(line) for line in (town.base / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    events = [line for line in lines if "event" in line]
    by_event = {}
    for record in events:
        by_event.setdefault(record["event"], []).append(record)
    screens = declared()["screens"]
    written = subprocess.run([PROGRAM, "help", "events"], check=True, capture_output=True, text=True).stdout
    check("docs/audit-events.md is what the program declares (kokuho help events > docs/audit-events.md)",
          (ROOT / "docs/audit-events.md").read_text(encoding="utf-8") == written)
    missing, empty, nobody = [], [], []
    for screen in screens:
        looked, posted = screen["look"] != "", screen["post"] and screen["event"] not in NOT_POSTED
        if not looked and not posted:
            continue
        records = by_event.get(screen["event"], [])
        if not records:
            missing.append(f"{screen['event']} ({screen['label']})")
        for record in records:
            if not record.get("operator") and screen["door"] != "login" or "at" not in record or "kind" not in record:
                empty.append(json.dumps(record, ensure_ascii=False)[:300])
        if screen["look"] and screen["event"] not in OF_NOBODY and not any(record.get("subjects") for record in records):
            nobody.append(f"{screen['event']}: {[r.get('outcome') for r in records][:5]}")
    check(f"LG-01 LG-02 each of {len(screens)} screens that shows persons or was sent has its records", not missing,
          "\n".join(missing))
    check("LG-01 each names operator, moment and kind", not empty, "\n".join(empty[:10]))
    check("LG-02 each screen of persons has a record that says whose data", not nobody, "\n".join(nobody))
    check("LG-03 searches by number say so, without the digits", len(by_event.get("number.search", [])) >= 8,
          sorted(by_event))
    begun, ended = (sum(len(v) for k, v in by_event.items() if k.endswith(end)) for end in (".begin", ".end"))
    check(f"LG-08 commands have begun ({begun}) and ended ({ended})", begun > 10 and ended > 10)
    tampered(town)


def tampered(town):
    """TE-02: one byte of one record is another: the proof names stream and number."""
    source = town.ward.folder / "audit.db"
    if not source.exists():
        return
    copy = town.base / "tampered"
    shutil.copytree(town.ward.folder, copy)
    db = sqlite3.connect(copy / "audit.db")
    number, = db.execute("SELECT record_no FROM audit_record ORDER BY record_no LIMIT 1 OFFSET 40").fetchone()
    db.execute("DROP TRIGGER audit_record_no_update")
    body, = db.execute("SELECT body FROM audit_record WHERE record_no = ?", (number,)).fetchone()
    middle = len(body) // 2
    changed = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1:]
    db.execute("UPDATE audit_record SET body = ? WHERE record_no = ?", (changed, number))
    db.commit()
    db.close()
    done = subprocess.run([PROGRAM, "audit", "verify", "--data", copy], capture_output=True, text=True)
    stream, seq = number >> 32, number & 0xFFFFFFFF
    check(f"TE-02 one changed byte: the proof names stream {stream}, record {seq}", done.returncode == 1 and
          str(stream) in done.stdout and str(seq) in done.stdout, f"exit {done.returncode}\n{done.stdout}{done.stderr}")


def make(base):
    ward = Ward(base / "ward")
    more_pages_a_minute(ward.folder)
    ward.run("operator", "add", "fuka1", "--name", "練習 花子", "--section", "賦課係", "--duty", "fuka",
             stdin="renshu-fuka1-2026\n")
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "300", "--seed", "5", "--year", str(year.YEAR), "--out", str(feeds))
    ward.run("import", "--all", str(feeds), operator="fuka1", expect=(0, 1))
    return ward


def households(ward):
    db = sqlite3.connect(f"file:{ward.folder}/kokuho.db?mode=ro", uri=True)
    return [row[0] for row in db.execute(
        "SELECT DISTINCT household_no FROM addressee_person WHERE household_no > 0 AND status = 1 "
        "AND superseded_at = 9223372036854775807 ORDER BY household_no LIMIT 80")]


def fail_closed(ward, served, operator, known):
    """LG-14: the records cannot be written; nothing is shown, and the server goes on."""
    before = operator.get(f"/household/{known}")
    check("a household is shown while its look can be recorded", before.status == 200, before.status)
    # Another one holds the records for writing: longer than the program waits for it.
    held = sqlite3.connect(ward.folder / "audit.db", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    answer = operator.get(f"/household/{known}")
    check("LG-14 AS-11 what cannot be recorded is not shown", answer.status >= 500 and
          "世帯員" not in answer.text, f"{answer.status} {answer.text[:300]}")
    check("LG-14 the refusal says why in words", "記録" in answer.text, answer.text[-1200:])
    held.execute("ROLLBACK")
    held.close()
    check("AS-11 the server is still there", served.process.poll() is None and operator.get("/login").status == 200)


def nightly(ward, operator, all_known):
    """DA-03: more persons in an hour than the limit; the day is not over, so it cannot be closed yet."""
    for number in all_known:
        operator.get(f"/household/{number}")
    today = subprocess.run(["date", "+%F"], env={**os.environ, "TZ": "Asia/Tokyo"}, capture_output=True,
                           text=True).stdout.strip()
    done = ward.run("audit", "close-day", "--day", today, operator="fuka1", expect=(2,))
    check("DA-01 a day that is not over is not closed", done.returncode == 2, done.stdout + done.stderr)


def main():
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-records-"))
    served = None
    try:
        ward = make(base)
        known = households(ward)
        served = Served(ward.folder, base / "serve.log")
        operator = Operator(served, "fuka1")
        check("the operator logs in", operator.log_in().status == 303)
        nightly(ward, operator, known)
        fail_closed(ward, served, operator, known[0])
        check("the server ends when asked", served.stop() == 0, served.printed().decode()[-600:])
        done = ward.run("audit", "verify", expect=(0, 1))
        check("TE-02 what was recorded before and after is proved", done.returncode == 0, done.stdout)
    finally:
        if served:
            served.kill()
        shutil.rmtree(base, ignore_errors=True)
    print(f"1..{year.count}")
    return 1 if year.failures else 0


if __name__ == "__main__":
    sys.exit(main())
