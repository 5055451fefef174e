"""Other people's proceedings in the years of bookkeeper.py: 交付要求, 公売, money of other creditors, heirs, cheques."""
import collections
from fractions import Fraction

from second_books import (BROKEN, DEMAND, DONE, Heir, ONE_DAY, RELEASED, SALE, SECURITY, SEIZURE, SUCCESSION,
                          SUSPENSION)

SHARES = ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)), (Fraction(1),),
          (Fraction(2, 3), Fraction(1, 3)))
MOVABLES = 7                                            # of the kinds of property; what can be sold
RANKS = {1: "見本信用金庫", 2: "見本都税事務所", 5: "見本年金事務所", 6: "見本商事"}


class ForcedLife:
    """A part of Life, beside ArrearsLife."""

    def forced_acts(self):
        return [(self.demanded_of_others, 3), (self.announced, 3), (self.sold, 4), (self.handed_out, 4), (self.succeeded, 3),
                (self.heir_pays, 4), (self.took_a_cheque, 3), (self.cheque_goes_on, 5), (self.acts_taken_back, 7)]

    # ------------------------------------------------------------------------ 交付要求, 公売 --
    def demanded_of_others(self, desk):
        """交付要求: neither 督促 nor the ten days are asked for; nothing lapses while it lasts."""
        payer, charges = self.of_a_payer()
        if charges:
            may = not any(c.is_stayed(self.w.day, SUSPENSION) for c in charges)
            self.entered(desk, "arrears-demand", DEMAND, payer, charges, fine=may, proceeding=self.random.choice((1, 2, 3)),
                         party="見本地方裁判所", body="令和6年(ケ)第123号")

    def announced(self, desk):
        """公売公告: of things, not of claims; ten days before the sale."""
        w, day = self.w, self.w.day
        found = [a for a in self.open_acts(SEIZURE) if not any(s.of is a for s in self.open_acts(SALE))]
        if not found:
            return
        seizure, wait = self.random.choice(found), self.random.choice((9, 11, 20))
        may = seizure.is_movable and wait > 10
        until, estimate = day + wait * ONE_DAY, self.random.choice((1_000, 20_000))
        if self.act(desk, "arrears-sale", seizure.payer, fine=may, step=1, act=seizure.number, on=day.isoformat(),
                    sale_on=until.isoformat(), estimate=estimate, place="区役所本庁舎 入札"):
            sale = self.second.act(SALE, self.newest(seizure.payer), seizure.payer, [], day, until=until)
            sale.of, sale.amount = seizure, estimate
            self.may_go_back(desk, f"公売 {sale.number}", lambda: self.second.may_void(sale), lambda: self.second.void(sale))
            w.note(f"公売 {sale.number} of {seizure.number} on {until}, {estimate}")

    def sold(self, desk):
        """代金の納付: on its day or later, for the estimate at least."""
        day = self.w.day
        found = self.open_acts(SALE)
        if not found:
            return
        sale = self.random.choice(found)
        price = sale.amount + self.random.choice((-1, 0, 15_000))
        may = day >= sale.until and price >= sale.amount
        if self.act(desk, "arrears-sale", sale.payer, fine=may, step=2, act=sale.number, on=day.isoformat(), buyer="見本 買太",
                    price=price):
            self.ending_may_go_back(desk, sale, sale.end(day, DONE))
            sale.of.price = price
            self.w.note(f"公売 {sale.number} sold for {price}")

    def other_claims(self):
        """Up to two other creditors, before the premium and behind it."""
        ranks = self.random.sample(sorted(RANKS), self.random.choice((0, 0, 1, 2)))
        return [(rank, self.random.choice((900, 9_000)), RANKS[rank]) for rank in ranks]

    def handed_out(self, desk):
        """配当金の交付: once."""
        w, day = self.w, self.w.day
        found = [(d, name) for d in self.second.distributions for name in sorted(d.others)]
        if not found:
            return
        made, name = self.random.choice(found[-6:])
        seq = w.books.rows(f"SELECT seq FROM arrears_claim WHERE act_no = {made.number} AND claimant = '{name}'")[0][0]
        if self.act(desk, "arrears-payout", made.act.payer, fine=made.others[name] > 0 and name not in made.handed, act=made.number, seq=seq,
                    on=day.isoformat(), words="口座振込"):
            w.note(f"配当 {made.number}: {name} gets {made.others[name]}")
            self.second.hand_out(made, name)
            self.may_go_back(desk, f"交付 {made.number} {name}", lambda: name in made.handed,
                             lambda: self.second.take_from(made, name))

    # ------------------------------------------------------------------------------ 承継 -----
    def succeeded(self, desk):
        """納付義務承継: shares to the yen, a slip for each heir and notice."""
        w, day = self.w, self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        may = not any(a.payer == payer and set(a.charges) & set(charges) for a in self.open_acts(SUCCESSION))
        shares, is_limited = self.random.choice(SHARES), self.random.random() < 0.3
        others = sorted({p for _, p in self.second.notices.values()} - {payer})
        heirs = [Heir(n, share, self.random.choice((0, 3_000, 500_000)) if is_limited or self.random.random() < 0.5 else None)
                 for n, share in zip(self.random.sample(others, len(shares)), shares)]
        first = self.random.randrange(len(heirs))
        lines = "\n".join(f"{h.number} {h.share.numerator}/{h.share.denominator}{' *' if i == first else ''}"
                          f"{'' if h.estate is None else f' {h.estate}'}" for i, h in enumerate(heirs))
        act = self.entered(desk, "arrears-succession", SUCCESSION, payer, charges, fine=may, heirs=lines,
                           died_on=(day - 40 * ONE_DAY).isoformat(), sort=2 if is_limited else 1)
        if act:
            self.second.succeed(act, heirs, first, is_limited, day)
            w.read_slips()
            self.compare_heirs(act, heirs, is_limited)

    def compare_heirs(self, act, heirs, is_limited):
        """What each is asked for stands on his slips; together they ask for all, as far as the heirs answer for it."""
        w = self.w
        rows = w.books.rows("SELECT s.heir_seq, c.levy_year, c.notice_no, c.instalment, c.serial, c.of_instalment, c.principal,"
                            " c.late_charge FROM arrears_heir_slip s JOIN slip_charge c ON c.levy_year = s.levy_year AND"
                            " c.notice_no = s.notice_no AND c.instalment = s.instalment AND c.serial = s.serial"
                            f" WHERE s.act_no = {act.number} ORDER BY 1, 2, 3, 4, 5, 6")
        asked, of_charge = collections.Counter(), collections.Counter()
        for seq, year, notice, instalment, serial, of, principal, late in rows:
            heir, charge = heirs[seq - 1], self.second.of_notice(year, notice)[of]
            share = heir.late_shares[act.charges.index(charge)]
            if late != (share if principal else 0):
                w.fault(f"承継 {act.number}: 延滞金 {late} of {charge.key} for {heir.number}, should be {share}")
            heir.late += late
            asked[seq] += principal
            of_charge[charge.key] += principal
            self.second.heir_slips[year, notice, instalment, serial] = heir
        owed = {i + 1: h.owed for i, h in enumerate(heirs) if h.owed}
        wanted = {c.key: c.unpaid for c in act.charges}
        if dict(+asked) != owed or (not is_limited and dict(of_charge) != wanted):
            w.fault(f"承継 {act.number}: the heirs are asked for {dict(asked)}, should be {owed}; {dict(of_charge)} {wanted}")

    def heir_pays(self, desk):
        """相続人の納付 at the counter: his own part, and of the others' what he answers for."""
        day = self.w.day
        found = [(a, h) for a in self.open_acts(SUCCESSION) for h in a.heirs if self.second.open_of_act(a, day) > 0]
        if not found:
            return
        act, heir = self.random.choice(found)
        most = min(heir.left + heir.liable, self.second.open_of_act(act, day))
        amount = self.random.choice((most, self.random.randint(1, max(1, most)), most + 1))
        if self.act(desk, "arrears-heir-paid", act.payer, fine=0 < amount <= most, act=act.number, heir=heir.number,
                    on=day.isoformat(), amount=amount, words="窓口の現金"):
            entry = self.second.heir_pays(act, heir, amount, day)
            self.may_go_back(desk, f"承継 {act.number}: {amount}", lambda: self.second.may_cancel(entry),
                             lambda: self.second.undo_heir_pays(heir, amount, entry))
            self.w.note(f"承継 {act.number}: {heir.number} pays {amount}")

    # ------------------------------------------------------------------------------ 証券 -----
    def took_a_cheque(self, desk):
        """証券受託: not above the debt."""
        day = self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        owed = sum(c.unpaid + c.late_owed(day) for c in charges)
        amount = self.random.choice((owed, self.random.randint(1, owed), owed + 1))
        cheque = self.entered(desk, "arrears-security", SECURITY, payer, charges, fine=amount <= owed, step=1, party="約束手形 AB12345",
                              payable_on=(day + 30 * ONE_DAY).isoformat(), amount=amount)
        if cheque:
            cheque.amount = amount

    def cheque_goes_on(self, desk):
        """Presented; then paid, dishonoured or given back. Not paid before it was presented, nor over nothing."""
        day = self.w.day
        found = self.open_acts(SECURITY)
        if not found:
            return
        cheque = self.random.choice(found)
        step = self.random.choice((2, 2, 3, 3, 3, 4, 5))
        may = (step == 5 or cheque.is_presented == (step > 2)) and (step != 3 or self.second.open_of_act(cheque, day) > 0)
        if not self.act(desk, "arrears-security", cheque.payer, fine=may, step=step, act=cheque.number, on=day.isoformat()):
            return
        self.w.note(f"証券 {cheque.number} of {cheque.payer}: step {step}, {cheque.amount}")
        if step == 2:
            cheque.is_presented = True
            self.may_go_back(desk, f"証券 {cheque.number} presented", lambda: cheque.is_open and cheque.is_presented,
                             lambda: setattr(cheque, "is_presented", False))
            return
        ending = cheque.end(day, {3: DONE, 4: BROKEN, 5: RELEASED}[step])
        if step != 3:
            self.ending_may_go_back(desk, cheque, ending)
            return
        entry = self.second.security_paid(cheque, day)
        self.may_go_back(desk, f"証券 {cheque.number} paid", lambda: self.second.may_cancel(entry),
                         lambda: self.second.undo_security_paid(cheque, entry))

    # ------------------------------------------------------------------------ 取消し -----
    def may_go_back(self, desk, name, may, back):
        """An act that a clerk may think better of: whether it can be, and what that does."""
        self.acted.append((desk.change, name, may, back))

    def ending_may_go_back(self, desk, act, ending):
        self.may_go_back(desk, f"end of {act.kind} {act.number}", lambda: act.ending is ending, act.reopen)

    def acts_taken_back(self, desk):
        """取消し of a change that was registered: the newest first, and only where nothing was built on it."""
        if not self.acted:
            return
        chosen = self.random.choice(self.acted[-8:])
        change, name, may, back = chosen
        wanted = may()
        done, words = desk.undo(change)
        if done != wanted:
            self.w.fault(f"取消し of {change}, {name}: done {done}, may be done {wanted}: {words[-700:]}")
        if done:
            self.acted.remove(chosen)
            back()
        self.w.note(f"取消し of {change}, {name}: {done}")
