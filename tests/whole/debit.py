#!/usr/bin/env python3
"""Direct debit of an invented ward over several months, from the mandate to the books, as TAP.

    tests/whole/debit.py [--postgres] [KILLED_WRITE.so]

The banks are played by tests/partners/bank.py, which reads the files byte by byte and answers as banks do: late,
out of order, twice, with wrong amounts and unknown keys. What must come out is computed beside it, in plain Python.
"""
import hashlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

for place in ("partners", "second"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / place))

import bank as partner
import served
import year
from business_days import due_date  # of tests/second
from collect import Books, Collector, said
from refund import Desk, set_day
from year import YEAR, Ward, assess, check

PAYERS = 24
PARTNERS = {"zengin-91-request": "金融機関", "zengin-91-request-jpbank": "ゆうちょ銀行"}
RIGHTS = {"shuno1": "collection.view,collection.change,collection.run,import.run,job.view,case.view,case.change,"
                    "addressee.view,premium.view,account.view,output.request",
          "shuno2": "collection.view,collection.approve,job.view,case.view,addressee.view,premium.view"}
HEAD = ["宛名番号", "この日から", "受付の方法", "受付日", "納め方", "金融機関の種類", "金融機関コード", "支店コード",
        "預金種目", "口座番号", "通帳の記号", "通帳の番号", "口座名義（カナ）", "名義人と納付義務者の関係"]


class Story:
    def __init__(self, base, store):
        self.base, self.store = base, store
        self.ward = Ward(base / "data", store)
        self.books = Books(self.ward, store.removeprefix("postgres:") if store else None)
        self.collector = Collector()
        self.results = 0

    # ------------------------------------------------------------------------------ the ward -----
    def make(self):
        ward = self.ward
        ward.operators()
        for who, rights in RIGHTS.items():
            ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "収納係", "--may", rights,
                     stdin=year.PASSWORD)
        feeds = self.base / "feeds"
        ward.run("town", "make", "--persons", "300", "--seed", "4", "--year", str(YEAR), "--out", str(feeds))
        assess(ward, feeds)
        ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
        found = self.books.payers()
        self.payers, seen = {}, set()
        for notice, payer in found.items():
            if payer["payer"] not in seen and len(self.payers) < PAYERS:
                self.payers[notice] = payer
                seen.add(payer["payer"])
        self.notices = list(self.payers)

    def account(self, at):
        """Half at two banks, one at a bank without a contract of its own, a quarter at the post bank."""
        if at % 4 == 3:
            return ["2", "", "", "", "", "12340", f"{1000 + at}1"]
        return ["1", ("0001", "0009", "0033")[at % 4], f"{100 + at}", "1", str(4000 + at), "", ""]

    def register(self):
        """CO-17: mandates entered by one clerk, approved by another."""
        if self.books.url:
            served.let_in(self.books.url)
        server = served.Served(self.ward.folder, self.base / "serve.log")
        try:
            first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
            first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
            lines = ["\t".join(HEAD)]
            for at, notice in enumerate(self.notices):
                payer = self.payers[notice]["payer"]
                lines.append("\t".join([str(payer), "080605", "3" if at == 0 else "2", "080605", "1",
                                        *self.account(at), "シンジュク　ジロー" if at == 1 else "ｼﾝｼﾞﾕｸ ﾀﾛｳ",
                                        "長女" if at == 1 else ""]))
            done = first.post("/paste", on="/paste?kind=debit-register", kind="debit-register", step="enter",
                              table="\n".join(lines))
            check("CO-17 mandates are entered as a table", done.status == 200 and "提案しました" in done.text,
                  re.sub(r"<[^>]*>", " ", done.text)[-1500:])
            check("CO-17 nothing counts before a second person has seen it",
                  self.books.rows("SELECT COUNT(*) FROM debit_mandate") == [[0]])
            for row in self.books.rows("SELECT change_no FROM casework_change WHERE kind = 'debit-register'"
                                       " ORDER BY change_no"):
                second.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
            rows = self.books.rows("SELECT bank, branch, account, holder FROM debit_mandate ORDER BY row_no")
            check("CO-17 every mandate is registered by two persons", len(rows) == PAYERS, len(rows))
            check("CO-17 the post bank's account follows from mark and number for debits",
                  [str(c).zfill(n) for c, n in zip(rows[3], (4, 3, 7))] == ["9900", "234", "0001003"], rows[3])
            check("Y10 the holder stands as banks write him, small kana and long vowels too",
                  rows[1][3] == "ｼﾝｼﾞﾕｸ ｼﾞﾛ-", rows[1])
        finally:
            server.stop()

    # ------------------------------------------------------------------------------ a month ------
    def job(self, *words, day, operator="shuno1", expect=(0, 1), **more):
        return self.ward.run("job", *words, "--business-date", day, operator=operator, expect=expect, **more)

    def propose(self, debit_on, day, grouping=None, expect=(0, 1)):
        words = ["run", "direct-debit-request", "--year", str(YEAR), "--debit-on", debit_on]
        return self.job(*words, *(["--grouping", grouping] if grouping else []), day=day, expect=expect)

    def approve(self, day, operator="shuno2", expect=(0,)):
        return self.job("approve", "direct-debit-request", "--year", str(YEAR), day=day, operator=operator,
                        expect=expect)

    def files(self, waiting=False):
        """Requests of the newest run as they lie there, oldest first."""
        names = self.books.rows("SELECT file_name, run_no FROM debit_request WHERE run_no ="
                                " (SELECT MAX(run_no) FROM debit_request) ORDER BY request_no")
        folder = self.ward.folder / "files"
        return [folder / ("debit/%d" % run if waiting else "out") / name for name, run in names]

    def asked(self, paths):
        return [item for path in paths for group in partner.read_request(path.read_bytes()) for item in group.items]

    def take(self, request, answer, day, expect=(0, 1)):
        self.results += 1
        path = self.base / f"result-{self.results}.dat"
        path.write_bytes(answer)
        layout = self.books.rows(f"SELECT layout FROM debit_request WHERE file_name = '{request.name}'")[0][0]
        return self.ward.run("import", str(path), "--partner", PARTNERS[layout], "--business-date", day,
                             operator="shuno1", expect=expect)

    def item_of(self, item):
        """What the customer number says: notice and instalment."""
        key = item.customer
        return int(key[6:16]), int(key[16:18])

    def verified(self, when):
        done = self.ward.run("verify", expect=(0, 1))
        check(f"verify finds mandates, requests, answers and postings at one, {when}", done.returncode == 0,
              done.stdout[-1500:])


def extraction(s):
    """CO-15: the same charges whatever divides the files; frozen and handed over once."""
    expected = {notice: p["instalments"][0] for notice, p in s.payers.items() if p["instalments"][0] > 0}
    totals = {}
    for grouping in ("bank", "collector", "item", "section"):
        done = s.propose(f"{YEAR}-06-30", f"{YEAR}-06-16", grouping)
        items = s.asked(s.files(waiting=True))
        totals[grouping] = (len(items), sum(i.amount for i in items), len(s.files(waiting=True)),
                            tuple(sorted(i.customer for i in items)))
        check(f"CO-15 by {grouping}: the bank reads every file, the program says the same sum",
              said(done, f"{sum(i.amount for i in items):,} 円"), done.stdout + done.stderr)
    check("CO-15 four groupings give the same grand total", len({t[:2] + t[3:] for t in totals.values()}) == 1,
          {k: t[:3] for k, t in totals.items()})
    check("CO-15 by bank more files than by collector", totals["bank"][2] > totals["collector"][2])
    s.propose(f"{YEAR}-06-30", f"{YEAR}-06-16")
    items = s.asked(s.files(waiting=True))
    check("CO-15 asked for is what is due that day and unpaid, of those on debit, to the yen",
          {s.item_of(i)[0]: i.amount for i in items} == expected, f"{len(items)} of {len(expected)}")
    by_terminal = {s.payers[n]["payer"] for n in s.notices[1:]}
    check("PX-10 a mandate taken by card at the counter is debited on the next due date",
          by_terminal == {r[0] for r in s.books.rows("SELECT i.payer_no FROM debit_item i JOIN debit_mandate m ON"
                                                     " m.row_no = i.mandate_row WHERE m.source = 2")})
    check("新規コード is 1 on the first debit of an account", {i.new_code for i in items} == {"1"})
    check("no file leaves before it is approved", not list((s.ward.folder / "files/out").iterdir()))
    groups = [g for path in s.files(waiting=True) for g in partner.read_request(path.read_bytes())]
    check("several groups stand in one file, the post bank's in one of its own",
          max(len(partner.read_request(p.read_bytes())) for p in s.files(waiting=True)) > 1
          and any(g.bank == "9900" for g in groups))
    own = s.approve(f"{YEAR}-06-17", operator="shuno1", expect=None)
    check("CO-15 who proposed does not approve", own.returncode != 0, own.stdout)
    kept = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in s.files(waiting=True)}
    s.approve(f"{YEAR}-06-17")
    out = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (s.ward.folder / "files/out").iterdir()}
    check("the files that leave are those that were approved, by their hash", out == kept, f"{out} {kept}")
    again = s.approve(f"{YEAR}-06-17", expect=None)
    check("an approval a second time sends nothing again", again.returncode != 0 or
          {p.name for p in (s.ward.folder / "files/out").iterdir()} == set(kept), again.stdout)
    done = s.propose(f"{YEAR}-06-30", f"{YEAR}-06-18")
    check("E6 what the bank has already is not asked for again", said(done, "依頼 0 件"), done.stdout + done.stderr)
    s.approve(f"{YEAR}-06-18")
    s.verified("after the request")


def refused(s, requests):
    """Files that are refused as a whole."""
    before, data = s.books.sums(), requests[0].read_bytes()
    bank = partner.Bank(1, funds=1)
    for disorder, name in (("echo", "Y12 our own request echoed"), ("totals", "X27 E09 totals that differ"),
                           ("truncated", "Y06 a file that was cut off")):
        done = s.take(requests[0], bank.answer(data, [disorder]).data, f"{YEAR}-07-03", expect=(2,))
        check(f"{name} is refused as a whole", done.returncode == 2 and s.books.sums() == before,
              done.stdout + done.stderr)
    other = bytearray(bank.answer(data).data)
    other[4:14] = b"0000000000"
    done = s.take(requests[0], bytes(other), f"{YEAR}-07-03", expect=(2,))
    check("Y09 E08 another consignor's file is refused", said(done, "E08") and s.books.sums() == before, done.stderr)


def june(s):
    """Results of every kind, out of order; a slip paid meanwhile; the file a second time."""
    requests = s.files()
    refused(s, requests)
    codes = dict(zip(s.notices[:5], "12349"))
    slip, payer = s.notices[5], s.payers[s.notices[5]]
    path = s.collector.file(s.base / "store.csv", [
        s.collector.line("12", slip, 1, payer["instalments"][0], at="0000", day=f"{YEAR}0625")])
    s.ward.run("import", str(path), "--partner", "収納代行会社", "--business-date", f"{YEAR}-06-26", operator="shuno1",
               expect=(0, 1))
    before = s.books.sums()
    bank = partner.Bank(3, decide=lambda item: codes.get(s.item_of(item)[0], "0"))
    done_items, answers = [], []
    for request in requests:
        answer = bank.answer(request.read_bytes(), ["order"])
        answers.append((request, answer.data))
        done_items += [i for i in s.asked([request]) if answer.results[i.customer] == "0"]
        s.take(request, answer.data, f"{YEAR}-07-03")
    sums = s.books.sums()
    came, twice = sum(i.amount for i in done_items), payer["instalments"][0]
    check("CO-06 what was debited is booked, whatever the order",
          (sums["cash"] - before["cash"], before["receivable"] - sums["receivable"]) == (came, came - twice),
          f"{sums} {before} {came}")
    check("X24 a slip paid between extraction and debit makes the debit 過誤納 (K2)",
          before["overpaid"] - sums["overpaid"] == twice and
          s.books.rows("SELECT overpaid, cause FROM collection_receipt WHERE channel = 3 AND overpaid > 0")
          == [[twice, "K2"]], sums)
    check("CO-06 the debit day is the day that counts",
          s.books.rows("SELECT DISTINCT received_on FROM collection_receipt WHERE channel = 3")
          == [[int(f"{YEAR}0630")]])
    states = dict(map(tuple, s.books.rows("SELECT payer_no, state FROM debit_mandate WHERE superseded_at ="
                                          " 9223372036854775807 AND valid_until = 99991231")))
    mine = [states[s.payers[n]["payer"]] for n in s.notices[:6]]
    check("CO-06 no account or no form suspends, the holder's stop ends the mandate", mine == [1, 2, 3, 2, 1, 1], mine)
    tasks = sorted(r[0] for r in s.books.rows("SELECT code FROM interchange_task WHERE code LIKE 'D%'"))
    check("CO-06 each of them, and an answer without a reason, is somebody's task", tasks == ["D20", "D30", "D40", "D90"],
          tasks)
    check("X25 X28 a failed record keeps its amount and is no receipt",
          s.books.rows("SELECT COUNT(*) FROM collection_receipt WHERE channel = 3") == [[len(done_items)]])
    again = s.take(answers[0][0], answers[0][1], f"{YEAR}-07-04")
    check("E11 X14 the same file a second time changes nothing", said(again, "取込済") and s.books.sums() == sums,
          again.stdout)
    reordered = bank.answer(answers[0][0].read_bytes(), [])
    again = s.take(answers[0][0], reordered.data, f"{YEAR}-07-04")
    check("Y40 the same answers in a file made anew are known one by one (E10)",
          said(again, "E10") and s.books.sums() == sums, again.stdout + again.stderr)
    s.verified("after June")
    letters(s)


def notice(s, kind, day, since, until):
    """The letters of a kind: how many the program says, and their text as another program reads it."""
    done = s.job("run", "direct-debit-notice", "--year", str(YEAR), "--kind", kind, "--from", since, "--until", until,
                 day=day)
    told = re.search(r"通知書 (\d+) 通.*納付書 (\d+) 枚", done.stdout)
    files = sorted((s.ward.folder / "files/debit-notice").glob("*/*.pdf"), key=lambda p: int(p.parent.name))
    run = s.books.rows("SELECT MAX(run_no) FROM batch_run WHERE job = 'direct-debit-notice'")[0][0]
    text = "".join(subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
                   for path in files if int(path.parent.name) == run)
    held = s.books.rows(f"SELECT words FROM batch_finding WHERE run_no = {run}")
    text += "".join(f"held: {row[0]}" for row in held)
    return (int(told[1]), int(told[2]), text) if told else (None, None, done.stdout + done.stderr)


def letters(s):
    """NT-11: who could not be debited is told why, once, with a slip; who registered or was stopped is told so."""
    count, slips, text = notice(s, "failed", f"{YEAR}-07-06", f"{YEAR}-06-30", f"{YEAR}-06-30")
    owed = [s.payers[n]["instalments"][0] for n in s.notices[:5]]
    check("NT-11 振替不能: a letter and a slip for each that failed", (count, slips) == (5, 5), text)
    check("NT-11 with the reason of the bank's code and the amount",
          all(words in text for words in ("残高不足", "口座がない", "預金者の都合", "依頼書がない"))
          and all(f"{amount:,}円" in text for amount in owed), text[:3000])
    slips_of = s.books.rows("SELECT amount FROM slip_paper WHERE cause_kind = 'debit-notice' ORDER BY amount")
    check("NT-11 each slip asks for what failed", [r[0] for r in slips_of] == sorted(owed), slips_of)
    again = notice(s, "failed", f"{YEAR}-07-07", f"{YEAR}-06-30", f"{YEAR}-06-30")
    check("NT-11 nobody is told twice", again[:2] == (0, 0), again)
    count, _, text = notice(s, "mandate", f"{YEAR}-07-07", f"{YEAR}-06-01", f"{YEAR}-07-31")
    check("NT-11 開始と停止: every mandate as it stands", (count, text.count("口座振替停止通知書"),
          text.count("口座振替開始通知書")) == (PAYERS, 3, PAYERS - 3), f"{count} {text[-700:]}")
    check("NT-11 the account's number is covered but for its end", "*****01" in text and "0004001" not in text)


def halted(s):
    """振替停止依頼: asked by one, approved by another; the bank answers 8; a bank that debits all the same is told."""
    s.propose(f"{YEAR}-08-31", f"{YEAR}-08-21")
    s.approve(f"{YEAR}-08-21")
    requests = s.files()
    stop, ignored = s.notices[9], s.notices[10]
    server = served.Served(s.ward.folder, s.base / "serve.log")
    try:
        first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
        first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
        lines = ["宛名番号\t振替日\t理由"] + [f"{s.payers[n]['payer']}\t080831\t1" for n in (stop, ignored)]
        first.post("/paste", on="/paste?kind=debit-halt", kind="debit-halt", step="enter", table="\n".join(lines))
        for row in s.books.rows("SELECT change_no FROM casework_change WHERE kind = 'debit-halt' ORDER BY change_no"):
            second.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
    finally:
        server.stop()
    check("振替停止 is asked for by two persons", s.books.rows("SELECT COUNT(*) FROM debit_halt") == [[2]])
    done = s.ward.run("output", "ask", "debit-open", "--criteria", "対象=振替停止依頼", "--purpose", "依頼",
                      operator="shuno1", expect=None)
    check("振替停止依頼 stands on the list for the bank", "2" in done.stdout, done.stdout + done.stderr)
    poor = s.notices[0]
    codes = {stop: "8", poor: "1"}
    bank = partner.Bank(7, decide=lambda item: codes.get(s.item_of(item)[0], "0"))
    before = s.books.sums()
    expected = 0
    for request in requests:
        answer = bank.answer(request.read_bytes(), ["order"])
        expected += sum(i.amount for i in s.asked([request]) if answer.results[i.customer] == "0")
        s.take(request, answer.data, f"{YEAR}-09-03")
    check("X28 a debited record of a stopped item is still money, and somebody's task",
          s.books.sums()["cash"] - before["cash"] == expected and
          s.books.rows("SELECT COUNT(*) FROM interchange_task WHERE code = 'D80'") == [[1]])
    check("振替停止 answered 8 books nothing", s.books.rows(
        "SELECT COUNT(*) FROM debit_answer WHERE result = 8 AND receipt_no = 0") == [[1]])
    s.verified("after the stop")
    listed = s.ward.run("output", "ask", "debit-failing", "--purpose", "切替えの確認", operator="shuno1",
                        expect=None)
    failing = s.books.rows("SELECT COUNT(*) FROM (SELECT i.payer_no FROM debit_answer a JOIN debit_item i ON"
                           " i.item_no = a.item_no GROUP BY i.payer_no HAVING MIN(a.result) > 0 AND COUNT(*) >= 3) x")
    check("three failures in a row stand on a list", failing == [[1]] and listed.returncode == 0 and
          re.search(r"1 ?(件|人)", listed.stdout), f"{failing} {listed.stdout}{listed.stderr}")


def statement(s):
    """CO-41: the yearly statement equals what was posted, payer by payer; a debit that was taken back is not on it."""
    receipt, payer, amount = s.books.rows(
        "SELECT a.receipt_no, i.payer_no, i.amount FROM debit_answer a JOIN debit_item i ON i.item_no = a.item_no"
        f" WHERE a.result = 0 AND a.overpaid = 0 AND i.payer_no = {s.payers[s.notices[12]]['payer']}"
        " ORDER BY a.receipt_no")[0]
    server = served.Served(s.ward.folder, s.base / "serve.log")
    try:
        first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
        first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
        done = first.post("/paste", on="/paste?kind=receipt-cancel", kind="receipt-cancel", step="enter",
                          table=f"宛名番号\t収納番号\tお金\t取り消す理由\n{payer}\t{receipt}\tnever\t銀行から誤振替の連絡")
        for row in s.books.rows("SELECT change_no FROM casework_change WHERE kind = 'receipt-cancel'"):
            second.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
    finally:
        server.stop()
    check("CO-64 a debit is taken back by two persons", s.books.rows(
        f"SELECT amount FROM collection_receipt WHERE reverses = {receipt}") == [[-amount]],
        re.sub(r"<[^>]*>", " ", done.text)[-1200:])
    count, _, text = notice(s, "done", f"{YEAR + 1}-01-15", f"{YEAR}-01-01", f"{YEAR}-12-31")
    posted = s.books.rows("SELECT a.payer_no, SUM(a.amount) FROM collection_allocation a JOIN collection_receipt r"
                          " ON r.receipt_no = a.receipt_no WHERE r.channel = 3 AND r.received_on BETWEEN"
                          f" {YEAR}0101 AND {YEAR}1231 GROUP BY a.payer_no")
    told = dict(map(tuple, s.books.rows("SELECT payer_no, amount FROM debit_notice WHERE kind = 3")))
    booked = {payer: int(amount) for payer, amount in posted}
    check("CO-41 the statement equals posted debits of the calendar year, payer by payer",
          {k: v for k, v in told.items() if v} == booked and count == len(told), f"{told} {booked}")
    sums = re.findall(r"合計\s+([\d,]+)円", text)
    check("CO-41 the papers say these sums", sorted(int(n.replace(",", "")) for n in sums) == sorted(told.values()),
          f"{sums} {told}")


def july(s):
    """Disorder: a code nobody knows, a wrong amount, a stranger, one lost, one twice; then 再振替."""
    settings = s.ward.folder / "params/municipal/131041/debit.tsv"
    settings.write_text(re.sub(r"^(\S+\s+redebit_days\s+)-(\s+)", r"\g<1>15\g<2>",
                               settings.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
    s.propose(f"{YEAR}-07-31", f"{YEAR}-07-16")
    s.approve(f"{YEAR}-07-17")
    requests = s.files()
    items = s.asked(requests)
    stopped = {s.notices[1], s.notices[2], s.notices[3]}
    check("CO-17 who was suspended or ended is not asked for", not stopped & {s.item_of(i)[0] for i in items})
    check("新規コード is 0 on the second debit of the same account", {i.new_code for i in items} == {"0"})
    poor = s.notices[0]
    bank = partner.Bank(5, decide=lambda item: "1" if s.item_of(item)[0] == poor else "0")
    before, expected, odd, held = s.books.sums(), 0, {}, {}
    for at, request in enumerate(requests):
        disorder = ["order", "unknown", "amount", "code", "lost", "double"] if at == len(requests) - 1 else []
        answer = bank.answer(request.read_bytes(), disorder)
        odd |= {k: v for k, v in answer.results.items() if v in ("7", "amount", "")}
        asked = {i.customer: i.amount for i in s.asked([request])}
        expected += sum(a for c, a in asked.items() if answer.results[c] == "0")
        for item in (partner.Item(r) for r in partner.records_of(answer.data) if r[:1] == b"2" and r[111:112] == b"0"):
            if asked.get(item.customer) != item.amount:
                held[item.customer] = item.amount
        s.take(request, answer.data, f"{YEAR}-08-05")
    sums = s.books.sums()
    check("X26 what was asked for and debited is booked; E52 E53 money that fits nothing asked for is held (仮受)",
          len(held) == 2 and (sums["cash"] - before["cash"], before["held"] - sums["held"])
          == (expected + sum(held.values()), sum(held.values())), f"{before} {sums} {expected} {held}")
    codes = {r[0] for r in s.books.rows("SELECT code FROM interchange_task")}
    check("E51 E52 E53 each is somebody's task", {"E51", "E52", "E53"} <= codes, codes)
    opened = {str(r[0]) for r in s.books.rows(
        "SELECT customer_no FROM debit_item WHERE item_no NOT IN (SELECT item_no FROM debit_answer)")}
    check("Y14 what was not answered stays open and frozen", opened == set(odd), f"{opened} {set(odd)}")
    s.verified("after July")

    again = s.books.rows("SELECT redebit_on FROM debit_answer WHERE redebit_on > 0")
    check("CO-15 no funds: asked for again so many days later, on a day the banks work", again == [[int(f"{YEAR}0817")]],
          again)
    s.propose(f"{YEAR}-08-17", f"{YEAR}-08-06")
    s.approve(f"{YEAR}-08-07")
    second = s.asked(s.files())
    check("CO-15 再振替: the second attempt of that charge alone, with its number in the key",
          [(s.item_of(i), i.customer[18]) for i in second] == [((poor, 2), "2")], [i.customer for i in second])
    request = s.files()[0]
    s.take(request, partner.Bank(1, decide=lambda item: "1").answer(request.read_bytes()).data, f"{YEAR}-08-20")
    check("CO-15 a second attempt that fails is not tried a third time",
          s.books.rows(f"SELECT COUNT(*) FROM debit_answer WHERE redebit_on > {YEAR}0817") == [[0]])
    s.verified("after the second attempt")


def shown(s):
    """CO-17: the share of households on debit; who may see accounts sees them, others do not."""
    if s.books.url:
        served.let_in(s.books.url)
    server = served.Served(s.ward.folder, s.base / "serve.log")
    try:
        first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
        first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
        charged = s.books.rows("SELECT COUNT(*) FROM premium_assessment WHERE version = 1 AND total > 0")[0][0]
        running = s.books.rows("SELECT COUNT(*) FROM debit_mandate WHERE superseded_at = 9223372036854775807"
                               " AND valid_until = 99991231 AND state = 1")[0][0]
        page = first.get("/debits").text
        check("CO-17 the screen shows the ratio of households on debit",
              f"{running * 1000 // charged / 10:.1f}%" in page and f"{charged}世帯のうち{running}世帯" in page,
              f"{running} of {charged}: " + re.sub(r"<[^>]*>", " ", page)[1000:2500])
        payer = s.payers[s.notices[1]]
        look = f"/household/{payer['household']}/debit"
        check("CO-17 the household's page leads to its mandates",
              look in first.get(f"/household/{payer['household']}").text)
        page = first.get(look).text
        check("CO-17 mandate, requests and what the bank said stand on one page",
              all(words in page for words in ("0004001", "長女", "停止（銀行の回答）", "取引なし", "振替中")), page[2000:])
        page = second.get(look).text
        check("the account is masked for whoever may not see it", "0004001" not in page and "*****01" in page, page[2000:])
    finally:
        server.stop()


def tampered(s):
    """verify sees an answer that no stay and no receipt stands behind."""
    for result, receipt, words in ((1, 0, "凍結が残っています"), (0, 999999, "収納が違います")):
        copy = s.base / f"tampered-{result}"
        shutil.copytree(s.ward.folder, copy)
        with sqlite3.connect(copy / "kokuho.db") as db:
            db.execute("INSERT INTO debit_answer SELECT item_no, ?, 20260910, ?, 0, 0, 'x', 0 FROM debit_item WHERE"
                       " item_no NOT IN (SELECT item_no FROM debit_answer) LIMIT 1", (result, receipt))
        done = subprocess.run([str(year.PROGRAM), "verify", "--data", str(copy)], capture_output=True, text=True)
        check(f"verify finds an invented answer {result}", done.returncode == 1 and words in done.stdout + done.stderr,
              done.stdout[-600:] + done.stderr)


def killed(s, preload):
    """Killed in front of each write: the same rows, the same bytes, each file once."""
    def tail(folder, kill):
        digests = []
        for words, who in ((["run", "direct-debit-request", "--debit-on", f"{YEAR}-09-30"], "shuno1"),
                           (["approve", "direct-debit-request"], "shuno2")):
            for at in range(1, 3000):
                environment = dict(os.environ, **({"LD_PRELOAD": str(preload), "KOKUHO_KILL_AT": str(at)} if kill else {}))
                resume = ["--resume"] if kill and at > 1 and words[0] == "run" and at % 2 else []
                done = subprocess.run([str(year.PROGRAM), "job", *words, *resume, "--year", str(YEAR), "--data",
                                       str(folder), "--business-date", f"{YEAR}-09-15", "--operator", who],
                                      capture_output=True, text=True, env=environment)
                if done.returncode >= 0:
                    check(f"{words[0]}: ends at last ({at} attempts)", done.returncode in (0, 1) and
                          (not kill or at > 20), done.stdout + done.stderr)
                    break
            digests.append(at)
        return digests

    def outcome(folder):
        done = subprocess.run([str(year.PROGRAM), "verify", "--json", "--data", str(folder)], capture_output=True,
                              text=True)
        answer = year.json.loads(done.stdout)
        tables = answer["tables"]
        files = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (folder / "files/out").iterdir()}
        return answer["broken"], {k: v["digest"] for k, v in tables.items() if k.startswith("debit")}, files

    folders = [s.base / name for name in ("calm", "killed")]
    for folder in folders:
        shutil.copytree(s.ward.folder, folder)
    before = {p.name for p in (s.ward.folder / "files/out").iterdir()}
    tail(folders[0], False)
    attempts = tail(folders[1], True)
    calm, hurt = map(outcome, folders)
    check(f"CO-15 killed at each write ({sum(attempts)} times): the same rows in the end", calm[:2] == hurt[:2] and
          calm[0] == [], f"{calm[:2]} {hurt[:2]}")
    check("CO-15 no file is sent twice, none is lost, each has the same bytes",
          calm[2] == hurt[2] and len(set(calm[2]) - before) > 0, f"{calm[2]} {hurt[2]}")
    kept = [sum(1 for _ in (folder / "files/debit").iterdir()) for folder in folders]
    check("CO-15 nothing of the requests that were withdrawn on the way is left", kept[0] == kept[1], kept)


def too_late(s):
    """E41: between the request and its result a charge is written off; the bank debits it all the same."""
    s.propose(f"{YEAR}-09-30", f"{YEAR}-09-15")
    s.approve(f"{YEAR}-09-15")
    requests = s.files()
    items = s.asked(requests)
    gone = items[0]
    notice, n = s.item_of(gone)
    payer = s.payers[notice]["payer"]
    for who in RIGHTS:
        s.ward.run("operator", "add", f"seiri{who[-1]}", "--name", "練習 滞納整理", "--section", "滞納整理係", "--may",
                   "addressee.view,collection.view,arrears.view,case.view,case.change,"
                   + ("arrears.change" if who == "shuno1" else "arrears.approve"),
                   stdin=served.PRACTICE_PASSWORD.format(f"seiri{who[-1]}") + "\n")
    set_day(s.ward, f"{YEAR}-10-01")
    with Desk(s.ward, s.base / "serve.log", clerks=("seiri1", "seiri2")) as desk:
        fine, words = desk.act("arrears-write-off", payer, form="/change/guarded", on=f"{YEAR}-10-01", ground=5,
                               words="議決による免除", charges=f"{YEAR}-{n}")
        check("CO-36 a charge the bank was asked for is written off meanwhile", fine, words[-900:])
    before = s.books.sums()
    bank = partner.Bank(9, decide=lambda item: "0")
    for request in requests:
        done = s.take(request, bank.answer(request.read_bytes(), []).data, f"{YEAR}-10-05")
    sums = s.books.sums()
    check("E41 every yen the bank debited is money", sums["cash"] - before["cash"] == sum(i.amount for i in items), sums)
    check("E41 what was debited for a charge that is no more is 過誤納 (K3), all of it, and somebody's task",
          s.books.rows(f"SELECT amount, overpaid, cause FROM collection_receipt WHERE payer_no = {payer} AND channel = 3"
                       f" AND received_on = {YEAR}0930") == [[gone.amount, gone.amount, "K3"]] and
          before["overpaid"] - sums["overpaid"] == gone.amount and
          s.books.rows("SELECT COUNT(*) FROM interchange_task WHERE code = 'E41'") == [[1]], done.stdout + done.stderr)
    s.verified("after a debit that came too late")


def moved(s):
    """E9: what was paid between proposal and approval is not asked for; what does not matter lets it pass."""
    due = due_date(YEAR, 10).isoformat()
    s.propose(due, f"{YEAR}-10-15")
    items = s.asked(s.files(waiting=True))
    notice, n = s.item_of(items[0])
    path = s.collector.file(s.base / "store-moved.csv", [
        s.collector.line("12", notice, n, items[0].amount, at="0000", day=f"{YEAR}1015")])
    s.ward.run("import", str(path), "--partner", "収納代行会社", "--business-date", f"{YEAR}-10-16", operator="shuno1",
               expect=(0, 1))
    done = s.approve(f"{YEAR}-10-16", expect=(2,))
    check("E9 CO-15 a charge that was paid since the proposal is not sent", said(done, "もう一度抽出"),
          done.stdout + done.stderr)
    s.propose(due, f"{YEAR}-10-16")
    left = {i.customer for i in s.asked(s.files(waiting=True))}
    check("E9 the next proposal leaves it out", left == {i.customer for i in items[1:]}, left)
    other = s.item_of(items[1])[0]  # its first instalment comes a second time
    path = s.collector.file(s.base / "store-other.csv", [
        s.collector.line("12", other, 1, s.payers[other]["instalments"][0], at="0000", day=f"{YEAR}1016")])
    s.ward.run("import", str(path), "--partner", "収納代行会社", "--business-date", f"{YEAR}-10-17", operator="shuno1",
               expect=(0, 1))
    s.approve(f"{YEAR}-10-17")
    check("CO-15 a payment of another instalment lets the request pass",
          {i.customer for i in s.asked(s.files())} == left)
    s.verified("after what moved")


def story(base, store):
    s = Story(base, store)
    s.make()
    s.register()
    extraction(s)
    june(s)
    july(s)
    halted(s)
    statement(s)
    shown(s)
    if not store:
        tampered(s)
    preload = [w for w in sys.argv[1:] if w.endswith(".so")]
    if preload and not store:
        killed(s, preload[0])
    too_late(s)
    moved(s)


if __name__ == "__main__":
    sys.exit(year.run("debit", story))
