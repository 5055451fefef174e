"""The second bookkeeper: what collection.md says of money, with dictionaries and nothing else.

Written from the papers (sections 2, 6 to 9 and 21) and never from the program. It is told what happens in the world
-- a decision of the premium, a payment with its key, an act of a clerk -- and keeps what is charged, paid, too much,
held, appropriated, given back and written off. It knows no table and no file of the program.
"""
import collections
import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "second"))
import collection_engine  # noqa: E402  延滞金 and 還付加算金 day by day, itself written from the papers

ONE_DAY = datetime.timedelta(days=1)
TOLD, CONFIRMED, CANCELLED, FINAL = "told", "confirmed", "cancelled", "final"


def day_of(ymd):
    return datetime.date(ymd // 10000, ymd // 100 % 100, ymd % 100)


FOREVER = datetime.date.max


def months_after(day, months):
    """民法143条: the end of the day before the corresponding one, of a period that begins the day after."""
    return collection_engine.last_day_of_months(day + ONE_DAY, months)


def two_years_after(day):
    return months_after(day, 24)


PROMISE, GRACE, SALE_GRACE, SUSPENSION, SEIZURE = "分納", "徴収猶予", "換価の猶予", "執行停止", "差押"
DEMAND, SALE, SUCCESSION, SECURITY = "交付要求", "公売", "納付義務承継", "証券受託"
GRACES = (GRACE, SALE_GRACE)
WAIVER = "延滞金の減免"
ALL_OF_IT, HALF, RATE_OF_GRACE = "all", "half", "grace"    # what an act takes off 延滞金 (9.6)
DONE, RELEASED, CANCELLED_ACT, BROKEN = 1, 2, 3, 4        # how an act ended
DUNNED, ACKNOWLEDGED = 0, 3                                # 17.2, of one day in this order
LASTING = {SEIZURE: 1, DEMAND: 2, GRACE: 4, SALE_GRACE: 4}


class Act:
    """滞納整理 (17.2, 19 to 21): what was done about some charges, from a day, until it ends."""

    def __init__(self, kind, number, payer, charges, on, until=FOREVER, applied_on=None, waives=None):
        self.kind, self.number, self.payer, self.charges = kind, number, payer, charges
        self.on, self.until, self.applied_on = on, until, applied_on
        self.waives = waives
        self.ended_on = self.cause = self.ending = None
        self.steps = []                                 # of a promise: (day, principal, 延滞金)
        self.owed = [c.unpaid for c in charges]
        self.spent = self.recovered = 0                 # of a seizure: 滞納処分費
        self.amount = 0                                 # of a security, the least price of a sale
        self.of, self.price, self.is_movable, self.is_presented = None, 0, False, False
        self.heirs = []

    @property
    def is_open(self):
        return self.ended_on is None

    @property
    def last(self):
        """Its last day: what was decided for a time ends then, whenever somebody writes that down."""
        return min(self.until, self.ended_on or FOREVER)

    def end(self, day, cause):
        self.ended_on, self.cause, self.ending = day, cause, object()
        return self.ending

    def reopen(self):
        self.ended_on = self.cause = self.ending = None

    def acknowledged_on(self):
        """A promise, a cheque handed in, a grace that was applied for; not one that the office grants by itself."""
        return self.on if self.kind in (PROMISE, SECURITY) else self.applied_on

    def stays_limit_until(self):
        """What lasts: no lapse before it is over; then two years, or half a year where it was wrong from the start."""
        if self.kind in GRACES:
            return two_years_after(self.last)
        if self.is_open:
            return FOREVER
        return months_after(self.last, 6) if self.cause == CANCELLED_ACT else two_years_after(self.last)

    def kept(self, today):
        """20.3: the promise as it is kept: (all of it, days in a row that were missed by more than a week)."""
        principal = sum(max(0, owed - c.unpaid) for c, owed in zip(self.charges, self.owed))
        late = sum(yen for c in self.charges for day, yen in c.late_payments if self.on <= day <= today)
        missed, is_whole, in_row = 0, True, 0
        for day, p, charge in self.steps:
            lacks = p + charge - min(p, principal) - min(charge, late)
            principal, late = principal - min(p, principal), late - min(charge, late)
            is_whole = is_whole and lacks == 0
            if lacks and day < today:
                missed += 1
                in_row += day + 7 * ONE_DAY < today
        return is_whole, missed, in_row



class Heir:
    """19.4: his share of what was unpaid, what he answers for beside it, what he has paid."""

    def __init__(self, number, share, estate=None):
        self.number, self.share, self.estate = number, share, estate
        self.owed = self.late = self.paid = 0

    @property
    def left(self):
        return max(0, self.owed + self.late - self.paid)

    @property
    def liable(self):
        """9条3項: for the others' shares, as far as what he got is more than his own."""
        return max(0, (self.estate or 0) - self.owed)


class Distribution:
    """19.6: what came in by a seizure or a 交付要求, and what of it is other creditors'."""

    def __init__(self, act, on):
        self.act, self.on, self.others, self.handed = act, on, {}, set()
        self.proceeds = self.spent = self.recovered = 0
        self.entry = self.ending = None


class Charge:
    """調定: one instalment of a levy year, household and payer."""

    def __init__(self, key, due):
        self.key, self.due, self.amount = key, due, 0
        self.payments = []          # [day, yen, whether he paid it himself] of principal, as they count for him
        self.written_off = 0
        self.late_payments = []     # (day, yen) of 延滞金; what was taken back stands once more, negative
        self.raised = 0             # when it was last lowered below what was paid
        self.dunned_on = self.fixed_on = None
        self.acts = []
        self.late_then = 0          # 延滞金 as it was when some of it was last paid

    def limit(self):
        """17: two years after the due date; renewed by the 督促, by what the debtor paid or acknowledged before it was
        over; it does not end while a seizure or a grace lasts. 執行停止 leaves it alone."""
        ends = two_years_after(self.due)
        events = [(day, ACKNOWLEDGED, two_years_after(day)) for day, amount, is_his in self.payments if amount > 0 and is_his]
        if self.dunned_on:
            events.append((self.dunned_on, DUNNED, two_years_after(self.fixed_on)))
        for act in self.acts:
            if act.acknowledged_on():
                events.append((act.acknowledged_on(), ACKNOWLEDGED, two_years_after(act.acknowledged_on())))
            if act.kind in LASTING:
                events.append((act.on, LASTING[act.kind], act.stays_limit_until()))
        for day, _, renewed in sorted(events):
            if day <= ends:
                ends = max(ends, renewed)
        return ends

    def is_stayed(self, day, *kinds):
        return any(act.kind in kinds and act.on <= day <= act.last for act in self.acts)

    def lost_on(self):
        """21.1: the day on which a 停止 of three years ends the obligation."""
        return min([act.until for act in self.acts if act.kind == SUSPENSION and act.is_open], default=FOREVER)

    def takes(self, day):
        """What it takes of a payment of that day: nothing once it has lapsed (E41)."""
        return self.unpaid if self.unpaid > 0 and day <= self.limit() else 0

    def is_gone(self, day):
        return self.takes(day) == 0 and (self.written_off > 0 or day > self.limit())

    @property
    def paid(self):
        return sum(amount for _, amount, _ in self.payments)

    @property
    def late_paid(self):
        return sum(amount for _, amount in self.late_payments)

    @property
    def unpaid(self):
        return self.amount - self.paid - self.written_off

    def late_charge(self, as_of, promised=()):
        """9.4: to a day; once the principal is complete the last payment ends it. 9.6: 猶予 of 災害・病気 and 執行停止
        bear none, the other graces their own rate."""
        if self.amount == 0:
            return 0
        request = {"municipality": "131041", "principal": self.amount, "due_date": self.due.isoformat(),
                   "payments": [{"date": d.isoformat(), "amount": a}
                                for d, a in [p[:2] for p in self.payments] + list(promised) if a > 0],
                   "excluded": [{"from": act.on.isoformat(), "to": act.last.isoformat()} for act in self.acts
                                if act.waives == ALL_OF_IT and act.on <= act.last]}
        lowered = [(act.on, act.last, act.waives) for act in self.acts
                   if act.waives not in (None, ALL_OF_IT) and act.on <= act.last]
        if as_of and self.unpaid > sum(a for _, a in promised):
            if as_of <= self.due:
                return 0
            request["as_of"] = as_of.isoformat()
        elif not request["payments"]:
            return 0
        return collection_engine.late_charge(request, lowered)["amount"]

    def note_late(self):
        """X42: what was paid of it stands as it was told then, until something that it was computed of is changed."""
        self.late_then = self.late_charge(None)

    def late_owed(self, as_of):
        """231条の3第2項: only what was dunned bears it."""
        return max(0, self.late_charge(as_of) - self.late_paid) if self.dunned_on else 0


class Excess:
    """過誤納: what no charge stands behind, since when, from which payments."""

    def __init__(self, payer, household, cause, arose_on, sources, order):
        self.payer, self.household, self.cause, self.arose_on = payer, household, cause, arose_on
        self.sources = sources      # [day of payment, yen], the latest first
        self.order = order

    @property
    def left(self):
        return sum(amount for _, amount in self.sources)

    def take(self, yen):
        """From the latest payments first (8.5)."""
        taken = []
        for source in self.sources:
            part = min(source[1], yen)
            if part > 0:
                source[1] -= part
                yen -= part
                taken.append((source[0], part))
        assert yen == 0
        return taken


class SecondBooks:
    def __init__(self):
        self.charges = {}                               # (year, household, payer, instalment): Charge
        self.notices = {}                               # (year, notice number): (household, payer)
        self.slips = {}                                 # (year, notice, instalment, serial): {instalment: (yen, late)}
        self.told = {}                                  # record: yen
        self.seen = set()                               # records of money that were taken in
        self.used_slips = collections.Counter()
        self.excesses = []
        self.journal = []                               # what was booked, for whoever takes it back
        self.held = 0
        self.cash = 0
        self.late = 0
        self.interest = self.lapsed = 0
        self.order = 0
        self.reserved = collections.Counter()           # payer: yen decided and not yet paid
        self.counts = collections.Counter()
        self.acts, self.distributions = [], []
        self.heir_slips = {}                            # of a slip: the heir it was made for
        self.deposited = 0                              # 歳入歳出外現金: of other creditors

    # ------------------------------------------------------------------------------- 調定 -----
    def decided(self, year, household, payer, instalments):
        """A decision of the premium: {instalment: (due, yen)}; what is not among them is asked for no more."""
        for (y, h, p, n), charge in self.charges.items():
            if (y, h, p) == (year, household, payer) and n not in instalments:
                charge.amount = 0
        for n, (due, amount) in instalments.items():
            charge = self.charges.setdefault((year, household, payer, n), Charge((year, household, payer, n), due))
            charge.amount, charge.due = amount, due

    def lowered(self, today):
        """7: what was lowered after it was paid is 過誤納 from the day of the decision (K1)."""
        raised = 0
        for key in sorted(self.charges):
            charge = self.charges[key]
            if charge.unpaid >= 0:
                continue
            # What was written off was never paid: it is less that was lost, and nothing to give back.
            charge.written_off = max(0, charge.amount - charge.paid)
            over = charge.paid - charge.amount
            if over <= 0:
                continue
            sources, rest = [], over
            for payment in sorted(charge.payments, key=lambda one: one[0], reverse=True):
                part = min(payment[1], rest)
                payment[1] -= part
                rest -= part
                if part > 0:
                    sources.append([payment[0], part])
            charge.payments = [p for p in charge.payments if p[1] != 0]
            self.too_much(charge.key[2], charge.key[1], "K1", today, sources)
            charge.raised = self.order
            raised += over
        for key in sorted(self.charges):
            self.late_lowered(self.charges[key], today)
        return raised

    def late_lowered(self, charge, today):
        """K5: 延滞金 that was paid and is less by what was decided since."""
        if charge.late_paid <= 0 or charge.unpaid > 0:
            return
        now = charge.late_charge(None)
        over = charge.late_paid - now
        if now < charge.late_then and over > 0:
            paid_on = max(day for day, yen in charge.late_payments if yen > 0)
            charge.late_payments.append((paid_on, -over))
            self.late -= over
            charge.raised = self.order + 1
            self.too_much(charge.key[2], charge.key[1], "K5", today, [[paid_on, over]])

    def too_much(self, payer, household, cause, arose_on, sources):
        self.order += 1
        merged = {}
        for day, amount in sources:
            merged[day] = merged.get(day, 0) + amount
        self.excesses.append(Excess(payer, household, cause, arose_on,
                                    [[d, merged[d]] for d in sorted(merged, reverse=True)], self.order))

    # ---------------------------------------------------------------------------- receipts ----
    def of_notice(self, year, notice):
        household, payer = self.notices[year, notice]
        return {n: c for (y, h, p, n), c in sorted(self.charges.items()) if (y, h, p) == (year, household, payer)}

    def receive(self, r, today):
        """6.3: a record of a channel's file; what became of it. A record is a dictionary: kind, channel, year, notice,
        instalment, serial, amount, late, day, stamp (channel, time, place: what tells two payments apart)."""
        key = self.key_of(r)
        record = (key, r["day"], r["stamp"])
        outcome = self.outcome(r, key, record, today)
        self.counts[outcome] += 1
        return outcome

    def outcome(self, r, key, record, today):
        is_money = r["kind"] in (CONFIRMED, FINAL)
        if is_money and (record, r["amount"]) in self.seen:
            return "E10"
        if r["kind"] == TOLD and ((record, r["amount"]) in self.seen or record in self.told):
            return "E10"
        fault = self.fault(r, today)
        if r["kind"] == CANCELLED:
            if fault:
                return fault
            return "unmarked" if self.told.pop(record, None) is not None else "E12"
        if fault is None and is_money and record in self.told and self.told[record] != r["amount"]:
            fault = "E15"
        if fault:
            if is_money:
                self.seen.add((record, r["amount"]))
                self.held += r["amount"]
                self.cash += r["amount"]
            return fault
        if r["kind"] == TOLD:
            self.told[record] = r["amount"]
            return "told"
        self.told.pop(record, None)
        self.seen.add((record, r["amount"]))
        return self.post(r, key)

    def fault(self, r, today):
        if r.get("held"):
            return "E52"
        if (r["year"], r["notice"]) not in self.notices:
            return "E03"
        charges = self.of_notice(r["year"], r["notice"])
        if r["instalment"] != 0 and r["instalment"] not in charges:
            return "E03"
        if r["day"] > today:
            return "E31"
        charge = charges.get(r["instalment"])
        if charge is not None and r["kind"] == TOLD and charge.is_gone(r["day"]):
            return "E41"
        return None

    def post(self, r, key):
        """The slip's split, else the charge it names, or all of the year in their order; the rest is too much."""
        household, payer = self.notices[r["year"], r["notice"]]
        charges = self.of_notice(r["year"], r["notice"])
        split = self.slips.get(key)
        if split is None and r["late"] > 0:
            split = {r["instalment"]: (r["amount"] - r["late"], r["late"])}
        named = sorted(split) if split else [r["instalment"]] if r["instalment"] else sorted(charges)
        rest, taken, asked, gone = r["amount"], 0, 0, any(charges[n].is_gone(r["day"]) for n in named)
        entry = self.entry_of(True, record=r, payer=payer)
        for n in named:
            most = split[n][0] if split else rest
            asked += split[n][0] if split else 0
            part = min(most, rest, charges[n].takes(r["day"]))
            self.pay(charges[n], r["day"], part, entry)
            rest -= part
            taken += part
        again = self.used_slips[key] > 0 or (asked > 0 and taken == 0)
        if split and not again:
            for n in named:
                part = min(split[n][1], rest)
                self.pay_late(charges[n], r["day"], part)
                entry["late"].append((charges[n], r["day"], part))
                rest -= part
        for n in named if split else ():                # 6.3 no. 5: more than the slip: up to what is unpaid
            part = min(rest, charges[n].takes(r["day"]))
            self.pay(charges[n], r["day"], part, entry)
            rest -= part
        self.used_slips[key] += 1
        self.of_heir(entry, key, 1)
        self.cash += r["amount"]
        self.journal.append(entry)
        if rest > 0:
            self.too_much(payer, household, "K3" if gone else "K2", r["day"], [[r["day"], rest]])
            entry["over"] = (self.excesses[-1], rest)
            return "over"
        return "booked"

    def of_heir(self, entry, key, sign):
        if key in self.heir_slips:
            paid = sum(yen for *_, yen in entry["lines"]) + sum(yen for *_, yen in entry["late"])
            self.heir_slips[key].paid += sign * paid

    @staticmethod
    def key_of(r):
        return r["year"], r["notice"], r["instalment"], r["serial"]

    def pay_late(self, charge, day, amount):
        if amount != 0:
            charge.late_payments.append((day, amount))
            self.late += amount
            if amount > 0:
                charge.note_late()

    @staticmethod
    def pay(charge, day, amount, entry=None, is_his=True):
        if amount > 0:
            charge.payments.append([day, amount, is_his])
            if entry:
                entry["lines"].append((charge, day, amount))

    # ---------------------------------------------------------------------- acts of clerks ----
    def counter(self, key, principal, late, day):
        charge = self.charges[key]
        assert principal <= charge.unpaid
        self.pay(charge, day, principal)
        self.pay_late(charge, day, late)
        self.cash += principal + late

    def may_cancel(self, entry):
        """What came of the money must still be there: on charges that were not lowered below it since, or as 過誤納
        nobody has touched."""
        over = entry["over"]
        return entry["order"] > 0 and (over is None or over[0].left == over[1]) and not any(
            charge.raised > entry["order"] for charge, _, _ in entry["lines"])

    def cancel(self, entry, is_held):
        """収納の取消 (CO-64): as if it had never been matched; the money is held, or it never came."""
        self.journal.remove(entry)
        self.unpay(entry)
        self.of_heir(entry, self.key_of(entry["record"]), -1)
        amount = entry["record"]["amount"]
        if is_held:
            self.held += amount
        else:
            self.cash -= amount

    def unpay(self, entry):
        for charge, day, amount in entry["lines"]:
            for payment in charge.payments:
                part = min(payment[1], amount) if payment[0] == day and payment[2] == entry["is_his"] else 0
                payment[1] -= part
                amount -= part
            assert amount == 0
            charge.payments = [p for p in charge.payments if p[1]]
        for charge, day, amount in entry["late"]:
            self.pay_late(charge, day, -amount)
        if entry["over"]:
            entry["over"][0].sources = []
        entry["order"] = 0                              # once

    def entry_of(self, is_his, **more):
        self.order += 1
        return {"lines": [], "late": [], "over": None, "order": self.order, "is_his": is_his, **more}

    def assign(self, amount, day, key=None, payer=None, cause=None):
        """仮受の消込: on a charge up to what is unpaid, what is over is 過誤納; or all of it is this payer's."""
        self.held -= amount
        if key:
            charge = self.charges[key]
            part = min(amount, charge.takes(day))
            payer, cause = key[2], "K3" if charge.is_gone(day) else "K2"
            self.pay(charge, day, part)
            amount -= part
        if amount > 0:
            self.too_much(payer, None, cause, day, [[day, amount]])

    def paid_back(self, payer, refund, interest):
        """The bank was told to pay: it leaves 過誤納 and the cash."""
        self.reserved[payer] -= refund
        self.cash -= refund + interest
        self.interest += interest

    def came_back(self, payer, refund, interest):
        """口座相違: as if it had not been paid."""
        self.paid_back(payer, -refund, -interest)

    def lapse(self, today):
        """110条: two years from the day it arose; what nobody decided on by then falls to the ward."""
        fallen = 0
        for excess in self.excesses:
            if excess.left and today > two_years_after(excess.arose_on):
                fallen += excess.left
                excess.sources = []
        self.lapsed += fallen
        return fallen

    def told_of(self, charge):
        """速報 that wait for their 確報: paid already, as far as a demand or an appropriation goes (6.5). Of a slip that
        names its charges those alone; the principal of all of them comes first."""
        year, household, payer, n = charge.key
        found = 0
        for (key, _, _), amount in self.told.items():
            if key[0] != year or self.notices.get(key[:2]) != (household, payer):
                continue
            split = self.slips.get(key)
            for of in sorted(split or ()):
                part = min(split[of][0], amount)
                amount -= part
                found += part if of == n else 0
            if not split and key[2] in (0, n):
                found += charge.amount if key[2] == 0 else amount
        return found

    def open_of(self, payer):
        return sorted((x for x in self.excesses if x.payer == payer and x.left > 0),
                      key=lambda x: (x.arose_on, x.order))

    def appropriate(self, payer, today):
        """8.1 to 8.5: his own overdue debts, oldest first, principal of all before any 延滞金; the rest is given back.
        -> (appropriated, refund, interest, parts to be given back)"""
        debts = sorted((c for c in self.charges.values() if c.key[2] == payer and c.due < today <= c.limit()
                        and not c.is_stayed(today, *GRACES, SUSPENSION)),         # 8.3
                       key=lambda c: (c.due, c.key[0], c.key[3], c.key[1]))
        appropriated, groups, back = 0, {}, []
        decision = self.entry_of(False, stood=[(x, [list(s) for s in x.sources]) for x in self.open_of(payer)])
        self.decision = decision
        for excess in self.open_of(payer):
            start = excess.left
            # 延滞金 as it is when this excess could pay, before it does so.
            for item in ("principal", "late"):
                for charge in debts:
                    effective = max(charge.due, excess.arose_on)
                    owed = (charge.unpaid - self.told_of(charge) if item == "principal"
                            else charge.late_owed(effective))
                    part = max(0, min(owed, excess.left))
                    if part == 0:
                        continue
                    for paid_on, yen in excess.take(part):
                        groups.setdefault(("appropriated", excess.cause, effective), []).append((paid_on, yen))
                    if item == "principal":
                        self.pay(charge, effective, part, decision, is_his=False)
                    else:
                        self.pay_late(charge, effective, part)
                        decision["late"].append((charge, effective, part))
                    appropriated += part
            assert excess.left <= start
            for paid_on, yen in excess.take(excess.left):
                back.append((excess.cause, paid_on, yen))
        refund = sum(yen for *_, yen in back)
        interest = self.interest_of(back, today)
        for (_, cause, ends_on), sources in groups.items():
            interest += self.interest_of([(cause, d, y) for d, y in sources], ends_on)
        return appropriated, refund, interest, back

    def undo_decision(self):
        """The last one, taken back at once: what it paid is owed again, what stood too much stands again."""
        self.unpay(self.decision)
        for excess, sources in self.decision["stood"]:
            excess.sources = sources

    @staticmethod
    def interest_of(parts, ends_on, waiting=None):
        """8.5: of each payment day; K1 from the day after, all others a month later."""
        bases = collections.Counter()
        for cause, paid_on, yen in parts:
            bases[cause, paid_on] += yen
        total = 0
        for (cause, paid_on), yen in bases.items():
            first = paid_on + ONE_DAY
            if cause not in ("K1", "K5"):
                first = collection_engine.last_day_of_months(first, 1) + ONE_DAY
            if first > ends_on:
                continue
            request = {"refund": yen, "from": first.isoformat(), "to": ends_on.isoformat()}
            if waiting:
                request["excluded"] = [{"from": waiting[0].isoformat(), "to": waiting[1].isoformat()}]
            total += collection_engine.refund_interest(request)["amount"]
        return total

    def reserved_of(self):
        return {payer: yen for payer, yen in self.reserved.items() if yen}

    # --------------------------------------------------------------------------- 滞納整理 -----
    def act(self, kind, number, payer, charges, on, **more):
        act = Act(kind, number, payer, sorted(charges, key=lambda c: (c.due, c.key[0], c.key[3])), on, **more)
        self.acts.append(act)
        for charge in act.charges:
            charge.acts.append(act)
        return act

    @staticmethod
    def promise(charges, day_of_step, count, unit, odd_first):
        """20.1: a number of payments, the oldest charge first, all principal before any 延滞金."""
        charges = sorted(charges, key=lambda c: (c.due, c.key[0], c.key[3]))
        total = sum(c.unpaid for c in charges)
        each = total // count // unit * unit
        amounts = [each] * count
        amounts[0 if odd_first else -1] += total - each * count
        amounts = [a for a in amounts if a > 0]
        left, promised = [c.unpaid for c in charges], [[] for _ in charges]
        for at, amount in enumerate(amounts):
            for i in range(len(charges)):
                part = min(left[i], amount)
                left[i], amount = left[i] - part, amount - part
                promised[i].append((day_of_step(at), part))
        late = sum(max(0, c.late_charge(c.due, of) - c.late_paid) for c, of in zip(charges, promised) if c.dunned_on)
        steps = [(day_of_step(at), amount, 0) for at, amount in enumerate(amounts)]
        while late > 0:
            part = min(late, amounts[0])
            steps.append((day_of_step(len(steps)), 0, part))
            late -= part
        return steps

    def distribute(self, seizure, proceeds, day, costs, others):
        """19.6: costs (below 100 yen nil), who comes before the premium, the premiums of the act, the oldest first,
        their 延滞金, who comes after, the debtor. `others`: (rank, yen, name), rank 1 and 2 before the premium."""
        seizure.spent += costs
        self.cash += proceeds
        made = Distribution(seizure, day)
        made.proceeds, made.spent, made.entry = proceeds, costs, self.entry_of(False)
        self.distributions.append(made)
        part = max(0, min(seizure.spent // 100 * 100 - seizure.recovered, proceeds))
        seizure.recovered += part
        made.recovered = part
        proceeds -= part
        before = sorted(o for o in others if o[0] <= 2)
        proceeds = self.hold_for_others(made, before, proceeds)
        proceeds = self.pay_in_order(seizure.charges, proceeds, day, made.entry)
        proceeds = self.hold_for_others(made, sorted(o for o in others if o[0] > 2), proceeds)
        if proceeds > 0:
            self.too_much(seizure.payer, None, "K6", day, [[day, proceeds]])
            made.entry["over"] = (self.excesses[-1], proceeds)
        return made

    def may_undo_distribution(self, made):
        costs = (made.act.spent - made.spent) // 100 * 100
        return made in self.distributions and not made.handed and self.may_cancel(made.entry) and (
            costs >= made.act.recovered - made.recovered)

    def undo_distribution(self, made):
        self.distributions.remove(made)
        self.unpay(made.entry)
        self.cash -= made.proceeds
        made.act.spent -= made.spent
        made.act.recovered -= made.recovered
        self.deposited -= sum(made.others.values())
        if made.ending:
            made.act.reopen()

    def hold_for_others(self, made, others, proceeds):
        for _, yen, name in others:
            part = min(yen, proceeds)
            made.others[name] = part
            self.deposited += part
            proceeds -= part
        return proceeds

    def pay_in_order(self, charges, amount, day, entry):
        """The principal of all before any 延滞金; what is left over."""
        late = [c.late_owed(day) for c in charges]
        for charge in charges:
            part = max(0, min(charge.unpaid, amount))
            self.pay(charge, day, part, entry, entry["is_his"])
            amount -= part
        for charge, owed in zip(charges, late):
            part = min(owed, amount)
            self.pay_late(charge, day, part)
            entry["late"].append((charge, day, part))
            amount -= part
        return amount

    def hand_out(self, made, name):
        """133条: what is another creditor's goes to him."""
        self.deposited -= made.others[name]
        self.cash -= made.others[name]
        made.handed.add(name)

    def take_from(self, made, name):
        """It was not handed out."""
        self.deposited += made.others[name]
        self.cash += made.others[name]
        made.handed.remove(name)

    @staticmethod
    def succeed(act, heirs, representative, is_limited, day):
        """19.4: by their shares, the odd yen is the representative's; 延滞金 by the same shares, each cut and tested
        by itself; with 限定承認 nobody owes more than he got."""
        total = sum(act.owed)
        parts = [total * h.share.numerator // h.share.denominator for h in heirs]
        parts[representative] += total - sum(parts)
        late = [c.late_owed(day) for c in act.charges]
        for heir, part in zip(heirs, parts):
            heir.owed = min(part, heir.estate) if is_limited else part
            shares = [yen * heir.share.numerator // heir.share.denominator for yen in late]
            heir.late_shares = [yen // 100 * 100 if yen >= 1000 else 0 for yen in shares]
        act.heirs = heirs

    def heir_pays(self, act, heir, amount, day):
        """At the counter."""
        entry = self.entry_of(True)
        self.cash += amount
        heir.paid += amount
        rest = self.pay_in_order(act.charges, amount, day, entry)
        assert rest == 0
        return entry

    def undo_heir_pays(self, heir, amount, entry):
        self.unpay(entry)
        self.cash -= amount
        heir.paid -= amount

    @staticmethod
    def open_of_act(act, day):
        return sum(max(0, c.unpaid) + c.late_owed(day) for c in act.charges)

    def security_paid(self, act, day):
        """19.5: the paper is no money until it is paid."""
        entry = self.entry_of(True)
        self.cash += act.amount
        rest = self.pay_in_order(act.charges, act.amount, day, entry)
        if rest > 0:
            self.too_much(act.payer, None, "K2", day, [[day, rest]])
            entry["over"] = (self.excesses[-1], rest)
        return entry

    def undo_security_paid(self, act, entry):
        self.unpay(entry)
        self.cash -= act.amount
        act.reopen()

    def may_void(self, act):
        """取消し of an act: it stands as it was entered, and nothing was built on it."""
        return (act in self.acts and act.is_open and not act.is_presented and not any(h.paid for h in act.heirs) and
                not any(d.act is act for d in self.distributions) and not any(s.of is act for s in self.acts))

    def void(self, act):
        """As if it had never been; what was paid meanwhile was paid."""
        self.acts.remove(act)
        for charge in act.charges:
            charge.acts.remove(act)
        self.heir_slips = {key: heir for key, heir in self.heir_slips.items() if heir not in act.heirs}

    def promises_end(self, today):
        """20.3: kept to the end, or missed twice in a row."""
        for act in self.acts:
            if act.kind == PROMISE and act.is_open:
                is_whole, _, in_row = act.kept(today)
                if is_whole or in_row >= 2:
                    act.end(today, BROKEN if in_row >= 2 else DONE)

    # ------------------------------------------------------------------------------- sums -----
    def sums(self):
        """As the accounts of the ledger say it: what is asked for, came in, stands too much, is held."""
        receivable = sum(c.unpaid for c in self.charges.values())
        spent = sum(a.spent // 100 * 100 for a in self.acts)            # 滞納処分費: 100 yen of a seizure's
        return {"receivable": receivable, "cash": self.cash,
                "overpaid": -sum(x.left for x in self.excesses) - sum(self.reserved.values()), "held": -self.held,
                "late_charge": -self.late, "interest": self.interest, "lapsed": -self.lapsed,
                "costs": spent - sum(a.recovered for a in self.acts), "costs_income": -spent,
                "deposited": -self.deposited,
                "written_off": sum(c.written_off for c in self.charges.values())}
