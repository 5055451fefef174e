#!/usr/bin/env python3
"""Expected files, the schedule of jobs, and who is called, through the program, as TAP.

    tests/whole/feeds.py [--postgres]

NX-07 a feed that does not come is an alarm with an owner; E2 runs of 督促 and 口座振替 wait for it; OP-16 jobs by date
with order, made up, held, failed; OP-15 the state for monitoring, and one call an alarm; LV-34 the ledger of what 賦課 exchanges.
"""
import html
import json
import os
import re
import signal
import subprocess
import sys
import time

import year
from demand import Desk, Office, set_day
from year import PASSWORD, YEAR, assess, check

HEAD = "# {0}\n# law      x\n# unit     x\n# checked  2026-11-21\n"
FEEDS = HEAD.format("feeds.tsv") + (
    "from  feed  label  partner  layout  file  on  shift  by  group  empty  number  restart  section  owner  source\n"
    "2018-04-01  cvs  コンビニ収納  収納代行会社  cvs-csv13  paid-#.csv  business-day  -  10:30  receipts  alarm  name  -  "
    "収納推進・滞納整理係  shuno1  試験\n"
    "2018-04-01  slips  済通  パンチ業者  ocr-slip  -  business-day  -  10:30  receipts  alarm  -  -  収納推進・滞納整理係  -  試験\n")
LEVY_FEEDS = FEEDS.splitlines(keepends=True)[4] + "".join(
    f"2018-04-01  {feed}  {label}  {partner}  {layout}  -  business-day  -  08:00  registers  ok  -  -  賦課係  fuka1  試験\n"
    for feed, label, partner, layout in (("income", "個人住民税の異動", "個人住民税", "ze-02-income-change"),
                                         ("care", "介護保険の適用除外など", "介護保険", "kg-01-care"),
                                         ("latter-stage", "後期高齢者医療の資格", "後期高齢者医療", "kk-01-latter-stage")))
SCHEDULE = HEAD.format("schedule.tsv") + (
    "from  entry  job  on  shift  at  catch_up  after  options  source\n"
    "2018-04-01  alarms  feed-alarms  every-day  -  00:00  once  -  -  x\n"
    "2018-04-01  overpaid  refund-detect  business-day  -  00:00  once  feeds:receipts  -  x\n"
    "2018-04-01  promises  demand-promises  business-day  -  00:00  no  overpaid  -  x\n")


def own_table(office, name, text):
    (office.ward.folder / "params/municipal/131041" / name).write_text(text, encoding="utf-8")


def settings(office, way, to):
    own_table(office, "watch.tsv", HEAD.format("watch.tsv") + "from  key  value  source\n" + "".join(
        f"2018-04-01  {key}  {value}  x\n" for key, value in
        [("disk_free", 1), ("head_hours", 26), ("night_hours", 26), ("tell_way", way), ("tell_to", to),
         ("tell_seconds", 2)]))


def look(office, expect):
    done = office.ward.run("feeds", "--json", operator="shuno1", expect=(expect,))
    return json.loads(done.stdout)


def states(seen):
    return {(d["feed"], d["day"][5:]): d["state"] for d in seen["days"]}


def nightly(office, expect, who="yakan"):
    return office.ward.run("nightly", operator=who, expect=expect)


def tasks(office, source):
    return office.books.rows(f"SELECT source_key, state, owner, section FROM casework_task WHERE source = '{source}'"
                             " ORDER BY source_key")


def watched(office):
    seen = look(office, 0)
    check("NX-07 what nobody watches is told, and is no alarm", seen["not_watched"] == 21 and seen["missing"] == 0, seen)
    own_table(office, "feeds.tsv", FEEDS)
    with Desk(office, f"{YEAR}-06-05") as desk:
        fine, words = desk.act("feed-watch", 0, feed="cvss", way="start", **{"from": "R8.6.5"}, reason="試験")
        check("NX-07 a feed that is not in the table cannot be watched", not fine and "一覧にありません" in words, words[-3000:])
        fine, words = desk.act("feed-watch", 0, feed="cvs", way="start", **{"from": "R8.6.5"}, reason="試験のため")
        check("NX-07 a watch waits for the chief", fine and look(office, 0)["not_watched"] == 2, words[-3000:])
        fine, words = desk.act("feed-watch", 0, approved=True, feed="cvs", way="start", **{"from": "R8.6.5"}, reason="試験")
        check("NX-07 the chief approves the watch", fine, words[-3000:])
    check("NX-07 the day it is watched from: its hour has passed", states(look(office, 1)) ==
          {("cvs", "06-05"): "missing", ("slips", "06-05"): "not_watched"}, look(office, 1))


def held_back(office):
    """平塚市 2008: reminders to people whose files had not been loaded."""
    set_day(office.ward, f"{YEAR}-06-08")
    check("NX-07 Friday and Monday are missing, the days between are none of its", states(look(office, 1)) ==
          {("cvs", "06-05"): "missing", ("cvs", "06-08"): "missing", ("slips", "06-08"): "not_watched"}, look(office, 1))
    for name, *words in (["demand"], ["direct-debit-request", "--debit-on", f"{YEAR}-06-30"]):
        done = office.job(name, *words, expect=(2,))
        check(f"E2 {name} does not begin while files of receipts are missing",
              "E2" in done.stderr and "コンビニ収納" in done.stderr and "2件" in done.stderr, done.stderr)
    runs = office.one("SELECT COUNT(*) FROM batch_run WHERE job IN ('demand', 'direct-debit-request')")
    check("E2 and leaves nothing behind", runs == 0, runs)
    done = nightly(office, (1,))
    check("NX-07 each missing file is a task with its owner", tasks(office, "feed:missing") ==
          [[f"cvs/{YEAR}0605", 1, "shuno1", "収納推進・滞納整理係"], [f"cvs/{YEAR}0608", 1, "shuno1", "収納推進・滞納整理係"]],
          tasks(office, "feed:missing"))
    check("OP-16 a job behind a feed is held, and says why; so is what stands on it",
          "連携ファイルがそろっていません" in done.stdout and done.stdout.count("止めています") == 2, done.stdout)


def came(office):
    told, t = list(office.books.payers().items())[0]
    office.take(office.collector.line("01", told, 1, t["instalments"][0], day=f"{YEAR}0605"))
    check("NX-07 a file fulfils the oldest day", states(look(office, 1)).get(("cvs", "06-05")) is None and
          states(look(office, 1))[("cvs", "06-08")] == "missing", look(office, 1))
    office.job("feed-alarms")
    done = {row[0][-4:]: row[1] for row in tasks(office, "feed:missing")}
    check("NX-07 the task of what came is done, the other is not", done == {"0605": 3, "0608": 1}, done)
    with Desk(office, f"{YEAR}-06-08") as desk:
        fine, words = desk.act("feed-word", 0, approved=True, feed="cvs", day="R8.6.5", answer="none", reason="試験")
        check("NX-07 a day whose file has come takes no word", not fine and "届いているか" in words, words[-3000:])
        fine, words = desk.act("feed-word", 0, approved=True, feed="cvs", day="R8.6.8", answer="pass", reason="障害、明日届く")
        check("E2 the chief lets runs go on without it", fine, words[-3000:])
        page = html.unescape(desk.one.get("/feeds").text)
        check("NX-07 the page shows it, the reason, and that it is still missing",
              "届いていません" in page and "障害、明日届く" in page and "進めてよい" in page, page[-3000:])
        ahead = desk.one.get("/feeds?day=R8.6.9")
        check("NX-07 a day that has not come is not shown", "まだ見られません" in ahead.text, ahead.text[-2000:])
    office.job("demand")
    check("E2 with the chief's word the run begins, the file is missing all the same", look(office, 1)["missing"] == 1)
    set_day(office.ward, f"{YEAR}-06-09")
    office.job("demand", expect=(2,))
    check("E2 the next day it has to be said anew", True)


def odd(office):
    told, t = list(office.books.payers().items())[1]
    line = office.collector.line("01", told, 1, t["instalments"][0], day=f"{YEAR}0605", at="1200")
    path = office.base / "paid-1.csv"
    office.ward.run("import", str(path), "--partner", "収納代行会社", operator="shuno1")
    bad = office.base / "paid-2.csv"
    bad.write_bytes(path.read_bytes()[:-30])
    office.ward.run("import", str(bad), "--partner", "収納代行会社", "--layout", "cvs-csv13", operator="shuno1", expect=(2,))
    seen = look(office, 1)
    check("NX-07 a file that was refused is an alarm of its own", states(seen)[("cvs", "06-08")] == "refused", seen)
    check("NX-07 the same file twice is shown", [f["fault"] for f in seen["faults"]] == ["twice"], seen["faults"])
    office.files = 2
    office.take(line)  # paid-3: number 2 was refused and never came
    seen = look(office, 1)
    check("NX-07 a gap in the partner's numbers is shown", sorted(f["fault"] for f in seen["faults"]) == ["gap", "twice"] and
          "番号2のはずが3" in "".join(f["words"] for f in seen["faults"]), seen["faults"])
    office.job("feed-alarms")
    check("NX-07 what is odd is a task, too", len(tasks(office, "feed:fault")) == 2, tasks(office, "feed:fault"))
    with Desk(office, f"{YEAR}-06-09") as desk:
        fine, words = desk.act("feed-word", 0, approved=True, feed="cvs", day="R8.6.9", answer="later", reason="夕方に届く")
        check("NX-07 that it comes later ends the alarm", fine and states(look(office, 0))[("cvs", "06-09")] == "said_later",
              words[-3000:])
        office.job("demand", expect=(2,))
        fine, words = desk.act("feed-word", 0, approved=True, feed="cvs", day="R8.6.9", answer="none", reason="納付がなかった")
        check("NX-07 that there is none closes the day, and runs go on", fine and
              states(look(office, 0))[("cvs", "06-09")] == "said_none", words[-3000:])
        page = desk.one.get("/jobs").text
        check("OP-16 the job monitor shows the schedule and why not", "処理の予定" in page and "連携ファイルがそろっていません" in page,
              page[-3000:])
    office.job("demand")
    done = nightly(office, (0, 1))
    check("OP-16 what was held is done once its feeds are there", "止めています" not in done.stdout and office.one(
        "SELECT COUNT(*) FROM batch_run WHERE job = 'refund-detect' AND state = 3") == 2, done.stdout)
    again = nightly(office, (0, 1))
    check("OP-16 what is done is not done again", again.stdout.count("済んでいます") == 3, again.stdout)


def scheduled(office):
    """Nights that did not run; a right that is not there; a table with a fault."""
    with Desk(office, f"{YEAR}-06-12") as desk:
        desk.act("feed-watch", 0, approved=True, feed="cvs", way="stop", **{"from": "R8.6.10"}, reason="試験の終わり")
    done = nightly(office, (0, 1))
    check("OP-16 missed days are made up by one run", "動かなかった 2 日の分もまとめて" in done.stdout, done.stdout)
    last = office.books.rows("SELECT day, state, missed FROM watch_occurrence WHERE entry = 'overpaid'"
                             " ORDER BY occurrence_no DESC")[0]
    check("OP-16 with their number", last == [int(f"{YEAR}0612"), 1, 2], last)
    set_day(office.ward, f"{YEAR}-06-13")  # a Saturday: Friday's is done, nothing is due but the alarms
    done = nightly(office, (0, 1))
    check("OP-16 nothing of a business day is due on a Saturday", done.stdout.count("済んでいます") == 2, done.stdout)
    set_day(office.ward, f"{YEAR}-06-21")  # a Sunday, after a week without a night
    done = nightly(office, (1,))
    last = office.books.rows("SELECT day, state FROM watch_occurrence WHERE entry = 'promises' ORDER BY occurrence_no DESC")
    check("OP-16 what is not made up is told as missed, once", last[0] == [int(f"{YEAR}0619"), 3] and "行いませんでした" in
          done.stderr and "行いませんでした" not in nightly(office, (0, 1)).stderr, done.stdout + done.stderr)
    set_day(office.ward, f"{YEAR}-06-22")
    done = nightly(office, (2,), who="yakan0")
    check("OP-16 whoever lacks a job's right cannot start it; what stands on it is held", "の権限がありません" in done.stderr and
          done.stdout.count("止めています") == 1, done.stdout + done.stderr)
    state = office.ward.run("status", expect=(1,)).stdout
    check("OP-15 the state names the failed job", re.search(r"NG +job .*過誤納の検知.*できなかった", state), state)
    done = nightly(office, (0, 1))
    check("OP-16 the next start does what failed", "過誤納の検知" in done.stdout and "止めています" not in done.stdout, done.stdout)
    own_table(office, "schedule.tsv", SCHEDULE.replace("overpaid  refund-detect", "overpaid  refund-detekt"))
    done = nightly(office, (2,))
    check("OP-16 a fault of the table is named with its line", "schedule.tsv 7行目" in done.stderr, done.stderr)
    own_table(office, "schedule.tsv", SCHEDULE.replace("every-day  -  00:00  once  -", "every-day  -  00:00  once  overpaid"))
    check("OP-16 an order that cannot be is refused", "前の行にある予定" in nightly(office, (2,)).stderr)
    own_table(office, "schedule.tsv", SCHEDULE)


def called(office):
    """OP-15: one call an alarm, by each way; a way that fails is tried again."""
    set_day(office.ward, f"{YEAR}-06-24")
    said = office.base / "alarms.txt"
    settings(office, "file", said)
    with Desk(office, f"{YEAR}-06-24") as desk:
        desk.act("feed-watch", 0, approved=True, feed="slips", way="start", **{"from": "R8.6.24"}, reason="試験")
    nightly(office, (0, 1))
    lines = [json.loads(line) for line in said.read_text(encoding="utf-8").splitlines()]
    keys = [line["key"] for line in lines]
    check("OP-15 what stands is told", f"feed/slips/{YEAR}0624" in keys and len(keys) == len(set(keys)), lines)
    before = len(lines)
    nightly(office, (0, 1))
    check("OP-15 once an alarm", len(said.read_text(encoding="utf-8").splitlines()) == before)
    script = office.base / "call.sh"
    script.write_text(f"#!/bin/sh\ncat >> {office.base}/called\nexit 1\n", encoding="utf-8")
    script.chmod(0o755)
    settings(office, "command", script)
    set_day(office.ward, f"{YEAR}-06-25")
    failed = nightly(office, (3,))
    check("OP-15 a program that fails is told", "通報のプログラム" in failed.stderr, failed.stderr)
    script.write_text(f"#!/bin/sh\ncat >> {office.base}/called-2\n", encoding="utf-8")
    nightly(office, (0, 1))
    nightly(office, (0, 1))
    lines = [json.loads(line)["key"] for line in (office.base / "called-2").read_text(encoding="utf-8").splitlines()]
    check("OP-15 and called again with what it did not take", f"feed/slips/{YEAR}0625" in lines and len(lines) ==
          len(set(lines)), lines)
    script.write_text("#!/bin/sh\nsleep 30\n", encoding="utf-8")
    set_day(office.ward, f"{YEAR}-06-26")
    check("OP-15 one that does not end is stopped", "時間切れ" in nightly(office, (3,)).stderr)
    spool = office.base / "spool"
    spool.mkdir()
    settings(office, "spool", spool)
    nightly(office, (0, 1))
    mails = sorted(os.listdir(spool))
    check("OP-15 a mail a file, none half written", mails and all(m.endswith(".eml") for m in mails) and
          "済通" in (spool / mails[-1]).read_text(encoding="utf-8"), mails)
    state = json.loads(office.ward.run("status", "--json", expect=(1,)).stdout)
    kinds = {item["kind"]: item["alarm"] for item in state["items"]}
    check("OP-15 the state counts its alarms by kind", kinds == {"store": False, "night": False, "job": kinds["job"], "feed": True,
                                                              "disk": False, "records": False}, state)
    with Desk(office, f"{YEAR}-06-26") as desk:
        desk.act("feed-watch", 0, approved=True, feed="slips", way="stop", **{"from": "R8.6.24"}, reason="試験の終わり")
    set_day(office.ward, f"{YEAR}-06-26")
    nightly(office, (0, 1))
    ini = office.ward.folder / "kokuho.ini"
    kept = ini.read_text(encoding="utf-8")
    ini.write_text(re.sub(r"(?m)^store.*$", "store = sqlite:/nowhere/at/all.db", kept), encoding="utf-8")
    away = office.ward.run("status", expect=(3,))
    ini.write_text(kept, encoding="utf-8")
    check("OP-15 a store that cannot be reached is exit 3 and says so", "NG  store" in away.stdout, away.stdout + away.stderr)


def folder_watched(office):
    """OP-16: a file that is still being written is left alone; each is taken once; a wrong one stops no other."""
    box = office.base / "inbox"
    box.mkdir()
    lines = [office.collector.line("12", 90000000 + n, 1, 100 + n) for n in range(8)]
    whole = office.collector.file(office.base / "whole.csv", lines).read_bytes()
    before = office.one("SELECT COUNT(*) FROM collection_receipt")
    command = [str(year.PROGRAM), "import", "--watch", str(box), "--every", "1", "--for", "60", "--partner", "収納代行会社",
               "--data", str(office.ward.folder), "--operator", "shuno1"]
    watch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with (box / "paid-900.csv").open("wb") as out:
        for at in range(0, len(whole), len(whole) // 8 + 1):
            out.write(whole[at:at + len(whole) // 8 + 1])
            out.flush()
            time.sleep(0.5)
        taken = office.one("SELECT COUNT(*) FROM collection_receipt") - before
    check("OP-16 a file that somebody still writes is not taken", taken == 0, taken)
    (box / "wrong.csv").write_text("これは収納データではありません\n", encoding="cp932")
    done = box / "taken/paid-900.csv", box / "refused/wrong.csv"
    for _ in range(100):
        if all(path.exists() for path in done):
            break
        time.sleep(0.3)
    (box / "again.csv").write_bytes(whole)
    for _ in range(100):
        if (box / "taken/again.csv").exists():
            break
        time.sleep(0.3)
    watch.send_signal(signal.SIGTERM)
    out, err = watch.communicate(timeout=60)
    taken = office.one("SELECT COUNT(*) FROM collection_receipt") - before
    check("OP-16 what was written is taken once, what was wrong is put aside, a signal ends it",
          all(path.exists() for path in done) and taken == 8 and "取込済" in out and watch.returncode == 2,
          f"{taken} {watch.returncode} {sorted(p.name for p in box.rglob('*'))} {out[-1500:]} {err[-1500:]}")
    office.ward.run("import", "--watch", str(box), "--every", "0", operator="shuno1", expect=(2,))


def levy_exchange(office, feeds):
    """LV-34: what 賦課 gets of other systems: every run stands in the ledger with its file or a person's word, none is open."""
    day = f"{YEAR}-08-03"
    own_table(office, "feeds.tsv", HEAD.format("feeds.tsv") + LEVY_FEEDS)
    set_day(office.ward, day)
    with Desk(office, day) as desk:
        for feed in ("income", "care", "latter-stage"):
            fine, words = desk.act("feed-watch", 0, approved=True, feed=feed, way="start", **{"from": "R8.8.3"}, reason="連携の開始")
            check(f"LV-34 {feed} is watched", fine, words[-2000:])
        check("LV-34 a run that nobody answered is open", set(states(look(office, 1)).values()) == {"missing"}, look(office, 1))
        change = next((feeds / "later").glob("ZE-02*.csv"))
        office.ward.run("import", str(change), operator="fuka1", expect=(0, 1))
        seen = {d["feed"]: d for d in look(office, 1)["days"]}
        check("LV-34 the file that answers it stands beside it", seen["income"]["state"] == "came" and
              seen["income"]["file"] == change.name, seen)
        for feed in ("care", "latter-stage"):
            fine, words = desk.act("feed-word", 0, approved=True, feed=feed, day="R8.8.3", answer="none", reason="異動なし、電話で確認")
            check(f"LV-34 that {feed} has none today is said by a person", fine, words[-2000:])
        page = html.unescape(desk.one.get("/feeds").text)
    check("LV-34 the ledger of the day is complete", set(states(look(office, 0)).values()) == {"came", "said_none"} and
          look(office, 0)["missing"] == 0 and change.name in page and "異動なし、電話で確認" in page, look(office, 0))
    receipt = office.books.rows("SELECT COUNT(*) FROM interchange_receipt WHERE file_name = '" + change.name + "'")
    check("LV-34 its receipt is kept", receipt == [[1]], receipt)


def story(base, store):
    office = Office(base, store)
    for who, duty in (("yakan", ["--duty", "yakan"]), ("yakan0", ["--may", "night.run"])):
        office.ward.run("operator", "add", who, "--name", "夜間 処理", "--section", "機械", *duty, stdin=PASSWORD)
    feeds = base / "feeds"
    office.ward.run("town", "make", "--persons", "120", "--seed", "6", "--year", str(YEAR), "--out", str(feeds))
    assess(office.ward, feeds)
    office.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    check("OP-16 the delivered schedule is done by its duty", "過誤納の検知" in nightly(office, (0, 1)).stdout)
    own_table(office, "schedule.tsv", SCHEDULE)
    watched(office)
    held_back(office)
    came(office)
    odd(office)
    scheduled(office)
    called(office)
    folder_watched(office)
    levy_exchange(office, feeds)
    done = office.ward.run("verify", expect=(0,))
    check("everything holds in the end", done.returncode == 0, done.stdout)


if __name__ == "__main__":
    sys.exit(year.run("feeds", story))
