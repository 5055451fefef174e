#!/usr/bin/env python3
"""The records of looks and changes through the served pages, as TAP: complete, proved, and what cannot be recorded
is not done.

    tests/whole/records.py

completeness() is called at the end of leak.py, whose run opened every screen by every role (LG-01, LG-02, LG-05,
LG-08, TE-02). Alone: the nightly list is made of real looks (DA-03), a password reset by command ends what is open
(AU-18), a person's records are found by each of his numbers (RL-04), and an audit.db that cannot be written closes the
screens while the server stays up (LG-14, AS-11).
"""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import year
from served import Operator, Served, more_pages_a_minute
from year import PROGRAM, ROOT, Ward, check

def declared():
    done = subprocess.run([PROGRAM, "help", "events", "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def of_screens(answers, screens, method):
    """What the run asked of each screen and was answered behind the log-in: a page, a document, the way on from a form,
    and a form's refusal, which is recorded like what was done."""
    patterns = [(re.compile(screen["path"].replace("#", r"\d+")), screen) for screen in screens]
    found = {}
    for answer in answers:
        is_led_back = answer.location.split("?")[0] in ("/login", "/unlock", "/step-up") and answer.path != "/logout"
        is_answered = answer.status in ((200, 303) if method == "GET" else (200, 303, 403, 422)) and not is_led_back
        if answer.method != method or not is_answered:
            continue
        for pattern, screen in patterns:
            if pattern.fullmatch(answer.path.split("?")[0]):
                found.setdefault(screen["path"], []).append(answer)
                break
    return found


def names_somebody(answer):
    """A document, or a page that leads to a person: an empty list or form does not."""
    return answer.body.startswith(b"%PDF") or re.search(r'href="/(person|household|premium)/\d', answer.text) is not None


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
    shown, sent = of_screens(town.answers, screens, "GET"), of_screens(town.answers, screens, "POST")
    missing, empty, nobody = [], [], []
    for screen in screens:
        looked, posted = screen["look"] != "", screen["post"] and sent.get(screen["path"])
        if not looked and not posted:
            continue
        records = by_event.get(screen["event"], [])
        if not records and screen["event"] != "disclosure.look":  # wants an answer that is there: tests/whole/disclosure.py
            missing.append(f"{screen['event']} ({screen['label']})")
        for record in records:
            if not record.get("operator") and screen["door"] != "login" or "at" not in record or "kind" not in record:
                empty.append(json.dumps(record, ensure_ascii=False)[:300])
        has_person = any(names_somebody(answer) for answer in shown.get(screen["path"], []))
        if screen["look"] and has_person and not any(record.get("subjects") for record in records):
            nobody.append(f"{screen['event']}: {[r.get('outcome') for r in records][:5]}")
    check(f"LG-01 LG-02 each of {len(screens)} screens that shows persons or was sent has its records", not missing,
          "\n".join(missing))
    unsent = sorted(screen["event"] for screen in screens if screen["post"] and screen["path"] not in sent)
    print(f"# forms of {len(sent)} screens were sent; in this run not: {', '.join(unsent)}")
    check("LG-02 forms were sent and pages of persons shown", len(sent) >= 10 and
          sum(any(map(names_somebody, shown.get(screen["path"], []))) for screen in screens if screen["look"]) >= 10)
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
    ward.run("operator", "add", "fuka2", "--name", "練習 次郎", "--section", "賦課係", "--duty", "fuka",
             stdin="renshu-fuka2-2026\n")
    ward.run("operator", "add", "kanri", "--name", "練習 管理", "--section", "情報システム係", "--may", "operator.manage",
             stdin="renshu-kanri-2026\n")
    for who, duty in (("shika1", "shikaku"), ("shika2", "shikaku-chief"), ("kansa", "kansa")):
        ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "資格係", "--duty", duty,
                 stdin=f"renshu-{who}-2026\n")
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


def reset_by_command(ward, served, other):
    """AU-18: a process of its own hands out a new password; the very next page of whoever has it asks for log-in."""
    who = Operator(served, "fuka2")
    check("another operator logs in and works", who.log_in().status == 303 and who.get("/menu").status == 200)
    done = ward.run("operator", "reset", "fuka2", operator="kanri")
    given = re.search(r"仮のパスワード[^:]*: (\S+)", done.stdout)
    check("the command tells the password once", given is not None, done.stdout)
    old, page = who.cookie, who.page
    sent = who.post("/purpose", purpose="窓口での問合せ")
    check("AU-18 a form of the page that was open is not taken", sent.status == 303 and
          sent.location.startswith("/login"), f"{sent.status} {sent.location}")
    who.cookie, who.page = old, page
    for path in ("/menu", "/search", "/jobs"):
        who.cookie = old
        answer = who.get(path)
        check(f"AU-18 {path} asks for log-in", answer.status == 303 and answer.location.startswith("/login"),
              f"{answer.status} {answer.location}")
    check("AU-18 nobody else is logged out", other.get("/menu").status == 200)
    check("AU-18 the old password is of no use", who.log_in().status == 422)
    check("AU-18 the one-time password opens", who.log_in(given[1] if given else "").status == 303)
    answer = who.get("/menu")
    check("AU-18 only the page of a new password", answer.status == 303 and answer.location.startswith("/password"),
          f"{answer.status} {answer.location}")


def by_any_number(ward, served, operator):
    """RL-04: two numbers turn out to be one person; records made under either are found by either, page and command."""
    db = sqlite3.connect(f"file:{ward.folder}/kokuho.db?mode=ro", uri=True)
    last = ("SELECT addressee_no FROM addressee_person WHERE kind = 1 AND is_restricted = 0 AND valid_until = 99991231 "
            "AND superseded_at = 9223372036854775807 AND status {} ORDER BY addressee_no DESC LIMIT 2")
    (one, *_), (other, third) = ([row[0] for row in db.execute(last.format(which))] for which in ("<> 1", "= 1"))
    db.close()  # one is no resident any more: two numbers of residents are the register's to mend
    for number in (one, other, third):
        operator.get(f"/person/{number}")
    find = lambda number: {line.split("\t")[0] for line in ward.run(
        "audit", "find", "--resident", str(number), "--event", "person.look", operator="kansa").stdout.splitlines()}
    before = {number: find(number) for number in (one, other, third)}
    check("RL-04 before they are linked each number has its own records", all(before.values()) and
          not before[one] & before[other], before)
    clerk, chief = Operator(served, "shika1"), Operator(served, "shika2")
    clerk.log_in(), clerk.step_up()
    form = f"/change/guarded?kind=addressee-merge&subject={one}"
    page = clerk.get(form)
    names = set(re.findall(r' name="(v-[^"]+)"', page.text))
    reason = re.search(r'name="v-reason".*?<option value="(\d+)"', page.text, flags=re.S)
    fields = {"v-into_no": str(other), "v-reason": reason[1] if reason else "", "v-evidence": "戸籍の附票で確かめた"}
    sent = clerk.post("/change/guarded", kind="addressee-merge", subject=str(one), change="0", step="propose",
                      confirmed="1", **{name: fields.get(name, "") for name in names})
    check("a clerk proposes that they are one person", sent.status == 303, f"{sent.status} {sent.text[-1500:]}")
    chief.log_in(), chief.step_up()
    change = sent.location
    done = chief.post(f"{change}/step", on=change, step="approve")
    check("another approves it", done.status == 303, f"{done.status} {done.text[-1500:]}")
    after = {number: find(number) for number in (one, other, third)}
    check("RL-04 the command finds both by either number, and nobody else's", before[one] | before[other] <= after[one] and
          after[one] == after[other] and not after[one] & before[third], after)
    auditor = Operator(served, "kansa")
    auditor.log_in()
    looks = [auditor.get(f"/records?resident={number}").text.count("照会：個人の照会") for number in (one, other, third)]
    check("RL-04 the page of the records as well", looks == [len(after[n]) for n in (one, other, third)] and
          looks[0] == 2, looks)


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
        reset_by_command(ward, served, operator)
        by_any_number(ward, served, operator)
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
