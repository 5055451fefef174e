#!/usr/bin/env python3
"""過誤納 of an invented ward, from a payment that came twice to the bank's result, as TAP.

    tests/whole/refund.py [--postgres]

Clerks work at the served screens, jobs run as commands and are killed in between. What must come out is computed
beside it, in plain Python.
"""
import datetime
import html
import random
import re
import signal
import subprocess
import sys
import time

import served
import year
from collect import Books, Collector
from year import YEAR, Ward, assess, check

RIGHTS = ("addressee.view,addressee.change,addressee.approve,account.view,account.change,eligibility.view,premium.view,"
          "job.view,case.view,case.change,collection.view,collection.change,collection.approve,collection.run,"
          "output.request,output.approve,import.run")
MORE = 220_000  # what one payer has paid too much beside what he owes
LESS = 30_000   # what another has paid too much when all is paid


def set_day(ward, day):
    ini = ward.folder / "kokuho.ini"
    text = re.sub(r"(?m)^business_date.*$", f"business_date = {day}", ini.read_text(encoding="utf-8"))
    ini.write_text(text, encoding="utf-8")


class Desk:
    """Two clerks at a server of their own, until the day changes."""

    def __init__(self, ward, log, clerks=("shuno1", "shuno2")):
        self.server = served.Served(ward.folder, log)
        self.one, self.two = (served.Operator(self.server, who) for who in clerks)
        for clerk in (self.one, self.two):
            clerk.log_in()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def act(self, kind, subject, form="/change", **values):
        """Entered by one clerk, approved by the other; the words of the pages on the way."""
        if form != "/change":  # asks for the password again
            self.one.step_up()
            self.two.step_up()
        place = f"{form}?kind={kind}" + (f"&subject={subject}" if subject else "")
        fields = {"kind": kind, "subject": str(subject), "change": "0"}
        fields |= {"v-" + name: str(value) for name, value in values.items()}
        seen = self.one.post(form, on=place, step="check", **fields)
        change = re.search(r'name="change" value="(\d+)"', seen.text)
        fields["change"] = change[1] if change else "0"
        self.one.page = seen
        sent = self.one.post(form, step="propose", confirmed="1", **fields)
        if sent.status != 303:
            return False, self.words(seen) + self.words(sent)
        place = sent.location.split("?")[0]
        done = self.two.post(place + "/step", on=place, step="approve")
        after = self.two.get(place)
        return done.status == 303 and "登録済み" in after.text, self.words(seen) + self.words(after)

    @staticmethod
    def words(page):
        """What a person reads between head and foot."""
        inner = page.text.split("<main", 1)[-1].split("</main>")[0]
        return re.sub(r"\s*\n\s*", "\n", html.unescape(re.sub(r"<[^>]*>", "", inner)))

    def value(self, kind, subject, field):
        """What the form opens with."""
        page = self.one.get(f"/change?kind={kind}&subject={subject}").text
        found = re.search(rf'name="v-{field}"[^>]*value="([^"]*)"', page)
        return found[1] if found else None


def interest(amount, paid, ends):
    """K2: from the day after one month from the day after payment, 1.3 % of 2026, 365 days."""
    first = datetime.date(paid.year, paid.month + 1, paid.day) + datetime.timedelta(days=1)
    days = (ends - first).days + 1
    raw = amount // 1000 * 1000 * 13 * days // (1000 * 365)
    return 0 if raw < 1000 else raw // 100 * 100


def paid_too_much(ward, books, collector, folder):
    """On one day: a slip with far too much, and an instalment paid at two stores."""
    payers = [(n, p) for n, p in books.payers().items() if p["total"] < 250_000]
    (rich, r), (double, d), (whole, w) = payers[:3]
    owed = {i: a for i, a in books.rows(
        "SELECT 2, amount_2 FROM premium_assessment WHERE payer_no = {0} AND household_no = {1} UNION ALL"
        " SELECT 3, amount_3 FROM premium_assessment WHERE payer_no = {0} AND household_no = {1} UNION ALL"
        " SELECT 4, amount_4 FROM premium_assessment WHERE payer_no = {0} AND household_no = {1} UNION ALL"
        " SELECT 5, amount_5 FROM premium_assessment WHERE payer_no = {0} AND household_no = {1} UNION ALL"
        " SELECT 6, amount_6 FROM premium_assessment WHERE payer_no = {0} AND household_no = {1}".format(
            r["payer"], r["household"]))}
    arrears = sum(owed.values())
    file = collector.file(folder / "much.csv", [
        collector.line("12", rich, 1, r["instalments"][0] + arrears + MORE, at="0000"),
        collector.line("12", double, 1, d["instalments"][0], at="0000"),
        collector.line("12", double, 1, d["instalments"][0], at="0000", store="000777"),
        collector.line("12", whole, 0, w["total"] + LESS, at="0000"),
    ])
    ward.run("import", str(file), "--partner", "収納代行会社", operator="shuno1", expect=(1,))
    ward.run("job", "run", "refund-detect", operator="shuno1")
    found = books.rows("SELECT payer_no, amount, found_on, has_account FROM refund_found ORDER BY amount")
    check("CO-63 what came twice is open the same day, without an account",
          sorted(found) == sorted([[p, amount, YEAR * 10000 + 605, 0] for p, amount in
                                   ((d["payer"], d["instalments"][0]), (r["payer"], arrears + MORE), (w["payer"], LESS))]),
          found)
    tasks = books.rows("SELECT addressee_no FROM casework_task WHERE source = 'refund:K2' ORDER BY addressee_no")
    check("CO-62 each has a task", tasks == sorted([[d["payer"]], [r["payer"]], [w["payer"]]]), tasks)
    asked = ward.run("output", "ask", "overpaid", "--format", "csv", "--purpose", "過誤納の点検", "--criteria", "原因=K2",
                     operator="shuno1", expect=(0,))
    check("CO-62 the list of what is open holds the three payers", "3" in asked.stdout, asked.stdout + asked.stderr)
    before = ward.digests()
    ward.run("job", "run", "refund-detect", operator="shuno1")
    check("CO-62 found once: the same again changes nothing", ward.digests() == before)
    return r, d, w, arrears


def decided(ward, books, base, r, arrears):
    set_day(ward, f"{YEAR}-12-20")
    with Desk(ward, base / "serve-1.log") as desk:
        page = desk.one.get("/refunds").text
        check("CO-62 the screen shows both, how old, and that there is no account",
              page.count("還付充当の決議") >= 2 and "なし" in page and "198日" in page, page[-4000:])
        check("the form opens with what the rule proposes",
              desk.value("refund-decide", r["payer"], "refund") == str(MORE)
              and desk.value("refund-decide", r["payer"], "appropriated") == str(arrears),
              desk.value("refund-decide", r["payer"], "refund"))
        check("CO-01 窓口での収納 opens with what is unpaid longest",
              [desk.value("counter-receipt", r["payer"], field) for field in ("year", "instalment", "principal")]
              == [str(YEAR), "2", str(r["instalments"][1])], desk.value("counter-receipt", r["payer"], "principal"))
        for wrong, told in ((dict(principal="-500", late=600), "0円以上"), (dict(principal=1, on="19000101"), "より前です"),
                            (dict(principal=1, year=8), "西暦で"), (dict(principal="abc"), "「abc」は使えません")):
            fine, words = desk.act("counter-receipt", r["payer"], **{"year": YEAR, "instalment": 2, "on": "R8.12.20"} | wrong)
            check(f"CO-01 窓口での収納 refuses {wrong} in words", not fine and told in words, words[-800:])
        _, words = desk.act("books-close", 0, until=f"{YEAR}-06-05", advice=1)
        check("CO-64 who closes a day whose total is not the bank's is warned, with both sums",
              "公金日計の1円と日計表の" in words, words[-1500:])
        there = desk.one.get("/change?kind=account&subject=%d" % r["payer"])
        check("a guarded form asked for at the common door is shown the other door", there.status == 303 and
              there.location.startswith("/change/guarded?kind=account"), there.location)
        fine, words = desk.act("refund-decide", r["payer"], appropriated=arrears + 1, refund=MORE - 1)
        check("CO-12 other amounts than the rule's are refused in words", not fine and "額を直して" in words)
        fine, words = desk.act("refund-decide", r["payer"], appropriated=arrears, refund=MORE, note="取り違え")
        check("CO-12 decided by two persons, with what would follow", fine and "にさかのぼって効力" in words, words)
        open_tasks = books.rows("SELECT addressee_no FROM casework_task WHERE source = 'refund:K2' AND state < 3")
        check("CO-62 what is decided is nobody's task any more, the others are", len(open_tasks) == 2 and
              [r["payer"]] not in open_tasks, open_tasks)
        page = desk.one.get(f"/household/{r['household']}").text
        check("the household's page shows the case", "還付・充当の決議" in page, page[-3000:])


def paid(ward, books, base, r):
    sums = books.sums()
    check("what was appropriated has left 過誤納, what is decided has not", -sums["overpaid"] > MORE, sums)
    ward.run("job", "run", "refund-notice", operator="shuno1", expect=(0, 1))
    ward.run("job", "approve", "refund-notice", operator="shuno2", expect=(0, 1))
    case, told = books.rows("SELECT case_no, told_on FROM refund_step WHERE state = 2")[0]
    check("NT-10 told on the day of the letter", told == YEAR * 10000 + 1220, told)
    first = interest(MORE, datetime.date(YEAR, 6, 5), datetime.date(YEAR, 12, 20))
    letter = "".join(subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True).stdout
                     for path in ward.folder.glob("files/refunds/*/*.pdf"))
    check("CO-13 CO-14 letter, decision and pledge say the same amounts",
          letter.count(f"{MORE + first:,}円") >= 3 and str(case) in letter, f"{MORE + first} in\n{letter[:3000]}")
    set_day(ward, f"{YEAR}-12-25")
    last = interest(MORE, datetime.date(YEAR, 6, 5), datetime.date(YEAR, 12, 25))
    with Desk(ward, base / "serve-2.log") as desk:
        claim = {"case": case, "claimed_on": f"{YEAR}-12-25", "relation": 1}
        fine, words = desk.act("refund-claim", r["payer"], **claim)
        check("CO-11 without an account nothing is claimed", not fine and "還付の口座がありません" in words)
        account = {"action": 1, "purpose": 1, "from": f"{YEAR}-12-01", "bank": "0005", "branch": "123",
                   "deposit_kind": 1, "number": "1234567", "holder": "シンジュク　タロウ"}
        fine, words = desk.act("account", r["payer"], "/change/guarded", **account)
        check("an account is registered by two persons", fine, words)
        row = re.search(rf"宛名番号 {r['payer']}</small>.*?</tr>", desk.one.get("/refunds").text, re.S)
        check("CO-62 the screen knows of the account from then on", row is not None and "<td>あり</td>" in row[0], row)
        fine, words = desk.act("refund-claim", r["payer"], **claim)
        check("CO-11 the claim is taken", fine, words)
        fine, words = desk.act("refund-order", r["payer"], case=case, amount=MORE + last)
        check("CO-14 the order has the interest to its own day", fine, words)
    return case, last


def killed(ward, books, case, amount):
    """The transfer is killed again and again; in the end there is one file, handed over once."""
    for i in range(6):
        process = subprocess.Popen([str(year.PROGRAM), "job", "run", "refund-transfer", "--data", str(ward.folder),
                                    "--operator", "shuno1"] + (["--resume"] if i else []),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.Random(i).uniform(0.005, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
    ward.run("job", "run", "refund-transfer", "--resume", operator="shuno1", expect=None)
    waiting = books.rows("SELECT transfer_no, amount, state FROM refund_transfer")
    if not waiting:
        ward.run("job", "run", "refund-transfer", operator="shuno1")
        waiting = books.rows("SELECT transfer_no, amount, state FROM refund_transfer")
    check("CO-16 killed and resumed: one file, the ordered amount", [w[1:] for w in waiting] == [[amount, 1]], waiting)
    before = books.sums()
    for i in range(4):
        process = subprocess.Popen([str(year.PROGRAM), "job", "approve", "refund-transfer", "--data", str(ward.folder),
                                    "--operator", "shuno2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.Random(40 + i).uniform(0.005, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
    ward.run("job", "approve", "refund-transfer", operator="shuno2", expect=None)
    sums = books.sums()
    check("CO-16 killed while handing over: paid once, to the yen",
          (before["cash"] - sums["cash"], sums["interest"] - before["interest"]) == (amount, amount - MORE),
          f"{before} {sums}")
    files = sorted(ward.folder.glob("files/transfers/*"))
    body = files[-1].read_bytes() if files else b""
    check("CO-16 the file of 120-byte records says it", len(files) == 1 and len(body) == 4 * 122
          and body[122 + 80:122 + 90] == b"%010d" % amount and body[122 + 91:122 + 101] == b"%010d" % case, files)
    paper = subprocess.run(["pdftotext", "-layout", str(sorted(ward.folder.glob("files/refunds/*/irai.pdf"))[-1]), "-"],
                           capture_output=True, text=True).stdout
    check("CO-16 the request to the bank has the same total", f"1件 {amount:,}円" in re.sub(r"\s+", " ", paper), paper)


def answered(ward, books, base, case):
    number = books.rows("SELECT transfer_no FROM refund_transfer")[0][0]
    with Desk(ward, base / "serve-3.log") as desk:
        fine, words = desk.act("refund-result", 0, transfer=number, on=f"{YEAR}-12-31", returned="")
        check("CO-11 the bank's result ends the case", fine, words)
    state = books.rows(f"SELECT state FROM refund_step WHERE case_no = {case} ORDER BY step_no DESC")[0]
    check("the case is done", state == [6], state)


def letters(ward):
    ward.run("job", "run", "refund-notice", operator="shuno1", expect=(0, 1))
    ward.run("job", "approve", "refund-notice", operator="shuno2", expect=(0, 1))


def state_of(books, payer):
    return books.rows("SELECT s.case_no, s.state, s.words FROM refund_step s JOIN refund_case c ON c.case_no = s.case_no"
                      f" WHERE c.payer_no = {payer} ORDER BY s.step_no DESC")[0]


def moved_as_a_whole(ward, books, base, d):
    """What came twice pays the payer's next instalment; he is told, and nothing is left to do."""
    set_day(ward, f"{YEAR}-12-28")
    before = books.sums()
    with Desk(ward, base / "serve-4.log") as desk:
        fine, words = desk.act("refund-decide", d["payer"], appropriated=d["instalments"][0], refund=0)
        check("CO-12 what came twice pays what is overdue", fine, words)
    after = books.sums()
    check("CO-12 no cash moves, less is owed", (after["cash"], before["receivable"] - after["receivable"])
          == (before["cash"], d["instalments"][0]), f"{before} {after}")
    paid_on = books.rows("SELECT received_on FROM collection_receipt WHERE channel = 12 AND payer_no = "
                         f"{d['payer']}")[0]
    check("CO-12 it counts from the day on which it was possible", paid_on == [YEAR * 10000 + 731], paid_on)
    letters(ward)
    check("CO-13 who only has to be told is done with his letter", state_of(books, d["payer"])[1] == 6)


def claim_line(case, account, holder, day, relation="1"):
    """Punched: 120 bytes of half-width signs."""
    line = (f"400000001{1:05}{case:010}0005123{1}{account}".encode("cp932") + holder.encode("cp932").ljust(30)
            + f"{day}{relation}01".encode() + b" " * 40)
    assert len(line) == 120, len(line)
    return line


def punched(ward, books, base, w):
    with Desk(ward, base / "serve-5.log") as desk:
        fine, words = desk.act("refund-decide", w["payer"], appropriated=0, refund=LESS)
        check("CO-11 who has paid everything gets it back", fine, words)
        letters(ward)
        account = {"action": 1, "purpose": 1, "from": f"{YEAR}-12-01", "bank": "0005", "branch": "123",
                   "deposit_kind": 1, "number": "7654321", "holder": "シンジュク　ハナコ"}
        desk.act("account", w["payer"], "/change/guarded", **account)
    case = state_of(books, w["payer"])[0]
    for name, lines in (("wrong.dat", [claim_line(case, "7654320", "ｼﾝｼﾞﾕｸ ﾊﾅｺ", f"{YEAR}1228")]),
                        ("right.dat", [claim_line(case, "7654321", "ｼﾝｼﾞﾕｸ ﾊﾅｺ", f"{YEAR}1228")])):
        head = f"300000001{YEAR}1228{len(lines):06}".encode().ljust(120)
        (base / name).write_bytes(b"".join(x + b"\r\n" for x in [head, *lines]))
    ward.run("import", str(base / "wrong.dat"), "--partner", "パンチ業者", operator="shuno1", expect=(1,))
    check("CO-11 a claim for another account than the registered one is a task", state_of(books, w["payer"])[1] == 2)
    ward.run("import", str(base / "right.dat"), "--partner", "パンチ業者", operator="shuno1", expect=(0,))
    check("CO-11 a punched claim for the registered account is taken", state_of(books, w["payer"])[1] == 3)
    with Desk(ward, base / "serve-6.log") as desk:
        fine, words = desk.act("refund-order", w["payer"], case=case, amount=LESS)
        check("CO-14 too little for interest: the order is the refund alone", fine, words)
        ward.run("job", "run", "refund-transfer", operator="shuno1")
        ward.run("job", "approve", "refund-transfer", operator="shuno2")
        before = books.sums()
        number = books.rows("SELECT MAX(transfer_no) FROM refund_transfer")[0][0]
        fine, words = desk.act("refund-result", 0, transfer=number, on=f"{YEAR}-12-28", returned=f"{case} 口座番号なし")
        check("CO-11 what the bank sends back waits for another account", fine and
              state_of(books, w["payer"])[1:] == [7, "口座番号なし"], words)
    after = books.sums()
    check("CO-11 and is booked back to the yen", (after["cash"] - before["cash"], before["overpaid"] - after["overpaid"])
          == (LESS, LESS), f"{before} {after}")


def proved(ward):
    # A command that is killed may leave heads of its records unwritten in the file that is sent away: no money.
    broken = [line for line in ward.verify()["broken"] if "見出しのファイル" not in line]
    check("verify: 過誤納 and 仮受 of the ledger are the open items", broken == [], broken)


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    for who in ("shuno1", "shuno2"):
        ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "収納推進・滞納整理係", "--may", RIGHTS,
                 stdin=served.PRACTICE_PASSWORD.format(who) + "\n")
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "300", "--seed", "7", "--year", str(YEAR), "--out", str(feeds))
    assess(ward, feeds)
    ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    url = store.removeprefix("postgres:") if store else None
    if url:
        served.let_in(url)
    books = Books(ward, url)
    rich, double, whole, arrears = paid_too_much(ward, books, Collector(), base)
    decided(ward, books, base, rich, arrears)
    case, last = paid(ward, books, base, rich)
    killed(ward, books, case, MORE + last)
    answered(ward, books, base, case)
    moved_as_a_whole(ward, books, base, double)
    punched(ward, books, base, whole)
    proved(ward)


if __name__ == "__main__":
    sys.exit(year.run("refund", story))
