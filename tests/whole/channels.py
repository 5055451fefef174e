#!/usr/bin/env python3
"""Mobile payments, cards, Pay-easy and eL-QR against the money that reaches the account, as TAP.

    tests/whole/channels.py [--postgres]

The mobile service, the card trustee, the Pay-easy centre and the centre of the unified QR are programs of their own
(tests/partners): data and money come from different parties on different days, with all the disorder of life. The
codes are read off the printed slips. What must come out is computed beside it.
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "partners"))
import card_agent  # noqa: E402
import elqr_centre  # noqa: E402
import mobile_service  # noqa: E402
import pay_easy  # noqa: E402
import served  # noqa: E402
import store  # noqa: E402
import year  # noqa: E402
from collect import Books, said  # noqa: E402
from slips import barcodes_of, pay_number, slips, text_of  # noqa: E402
from year import YEAR, Ward, assess, check  # noqa: E402

ITEM, BODY = "104", "13104"
SERVICES = {"bank": "モバイルレジ（ネットバンキング）", "card": "モバイルレジ（クレジット）"}
CHANNEL = {"bank": 5, "card": 6, "pay-easy": 7, "elqr": 9}


def day(month, number):
    return f"{YEAR}{month:02}{number:02}"


def iso(ymd):
    return f"{ymd[:4]}-{ymd[4:6]}-{ymd[6:]}"


class Story:
    def __init__(self, base, where):
        self.base = base
        self.ward = Ward(base / "data", where)
        self.books = Books(self.ward, where.removeprefix("postgres:") if where else None)
        self.files = 0

    # ------------------------------------------------------------------------------ tools --------
    def take(self, data, partner, on, expect=(0,), layout=None):
        """One file of a partner, taken in on a business day."""
        self.files += 1
        path = self.base / f"in-{self.files}.dat"
        path.write_bytes(data)
        return self.ward.run("import", str(path), "--partner", partner, "--business-date", iso(on),
                             *(["--layout", layout] if layout else []), operator="shuno1", expect=expect)

    def sheet(self, rows, on):
        """The bank's sheet: (払込日, channel, count, amount)."""
        text = "払込日,収納チャネル,件数,金額\r\n" + "".join(f"{d},{c:02},{n},{a}\r\n" for d, c, n, a in rows)
        return self.take(text.encode("cp932"), "指定金融機関", on, layout="payin-sheet")

    def compare(self, on, channel=""):
        self.ward.run("job", "run", "payin-compare", "--business-date", iso(on), operator="shuno1", expect=(0, 1))
        rows = self.books.rows("SELECT source, source_key, section FROM casework_task WHERE state < 3"
                               " AND source LIKE 'payin:%' ORDER BY source, source_key")
        assert all(r[2] == "収納係" for r in rows), rows
        return {(r[0][6:], r[1]) for r in rows if r[1].startswith(channel)}

    def receipts(self, channel):
        return self.books.rows("SELECT notice_no, instalment, amount, overpaid, codes, state, received_on, paid_in_on,"
                               f" reverses FROM collection_receipt WHERE channel = {channel} ORDER BY receipt_no")

    def cash(self):
        return self.books.sums()["cash"]

    def make(self):
        ward = self.ward
        ward.operators()
        for who, duty in (("shuno1", "shuno"), ("shuno2", "shuno-chief")):
            ward.run("operator", "add", who, "--name", f"収納 {who}", "--section", "収納係", "--duty", duty, "--may",
                     "import.run,collection.run,night.run", stdin=year.PASSWORD)
        feeds = self.base / "feeds"
        ward.run("town", "make", "--persons", "300", "--seed", "11", "--year", str(YEAR), "--out", str(feeds))
        table = ward.folder / "params/municipal/131041/slip.tsv"
        text = table.read_text(encoding="utf-8")
        table.write_text(text + "".join(f"{YEAR}-09-01  {key}   {value}   見本（料金番号は公表されていない）\n"
                                        for key, value in (("elqr_item", ITEM), ("elqr_body", BODY))), encoding="utf-8")
        assess(ward, feeds)
        ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
        printed = "".join(text_of(p) for p in sorted(ward.folder.glob("files/notices/**/*.pdf")))
        self.codes = {(int(c[16:24]), int(c[24:26])): c for c in barcodes_of(printed)}
        self.payers = [n for n in self.books.payers() if all((n, i) in self.codes for i in (1, 2, 3))]

    # ------------------------------------------------------------------------------ cards --------
    def cards(self):
        """PX-06: told is not money; the trustee pays on a day of its own, less its fee."""
        service, payers = mobile_service.Service(3), self.payers[:6]
        taken, told, payin = day(6, 20), day(6, 21), day(7, 15)
        paid = [service.pay(self.codes[n, 1], "card", taken) for n in payers]
        before = self.cash()
        first = service.file(told, [p.record("01", taken=told) for p in paid] + [paid[5].record("03", taken=told)])
        self.take(first, SERVICES["card"], told)
        check("PX-06 a commission that was accepted is told, and no money", self.cash() == before
              and self.books.rows("SELECT ended_by, COUNT(*) FROM collection_mark GROUP BY ended_by ORDER BY ended_by")
              == [[0, 5], [2, 1]])
        second = mobile_service.disordered(service, paid[:4], "02", payin, told, ("unknown", "double", "order"))
        cut = second[:len(second) // 2 + 7]
        self.take(cut, SERVICES["card"], day(7, 1), expect=(2,))
        check("PX-06 a file that was cut off moves nothing", self.cash() == before)
        self.take(second, SERVICES["card"], day(7, 1), expect=(1,))
        rows = self.receipts(CHANNEL["card"])
        booked = [r for r in rows if r[5] == 1]
        check("CO-50 what is booked is the whole amount of the slip, on the day the card was taken",
              sorted((r[0], r[2], r[6]) for r in booked) == sorted((int(p.barcode[16:24]), p.amount, int(taken))
                                                                   for p in paid[:4]), rows)
        check("PX-06 a number nobody has is held with a task, a record sent twice counts once",
              [r[5] for r in rows].count(2) == 1 and len(rows) == 5, rows)
        unknown = next(r[2] for r in rows if r[5] == 2)
        wrong = mobile_service.disordered(service, [paid[4]], "02", payin, told, ("amount",))
        self.take(wrong, SERVICES["card"], day(7, 2), expect=(1,))
        rows = self.receipts(CHANNEL["card"])
        check("E15 another amount than was told is held", rows[-1][2] == paid[4].amount + 10 and rows[-1][5] == 2
              and rows[-1][4] == "E15", rows[-1])
        check("CO-50 the money of the card is all of it: booked or held",
              self.cash() - before == sum(p.amount for p in paid[:5]) + 10 + unknown)
        return second, wrong, payin

    def trustee(self, second, wrong, payin):
        """PX-07: the data of the service, the trustee's statement, the bank's sheet."""
        key = f"06:{payin}"
        check("PX-07 before its day has passed the money is waited for", self.compare(day(7, 16), "06:") == set())
        check("PX-07 no money: a task of the section", self.compare(day(7, 21), "06:") == {("no-money", key)})
        # The record that was sent twice is money once: the trustee's own books say so.
        data = b"\r\n".join(dict.fromkeys(second.split(b"\r\n"))) + b"\r\n" + wrong
        right = card_agent.stated(data)
        count, gross, fee, net = right.by_day()[payin]
        rows = [r for r in self.receipts(CHANNEL["card"])]
        check("PX-07 the trustee and we count the same", (count, gross) == (len(rows), sum(r[2] for r in rows)))
        self.take(card_agent.stated(data, disorder=("short",)).file(), "指定納付受託者", day(7, 22))
        check("PX-07 one payment is missing in the statement", self.compare(day(7, 22), "06:") == {("differs", key)})
        self.take(card_agent.stated(data, disorder=("late", "extra")).file()[:-20], "指定納付受託者", day(7, 22),
                  expect=(2,))
        self.take(right.file(), "指定納付受託者", day(7, 23))
        check("PX-07 a later statement takes the place of the first; the bank's sheet is still to come",
              self.compare(day(7, 23), "06:") == {("no-money", key)})
        self.sheet([(payin, 6, 1, gross)], day(7, 23))
        check("PX-07 the fee was not taken off: the bank's money differs", self.compare(day(7, 23), "06:") == {("differs", key)})
        cash = self.cash()
        self.sheet([(payin, 6, 1, net)], day(7, 24))
        check("PX-07 data, statement and money agree; the tasks are done", self.compare(day(7, 24), "06:") == set())
        check("CO-50 fees never lower what the payer paid", fee > 0 and net == gross - fee and self.cash() == cash
              and self.books.rows("SELECT SUM(amount) FROM collection_receipt WHERE channel = 6") == [[gross]])
        extra = card_agent.stated(data, disorder=("extra",))
        self.take(extra.file(), "指定納付受託者", day(7, 25))
        found = self.compare(day(9, 1), "06:")
        check("PX-07 money without data is a task", found and {k for k, _ in found} == {"no-data"}, found)
        self.extra = found

    # --------------------------------------------------------------------------- net bank --------
    def net_bank(self):
        """PX-05: settled at once; a difference is settled by two persons, until its day."""
        service, payers = mobile_service.Service(5), self.payers[6:9]
        paid = [service.pay(self.codes[n, 1], "bank", day(6, 22)) for n in payers]
        payin = day(6, 30)
        self.take(service.file(day(6, 23), [p.record("02", payin) for p in paid]), SERVICES["bank"], day(6, 23))
        rows = self.receipts(CHANNEL["bank"])
        check("PX-05 a payment by net bank is booked the next business day", len(rows) == 3
              and all(r[5] == 1 and r[4] in ("", "E13") for r in rows), rows)
        total = sum(p.amount for p in paid)
        self.sheet([(payin, 5, 3, total - 700), (day(6, 29), 5, 1, 700)], day(7, 3))
        key = ("differs", f"05:{payin}")
        found = self.compare(day(7, 3))
        check("PX-07 both days differ: one has less, one has money without data",
              found == {key, ("no-data", f"05:{day(6, 29)}")}, found)
        self.settle([("05", payin, "2", day(7, 31), "別の日の払込に入っている"),
                     ("05", day(6, 29), "2", day(7, 31), "30日分の一部")], day(7, 3))
        check("PX-07 what two persons have found out is no task any more", self.compare(day(7, 10)) == set())
        check("PX-07 after the day it waits until it is one again", key in self.compare(day(8, 3)))
        self.sheet([(payin, 5, 3, total)], day(8, 4))
        self.sheet([(day(6, 29), 5, 0, 0)], day(8, 4))
        check("PX-07 corrected by the bank: agreed", not any(k[1][:2] == "05" for k in self.compare(day(8, 4))))

    def e_money(self):
        """CO-50, PX-09: an application pays by the store's barcode; the collector keeps its fee, the payer is quit."""
        till, payers, payin = store.Store(day(6, 24)), self.payers[21:23], day(7, 1)
        lines = [line.replace(',010,"見本ストア"', ',820,"見本ペイ"').replace(f",{till.day},{till.day}\r", f",{payin},{till.day}\r")
                 for n in payers for line in till.told_and_confirmed(self.codes[n, 1])]
        path = till.file(self.base / "app.csv", lines)
        self.take(path.read_bytes(), "収納代行会社", day(6, 25))
        rows, total = self.receipts(8), sum(int(self.codes[n, 1][37:43]) for n in payers)
        check("CO-50 PX-09 e-money is booked whole, by a channel of its own",
              [r[2] for r in rows] == [int(self.codes[n, 1][37:43]) for n in payers] and all(r[5] == 1 for r in rows)
              and {str(r[7]) for r in rows} == {payin}, rows)
        self.sheet([(payin, 8, 2, total - 60)], day(7, 6))
        check("CO-50 a fee that was taken off without being agreed is a difference, and lowers nothing",
              self.compare(day(7, 6), "08:") == {("differs", f"08:{payin}")}
              and self.books.rows("SELECT SUM(amount) FROM collection_allocation a WHERE a.receipt_no IN (SELECT receipt_no"
                                  " FROM collection_receipt WHERE channel = 8)") == [[total]])
        self.sheet([(payin, 8, 2, total)], day(7, 7))
        check("CO-50 what was held back is paid in: agreed", self.compare(day(7, 7), "08:") == set())

    def settle(self, lines, on):
        if self.books.url:
            served.let_in(self.books.url)
        self.ward.run("job", "run", "payin-compare", "--business-date", iso(on), operator="shuno1", expect=(0, 1))
        server = served.Served(self.ward.folder, self.base / "serve.log")
        try:
            first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
            first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
            page = first.get(f"/payin?from={min(line[1] for line in lines)}").text
            check("PX-07 the screen shows data, money and difference", "払込の照合" in page and "相違" in page
                  and "収納データなし" in page, re.sub(r"<[^>]*>", " ", page)[-1500:])
            head = "\t".join(["経路", "払込日", "わかったこと", "この日まで待つ", "経過"])
            done = first.post("/paste", on="/paste?kind=payin-settle", kind="payin-settle", step="enter",
                              table="\n".join([head, *["\t".join(line) for line in lines]]))
            check("PX-07 what was found out is proposed", "提案しました" in done.text,
                  re.sub(r"<[^>]*>", " ", done.text)[-1500:])
            check("PX-07 nothing counts before a second person has seen it",
                  self.books.rows("SELECT COUNT(*) FROM payin_settlement") == [[0]])
            for row in self.books.rows("SELECT change_no FROM casework_change WHERE kind = 'payin-settle'"):
                second.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
            check("PX-07 approved by another person",
                  self.books.rows("SELECT COUNT(*) FROM payin_settlement") == [[len(lines)]])
        finally:
            server.stop()

    # --------------------------------------------------------------------------- Pay-easy --------
    def pay_easy(self):
        """10.4, 10.5: a cancel takes the payment back, its key is told anew, money by 払込日 on the statement."""
        centre, payers = pay_easy.Centre(7), self.payers[9:13]
        self.claims(centre, day(7, 27))
        book = {(s["notice"], s["instalment"]): s for s in slips(self.books)}
        numbers = [pay_number(book[n, 1]) for n in payers]
        paid = [centre.pay(number, day(7, 28)) for number in numbers]
        wrong = centre.payment(numbers[3], paid[3][1] + 1, day(7, 28), action="2", reference="REF99999999")
        self.take(centre.receipts([paid[0], paid[1], paid[2], paid[3], wrong], day(7, 28)), "ペイジー共同利用センター",
                  day(7, 28), expect=(1,))
        check("Y35 (PF-35) a cancel of an unknown reference is a task and takes nothing back",
              len([r for r in self.receipts(7) if r[8]]) == 0 and self.tasks("E12") == 1)
        back = centre.payment(numbers[0], paid[0][1], day(7, 28), action="2", reference="REF00000001")
        self.take(centre.receipts([back], day(7, 29)), "ペイジー共同利用センター", day(7, 29))
        rows = self.receipts(7)
        check("10.4 a cancel with the reference of the payment takes it back, with a counterpart",
              len(rows) == 5 and rows[4][2] == -paid[0][1] and rows[4][8] != 0, rows)
        again = centre.payment(numbers[0], paid[0][1], day(7, 29), reference="REF00000077")
        twice = centre.payment(numbers[1], paid[1][1], day(7, 28), reference="REF00000002")
        self.take(centre.receipts([again, twice], day(7, 30)), "ペイジー共同利用センター", day(7, 30))
        rows = self.receipts(7)
        check("10.4 the charge was open again with its own dates: the next payment is no 過誤納",
              len(rows) == 6 and rows[5][2:5] == [paid[0][1], 0, ""], rows)
        money = {}
        for r in rows:
            n, a = money.get(str(r[7]), (0, 0))
            money[str(r[7])] = (n + (-1 if r[8] else 1), a + r[2])
        self.sheet([(d, 7, n, a) for d, (n, a) in money.items()], day(7, 31))
        found = {k for k in self.compare(day(8, 5)) if k[1][:2] == "07"}
        check("10.5 paid less cancelled by 払込日 is the money on the statement", found == set(), (found, money))
        self.reopened(centre, payers)

    def claims(self, centre, on):
        """All that the job has to tell, answered by the centre; the claims of the newest file."""
        before = set(self.ward.folder.glob("files/pay-easy/*.dat"))
        self.ward.run("job", "run", "pay-easy-claims", "--business-date", iso(on), operator="shuno1")
        made = set(self.ward.folder.glob("files/pay-easy/*.dat")) - before
        if not made:
            return {}
        data = made.pop().read_bytes()
        self.take(centre.upload(data), "ペイジー共同利用センター", on)
        return {c.number: c for c in centre.read(data)}

    def reopened(self, centre, payers):
        """PX-03: a key that was deleted, for its charge was paid elsewhere, is told anew when that is taken back."""
        service, notice = mobile_service.Service(9), payers[0]
        book = {(s["notice"], s["instalment"]): s for s in slips(self.books)}
        number, code = pay_number(book[notice, 2]), self.codes[notice, 2]
        self.claims(centre, day(7, 31))
        on = day(6, 30) if "20" + code[30:36] < day(7, 31) else day(7, 31)
        paid = service.pay(code, "card", on)
        self.take(service.file(day(8, 1), [paid.record("01", taken=day(8, 1))]), SERVICES["card"], day(8, 1))
        deleted = self.claims(centre, day(8, 1))
        check("PX-03 a key is taken back when its charge is told as paid", number in deleted
              and deleted[number].action == "3", [(n, c.action) for n, c in deleted.items()])
        self.take(service.file(day(8, 2), [paid.record("03", taken=day(8, 2))]), SERVICES["card"], day(8, 2))
        told = self.claims(centre, day(8, 2))
        check("PX-03 a deleted key is told anew when a cancel opens its charge", number in told
              and told[number].action == "1" and number in centre.keys, [(n, c.action) for n, c in told.items()])

    def tasks(self, code):
        return self.books.rows(f"SELECT COUNT(*) FROM interchange_task WHERE code = '{code}'")[0][0]

    # ------------------------------------------------------------------------------ eL-QR --------
    def elqr(self):
        """CO-01: from September 2026; the codes are read off printed slips by a camera program."""
        payers, out = self.payers[14:19], self.base / "elqr.pdf"
        codes = []
        for notice in payers:
            payer = slips(self.books, f"notice_no = {notice}")[0]["payer"]
            self.ward.run("slip", "--payer", str(payer), "--year", str(YEAR), "--instalment", "6", "--out", str(out),
                          "--business-date", f"{YEAR}-09-10", operator="shuno1")
            codes += [elqr_centre.Code(c) for c in self.read_codes(out)]
        check("eL-QR of every printed slip is read by a terminal that proves tags, lines and CRC",
              len(codes) == len(payers) and {c.item for c in codes} == {ITEM} and {c.body for c in codes} == {BODY},
              len(codes))
        centre, paid, payin = elqr_centre.Centre(2), day(9, 15), day(9, 25)
        early = centre.file([centre.line(codes[0], day(8, 15), day(8, 25))])
        refused = self.take(early, "地方税共同機構", day(8, 20), expect=(2,))
        check("eL-QR before its first day a file is refused in words", said(refused, "elqr_item"), refused.stderr)
        before = self.cash()
        file = centre.disordered(codes, paid, payin, ("double", "cancelled", "item", "body", "unknown", "order"))
        self.take(file[:-20], "地方税共同機構", day(9, 16), expect=(2,))
        check("eL-QR a file that was cut off moves nothing", self.cash() == before)
        done = self.take(file, "地方税共同機構", day(9, 16), expect=(1,))
        rows = self.receipts(CHANNEL["elqr"])
        kept = [r for r in rows if r[5] == 1 and r[2] > 0]
        check("eL-QR payments are booked on the day they were made", sorted((r[2], r[6]) for r in kept)
              == sorted((c.amount, int(paid)) for c in codes), rows)
        back = [r for r in rows if r[8]]
        check("eL-QR what was taken back has its counterpart", [r[2] for r in back] == [-codes[-1].amount], back)
        held = sorted(r[2] for r in rows if r[5] == 2)
        check("eL-QR an unknown 料金番号 and an unknown key are held with tasks (E05, E01 or E03)",
              held == [1100, 1300] and self.tasks("E05") >= 1, held)
        check("eL-QR another body's record is a task and no money", self.tasks("E08") == 1 and
              self.cash() - before == sum(c.amount for c in codes[:-1]) + 2400, done.stdout + done.stderr)
        late = centre.file([centre.line(codes[0], paid, payin)])
        again = self.take(late + b"", "地方税共同機構", day(9, 17))
        check("eL-QR a record that comes again in another file is not booked twice (E10)",
              said(again, "E10") and len(self.receipts(CHANNEL["elqr"])) == len(rows), again.stdout)
        short = [elqr_centre.Code(c) for c in self.read_codes(self.one_more(self.payers[19]))]
        self.take(centre.disordered(short, paid, payin, ("amount",)), "地方税共同機構", day(9, 18))
        last = self.receipts(CHANNEL["elqr"])[-1]
        check("eL-QR 100 yen less than the slip: booked, and told (W21)", last[2] == short[0].amount - 100
              and last[4] == "W21", last)
        total = [r for r in self.receipts(CHANNEL["elqr"])]
        self.sheet([(payin, 9, len(total) - 2 * len(back), sum(r[2] for r in total))], day(9, 28))
        found = {k for k in self.compare(day(10, 5)) if k[1][:2] == "09"}
        check("eL-QR data and money of the 払込日 agree", found == set(), found)

    def one_more(self, notice):
        out = self.base / "one-more.pdf"
        payer = slips(self.books, f"notice_no = {notice}")[0]["payer"]
        self.ward.run("slip", "--payer", str(payer), "--year", str(YEAR), "--instalment", "6", "--out", str(out),
                      "--business-date", f"{YEAR}-09-10", operator="shuno1")
        return out

    def read_codes(self, pdf):
        subprocess.run(["pdftoppm", "-r", "300", "-png", str(pdf), str(self.base / "page")], check=True)
        found = []
        for picture in sorted(self.base.glob("page*.png")):
            done = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)],
                                  capture_output=True, text=True, check=False)
            found += [c for c in done.stdout.split() if len(c) == 255]
            picture.unlink()
        return found

    # ------------------------------------------------------------------------------- the end -----
    def unconfirmed(self):
        """E14: told, and nothing more came: on the list, and a task after its days."""
        service, notice = mobile_service.Service(11), self.payers[20]
        code = self.codes[notice, 1]
        paid = service.pay(code, "card", day(6, 25))
        self.take(service.file(day(6, 26), [paid.record("01", taken=day(6, 26))]), SERVICES["card"], day(6, 26))
        check("E14 within its days a 速報 is no task", not any(s == "E14" for s, _ in self.compare(day(7, 20))))
        for name in ("payin-unconfirmed", "payin-days"):
            asked = self.ward.run("output", "ask", name, "--purpose", "照合", "--business-date", iso(day(8, 20)),
                                  operator="shuno1", expect=None)
            check(f"E14 PX-07 {name} is a list to take out", asked.returncode == 0, asked.stdout + asked.stderr)
        found = [k for k in self.compare(day(8, 20)) if k[0] == "E14"]
        check("E14 a 速報 whose 確報 does not come, or was held (E15), is a task", len(found) == 2, found)
        self.take(service.file(day(8, 21), [paid.record("02", day(8, 25), day(8, 21))]), SERVICES["card"], day(8, 21))
        check("E14 confirmed after all: its task is done",
              len([k for k in self.compare(day(8, 22)) if k[0] == "E14"]) == 1)


def story(base, where):
    s = Story(base, where)
    s.make()
    s.net_bank()
    second, wrong, payin = s.cards()
    s.trustee(second, wrong, payin)
    s.e_money()
    s.unconfirmed()
    s.pay_easy()
    s.elqr()
    done = s.ward.run("verify", expect=(0,))
    check("verify finds receipts, postings and what was told of money at one", done.returncode == 0, done.stdout)


if __name__ == "__main__":
    sys.exit(year.run("channels", story))
