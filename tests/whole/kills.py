#!/usr/bin/env python3
"""Killed in front of each write: receipts, 過誤納 and 還付, 督促, 催告 and 延滞金, 滞納整理支援, time limits, year end, as TAP.

    tests/whole/kills.py KILLED_WRITE.so [--late]      延滞金 and 滞納整理支援, or all the others

Each group of commands runs once in peace and once, in a copy of the folder, killed in front of its first write, then
of its second, and so on until it ends. What is there in the end must be the same: every row, every file, each once.
The request of direct debit has its kills in debit.py.
"""
import shutil
import sqlite3
import sys

import killed
import late
import year
from collect import Books, Collector
from demand import set_day
from refund import Desk, RIGHTS
from year import YEAR, Ward, assess, check
import served

MORE = ",collection.close,arrears.view,arrears.change,arrears.approve,night.run,slip.print"
SHUNO, OTHER = "shuno1", "shuno2"


class Story:
    def __init__(self, base, preload):
        self.base, self.preload, self.files = base, preload, 0
        self.ward = Ward(base / "data")
        self.ward.operators()
        for who in (SHUNO, OTHER):
            self.ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "収納推進・滞納整理係", "--may",
                          RIGHTS + MORE, stdin=served.PRACTICE_PASSWORD.format(who) + "\n")
        feeds = base / "feeds"
        self.ward.run("town", "make", "--persons", "100", "--seed", "9", "--year", str(YEAR), "--out", str(feeds))
        assess(self.ward, feeds)
        self.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
        self.books, self.collector = Books(self.ward, None), Collector()

    def file(self, *lines):
        self.files += 1
        return str(self.collector.file(self.base / f"paid-{self.files}.csv", list(lines)))

    def killed(self, name, *commands, **more):
        killed.compare(name, self.ward.folder, self.preload, commands, **more)

    def day(self, day):
        set_day(self.ward, day)

    def import_(self, path):
        return ["import", path, "--partner", "収納代行会社"], SHUNO

    @staticmethod
    def job(name, *words):
        return ["job", "run", name, "--year", str(YEAR), *words], SHUNO

    @staticmethod
    def approve(name):
        return ["job", "approve", name, "--year", str(YEAR)], OTHER


def receipts(s):
    """Receipts of every outcome in one file; most payers pay their first instalment."""
    payers = list(s.books.payers().items())
    (told, t), (double, d), (over, o), (short, h), *rest = payers
    line = s.collector.line
    lines = [line("01", told, 1, t["instalments"][0]),
             line("12", double, 1, d["instalments"][0], at="0000"),
             line("12", double, 1, d["instalments"][0], at="0000", store="000777"),
             line("12", over, 1, o["instalments"][0] + 50_000, at="0000"),
             line("12", short, 1, h["instalments"][0] - 100, at="0000"),
             line("12", 99999982, 1, 5000, at="0000"),
             line("03", short, 2, h["instalments"][1])]
    lines += [line("12", notice, 1, p["instalments"][0], at="0000") for notice, p in rest[:-6]]
    confirmed = s.file(line("02", told, 1, t["instalments"][0]))
    s.killed("CO-09 receipts", s.import_(s.file(*lines)), s.import_(confirmed), s.job("refund-detect"))
    return double, d, over, o


def refunds(s, over):
    """決議 and 支出命令 are acts of clerks; letters, the file for the bank and what lapses are jobs."""
    payer = over["payer"]
    s.day(f"{YEAR}-06-20")
    with Desk(s.ward, s.base / "serve.log") as desk:
        desk.act("account", payer, "/change/guarded", action=1, purpose=1, bank="0005", branch="123", deposit_kind=1,
                 number="1234567", holder="シンジュク　タロウ", **{"from": f"{YEAR}-06-01"})
        fine, words = desk.act("refund-decide", payer, appropriated=0, refund=50_000, note="払いすぎ")
        check("CO-12 a refund is decided", fine, words[-900:])
    s.killed("NT-10 letters of refunds", s.job("refund-notice"), s.approve("refund-notice"))
    case = s.books.rows(f"SELECT MAX(case_no) FROM refund_case WHERE payer_no = {payer}")[0][0]
    with Desk(s.ward, s.base / "serve.log") as desk:
        fine, words = desk.act("refund-order", payer, case=case, amount=50_000)
        check("CO-14 its payment is ordered", fine, words[-900:])
    s.killed("CO-16 the bank's file", s.job("refund-transfer"), s.approve("refund-transfer"))


def last_run(folder, table="demand_batch"):
    """The number of the newest 督促 or 催告 in this folder, or of the newest call list."""
    with sqlite3.connect(f"file:{folder}/kokuho.db?mode=ro", uri=True) as db:
        return str(db.execute(f"SELECT MAX(run_no) FROM {table}").fetchone()[0])


def anew(s):
    """Killed while it printed and then begun anew, not resumed: no paper of the first attempt stays to be mailed."""
    copy = s.base / "anew"
    shutil.copytree(s.ward.folder, copy)
    words = s.job(DEMAND, "--issued-on", f"{YEAR}-07-21")[0]
    done = killed.run(copy, words, SHUNO, killed.preloaded(s.preload, 300))
    check("CO-18 killed while it prints", done.returncode < 0 and len(list(copy.glob("files/demands/*"))) == 1, done.stdout)
    done = killed.run(copy, words, SHUNO)
    folders = [p.name for p in copy.glob("files/demands/*")]
    check("CO-18 begun anew: only the papers of the new run are there", done.returncode in (0, 1) and len(folders) == 1,
          f"{folders} {done.stdout}{done.stderr}")
    shutil.rmtree(copy)


def demands(s):
    """督促 with slips, what is pulled, 催告, calls, promises."""
    s.day(f"{YEAR}-06-20")
    with Desk(s.ward, s.base / "serve.log") as desk:
        desk.act("demand-condition", 0, name="全部", criteria="未納額=1..")
    s.day(f"{YEAR}-07-15")
    anew(s)
    s.killed("CO-18 督促", s.job(DEMAND, "--issued-on", f"{YEAR}-07-21", "--slip", "する"), s.approve(DEMAND))
    payers = list(s.books.payers().items())
    notice, late = payers[-1]
    s.day(f"{YEAR}-07-18")
    path = s.file(s.collector.line("12", notice, 1, late["instalments"][0], at="0000", day=f"{YEAR}0701"))
    s.killed("X32 引抜", s.import_(path), (lambda folder: s.job("demand-pull", "--run", last_run(folder))[0], SHUNO))
    copied = s.books.rows("SELECT MIN(payer_no) FROM demand_paper")[0][0]
    s.killed("X33 a copy", s.job("demand-copy", "--run", last_run(s.ward.folder), "--payer", str(copied)))
    s.day(f"{YEAR}-08-12")
    s.killed("CO-44 催告", s.job("demand-letter", "--condition", "全部"), s.approve("demand-letter"))
    s.killed("CO-47 the call list", s.job("call-list", "--condition", "全部"), s.approve("call-list"),
             (lambda folder: s.job("call-stop", "--campaign", last_run(folder, "demand_campaign"))[0], SHUNO))
    s.killed("CO-48 CO-37 promises and time limits", s.job("demand-promises"), s.job("arrears-limits"))


def dunned(s):
    s.day(f"{YEAR}-07-15")
    for words, operator in (s.job(DEMAND, "--issued-on", f"{YEAR}-07-21"), s.approve(DEMAND)):
        s.ward.run(*words, operator=operator, expect=(0, 1))


def late_charges(s):
    """延滞金 of a premium that was paid late: letters and slips, the approval that takes out who paid meanwhile."""
    late.claimed(s)
    s.day(f"{YEAR}-12-22")
    payers = list(s.books.payers(below=10 ** 9).items())
    rich = sorted(payers, key=lambda item: -item[1]["instalments"][0])[:2]
    file = s.file(*[s.collector.line("12", notice, 1, p["instalments"][0], at="0003", day=f"{YEAR}1220")
                    for notice, p in rich])
    s.ward.run("import", file, "--partner", "収納代行会社", operator=SHUNO, expect=(0, 1))
    s.killed("CO-39 延滞金", s.job(LATE))
    run = last_run(s.ward.folder)
    asked = s.books.rows(f"SELECT notice_no, serial, amount FROM slip_paper WHERE cause_kind = 'letter' AND cause_no = {run}"
                         " AND class = 9 ORDER BY notice_no")
    check("CO-39 延滞金 is asked for", len(asked) > 1, asked)
    notice, serial, amount = asked[0]
    paid = s.file(s.collector.line("12", notice, 1, amount, at="0004", day=f"{YEAR}1222", of=9, serial=serial))
    s.ward.run("import", paid, "--partner", "収納代行会社", operator=SHUNO, expect=(0, 1))
    s.killed("CO-39 延滞金 approved", s.approve(LATE))


def supported(s):
    """滞納整理支援: the file of what changed and the file of everything, each once and under one number."""
    s.killed("CO-43 滞納整理支援, everything", s.job("support-out", "--scope", "2"), is_long=True)
    payers = list(s.books.payers().items())
    notice, payer = payers[-2]
    path = s.file(s.collector.line("12", notice, 2, payer["instalments"][1], at="0005", day=f"{YEAR}1222"))
    s.ward.run("import", path, "--partner", "収納代行会社", operator=SHUNO, expect=(0, 1))
    s.killed("CO-43 滞納整理支援, what changed", s.job("support-out"))
    names = sorted(p.name for p in s.ward.folder.glob("files/support/*"))
    sent = s.books.rows("SELECT COUNT(*), COUNT(DISTINCT sequence) FROM support_file")
    check("CO-43 two files, none twice", len(names) == 2 and sent == [[2, 2]], f"{names} {sent}")


def years(s):
    """The list of lapsed debts, the close of a year's books, refunds nobody claimed."""
    table = s.ward.folder / "params/national/collection/late_charge_rates.tsv"
    with table.open("a", encoding="utf-8") as out:
        for coming in range(YEAR + 1, YEAR + 4):
            out.write(f"{coming}-01-01  1.8%     2.8%   9.1%   1.3%   試験のための割合\n")
    s.day(f"{YEAR + 1}-06-01")
    s.killed("CO-40 納付済額のお知らせ", s.job("paid-letters"), s.approve("paid-letters"))
    s.killed("CO-22 滞納繰越", s.job(YEAR_END), s.approve(YEAR_END))
    s.day(f"{YEAR + 2}-12-01")
    s.killed("CO-36 不納欠損", s.job("arrears-write-off"), s.approve("arrears-write-off"))
    s.killed("CO-23 還付時効", s.job("refund-lapse"), s.approve("refund-lapse"))


def story(base, store):
    preload = [w for w in sys.argv[1:] if w.endswith(".so")]
    if not preload:
        raise SystemExit("Bail out! the library that kills is wanted: kills.py libkilled_write.so")
    s = Story(base, preload[0])
    if "--late" in sys.argv[1:]:
        dunned(s)
        late_charges(s)
        supported(s)
        return
    double, d, over, o = receipts(s)
    refunds(s, o)
    demands(s)
    years(s)


DEMAND, YEAR_END, LATE = "demand", "year-end", "late-charge"

if __name__ == "__main__":
    sys.exit(year.run("kills", story))
