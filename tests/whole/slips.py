#!/usr/bin/env python3
"""The life of a slip on an invented ward, from the printed notice to the certificate, as TAP.

    tests/whole/slips.py [--postgres]

Stores pay by the barcodes as they stand in the printed PDF, a Pay-easy centre by the keys it was told; both are
programs of their own (tests/partners) and know nothing of ours. What must come out is computed beside it.
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "partners"))
import pay_easy  # noqa: E402
import store as stores  # noqa: E402
import year  # noqa: E402
from collect import Books, said  # noqa: E402
from year import YEAR, Ward, assess, check  # noqa: E402

DAY = f"{YEAR}0605"
STEPS = {"made": 0, "uploaded": 1, "accepted": 2, "refused": 3, "paid": 4, "replaced": 5, "deleting": 6, "deleted": 7}


def text_of(pdf):
    return subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def barcodes_of(text):
    """The 44 digits of every slip in the text of a PDF, put together from their two lines for the eye."""
    return ["91" + a + b + c.replace("-", "")
            for a, b, c in re.findall(r"\(91\)(\d{6})-(\d{22})\s+(\d{6}-\d-\d{6}-\d)\s", text)]


def slips(books, where="1 = 1"):
    """Rows of the book of slips with the last step of each, by their keys."""
    rows = books.rows(
        "SELECT p.levy_year, p.notice_no, p.instalment, p.serial, p.kind, p.class, p.payer_no, p.amount, p.late_charge,"
        " p.confirm, COALESCE((SELECT t.step FROM slip_step t WHERE t.levy_year = p.levy_year"
        " AND t.notice_no = p.notice_no AND t.instalment = p.instalment AND t.serial = p.serial"
        " ORDER BY t.seq DESC LIMIT 1), 0) FROM slip_paper p"
        f" WHERE {where} ORDER BY p.levy_year, p.notice_no, p.instalment, p.serial")
    names = ("levy_year", "notice", "instalment", "serial", "kind", "class", "payer", "amount", "late", "confirm", "step")
    return [dict(zip(names, row)) for row in rows]


def plain(words):
    """Without blanks and the marks of glyph variants, which the text of a PDF does not carry."""
    return re.sub("[\\s\u3000\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", str(words))


def debtor(books, payer):
    return plain(books.rows(f"SELECT name FROM addressee_person WHERE addressee_no = {payer}"
                            " ORDER BY recorded_at DESC, valid_from DESC")[0][0])


def pay_number(s):
    base = f"{s['levy_year']:04}{s['class']:02}{s['notice']:08}{s['instalment']:02}{s['serial']:03}"
    return base + pay_easy.check_digit(base)


def printed(ward, books):
    """NT-09: what was printed is what stands in the book of slips, slip by slip."""
    text = "".join(text_of(p) for p in sorted(ward.folder.glob("files/notices/**/*.pdf")))
    book = slips(books)
    keys = sorted(re.findall(r"確認番号 (\d{6})", text))
    check("NT-09 every printed slip is in the book, and no other",
          len(book) > 100 and keys == sorted(f"{int(s['confirm']):06}" for s in book), f"{len(book)} {len(keys)}")
    numbers = sorted(n.replace("-", "") for n in re.findall(r"納付番号 ([\d-]{24})", text))
    check("NT-09 the keys for Pay-easy are those of the book", numbers == sorted(pay_number(s) for s in book))
    codes = barcodes_of(text)
    asked = sorted((int(c[16:24]), int(c[24:26]), int(c[37:43])) for c in codes)
    check("NT-09 a barcode for each slip up to 300,000 yen and for no other (EC-45)",
          asked == sorted((s["notice"], s["instalment"], s["amount"]) for s in book if s["amount"] <= 300000))
    return {(int(c[16:24]), int(c[24:26])): c for c in codes}


def told_to_the_centre(ward, books, centre, base):
    """PX-01, PX-03: each key is told once; the answer makes it usable."""
    before = slips(books)
    done = ward.run("job", "run", "pay-easy-claims", operator="shuno1")
    files = sorted(ward.folder.glob("files/pay-easy/*.dat"))
    check("PX-01 the keys are written for the centre", len(files) == 1, done.stdout + done.stderr)
    data = files[0].read_bytes()
    claims = centre.read(data)
    check("PX-01 a key for each slip, with its amount and its 確認番号",
          sorted((c.number, c.confirm, c.amount) for c in claims)
          == sorted((pay_number(s), f"{int(s['confirm']):06}", s["amount"]) for s in before))
    (base / "answer.dat").write_bytes(centre.upload(data))
    ward.run("import", str(base / "answer.dat"), "--partner", "ペイジー共同利用センター", operator="shuno1")
    check("PX-03 what the centre took is usable", all(s["step"] == STEPS["accepted"] for s in slips(books)))
    ward.run("job", "run", "pay-easy-claims", operator="shuno1")
    check("PX-03 nothing is told twice", len(list(ward.folder.glob("files/pay-easy/*.dat"))) == 1)


def paid_elsewhere(ward, books, centre, codes, base, payers):
    """S1 (3): what a store took is taken back at the centre; what was paid there comes as a payment."""
    till = stores.Store(DAY)
    (at_store, at_centre, lost, *rest) = payers
    code = codes[at_store, 1]
    assert till.takes(code)
    path = till.file(base / "store-1.csv", till.told_and_confirmed(code))
    ward.run("import", str(path), "--partner", "収納代行会社", operator="shuno1")
    key = {(s["notice"], s["instalment"]): s for s in slips(books)}
    late = pay_number(key[lost, 1])
    payments = [centre.pay(pay_number(key[at_centre, 1]), DAY), centre.pay(late, DAY)]
    till_too = till.file(base / "store-2.csv", [till.line(codes[lost, 1])])  # paid twice: at the till as well
    ward.run("import", str(till_too), "--partner", "収納代行会社", operator="shuno1")
    ward.run("job", "run", "pay-easy-claims", operator="shuno1")
    newest = max(ward.folder.glob("files/pay-easy/*.dat"), key=lambda p: int(re.sub(r"\D", "", p.stem)))
    claims = {c.number: c for c in centre.read(newest.read_bytes())}
    whole = {n: pay_number(key[n, 0]) for n in (at_store, lost) if (n, 0) in key}
    check("PX-03 a key is deleted when its charge was paid at a store",
          {n for n, c in claims.items() if c.action == "3"} == {pay_number(key[at_store, 1]), late},
          [(n, c.action) for n, c in claims.items()])
    check("PX-03 the slip of the whole year is changed to what is left",
          {n: c.amount for n, c in claims.items() if c.action == "2"}
          == {number: key[n, 0]["amount"] - key[n, 1]["amount"] for n, number in whole.items()},
          [(n, c.action, c.amount) for n, c in claims.items()])
    (base / "answer-2.dat").write_bytes(centre.upload(newest.read_bytes()))
    ward.run("import", str(base / "answer-2.dat"), "--partner", "ペイジー共同利用センター", operator="shuno1")
    step = {pay_number(s): s["step"] for s in slips(books)}
    check("Y34 (PF-34) a delete that comes too late is void: the payment stands",
          step[late] == STEPS["paid"] and step[pay_number(key[at_store, 1])] == STEPS["deleted"], step[late])
    payments += [payments[0], centre.payment("20260199999990010018"[:19] + pay_easy.check_digit("2026019999999001001"),
                                             777, DAY)]
    (base / "receipts.dat").write_bytes(centre.receipts(payments, DAY))
    ward.run("import", str(base / "receipts.dat"), "--partner", "ペイジー共同利用センター", operator="shuno1",
             expect=(1,))
    rows = books.rows("SELECT notice_no, amount, overpaid, codes, state FROM collection_receipt WHERE channel = 7"
                      " ORDER BY receipt_no")
    first = [key[at_centre, 1]["amount"], 0, "", 1]
    twice = [key[lost, 1]["amount"], key[lost, 1]["amount"], "W11", 1]
    check("CO-04 a key paid once is booked once, paid at the till too is 過誤納, an unknown one is held",
          [r[1:] for r in rows[:2]] == [first, twice] and len(rows) == 3 and rows[2][1:] == [777, 0, rows[2][3], 2], rows)


def reissued(ward, books, codes, base, payers):
    """CO-02: a new slip by the next serial; the old one still pays, and is told apart (W13)."""
    notice = payers[3]
    old = slips(books, f"notice_no = {notice} AND instalment = 1")[0]
    out = base / "again.pdf"
    ward.run("slip", "--payer", str(old["payer"]), "--year", str(YEAR), "--instalment", "1", "--out", str(out),
             operator="shuno1")
    text = text_of(out)
    new = slips(books, f"notice_no = {notice} AND instalment = 1")
    check("CO-02 the reissued slip has the next serial and the old one is flagged",
          [s["serial"] for s in new] == [1, 2] and [s["step"] for s in new] == [STEPS["replaced"], 0], new)
    code = barcodes_of(text)
    check("CO-02 its barcode says how often it was reissued", len(code) == 1 and code[0][29] == "1", code)
    name = debtor(books, old["payer"])
    check("CO-39 the name on the slip is the debtor's", plain(text).count(name) == 3, f"{name}\n{plain(text)}")
    till = stores.Store(DAY)
    path = till.file(base / "store-3.csv", [till.line(codes[notice, 1]), till.line(code[0], store="000555")])
    ward.run("import", str(path), "--partner", "収納代行会社", operator="shuno1", expect=(0, 1))
    got = books.rows(f"SELECT slip_serial, codes, overpaid FROM collection_receipt WHERE notice_no = {notice}"
                     " ORDER BY receipt_no")
    check("X15 (EC-15) W13 the old slip pays; the new one is then paid twice",
          got == [[1, "W13", 0], [2, "W11", old["amount"]]], got)
    again = ward.run("slip", "--payer", str(old["payer"]), "--year", str(YEAR), "--instalment", "1", "--out",
                     str(base / "none.pdf"), operator="shuno1", expect=(2,))
    check("a charge that is paid has no slip any more", said(again, "未納の保険料はありません"), again.stderr)
    told = payers[4]
    path = till.file(base / "store-4.csv", [till.line(codes[told, 1], "01", at="0910")])
    ward.run("import", str(path), "--partner", "収納代行会社", operator="shuno1")
    other = slips(books, f"notice_no = {told}")[0]["payer"]
    again = ward.run("slip", "--payer", str(other), "--year", str(YEAR), "--instalment", "1", "--out",
                     str(base / "none.pdf"), operator="shuno1", expect=(2,))
    check("a charge that is told as paid (速報) is not reissued", said(again, "速報"), again.stderr)
    one = payers[5]
    payer = slips(books, f"notice_no = {one}")[0]["payer"]
    ward.run("slip", "--payer", str(payer), "--year", str(YEAR), "--one", "--out", str(base / "one.pdf"),
             operator="shuno1")
    row = slips(books, f"notice_no = {one} AND kind = 4")
    total = books.rows(f"SELECT total FROM premium_assessment WHERE payer_no = {payer} AND fiscal_year = {YEAR}"
                       " ORDER BY version DESC")[0][0]
    check("CO-59 全期前納: one slip over the whole year, without any 報奨金",
          len(row) == 1 and row[0]["instalment"] == 0 and row[0]["amount"] == total, f"{row} {total}")


def named(ward, books, base, payers):
    """CO-39, users_ask E8: one slip of 200 went to another person in 大阪; here the page is compared with the debtor."""
    wrong = []
    for notice in payers:
        payer = slips(books, f"notice_no = {notice}")[0]["payer"]
        out = base / "named.pdf"
        ward.run("slip", "--payer", str(payer), "--year", str(YEAR), "--instalment", "3", "--out", str(out),
                 operator="shuno1")
        text = text_of(out)
        names = {plain(n) for n in re.findall(r"(?m)^(.+?)\s*様$", text)}
        ward.run("notice", "--payer", str(payer), "--year", str(YEAR), "--out", str(base / "notice.pdf"),
                 operator="fuka1")
        own = plain(text_of(base / "notice.pdf"))  # a foreign payer is written to by the name he chose
        if len(names) != 1 or not min(names) or min(names) not in own or text.count(f"{notice:08}") < 3:
            wrong.append(f"{notice} {payer} {names} {debtor(books, payer)}")
    check(f"CO-39 {len(payers)} slips, each with the name and the number of its own debtor", not wrong, wrong)


def certified(ward, books, base, payers):
    """CO-40, NT-12: the sum of the paper is the sum of the receipts of the calendar year."""
    for notice in payers[:4]:
        payer = slips(books, f"notice_no = {notice}")[0]["payer"]
        paid = books.rows("SELECT COALESCE(SUM(a.amount), 0) FROM collection_allocation a"
                          f" WHERE a.payer_no = {payer} AND a.item = 1 AND a.paid_on / 10000 = {YEAR}")[0][0]
        out = base / f"paid-{payer}.pdf"
        done = ward.run("certificate", "--payer", str(payer), "--paid", str(YEAR), "--out", str(out), operator="shuno1")
        check("CO-40 NT-12 納付済額のお知らせ is what was paid in the calendar year, to the yen",
              int(paid) > 0 and f"{int(paid):,}円" in text_of(out), done.stdout)
    none = ward.run("certificate", "--payer", str(payer), "--paid", str(YEAR - 1), "--out", str(base / "none.pdf"),
                    operator="shuno1", expect=(2,))
    check("a year without payments has no paper", said(none, "書くことがありません"), none.stderr)
    out = base / "charges.pdf"
    ward.run("certificate", "--payer", str(payer), "--charges", str(YEAR), "--out", str(out), operator="shuno1")
    check("CO-02 納付証明書 lists the instalments of the year",
          "第10期" in text_of(out) and "完納" in text_of(out), text_of(out))

    refused = ward.run("certificate", "--payer", str(payer), "--none", "--out", str(base / "none.pdf"),
                       operator="shuno1", expect=None)
    overdue = books.rows("SELECT COUNT(*) FROM premium_assessment WHERE payer_no = "
                         f"{payer} AND amount_1 > 0")[0][0]
    check("NT-12 滞納のない証明 at the day of the first notice: nothing is overdue yet",
          refused.returncode == 0 and int(overdue) > 0 and
          "未納がないことを証明します" in text_of(base / "none.pdf").replace("\n", ""), refused.stderr)


def set_day(ward, day):
    ini = ward.folder / "kokuho.ini"
    text = re.sub(r"(?m)^business_date.*$", f"business_date = {day}", ini.read_text(encoding="utf-8"))
    ini.write_text(text, encoding="utf-8")


def lettered(ward, books):
    """CO-40, NT-12: in January everybody who paid has his letter, and the letters make what was received."""
    set_day(ward, f"{YEAR}-09-01")
    payer = books.rows("SELECT MIN(payer_no) FROM premium_assessment WHERE version = 1 AND amount_1 > 0 AND payer_no NOT IN"
                       " (SELECT payer_no FROM collection_allocation)")[0][0]
    owing = ward.run("certificate", "--payer", str(payer), "--none", "--out", str(ward.folder / "x.pdf"),
                     operator="shuno1", expect=(1,))
    check("NT-12 who owes something overdue gets no 滞納のない証明, in words",
          said(owing, "滞納のない証明書は作れません") and not (ward.folder / "x.pdf").exists(), owing.stderr)
    early = ward.run("job", "run", "paid-letters", "--year", str(YEAR), operator="shuno1", expect=(2,))
    check("CO-40 a year that has not ended has no letters", said(early, "まだ終わっていません"), early.stderr)
    set_day(ward, f"{YEAR + 1}-01-20")
    paid = dict(books.rows("SELECT payer_no, SUM(amount) FROM collection_allocation WHERE item = 1 AND"
                           f" paid_on / 10000 = {YEAR} GROUP BY payer_no HAVING SUM(amount) <> 0"))
    done = ward.run("job", "run", "paid-letters", "--year", str(YEAR), operator="shuno1", expect=(0, 1))
    told = {row[0]: row[1] for row in books.rows("SELECT payer_no, ordinary + pension FROM collection_letter")}
    held = {row[0] for row in books.rows("SELECT unit_key FROM batch_finding WHERE code = 'letter-held'")}
    wanted = {payer: int(amount) for payer, amount in paid.items() if payer not in held}
    check("CO-40 NT-12 every payer of the year has his letter, to the yen", wanted == told and len(told) > 3,
          f"{len(wanted)} {len(told)} held {len(held)} {done.stdout} {done.stderr}")
    run = books.rows("SELECT MAX(run_no) FROM collection_letter_run")[0][0]
    folder = ward.folder / "files/letters" / str(run)
    text = "".join(text_of(pdf) for pdf in sorted(folder.glob("*.pdf")))
    check("CO-40 each amount stands in the files", all(f"{amount:,}円" in text for amount in told.values()), len(text))
    refused = ward.run("job", "approve", "paid-letters", "--year", str(YEAR), operator="shuno1", expect=(2,))
    check("NT-12 whoever proposed the letters does not approve them", refused.returncode == 2, refused.stdout)
    pdf = sorted(folder.glob("yubin-*.pdf"))[0]
    whole = pdf.read_bytes()
    pdf.write_bytes(whole + b"%")
    refused = ward.run("job", "approve", "paid-letters", "--year", str(YEAR), operator="shuno2", expect=(2,))
    check("NT-12 a file that is not the one that was made is not sent", said(refused, "作成のときと違います"),
          refused.stderr)
    pdf.write_bytes(whole)
    done = ward.run("job", "approve", "paid-letters", "--year", str(YEAR), operator="shuno2")
    check("NT-12 approved by another clerk the letters are sent", "発送済み" in done.stdout, done.stdout)
    again = ward.run("job", "run", "paid-letters", "--year", str(YEAR), operator="shuno1", expect=(0, 1))
    check("CO-40 another run writes to nobody whose amount is the same", "お知らせ 0 通" in again.stdout, again.stdout)


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    ward.run("operator", "add", "shuno1", "--name", "収納 一子", "--section", "収納係", "--duty", "shuno",
             "--may", "import.run", stdin=year.PASSWORD)
    ward.run("operator", "add", "shuno2", "--name", "収納 二郎", "--section", "収納係", "--duty", "shuno-chief",
             stdin=year.PASSWORD)
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "300", "--seed", "11", "--year", str(YEAR), "--out", str(feeds))
    assess(ward, feeds)
    ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    books = Books(ward, store.removeprefix("postgres:") if store else None)
    codes = printed(ward, books)
    centre = pay_easy.Centre()
    told_to_the_centre(ward, books, centre, base)
    payers = [n for n in books.payers() if (n, 1) in codes][:8]
    paid_elsewhere(ward, books, centre, codes, base, payers)
    reissued(ward, books, codes, base, payers)
    named(ward, books, base, [n for n in books.payers() if n not in payers][:30])
    certified(ward, books, base, payers)
    lettered(ward, books)
    done = ward.run("verify", expect=(0,))
    check("verify finds slips, receipts and postings at one", done.returncode == 0, done.stdout)


if __name__ == "__main__":
    sys.exit(year.run("slips", story))
