#!/usr/bin/env python3
"""滞納整理 of an invented ward, from the 督促 to the end of the debt, as TAP.

    tests/whole/arrears.py [--postgres]

Three debtors after the 督促状: one whose deposit is seized, collected and handed out to the yen; one who has nothing,
whose case is suspended and whose debt lapses on the list that a second person approves; one who promises to pay in
parts, pays once and breaks his word. Two clerks act at the screens; the books are read beside the program.
"""
import csv
import datetime
import html
import re
import subprocess
import sys

import year
from demand import Desk, Office, dunned, set_day
from year import YEAR, assess, check


def rates_to_come(office):
    """The years ahead have rates, as if they had been announced."""
    table = office.ward.folder / "params/national/collection/late_charge_rates.tsv"
    with table.open("a", encoding="utf-8") as out:
        for coming in range(YEAR + 1, YEAR + 5):
            out.write(f"{coming}-01-01  1.8%     2.8%   9.1%   1.3%   試験のための割合\n")


def ymd(number):
    return datetime.date(number // 10000, number // 100 % 100, number % 100)


def unpaid(office, who, instalment=1):
    paid = office.one("SELECT COALESCE(SUM(amount), 0) FROM collection_allocation WHERE item = 1 AND levy_year = "
                      f"{YEAR} AND household_no = {who['household']} AND payer_no = {who['payer']}"
                      f" AND instalment = {instalment}")
    return who["instalments"][instalment - 1] - paid


def newest(office, payer):
    return office.one(f"SELECT MAX(act_no) FROM arrears_act WHERE payer_no = {payer}")


def state(office, act_no):
    return office.books.rows(f"SELECT kind, end_cause, ended_on FROM arrears_act WHERE act_no = {act_no}"
                             " ORDER BY version DESC LIMIT 1")[0]


def pdf_words(office, answer):
    path = office.base / "paper.pdf"
    path.write_bytes(answer.body)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True)
    return re.sub(r"[ \u3000]", "", done.stdout)


def seized(office, who):
    payer, first = who["payer"], who["instalments"][0]
    act = dict(mode=1, property_kind=1, party="見本銀行本店", property="普通預金 口座番号1234567", amount=first,
               charges=f"{YEAR}-1")
    with Desk(office, f"{YEAR}-07-31") as desk:
        fine, words = desk.act("arrears-seizure", payer, approved=True, on=f"{YEAR}-07-31", **act)
        check("X34 seized too early is refused, and the first day named", not fine and "8月1日からです" in words,
              words[-1500:])
    with Desk(office, f"{YEAR}-08-01") as desk:
        fine, words = desk.act("arrears-seizure", payer, approved=True, on=f"{YEAR}-08-01", **act)
        check("CO-28 the deposit is seized by two persons on the first day allowed", fine, words[-1500:])
        seizure = newest(office, payer)
        page = html.unescape(desk.one.get(f"/arrears/{payer}").text)
        check("CO-37 while it is seized the debt does not lapse", "完成しない" in page and "差押中" in page, page[-3000:])
        for copy, title in ((0, "差押調書"), (1, "債権差押通知書")):
            paper = desk.one.post(f"/arrears/{payer}/paper/{seizure}/{copy}/print", on=f"/arrears/{payer}")
            words = pdf_words(office, paper)
            check(f"CO-32 NT-13 {title} names number, property and amount",
                  all(w in words for w in (title, "令和8年度差押第1号", "口座番号1234567", f"{first:,}円")), words[:1500])
    with Desk(office, f"{YEAR}-08-10") as desk:
        before = office.books.sums()
        fine, words = desk.act("arrears-distribution", payer, approved=True, act=seizure, on=f"{YEAR}-08-10",
                               proceeds=first + 3000, ends=1)
        sums = office.books.sums()
        check("CO-33 what was collected pays the premium to the yen, the rest is the debtor's (K6)",
              fine and unpaid(office, who) == 0 and sums["cash"] - before["cash"] == first + 3000 and
              before["overpaid"] - sums["overpaid"] == 3000, f"{words[-800:]} {sums}")
        check("CO-33 the seizure has ended with its purpose", state(office, seizure)[1:] == [1, int(f"{YEAR}0810")])
        paper = desk.one.post(f"/arrears/{payer}/paper/{newest(office, payer)}/0", on=f"/arrears/{payer}")
        words = pdf_words(office, paper)
        check("CO-33 NT-13 the 配当計算書 shows claims, shares and the rest",
              "配当計算書" in words and "3,000円" in words and f"{first:,}円" in words, words[:1500])


def promised(office, notice, who):
    payer = who["payer"]
    with Desk(office, f"{YEAR}-08-10") as desk:
        fine, words = desk.act("arrears-plan", payer, approved=True, on=f"{YEAR}-08-10", first=f"{YEAR}-08-31", rhythm=2,
                               count=3, unit=1, words="給与から", charges=f"{YEAR}-1")
        check("CO-34 a promise in three parts is accepted by two persons", fine and "第3回" in words, words[-1500:])
        plan = newest(office, payer)
        steps = office.books.rows(f"SELECT due_on, principal FROM arrears_instalment WHERE act_no = {plan} ORDER BY seq")
        check("CO-34 its parts are the debt to the yen", sum(s[1] for s in steps) == who["instalments"][0], steps)
        paper = desk.one.post(f"/arrears/{payer}/paper/{plan}/0/print", on=f"/arrears/{payer}")
        words = pdf_words(office, paper)
        check("NT-13 the 納付誓約書 lists each day and sum", "納付誓約書" in words and all(f"{s[1]:,}円" in words
                                                                                for s in steps), words[:1500])
        paper = desk.one.post(f"/arrears/{payer}/paper/{plan}/1/print", on=f"/arrears/{payer}")
        words = pdf_words(office, paper)
        slips = office.books.rows(f"SELECT due_on, amount FROM slip_paper WHERE cause_kind = 'plan' AND cause_no = {plan}"
                                  " ORDER BY due_on")
        check("CO-34 a slip for each part, printed with its sum", slips == steps and
              all(f"{s[1]:,}" in words for s in steps), f"{slips} {steps} {words[:1500]}")
    set_day(office.ward, f"{YEAR}-09-01")
    office.take(office.collector.line("12", notice, 1, steps[0][1], at="0000", day=f"{YEAR}0831"))
    office.job("arrears-limits")
    check("CO-52 a part paid in time raises no alarm", office.one(
        "SELECT COUNT(*) FROM casework_task WHERE source = 'job:arrears-limits:plan-missed'") == 0)
    set_day(office.ward, str(ymd(steps[1][0]) + datetime.timedelta(days=1)))
    office.job("arrears-limits")
    check("CO-52 a missed day is told on the next", office.one(
        "SELECT COUNT(*) FROM casework_task WHERE source = 'job:arrears-limits:plan-missed'") == 1)
    set_day(office.ward, str(ymd(steps[2][0]) + datetime.timedelta(days=8)))
    office.job("arrears-limits")
    check("X48 missed twice in a row the plan is over", state(office, plan)[1] == 4, state(office, plan))


def told_of_some(office, notice, who):
    """A slip of a promise over two charges is told as paid, and called off again."""
    payer, owed = who["payer"], sum(who["instalments"][:2])
    with Desk(office, f"{YEAR}-08-10") as desk:
        fine, words = desk.act("arrears-plan", payer, approved=True, on=f"{YEAR}-08-10", first=f"{YEAR}-08-31", rhythm=2,
                               count=1, unit=1, words="賞与から", charges=f"{YEAR}-1 {YEAR}-2")
        check("CO-34 two charges are promised in one sum", fine, words[-1500:])
        plan = newest(office, payer)
    instalment, serial, amount = office.books.rows(f"SELECT instalment, serial, amount FROM slip_paper WHERE cause_kind = 'plan'"
                                                   f" AND cause_no = {plan}")[0]
    check("CO-34 its slip is of no single instalment", (instalment, amount) == (0, owed), f"{instalment} {amount} {owed}")

    def open_ones():
        """Who asks for a slip of his gets one, unless it is told as paid."""
        found = []
        for n in (1, 2, 3):
            done = office.ward.run("slip", "--payer", str(payer), "--year", str(YEAR), "--instalment", str(n), "--out",
                                   str(office.base / "again.pdf"), operator="shuno1", expect=(0, 1, 2))
            found += [n] if done.returncode == 0 else []
        return found

    office.take(office.collector.line("01", notice, 0, owed, at="0910", day=f"{YEAR}0810", serial=serial))
    check("CO-05 what the slip does not name is not told as paid (速報)", open_ones() == [3], open_ones())
    office.take(office.collector.line("03", notice, 0, owed, at="0910", day=f"{YEAR}0810", serial=serial))
    check("CO-05 called off (速報取消) all of it is open again", open_ones() == [1, 2, 3], open_ones())
    with Desk(office, f"{YEAR}-08-10") as desk:
        fine, words = desk.act("arrears-end", payer, approved=True, act=plan, on=f"{YEAR}-08-10", cause=2, words="試験の終わり")
        check("CO-34 a promise is given up", fine, words[-1500:])


def taken_back(office, desk, kind):
    """取消し of the newest change of a kind: asked for by the one, approved by the other."""
    change = office.one(f"SELECT MAX(change_no) FROM casework_change WHERE kind = '{kind}' AND undoes_no = 0")
    desk.one.post(f"/change/{change}/step", on=f"/change/{change}", step="undo", reason="誤り")
    back = office.one(f"SELECT MAX(change_no) FROM casework_change WHERE undoes_no = {change}")
    done = desk.two.post(f"/change/{back}/step", on=f"/change/{back}", step="approve")
    fine = office.one(f"SELECT state FROM casework_change WHERE change_no = {change}") == 5
    if not fine:
        desk.two.post(f"/change/{back}/step", on=f"/change/{back}", step="return", words="取り消せません")
    return fine, html.unescape(done.text)


def thought_better_of(office, who):
    """Promise, seizure, sale and distribution of one debtor are taken back, the newest first."""
    payer, day = who["payer"], f"{YEAR}-08-10"
    plan = dict(on=day, first=f"{YEAR}-08-31", rhythm=2, count=1, unit=1, words="賞与から", charges=f"{YEAR}-1")
    slips = (f"SELECT serial, (SELECT MAX(t.step) FROM slip_step t WHERE t.levy_year = p.levy_year AND t.notice_no ="
             " p.notice_no AND t.instalment = p.instalment AND t.serial = p.serial) FROM slip_paper p WHERE cause_kind ="
             " 'plan' AND cause_no = ")
    with Desk(office, day) as desk:
        desk.act("arrears-plan", payer, approved=True, **plan)
        first = newest(office, payer)
        fine, words = taken_back(office, desk, "arrears-plan")
        before = office.books.rows(f"{slips}{first}")
        desk.act("arrears-plan", payer, approved=True, **plan)
        after = office.books.rows(f"{slips}{newest(office, payer)}")
        check("CO-34 the slip of a promise that was taken back is replaced, its number is not given again",
              fine and [s[1] for s in before] == [5] and [s[0] for s in after] == [before[0][0] + 1],
              f"{before} {after} {words[-800:]}")
        desk.act("arrears-seizure", payer, approved=True, on=day, mode=1, property_kind=7, property="金の指輪1点",
                 amount=5_000, charges=f"{YEAR}-1")
        seizure = newest(office, payer)
        fine, words = desk.act("arrears-sale", payer, approved=True, step=1, act=seizure, on=day, sale_on=f"{YEAR}-08-21",
                               estimate=1_000, place="区役所本庁舎")
        check("CO-33 a sale is announced", fine, words[-800:])
        fine, words = desk.act("arrears-end", payer, act=seizure, on=day, cause=2, words="誤り")
        check("CO-33 what is being sold stays seized", not fine and "公売" in words, words[-800:])
        fine, words = taken_back(office, desk, "arrears-seizure")
        check("CO-28 nor can its seizure be taken back", not fine and "公売" in words, words[-800:])
        check("CO-33 first the sale is", taken_back(office, desk, "arrears-sale")[0])
        before = office.books.sums()
        desk.act("arrears-distribution", payer, approved=True, act=seizure, on=day, proceeds=1_000)
        fine, words = taken_back(office, desk, "arrears-seizure")
        check("CO-28 a seizure that brought money is not taken back before that is", not fine and "配当" in words, words[-800:])
        back = [taken_back(office, desk, kind)[0] for kind in ("arrears-distribution", "arrears-seizure", "arrears-plan")]
        check("CO-33 the newest first, all of it goes back to the yen", back == [True] * 3 and office.books.sums() == before,
              f"{back} {before} {office.books.sums()}")


def suspended(office, who):
    payer, owed = who["payer"], who["instalments"][0]
    fixed = office.one(f"SELECT fixed_on FROM collection_dunning WHERE payer_no = {payer} AND instalment = 1"
                       " AND superseded_at = 9223372036854775807")
    last = ymd(fixed).replace(year=ymd(fixed).year + 2)
    with Desk(office, f"{YEAR}-12-15") as desk:
        fine, words = desk.act("arrears-inquiry", payer, approved=True, on=f"{YEAR}-12-01", sort=1, party="見本銀行本店",
                               bank="0001")
        check("CO-26 a bank is asked", fine, words[-1500:])
        inquiry = newest(office, payer)
        paper = desk.one.post(f"/arrears/{payer}/paper/{inquiry}/0/print", on=f"/arrears/{payer}")
        check("CO-26 NT-13 the letter names the bank", "見本銀行本店" in pdf_words(office, paper))
        fine, words = desk.act("arrears-end", payer, approved=True, act=inquiry, on=f"{YEAR}-12-15", cause=2,
                               words="該当なし")
        check("CO-27 it answers that there is nothing", fine, words[-1500:])
        fine, words = desk.act("arrears-suspension", payer, approved=True, on=f"{YEAR}-12-15", ground=1,
                               words="財産なし（照会の回答）", charges=f"{YEAR}-1")
        check("CO-35 the execution is suspended, the day of lapse computed",
              fine and "停止の間も時効は進みます" in words, words[-1500:])
        page = html.unescape(desk.one.get(f"/arrears/{payer}").text)
        check("CO-37 the calendar shows 督促 as renewal and 停止 without effect",
              "更新" in page and "効力なし" in page and "執行停止" in page, page[-4000:])
    set_day(office.ward, str(last))
    office.job("arrears-write-off")
    office.approve("arrears-write-off")
    gone = f"SELECT COALESCE(SUM(amount), 0) FROM collection_write_off WHERE payer_no = {payer} AND instalment = 1"
    check("T7 on its last day nothing is written off", office.one(gone) == 0)
    set_day(office.ward, str(last + datetime.timedelta(days=1)))
    office.job("arrears-limits")
    office.job("arrears-write-off")
    check("CO-36 a list alone writes nothing off", office.one(gone) == 0)
    refused = office.approve("arrears-write-off", operator="shuno1", expect=(2,))
    check("CO-36 whoever proposed the list does not approve it", office.one(gone) == 0, refused.stderr)
    office.approve("arrears-write-off")
    check("X36 the day after, the approved list writes it off to the yen", office.one(gone) == owed,
          f"{office.one(gone)} {owed}")


def paid_too_late(office, notice, who):
    """Of a charge that stands on no list yet: its last day is what counts, not the list."""
    payer = who["payer"]
    last = datetime.date(YEAR + 2, 8, 31)               # the third instalment, never dunned
    set_day(office.ward, str(last + datetime.timedelta(days=2)))
    office.job("arrears-limits")
    office.take(office.collector.line("12", notice, 3, 700, at="0001", day=last.strftime("%Y%m%d")),
                office.collector.line("12", notice, 4, 800, at="0002", day=last.strftime("%Y%m%d")))
    check("E41 on its last day it is booked", unpaid(office, who, 3) == who["instalments"][2] - 700)
    set_day(office.ward, f"{YEAR + 4}-09-05")           # the payment of the last day began two years more
    office.take(office.collector.line("12", notice, 3, 900, at="0003", day=f"{YEAR + 4}0901"),
                office.collector.line("12", notice, 1, 500, at="0004", day=f"{YEAR + 4}0901"))
    late = office.books.rows(f"SELECT instalment, overpaid, cause, codes FROM collection_receipt WHERE payer_no = {payer}"
                             " AND overpaid > 0 ORDER BY instalment")
    check("X37 E41 what comes after it, and after the write-off, is too much and to be returned (K3)",
          [(*r[:3], "E41" in r[3]) for r in late] == [(1, 500, "K3", True), (3, 900, "K3", True)], late)
    office.job("arrears-limits")
    with Desk(office, f"{YEAR + 4}-09-05") as desk:
        page = html.unescape(desk.one.get("/arrears-limits").text)
        check("CO-37 the calendar of limits has its months", "時効の完成する月ごと" in page and "不納欠損の候補" in page,
              page[-1500:])
        page = html.unescape(desk.one.get(f"/arrears-limits?month={YEAR + 4}08").text)
        check("CO-37 a month names the debtors and leads to them", f"/arrears/{payer}" in page, page[-1500:])


def exchanged(office, who):
    """CO-49, CO-58: the bank and the collecting body are played here, by the files themselves."""
    payer, out = who["payer"], office.ward.folder / "files/arrears"
    with Desk(office, f"{YEAR}-12-01") as desk:
        fine, words = desk.act("arrears-inquiry", payer, approved=True, on=f"{YEAR}-12-01", sort=1, party="見本銀行本店",
                               bank="0001")
        check("CO-49 an inquiry for the file of a bank", fine, words[-1500:])
    inquiry = newest(office, payer)
    office.job("arrears-inquiries")
    asked = list(csv.reader(max(out.glob("inquiry-*.csv")).open(encoding="utf-8", newline="")))[1:]
    check("CO-49 the file asks about the person once", [r[0] for r in asked] == [str(inquiry)] and asked[0][1] == "0001",
          asked)
    office.job("arrears-inquiries")
    files = sorted(out.glob("inquiry-*.csv"))
    check("CO-49 what was asked is not asked in a second file", len(files) == 2 and
          len(files[1].read_text(encoding="utf-8").splitlines()) <= 1, files)
    answer = office.base / "answer.csv"
    head = "照会番号,金融機関番号,結果,回答日,店名,預金種目,口座番号,残高,備考\r\n"
    answer.write_bytes((head + f"{inquiry},0001,1,{YEAR}1201,本店,普通,1234567,81000,\r\n"
                        f"{inquiry},0001,1,{YEAR}1201,見本支店,定期,7654321,0,\r\n"
                        f"99999,0001,2,{YEAR}1201,,,,,\r\n").encode())
    done = office.ward.run("import", str(answer), "--partner", "金融機関（預金照会）", operator="shuno1", expect=(1,))
    found = office.books.rows(f"SELECT amount, costs FROM arrears_act WHERE other_no = {inquiry} AND kind = 16"
                              " ORDER BY amount DESC")
    check("CO-27 CO-49 the bank's answer is two accounts, one seizable, each with its source", found == [[81000, 1], [0, 0]],
          f"{found} {done.stdout}{done.stderr}")
    check("CO-49 the inquiry is answered, the unknown number held", state(office, inquiry)[1] == 1 and
          office.one("SELECT COUNT(*) FROM interchange_task WHERE code = 'Q01'") == 1)

    with Desk(office, f"{YEAR}-12-02") as desk:
        fine, words = desk.act("arrears-transfer", payer, approved=True, on=f"{YEAR}-12-02", sort=2, party="見本県滞納整理機構",
                               charges=f"{YEAR}-2")
        check("CO-58 a debt is handed to the collecting body", fine, words[-1500:])
    transfer = newest(office, payer)
    office.job("arrears-transfers")
    rows = list(csv.reader(max(out.glob("transfer-*.csv")).open(encoding="utf-8", newline="")))[1:]
    owed = unpaid(office, who, 2)
    check("CO-58 the mirror tells what is unpaid to the yen", [int(r[8]) for r in rows] == [owed], rows)
    back = office.base / "body.csv"
    head = "移管番号,賦課年度,通知書番号,期別,納付日,振込日,科目,金額,残高\r\n"
    line = f"{transfer},{YEAR},{rows[0][5]},2,{YEAR}1201,{YEAR}1202,1,"
    back.write_bytes((head + line + f"1000,{owed - 1000}\r\n" + line + f"500,{owed - 1}\r\n" +
                      line + f"{owed},0\r\n").encode())
    done = office.ward.run("import", str(back), "--partner", "徴収機構", operator="shuno1", expect=(1,))
    codes = sorted(r[0] for r in office.books.rows("SELECT code FROM interchange_task WHERE code LIKE 'Q0%'"))
    check("CO-58 its receipts are booked; another balance and too much money wait for a person",
          unpaid(office, who, 2) == owed - 1500 and codes == ["Q01", "Q04", "Q05"], f"{codes} {done.stdout}{done.stderr}")


def supported(office, who):
    """滞納整理支援 (collection.md 22.2): everything is told to the yen; what comes back is a word, or a draft to be entered."""
    office.job("support-out", "--scope", "2")
    office.job("support-out")
    full, delta = (path.read_text(encoding="utf-8").splitlines()
                   for path in sorted((office.ward.folder / "files/support").glob("support-*.csv")))
    told = [line.split(",") for line in full if line.startswith("3,")]
    check("CO-43 the file of everything says what the ledger says is unpaid",
          sum(int(cells[11]) for cells in told) == office.books.sums()["receivable"] == int(full[-1].split(",")[4]), full[-1])
    check("CO-43 nothing changed: head and trailer alone", len(delta) == 2, delta[:5])
    check("MN-02 no 個人番号 leaves", not year.numbers_in("\n".join(full).encode()))
    payer = who["payer"]
    day = f"{YEAR + 4}0901"
    back = office.base / "support.csv"
    back.write_bytes(f"S1,000001,{day}\r\nS2,A-1,{payer},{day},1000,1,14,,,来庁の相談,4,{YEAR + 4}0920\r\n"
                     f"S6,A-2,{payer},{day},{YEAR + 4}1231,3,相談の日を待つ,\r\nS9,2\r\n".encode())
    office.ward.run("import", str(back), operator="shuno1", expect=(0,))
    with Desk(office, f"{YEAR + 4}-09-05") as desk:
        page = html.unescape(desk.one.get("/support").text)
        check("CO-46 the page shows the files, and what became of what came back",
              all(w in page for w in ("support-000001.csv", "全件", "日次", "A-1", "折衝に記録", "A-2", "下書き")), page[-3000:])
        check("CO-46 the word stands with the debtor", "来庁の相談" in html.unescape(desk.one.get(f"/debtor/{payer}").text))


def story(base, store):
    office = Office(base, store)
    feeds = base / "feeds"
    office.ward.run("town", "make", "--persons", "300", "--seed", "4", "--year", str(YEAR), "--out", str(feeds))
    assess(office.ward, feeds)
    office.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    rates_to_come(office)
    set_day(office.ward, f"{YEAR}-07-21")
    office.job("demand", "--issued-on", f"{YEAR}-07-21")
    office.approve("demand")
    due = dunned(office)
    debtors = [(n, p) for n, p in office.books.payers().items() if p["payer"] in due][:4]
    (_, rich), (poor_notice, poor), (notice, promising), (told_notice, told) = debtors
    seized(office, rich)
    told_of_some(office, told_notice, told)
    thought_better_of(office, told)
    promised(office, notice, promising)
    exchanged(office, promising)
    suspended(office, poor)
    paid_too_late(office, poor_notice, poor)
    supported(office, promising)
    done = office.ward.run("verify", expect=(0, 1))
    check("verify finds acts, events, money and lists at one", done.returncode == 0, done.stdout[-2500:])


if __name__ == "__main__":
    sys.exit(year.run("arrears", story))
