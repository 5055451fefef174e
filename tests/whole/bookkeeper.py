#!/usr/bin/env python3
"""Years of an invented ward beside a second bookkeeper: equal to the yen every night, as TAP.

    tests/whole/bookkeeper.py [--postgres] [--seed N] [--events N] [KILLED_WRITE.so]

Payers are assessed in three years and corrected up and down. What happens to them is drawn from the seed: payments
of every channel in every order, with all that goes wrong in life; debts are demanded, promised in parts, graced,
waived, suspended, seized for, sold for and shared out, inherited, paid by cheque, moved, given back, lapse and are
carried into the next year; what clerks did is taken back. Files come twice; commands and the server are killed in front
of a write and begun again. second_books.py is told the same events and knows nothing of the program; each night both
are laid side by side.
"""
import collections
import datetime
import sys

from bookkeeper_arrears import ArrearsLife
from bookkeeper_desk import KilledDesk
from bookkeeper_forced import ForcedLife
from bookkeeper_world import ELQR_BODY, ELQR_ITEM, World, number
import bank
import counters
import debit
import elqr_centre
import served
import store as stores
import year
from demand import set_day
from refund import Desk
from retention import forgotten
from second_books import (CANCELLED, CONFIRMED, FINAL, GRACES, ONE_DAY, SUSPENSION, TOLD, day_of, two_years_after)
from year import check

STORE, MOBILE_BANK, CARD = "収納代行会社", "モバイルレジ（ネットバンキング）", "モバイルレジ（クレジット）"
CENTRE, PUNCH, BRANCH, ELQR = "ペイジー共同利用センター", "パンチ業者", "特別出張所", "地方税共同機構"
DEMAND, YEAR_END = "demand", "year-end"
KINDS = {TOLD: "01", CONFIRMED: "02", CANCELLED: "03", FINAL: "12"}


class Life(ArrearsLife, ForcedLife):
    """What happens, drawn from the seed; each event is told to the program and to the second bookkeeper."""

    def __init__(self, world):
        self.w, self.random, self.second = world, world.random, world.second
        self.happened = collections.Counter()
        self.carried = set()
        self.assessed = {2024}
        self.batch = 0
        self.cases, self.accounts = {}, set()
        self.requests, self.sent = [], set()
        self.acted = []

    def live(self, events):
        w = self.w
        w.make()
        set_day(w.ward, w.day.isoformat())
        with Desk(w.ward, w.base / "serve.log") as desk:
            self.mandates(desk)
            desk.act("demand-condition", 0, name="滞納", criteria="未納額=1..")    # needs no second person
        self.compare("in the first night")
        done = 0
        while done < events:
            self.tomorrow(events)
            self.the_calendar()
            for _ in range(min(events - done, self.random.randint(1, 4))):
                happening = self.random.choices([e for e, _ in self.HAPPENINGS], [n for _, n in self.HAPPENINGS])[0]
                happening(self)
                self.happened[happening.__name__] += 1
                done += 1
            self.compare(f"in the night after {w.day}")
            if w.faults:
                break
        if not w.faults:
            self.in_the_end()
        check(f"seed: {events} events, {w.kills} kills, {w.desk_kills} of servers, {w.files} files,"
              f" {dict(self.happened)}", not w.faults,
              "\n".join([*w.log[-90:], *w.faults]))
        check(f"what came in was of every sort: {dict(self.second.counts)}", True)

    def in_the_end(self):
        """Many years later."""
        forgotten(self)

    def tomorrow(self, events):
        """Three years whatever the number of events."""
        mean = max(1, 1000 * 2.5 // max(events, 1))
        self.w.day += datetime.timedelta(days=self.random.randint(1, int(2 * mean)))

    def the_calendar(self):
        """What the year itself brings: the assessment of June, the books that close on 31 May."""
        w = self.w
        for levy_year in (2025, 2026):
            if levy_year not in self.assessed and w.day >= datetime.date(levy_year, 6, 5):
                self.assessed.add(levy_year)
                w.next_year(levy_year)
        closing = w.day.year - 1 - (w.day.month < 6)
        for books_year in range(2024, closing + 1):
            if books_year not in self.carried:
                self.carried.add(books_year)
                self.carry(books_year)
        self.banks_answer()

    def carry(self, books_year):
        w = self.w
        w.job("refund-detect")
        self.second.lowered(w.day)
        w.job(YEAR_END, of=books_year)
        w.approve(YEAR_END, of=books_year)
        got = {tuple(r[:3]): r[3] for r in w.books.rows("SELECT levy_year, household_no, payer_no, amount FROM"
                                                        f" books_carried WHERE books_year = {books_year}")}
        wanted = collections.Counter()
        for key, charge in self.second.charges.items():
            wanted[key[:3]] += charge.unpaid
        # What was decided between the end of the year and the close of its books stands in the books of both years.
        wanted = {k: v for k, v in wanted.items() if v > 0 and w.decided_in[k] <= books_year}
        got = {k: v for k, v in got.items() if w.decided_in[k] <= books_year}
        if got != wanted:
            differs = {k: (got.get(k, 0), wanted.get(k, 0)) for k in set(got) | set(wanted) if got.get(k) != wanted.get(k)}
            w.fault(f"繰越 {books_year} (books, second): {differs}")

    # ------------------------------------------------------------------------- payments ------
    def a_slip(self, whole=True):
        """Mostly one that is due or overdue and unpaid; sometimes any that lies in a drawer."""
        w = self.w
        found = list(w.slips.values())
        if self.random.random() < 0.85:
            found = [s for s in found if s["instalment"] and self.wants(s)] or found
        slip = self.random.choice(found)
        return slip if whole or slip["instalment"] else self.a_slip(whole)

    def wants(self, slip):
        charge = self.second.of_notice(slip["year"], slip["notice"]).get(slip["instalment"])
        return charge is not None and charge.unpaid > 0 and charge.due <= self.w.day + datetime.timedelta(days=40)

    def record(self, slip, kind, channel, amount=None, late=0, day=None, place="000123"):
        w = self.w
        w.minute += 1
        day = day or w.day - datetime.timedelta(days=self.random.choice((0, 0, 1, 2, 9, 25)))
        day = max(day, datetime.date(2024, 6, 5))
        time = "0000" if kind == FINAL and channel == "store" else f"{w.minute // 60 % 24:02}{w.minute % 60:02}"
        amount = slip["amount"] if amount is None else amount
        place = f"{w.minute % 1000000:06}" if channel == "store" else place
        return {"kind": kind, "channel": channel, "year": slip["year"], "notice": slip["notice"],
                "instalment": slip["instalment"], "serial": slip["serial"], "amount": amount, "late": late, "day": day,
                "time": time, "place": place, "slip": slip, "stamp": (channel, time, place)}

    def told(self, records, ending):
        """The second bookkeeper takes the file as it came."""
        for r in records:
            outcome = self.second.receive(r, self.w.day)
            self.w.note(f"{ending}: {r['kind']} {r['channel']} {r['year']}-{r['notice']}-{r['instalment']}"
                        f"-{r['serial']} {r['amount']}+{r['late']} {r['day']} {outcome}")

    def take(self, data, partner, records, *words, ending="csv"):
        """A file arrives: sometimes cut off first, sometimes handed in twice."""
        w = self.w
        w.files += 1
        path = w.base / f"file-{w.files}.{ending}"
        if self.random.random() < 0.15 and len(data) > 200:
            cut = w.base / f"cut-{w.files}.{ending}"
            cut.write_bytes(data[:len(data) - self.random.randint(30, 110)])
            w.run("import", str(cut), "--partner", partner, *words, expect=(2,))
        path.write_bytes(data)
        w.run("import", str(path), "--partner", partner, *words)
        self.told(records, partner)
        if self.random.random() < 0.3:
            again = w.run("import", str(path), "--partner", partner, *words, killed=False)
            if "取込済" not in again.stdout + again.stderr:
                w.fault(f"E11 a file handed in twice is not known: {again.stdout}{again.stderr}")

    def at_stores(self):
        """A collector's file: told, confirmed, called off; too little, too much, twice, unknown, tomorrow's."""
        w, records = self.w, []
        for _ in range(self.random.randint(1, 8)):
            slip = self.a_slip()
            if slip["amount"] >= 299_000:
                continue
            what = self.random.random()
            if what < 0.35:
                records.append(self.record(slip, FINAL, "store"))
            elif what < 0.5:
                records.append(self.record(slip, TOLD, "store"))
                w.pending.append(records[-1])
            elif what < 0.65 and w.pending:
                before = w.pending.pop(self.random.randrange(len(w.pending)))
                records.append(dict(before, kind=self.random.choice((CONFIRMED, CONFIRMED, CANCELLED))))
                if self.random.random() < 0.1:
                    records[-1]["amount"] += 100                                        # E15, or E12's neighbour
            elif what < 0.72:
                records.append(self.record(slip, CONFIRMED, "store"))                   # E13: nobody told it
            elif what < 0.79:
                records.append(self.record(slip, FINAL, "store", max(1, slip["amount"] - self.random.randint(1, 5000))))
            elif what < 0.86:
                records.append(self.record(slip, FINAL, "store", slip["amount"] + self.random.randint(1, 5000)))
            elif what < 0.90 and w.paid_slips:
                records.append(self.record(self.random.choice(w.paid_slips), FINAL, "store"))   # W11
            elif what < 0.93:
                records.append(self.record(dict(slip, notice=99999982), FINAL, "store"))        # E03
            elif what < 0.95:
                records.append(self.record(slip, FINAL, "store", day=w.day + ONE_DAY))          # E31
            elif what < 0.97:
                records.append(self.record(slip, CANCELLED, "store"))                           # E12
            elif w.past:
                records.append(self.random.choice(w.past))                              # Y40, E10: a record once more
        records = [r for r in records if r["amount"] < 300_000 and r["channel"] == "store"]
        if records:
            self.hand_in(records)

    def paid_at_stores(self, slips):
        self.hand_in([self.record(s, FINAL, "store", day=self.w.day) for s in slips])

    def hand_in(self, records):
        w = self.w
        if self.random.random() < 0.15:
            records.append(self.random.choice(records))                                 # twice in one file
        w.paid_slips += [r["slip"] for r in records if r["kind"] == FINAL]
        w.past += [r for r in records if r["kind"] != TOLD]
        till = stores.Store(str(number(w.day)))
        lines = [till.line(counters.barcode(w.collector.company, w.collector.client, r["slip"], r["amount"],
                                            r["slip"]["until"]), KINDS[r["kind"]], str(number(r["day"])), r["place"],
                           r["time"]) for r in records]
        self.take((stores.HEAD + "".join(lines)).encode("cp932"), STORE, records)

    def at_banks(self):
        """A batch of slips from bank counters, read by OCR; reissued ones carry their 延滞金."""
        records = []
        for _ in range(self.random.randint(1, 5)):
            slip = self.a_slip()
            records.append(self.record(slip, FINAL, "bank", late=slip["late"], place=""))
            records[-1].update(time="", stamp=("bank", f"{self.random.randrange(10 ** 7):07}"))
        self.batch += 1
        made = str(number(self.w.day))
        data = counters.ocr_file(self.batch, made, [(counters.line_key(r["slip"]), r["amount"], r["late"],
                                                     number(r["day"]), made, int(r["stamp"][1])) for r in records])
        self.take(data, PUNCH, records, ending="dat")

    def at_counters(self):
        """The cash close of a branch office."""
        records = [self.record(s, FINAL, "counter", late=s["late"], day=self.w.day, place="01")
                   for s in (self.a_slip() for _ in range(self.random.randint(1, 3)))]
        data = counters.counter_file(1, number(self.w.day),
                                     [(counters.line_key(r["slip"]), r["amount"], r["late"], r["time"]) for r in records])
        self.take(data, BRANCH, records)

    def by_telephone(self):
        """モバイルレジ: a bank account settles at once, a card is told and confirmed."""
        w = self.w
        is_card = self.random.random() < 0.4
        slips = [s for s in (self.a_slip() for _ in range(self.random.randint(1, 4))) if s["amount"] < 300_000]
        records = [self.record(s, CONFIRMED, "card" if is_card else "mobile", place="0000001") for s in slips]
        if not records:
            return
        shapes = [(KINDS[r["kind"]], counters.barcode(w.collector.company, w.collector.client, r["slip"], r["amount"],
                                                      r["slip"]["until"]), number(r["day"]), r["time"],
                   number(w.day)) for r in records]
        data = counters.mobile_file("MRCARD" if is_card else "MRBANK", number(w.day), shapes)
        self.take(data, CARD if is_card else MOBILE_BANK, records, "--param",
                  f"company={w.collector.company},client={w.collector.client}", ending="dat")

    def at_cash_machines(self):
        """Pay-easy: keys are told to the centre, some are paid there; now and then one that nobody has."""
        w = self.w
        before = set(w.ward.folder.glob("files/pay-easy/*.dat"))
        w.job("pay-easy-claims")
        for path in sorted(set(w.ward.folder.glob("files/pay-easy/*.dat")) - before):
            answer = w.base / f"answer-{path.name}"
            answer.write_bytes(w.centre.upload(path.read_bytes()))
            w.run("import", str(answer), "--partner", CENTRE)
        numbers = {counters.pay_number(s): s for s in w.slips.values()}
        keys = [n for n in w.centre.keys if n in numbers and n not in w.centre.paid]
        payments, records = [], []
        for number_ in self.random.sample(keys, min(len(keys), self.random.randint(1, 4))):
            slip, paid = numbers[number_], w.centre.pay(number_, str(number(w.day)))
            payments.append(paid)
            records.append(self.record(slip, FINAL, "pay-easy", paid[1], late=0, day=w.day, place="0009-001"))
            records[-1].update(stamp=("pay-easy", number_))
        if not payments:
            return
        if self.random.random() < 0.3:
            payments.append(payments[0])
            records.append(records[0])
        self.take(w.centre.receipts(payments, str(number(w.day))), CENTRE, records, ending="dat")

    def by_qr(self):
        """eL-QR: the centre tells day and amount alone; a record comes twice, a payment is taken back later."""
        w = self.w
        slips = [self.a_slip() for _ in range(self.random.randint(1, 4))]
        records = [self.record(s, FINAL, "elqr", s["amount"] - self.random.choice((0, 0, 0, 100)), late=0, day=w.day)
                   for s in {counters.pay_number(s): s for s in slips if s["amount"] > 100}.values()]
        for r in records:
            r["stamp"] = ("elqr", "")
        lines = [self.qr_line(r) for r in records]
        if self.random.random() < 0.3 and records:
            records.append(records[0])
            lines.append(lines[0])
        back = [e for e in self.second.journal[-30:] if e["record"]["channel"] == "elqr" and self.second.may_cancel(e)]
        gone = self.random.choice(back) if back and self.random.random() < 0.4 else None
        if gone:
            lines.append(self.qr_line(gone["record"], cancel=1))
        if lines:
            self.take(elqr_centre.Centre.file(lines), ELQR, records)
        if gone:
            self.second.cancel(gone, is_held=False)
            w.note(f"eL-QR taken back: {gone['record']['notice']}-{gone['record']['instalment']}")

    @staticmethod
    def qr_line(r, cancel=0):
        slip, day = r["slip"], number(r["day"])
        return (f"{counters.pay_number(slip)},{ELQR_BODY},{ELQR_ITEM},{slip['year']},{slip['instalment']:02},{r['amount']},"
                f"{day},4,{day},{cancel}\r\n")

    # ------------------------------------------------------------------------ direct debit ---
    def mandates(self, desk):
        """口座振替: a third of the payers, entered as a table by one clerk and approved by the other."""
        w = self.w
        payers = sorted({payer for _, payer in self.second.notices.values()})
        lines = ["\t".join(debit.HEAD)]
        for at, payer in enumerate(self.random.sample(payers, len(payers) // 3)):
            account = (["2", "", "", "", "", "12340", f"{1000 + at}1"] if at % 4 == 3 else
                       ["1", ("0001", "0009", "0033")[at % 4], f"{100 + at}", "1", str(4000 + at), "", ""])
            lines.append("\t".join([str(payer), "060605", "2", "060605", "1", *account, "ｼﾝｼﾞﾕｸ ﾀﾛｳ", ""]))
        desk.one.post("/paste", on="/paste?kind=debit-register", kind="debit-register", step="enter",
                      table="\n".join(lines))
        for row in w.books.rows("SELECT change_no FROM casework_change WHERE kind = 'debit-register' ORDER BY change_no"):
            desk.two.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
        check("mandates are registered", w.books.rows("SELECT COUNT(*) FROM debit_mandate") == [[len(lines) - 1]])

    def debited(self):
        """A request for the next day on which something falls due; the banks answer some days after it."""
        w, second = self.w, self.second
        days = sorted({c.due for c in second.charges.values() if c.due > w.day + datetime.timedelta(days=2)})
        if not days or self.requests:
            return
        w.run("job", "run", "direct-debit-request", "--year", str(w.fiscal_year()), "--debit-on", days[0].isoformat())
        w.run("job", "approve", "direct-debit-request", "--year", str(w.fiscal_year()), operator="shuno2",
              expect=(0, 1, 2))
        rows = w.books.rows("SELECT file_name, layout FROM debit_request WHERE run_no = (SELECT MAX(run_no) FROM"
                            " debit_request) ORDER BY request_no")
        for name, layout in rows:
            path = w.ward.folder / "files/out" / name
            if name in self.sent or not path.exists():
                continue
            self.sent.add(name)
            self.requests.append((days[0], path, debit.PARTNERS[layout]))
            for item in self.items(path):
                charge = self.charge_of(item)
                wanted = charge.unpaid - second.told_of(charge)
                if (item.amount, charge.due) != (wanted, days[0]):
                    w.fault(f"口座振替 {charge.key}: {item.amount} is asked for, {wanted} is unpaid, due {charge.due}")

    @staticmethod
    def items(path):
        return [item for group in bank.read_request(path.read_bytes()) for item in group.items]

    def charge_of(self, item):
        """What the customer number says: levy year, notice, instalment."""
        levy_year, notice, n = int(item.customer[:4]), int(item.customer[6:16]), int(item.customer[16:18])
        return self.second.of_notice(levy_year, notice)[n]

    def banks_answer(self):
        """Results three days after the debit day: in any order, some lost, double or unknown, some without funds."""
        w = self.w
        for request in [r for r in self.requests if w.day >= r[0] + datetime.timedelta(days=4)]:
            self.requests.remove(request)
            day, path, partner = request
            disorder = [d for d in ("order", "unknown", "amount", "code", "lost", "double") if self.random.random() < 0.3]
            answer = bank.Bank(self.random.randrange(10 ** 6), 0.7).answer(path.read_bytes(), disorder)
            asked = {item.customer: item.amount for item in self.items(path)}
            records = []
            for line in bank.records_of(answer.data):
                item = bank.Item(line) if line[:1] == b"2" else None
                if item is None or line[111:112] != b"0":
                    continue
                levy_year, notice, n = int(item.customer[:4]), int(item.customer[6:16]), int(item.customer[16:18])
                slip = {"year": levy_year, "notice": notice, "instalment": n, "serial": 0, "amount": item.amount}
                records.append(self.record(slip, FINAL, "debit", day=day))
                records[-1]["stamp"] = ("debit", item.customer)
                if asked.get(item.customer) != item.amount:             # E52, E53: money all the same
                    records[-1]["held"] = True
            self.take(answer.data, partner, records, ending="dat")

    # ----------------------------------------------------------------------- corrections -----
    def corrected(self):
        """月次更正: incomes change up and down; what is lowered below what was paid is found the same night."""
        w = self.w
        levy_year = self.random.choice([y for y in self.assessed if y >= w.fiscal_year() - 1] or [max(self.assessed)])
        known = [f for f in w.incomes.values() if f[2] == str(levy_year)]
        if not known:                                   # of the year before: as they were when it was assessed
            return
        rows = self.random.sample(known, self.random.randint(1, 12))
        for at, fields in enumerate(sorted(rows, key=lambda f: f[1]), 1):
            fields[3], fields[4], fields[5] = str(int(fields[3]) + 1), str(number(w.day)), "01"
            fields[62], fields[63] = f"{number(w.day)}020000", str(at)
            w.drawn(fields)
        w.income_file("D", "ZE-02", levy_year, sorted(rows, key=lambda f: f[1]))
        words = ["--year", str(levy_year)]
        w.run("job", "run", "premium-monthly", *words, operator="fuka1")
        w.run("job", "approve", "premium-monthly", *words, operator="fuka2", expect=(0, 1, 2))
        w.decisions(levy_year)
        w.job("refund-detect")
        self.second.lowered(w.day)

    # --------------------------------------------------------------------------- demands -----
    def demanded(self):
        """督促: what is overdue, to the yen; told payments and what was dunned before are left alone."""
        w = self.w
        w.job(DEMAND)
        w.approve(DEMAND, expect=(0, 1, 2))
        for levy_year, household, payer, n, amount, issued, fixed, was_withdrawn in w.books.rows(
                "SELECT levy_year, household_no, payer_no, instalment, amount, issued_on, fixed_on, is_withdrawn FROM"
                " collection_dunning WHERE superseded_at = 9223372036854775807"):
            charge = self.second.charges[levy_year, household, payer, n]
            if was_withdrawn:
                charge.dunned_on = None
                continue
            if charge.dunned_on is None:
                if (amount != charge.unpaid or charge.due >= w.day     # 時効 is not asked here: docs/gaps.md
                        or charge.is_stayed(w.day, *GRACES, SUSPENSION)):
                    w.fault(f"督促 {charge.key}: {amount} is demanded, {charge.unpaid} is unpaid, due {charge.due}")
                charge.dunned_on, charge.fixed_on = day_of(issued), day_of(fixed)

    def written_to(self):
        """催告: 延滞金 of all that is overdue, to a day."""
        w = self.w
        w.job("demand-letter", "--condition", "滞納")
        rows = w.books.rows("SELECT l.levy_year, l.household_no, l.payer_no, l.instalment, l.amount, l.late_charge,"
                            " b.fixed_on FROM demand_line l JOIN demand_batch b ON b.run_no = l.run_no"
                            " WHERE l.run_no = (SELECT MAX(run_no) FROM demand_batch) AND b.kind > 1")
        for levy_year, household, payer, n, amount, late, pay_by in rows:
            charge = self.second.charges[levy_year, household, payer, n]
            owed = charge.late_charge(day_of(pay_by)) if charge.dunned_on else 0
            if amount != charge.unpaid or (late != max(0, owed - charge.late_paid)):
                w.fault(f"催告 {charge.key}: {amount} and 延滞金 {late}; should be {charge.unpaid} and {owed}"
                        f" less {charge.late_paid}: due {charge.due}, dunned {charge.dunned_on}, {charge.payments}")

    def reissued(self):
        """A new slip for one charge, with 延滞金 to its last day."""
        w = self.w
        open_charges = [c for c in self.second.charges.values() if c.unpaid > 0 and c.due < w.day]
        if not open_charges:
            return
        charge = self.random.choice(open_charges)
        levy_year, household, payer, n = charge.key
        pay_on = w.day + datetime.timedelta(days=self.random.randint(1, 30))
        before = set(w.slips)
        w.run("slip", "--payer", str(payer), "--year", str(levy_year), "--instalment", str(n), "--pay-on",
              pay_on.isoformat(), "--out", str(w.base / f"slip-{w.minute}.pdf"), killed=False, expect=(0, 1, 2))
        w.read_slips()
        for key in set(w.slips) - before:
            slip = w.slips[key]
            mine = self.second.of_notice(slip["year"], slip["notice"])[slip["instalment"]]
            wanted = (mine.unpaid + mine.late_owed(pay_on), mine.late_owed(pay_on))
            if (slip["amount"], slip["late"]) != wanted:
                w.fault(f"納付書 {key}: {slip['amount']} with 延滞金 {slip['late']}, should be {wanted}: {mine.payments},"
                        f" due {mine.due}, dunned {mine.dunned_on}, pay on {pay_on}")

    # ------------------------------------------------------------------------- at the desk ---
    def at_the_desk(self):
        """Two clerks: money over the counter, mistakes taken back, 仮受 and 過誤納 that find their place."""
        w = self.w
        acts = self.random.choices([Life.over_the_counter, Life.taken_back, Life.assigned, Life.decided, Life.ordered],
                                   [4, 3, 4, 6, 6], k=self.random.randint(2, 5))
        with KilledDesk(w) as desk:
            for act in acts:
                act(self, desk)
                self.happened[act.__name__] += 1
        w.job("refund-detect")

    def act(self, desk, kind, subject, fine=True, **values):
        done, words = desk.act(kind, subject, **values)
        if done != fine:
            self.w.fault(f"{kind} {subject} {values}: {words[-900:]}")
        return done

    def over_the_counter(self, desk):
        found = [c for c in self.second.charges.values() if c.takes(self.w.day) > 0]
        charge = self.random.choice(found)
        levy_year, household, payer, n = charge.key
        if len([1 for k in self.second.charges if k[0] == levy_year and k[2] == payer and k[3] == n]) > 1:
            return                                      # of two households: the form takes the first
        principal = self.random.choice((charge.unpaid, self.random.randint(1, charge.unpaid)))
        late = charge.late_owed(self.w.day) if principal == charge.unpaid else 0
        values = {"year": levy_year, "instalment": n, "principal": principal, "on": self.w.day.isoformat()}
        if self.act(desk, "counter-receipt", payer, **values, **({"late": late} if late else {})):
            self.second.counter(charge.key, principal, late, self.w.day)
            self.w.note(f"窓口 {charge.key} {principal}+{late}")

    def taken_back(self, desk):
        """収納の取消: a payment that was not one, or that was somebody else's."""
        w, second = self.w, self.second
        if not second.journal:
            return
        entry = self.random.choice(second.journal[-40:])
        r = entry["record"]
        rows = w.books.rows("SELECT receipt_no, payer_no FROM collection_receipt c WHERE state = 1 AND levy_year ="
                            f" {r['year']} AND notice_no = {r['notice']} AND instalment = {r['instalment']}"
                            f" AND slip_serial = {r['serial']} AND amount = {r['amount']}"
                            f" AND received_on = {number(r['day'])} AND NOT EXISTS (SELECT 1 FROM collection_receipt x"
                            " WHERE x.reverses = c.receipt_no) AND kind <> 5")
        if len(rows) != 1:
            return
        outcome = self.random.choice(("held", "never"))
        may = second.may_cancel(entry)
        done, words = desk.act("receipt-cancel", rows[0][1], receipt=rows[0][0], outcome=outcome, reason="誤入力")
        if done != may:
            w.fault(f"収納の取消 of {rows} {outcome}: done {done}, may be done {may}: {words[-900:]} {r}"
                    f" {[(c.key, c.amount, c.payments) for c, _, _ in entry['lines']]}")
        elif done:
            second.cancel(entry, outcome == "held")
            w.note(f"取消 {outcome} {r['year']}-{r['notice']}-{r['instalment']} {r['amount']} {r['day']}")

    def assigned(self, desk):
        """仮受の消込: money that is held finds a charge, or its payer."""
        w, second = self.w, self.second
        rows = w.books.rows("SELECT receipt_no, amount, received_on, reverses FROM collection_receipt c WHERE state = 2"
                            " AND amount > 0 AND NOT EXISTS (SELECT 1 FROM collection_receipt u WHERE u.uses ="
                            " c.receipt_no OR u.reverses = c.receipt_no) ORDER BY receipt_no")
        charges = [c for c in second.charges.values() if c.amount > 0]
        if not rows or not charges:
            return
        receipt, amount, day, _ = self.random.choice(rows)
        charge = self.random.choice(charges)
        levy_year, household, payer, n = charge.key
        if len([1 for k in second.charges if k[0] == levy_year and k[2] == payer and k[3] == n]) > 1:
            return
        if self.random.random() < 0.6:
            if self.act(desk, "held-assign", payer, receipt=receipt, year=levy_year, instalment=n, reason="控えで確認"):
                second.assign(amount, day_of(day), key=charge.key)
                w.note(f"仮受 {receipt} {amount} of {day} on {charge.key}")
        elif self.act(desk, "held-assign", payer, receipt=receipt, cause="K4", reason="控えで確認"):
            second.assign(amount, day_of(day), payer=payer, cause="K4")
            w.note(f"仮受 {receipt} {amount} of {day} to be given back to {payer}")

    def decided(self, desk):
        """還付充当の決議: what the payer owes first, the rest is given back, with interest."""
        w, second = self.w, self.second
        lapsed = {c.key[2] for c in second.charges.values() if c.unpaid > 0 and w.day > c.limit()}
        payers = sorted({x.payer for x in second.excesses if x.left > 0} - lapsed)     # docs/gaps.md
        if not payers:
            return
        payer = self.random.choice(payers)
        before = [(x.cause, x.arose_on, [tuple(s) for s in x.sources]) for x in second.open_of(payer)]
        appropriated, refund, interest, back = second.appropriate(payer, w.day)
        opened = tuple(int(desk.value("refund-decide", payer, name) or 0) for name in ("appropriated", "refund"))
        if opened != (appropriated, refund):
            w.fault(f"決議 {payer}: the form proposes {opened}, should be {(appropriated, refund)}: {before}")
            return
        if not self.act(desk, "refund-decide", payer, appropriated=appropriated, refund=refund, note="試験"):
            return
        case = w.books.rows(f"SELECT MAX(case_no) FROM refund_case WHERE payer_no = {payer}")[0][0]
        theirs = w.books.rows(f"SELECT COALESCE(SUM(amount), 0) FROM refund_interest WHERE case_no = {case}"
                              " AND revision = 1")[0][0]
        if int(theirs) != interest:
            w.fault(f"加算金 {case}: {theirs}, should be {interest}: {before}, decided {w.day}")
        if self.random.random() < 0.25:                 # a mistake: taken back at once
            done, words = desk.undo(desk.change)
            if done:
                second.undo_decision()
            else:
                w.fault(f"取消し of 決議 {case}: {words[-700:]}")
            w.note(f"決議 {case} of {payer} is taken back")
            return
        second.reserved[payer] += refund
        w.note(f"決議 {case} of {payer}: {appropriated} 充当, {refund} 還付, {interest} 加算金 of {before}")
        if refund + interest > 0:
            self.cases[case] = {"payer": payer, "back": back, "refund": refund, "state": "decided",
                                "moved_interest": interest - second.interest_of(back, w.day)}

    def ordered(self, desk):
        """通知, 口座, 支出命令, 総合振込, and what the bank says of it."""
        w, second = self.w, self.second
        waiting = [c for c, of in self.cases.items() if of["state"] in ("decided", "ordered", "returned")]
        if not waiting:
            return
        w.job("refund-notice")
        w.approve("refund-notice", expect=(0, 1, 2))
        case = self.random.choice(waiting)
        of = self.cases[case]
        payer = of["payer"]
        if payer not in self.accounts:
            self.accounts.add(payer)
            self.act(desk, "account", payer, form="/change/guarded", action=1, purpose=1, bank="0005", branch="123",
                     deposit_kind=1, number=f"{payer % 10 ** 7:07}", holder="シンジュク　タロウ", **{"from": "2024-06-01"})
        if of["state"] == "returned":
            self.act(desk, "refund-claim", payer, case=case, claimed_on=w.day.isoformat(), relation=1)
            self.act(desk, "refund-order", payer, case=case, amount=of["refund"] + of["interest"])
        else:
            of["interest"] = second.interest_of(of["back"], w.day) + of["moved_interest"]
            self.act(desk, "refund-order", payer, case=case, amount=of["refund"] + of["interest"])
        w.job("refund-transfer")
        w.approve("refund-transfer")
        second.paid_back(payer, of["refund"], of["interest"])
        transfer = w.books.rows("SELECT MAX(transfer_no) FROM refund_transfer")[0][0]
        returned = self.random.random() < 0.3
        self.act(desk, "refund-result", 0, transfer=transfer, on=w.day.isoformat(),
                 returned=f"{case} 口座番号なし" if returned else "")
        of["state"] = "returned" if returned else "paid"
        if returned:
            second.came_back(payer, of["refund"], of["interest"])
        w.note(f"支出 {case} of {payer}: {of['refund']}+{of['interest']} {of['state']}")

    # ------------------------------------------------------------------------- time limits ---
    def lapsed(self):
        """時効: debts after two years and their 督促, refunds two years after they arose."""
        w, second = self.w, self.second
        before = {tuple(r[:4]): r[4] for r in self.written_off()}
        w.job("arrears-write-off")
        w.approve("arrears-write-off", expect=(0, 1, 2))
        for levy_year, household, payer, n, amount in self.written_off():
            charge = second.charges[levy_year, household, payer, n]
            new = amount - before.get(charge.key, 0)
            if new == 0:
                continue
            ends = min(charge.limit(), charge.lost_on())
            if new != charge.unpaid or w.day <= ends:
                w.fault(f"欠損 {charge.key}: {new} of {charge.unpaid}, the time limit ends {ends}")
            charge.written_off += new
        for charge in second.charges.values():
            if charge.unpaid > 0 and not second.told_of(charge) and w.day > charge.limit():
                w.fault(f"欠損 {charge.key}: {charge.unpaid} is not written off, due {charge.due}")
        w.job("refund-lapse")
        w.approve("refund-lapse", expect=(0, 1, 2))
        second.lapse(w.day)
        for case, of in self.cases.items():
            if of["state"] == "decided" and w.books.rows(f"SELECT 1 FROM refund_step WHERE case_no = {case} AND state = 9"):
                w.fault(f"case {case} lapsed")

    def written_off(self):
        return self.w.books.rows("SELECT levy_year, household_no, payer_no, instalment, SUM(amount) FROM"
                                 " collection_write_off GROUP BY levy_year, household_no, payer_no, instalment")

    # --------------------------------------------------------------------------- at night ----
    def compare(self, when):
        w, second = self.w, self.second
        before = len(w.faults)
        w.job("refund-detect")                          # every night
        second.lowered(w.day)
        answer = w.ward.verify()
        broken = [line for line in answer["broken"] if "heads.tsv" not in line and "見出しのファイル" not in line]
        if broken:
            w.fault(f"verify: {broken}")
        mine, theirs = second.sums(), answer["sums"]
        theirs = {name: theirs[name] for name in mine}
        if mine != theirs:
            w.fault(f"sums: {mine}, the ledger says {theirs}")
        if sum(answer["sums"].values()) != 0:
            w.fault(f"the postings do not balance: {answer['sums']}")
        self.compare_charges()
        self.compare_excesses()
        self.compare_tasks()
        self.compare_acts()
        check(f"equal to the yen {when}", len(w.faults) == before,
              "\n".join([*w.log[-60:], *w.faults[before:]]))

    def by_charge(self, sql, value):
        got = {tuple(r[:4]): int(r[4]) for r in self.w.books.rows(sql) if int(r[4])}
        wanted = {k: value(c) for k, c in self.second.charges.items() if value(c)}
        return {k: (got.get(k, 0), wanted.get(k, 0)) for k in set(got) | set(wanted) if got.get(k) != wanted.get(k)}

    def compare_charges(self):
        key = "levy_year, household_no, payer_no, instalment"
        for what, sql, value in (
                ("paid", "SELECT {0}, SUM(amount) FROM collection_allocation WHERE item = 1 GROUP BY {0}",
                 lambda c: c.paid),
                ("延滞金 paid", "SELECT {0}, SUM(amount) FROM collection_allocation WHERE item = 2 GROUP BY {0}",
                 lambda c: c.late_paid),
                ("written off", "SELECT {0}, SUM(amount) FROM collection_write_off GROUP BY {0}",
                 lambda c: c.written_off)):
            differs = self.by_charge(sql.format(key), value)
            if differs:
                self.w.fault(f"{what} (ledger, second): {differs}")

    def compare_excesses(self):
        got = {r[0]: int(r[1]) for r in self.w.books.rows(
            "SELECT payer_no, SUM(CASE WHEN credit = 3 THEN amount ELSE -amount END) FROM ledger_posting"
            " WHERE debit = 3 OR credit = 3 GROUP BY payer_no") if int(r[1])}
        wanted = collections.Counter(self.second.reserved_of())
        for x in self.second.excesses:
            wanted[x.payer] += x.left
        wanted = {k: v for k, v in wanted.items() if v}
        if got != wanted:
            self.w.fault(f"過誤納 by payer (ledger, second): {got} {wanted}")

    def compare_tasks(self):
        """No money without somebody who has to do something about it."""
        w = self.w
        held = {r[0] for r in w.books.rows(
            "SELECT receipt_no FROM collection_receipt h WHERE state = 2 AND amount > 0 AND NOT EXISTS (SELECT 1 FROM"
            " collection_receipt u WHERE u.uses = h.receipt_no OR u.reverses = h.receipt_no)")}
        known = {int(r[0]) for r in w.books.rows("SELECT source_key FROM casework_task WHERE state < 3 AND source ="
                                                 " 'refund:held'")}
        if held - known:
            w.fault(f"仮受 {held - known} is nobody's task")
        waiting = {x.payer for x in self.second.excesses if x.left > 0}
        asked = {r[0] for r in w.books.rows("SELECT addressee_no FROM casework_task WHERE state < 3 AND source LIKE"
                                            " 'refund:%'")}
        if waiting - asked:
            w.fault(f"過誤納 of {waiting - asked} is nobody's task")


Life.HAPPENINGS = [(Life.at_stores, 30), (Life.at_banks, 12), (Life.at_counters, 6), (Life.by_telephone, 8),
                   (Life.at_cash_machines, 8), (Life.debited, 10), (Life.corrected, 12), (Life.demanded, 8),
                   (Life.written_to, 5), (Life.reissued, 10), (Life.at_the_desk, 14), (Life.by_qr, 8),
                   (Life.at_the_arrears_desk, 22), (Life.keeps_his_word, 8), (Life.lapsed, 3)]


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def story(base, store):
    if store:
        served.let_in(store.removeprefix("postgres:"))
    preload = [w for w in sys.argv[1:] if w.endswith(".so")]
    Life(World(base, store, option("--seed", 1), preload[0] if preload else None)).live(option("--events", 60))


if __name__ == "__main__":
    sys.exit(year.run("bookkeeper", story))
