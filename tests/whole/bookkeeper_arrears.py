"""滞納整理 in the years of bookkeeper.py: promises, grace, 停止, seizures and what they bring, in any order.

Two clerks act at the screens. What may not be done is tried, too, and must be refused.
"""
import collections
import datetime

from bookkeeper_desk import KilledDesk
from second_books import (ALL_OF_IT, BROKEN, CANCELLED_ACT, DEMAND, DONE, FOREVER, GRACE, GRACES, HALF, ONE_DAY, PROMISE,
                          RATE_OF_GRACE, RELEASED, SALE, SALE_GRACE, SECURITY, SEIZURE, SUCCESSION, SUSPENSION, WAIVER,
                          day_of, months_after)
from bookkeeper_forced import MOVABLES
from business_days import due_date  # of tests/second, which second_books puts on the path

KINDS = {SEIZURE: 1, DEMAND: 3, SALE: 5, GRACE: 7, SALE_GRACE: 8, WAIVER: 9, SECURITY: 10, PROMISE: 11, SUSPENSION: 12,
         SUCCESSION: 13}                                # of arrears_act
ENDS = {SEIZURE: (DONE, RELEASED, CANCELLED_ACT), DEMAND: (DONE, RELEASED, CANCELLED_ACT), SALE: (CANCELLED_ACT,),
        WAIVER: (CANCELLED_ACT,),
        SUCCESSION: (DONE, CANCELLED_ACT), GRACE: (RELEASED,), SALE_GRACE: (DONE, RELEASED),
        PROMISE: (RELEASED,), SUSPENSION: (RELEASED,)}


def ymd(day):
    return day.year * 10000 + day.month * 100 + day.day


class ArrearsLife:
    """A part of Life: it has self.w, self.random, self.second, self.act() and self.a_payer_s()."""

    def at_the_arrears_desk(self):
        w = self.w
        weighed = [(self.promised, 4), (self.graced, 3), (self.waived, 2), (self.suspended, 3), (self.seized, 6), (self.distributed, 6),
                   (self.ended, 4), *self.forced_acts()]
        acts = self.random.choices([act for act, _ in weighed], [n for _, n in weighed], k=self.random.randint(4, 8))
        with KilledDesk(w) as desk:
            for act in acts:
                act(desk)
                self.happened[act.__name__] += 1
        w.job("refund-detect")

    # ------------------------------------------------------------------------------ choosing --
    def of_a_payer(self, fits=lambda charge: True):
        """Some overdue debts of one payer that have not lapsed; of two households with one name both."""
        day = self.w.day
        open_of = collections.defaultdict(list)
        for charge in self.second.charges.values():
            if charge.unpaid > 0 and charge.due < day:
                open_of[charge.key[2]].append(charge)
        found = {}
        for payer, charges in sorted(open_of.items()):
            wrong = {(c.key[0], c.key[3]) for c in charges if day > min(c.limit(), c.lost_on()) or not fits(c)}
            right = [c for c in charges if (c.key[0], c.key[3]) not in wrong]
            if right:
                found[payer] = right
        if not found:
            return None, []
        payer = self.random.choice(list(found))
        names = sorted({(c.key[0], c.key[3]) for c in found[payer]})
        names = self.random.sample(names, self.random.randint(1, min(4, len(names))))
        return payer, [c for c in found[payer] if (c.key[0], c.key[3]) in names]

    @staticmethod
    def names(charges):
        return " ".join(sorted({f"{c.key[0]}-{c.key[3]}" for c in charges}))

    def open_acts(self, *kinds):
        return [a for a in self.second.acts if a.is_open and a.kind in kinds]

    def newest(self, payer):
        return self.w.books.rows(f"SELECT MAX(act_no) FROM arrears_act WHERE payer_no = {payer}")[0][0]

    def entered(self, desk, kind, name, payer, charges, fine=True, **more):
        """The act at the desk; told to the second bookkeeper when it is done."""
        day = self.w.day
        values = {k: v for k, v in more.items() if k not in ("until_on", "applied", "waives", "begun")}
        begun = more.get("begun", day)
        done = self.act(desk, kind, payer, fine=fine, on=begun.isoformat(), charges=self.names(charges), **values)
        self.w.note(f"{name} of {payer} {self.names(charges)} {values}: {done}")
        if not done:
            return None
        act = self.second.act(name, self.newest(payer), payer, charges, begun, until=more.get("until_on", FOREVER),
                              applied_on=more.get("applied"), waives=more.get("waives"))
        self.may_go_back(desk, f"{name} {act.number}", lambda: self.second.may_void(act), lambda: self.second.void(act))
        return act

    # ---------------------------------------------------------------------------------- acts --
    def promised(self, desk):
        """分納: its days and sums are computed beside the program; a second promise or one in 停止 is refused."""
        day = self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        may = not any(c.is_stayed(day, SUSPENSION) for c in charges) and not any(
            a.payer == payer for a in self.open_acts(PROMISE))
        count, unit, odd = self.random.randint(1, 4), self.random.choice((1, 100, 1000)), self.random.choice((1, 2))
        first_month = day.year * 12 + day.month         # the next one; its last day, whatever the banks do
        first = datetime.date((first_month + 1) // 12, (first_month + 1) % 12 + 1, 1) - ONE_DAY

        def day_of_step(n):
            return due_date((first_month + n) // 12, (first_month + n) % 12 + 1)

        steps = self.second.promise(charges, day_of_step, count, unit, odd == 1)
        plan = self.entered(desk, "arrears-plan", PROMISE, payer, charges, fine=may, first=first.isoformat(), rhythm=2,
                            count=count, unit=unit, odd=odd, words="給与から", until_on=steps[-1][0] + 7 * ONE_DAY)
        if plan is None:
            return
        plan.steps = steps
        theirs = [(day_of(d), p, late) for d, p, late in self.w.books.rows(
            f"SELECT due_on, principal, late_charge FROM arrears_instalment WHERE act_no = {plan.number} ORDER BY seq")]
        if theirs != steps:
            self.w.fault(f"分納 {plan.number}: {theirs}, should be {steps}")
        self.w.read_slips()

    def graced(self, desk):
        """徴収猶予 and 換価の猶予: none lapses while it lasts; 災害・病気 bear no 延滞金, the others that of the rate of grace.
        Who applied has acknowledged; what the office grants by itself nobody has."""
        day = self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        may = not any(c.is_stayed(day, SUSPENSION, *GRACES) for c in charges)
        is_sale, ground = self.random.random() < 0.5, self.random.randint(1, 4)
        by_office = is_sale and ground > 2
        applied = None if by_office else day - datetime.timedelta(days=self.random.randint(0, 5))
        until = min(day + datetime.timedelta(days=self.random.randint(1, 360)), months_after(day - ONE_DAY, 12))
        values = {"mode": 2, "sale_ground": 1 if by_office else 2} if is_sale else {"mode": 1, "ground": ground}
        values |= {} if by_office else {"applied_on": applied.isoformat()}
        self.entered(desk, "arrears-grace", SALE_GRACE if is_sale else GRACE, payer, charges, fine=may, **values,
                     until=until.isoformat(), security="徴さない（病気のため）", words="入院のため", until_on=until,
                     applied=applied, waives=ALL_OF_IT if not is_sale and ground <= 2 else RATE_OF_GRACE)

    def waived(self, desk):
        """延滞金の減免 of some days: all of it, half of the upper rate, or what is above the rate of grace."""
        day = self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        begun = day - datetime.timedelta(days=self.random.randint(0, 200))
        until = begun + datetime.timedelta(days=self.random.randint(0, 250))
        share = self.random.choice((1, 2, 3))
        self.entered(desk, "arrears-waiver", WAIVER, payer, charges, fine=all(until > c.due for c in charges), share=share,
                     until=until.isoformat(), decision="6新健医第1号", words="やむを得ない理由", begun=begun, until_on=until,
                     waives=(ALL_OF_IT, HALF, RATE_OF_GRACE)[share - 1])

    def suspended(self, desk):
        """執行停止: refused while something is seized; the time limit goes on."""
        day = self.w.day
        payer, charges = self.of_a_payer()
        if not charges:
            return
        may = not any(c.is_stayed(day, SUSPENSION, *GRACES) for c in charges) and not any(
            a.payer == payer for a in self.open_acts(SEIZURE))
        self.entered(desk, "arrears-suspension", SUSPENSION, payer, charges, fine=may, ground=3, words="所在も財産も不明",
                     until_on=months_after(day, 36), waives=ALL_OF_IT)

    def seized(self, desk):
        """差押: ten days after the 督促 have passed, neither graced nor suspended."""
        day = self.w.day
        payer, charges = self.of_a_payer(lambda c: c.dunned_on or self.random.random() < 0.05)
        if not charges:
            return
        may = all(c.dunned_on and day >= c.dunned_on + datetime.timedelta(days=11) and
                  not c.is_stayed(day, SUSPENSION, *GRACES) for c in charges)
        costs = self.random.choice((0, 0, 350, 4_350))
        is_movable = self.random.random() < 0.5
        things = ({"property_kind": MOVABLES, "property": "金の指輪1点"} if is_movable else
                  {"property_kind": 1, "party": "見本銀行本店", "property": "普通預金 口座番号1234567"})
        seizure = self.entered(desk, "arrears-seizure", SEIZURE, payer, charges, fine=may, mode=1, **things,
                               amount=sum(c.unpaid for c in charges), **({"costs": costs} if costs else {}))
        if seizure:
            seizure.spent += costs
            seizure.is_movable = is_movable

    def distributed(self, desk):
        """配当 of a seizure, a sale or a 交付要求: too little, enough, too much; with costs and other creditors."""
        w, day = self.w, self.w.day
        found = [a for a in self.open_acts(SEIZURE, DEMAND)
                 if any(c.unpaid > 0 or c.late_owed(day) > 0 for c in a.charges)]
        if not found:
            return
        seizure = self.random.choice(found)
        owed = sum(max(0, c.unpaid) + c.late_owed(day) for c in seizure.charges)
        proceeds = self.random.choice((owed, self.random.randint(1, owed), owed + self.random.randint(1, 30_000)))
        proceeds, seizure.price = seizure.price or proceeds, 0
        costs, others = self.random.choice((0, 0, 480)), self.other_claims()
        ends = self.random.random() < 0.7
        may = not ends or not any(s.of is seizure for s in self.open_acts(SALE))
        values = {"act": seizure.number, "on": day.isoformat(), "proceeds": proceeds}
        values |= {"costs": costs} if costs else {}
        values |= {"claims": "\n".join(f"{rank} {day.isoformat()} {yen} {name}" for rank, yen, name in others)}
        if self.act(desk, "arrears-distribution", seizure.payer, fine=may, **values, **({"ends": 1} if ends else {})):
            made = self.second.distribute(seizure, proceeds, day, costs, others)
            made.number = self.newest(seizure.payer)
            w.note(f"配当 {made.number} of {seizure.number}, {seizure.payer}: {proceeds}, costs {costs}, {others}")
            if ends:
                made.ending = seizure.end(day, DONE)
            self.may_go_back(desk, f"配当 {made.number}", lambda: self.second.may_undo_distribution(made),
                             lambda: self.second.undo_distribution(made))

    def ended(self, desk):
        """解除, 取消し: of whatever stands."""
        found = self.open_acts(*ENDS)
        if not found:
            return
        one = self.random.choice(found)
        cause, day = self.random.choice(ENDS[one.kind]), self.w.day
        may = not (one.kind == SUSPENSION and one.until < day) and not any(s.of is one for s in self.open_acts(SALE))
        if self.act(desk, "arrears-end", one.payer, fine=may, act=one.number,
                    on=day.isoformat(), cause=cause, words="事情が変わった"):
            self.ending_may_go_back(desk, one, one.end(day, cause))
            self.w.note(f"{one.kind} {one.number} of {one.payer} ends: {cause}")

    # -------------------------------------------------------------------------------- payments --
    def keeps_his_word(self):
        """A part of a promise is paid with its own slip, at the store, on its day."""
        w = self.w
        numbers = {a.number for a in self.open_acts(PROMISE)}
        rows = w.books.rows("SELECT levy_year, notice_no, instalment, serial, due_on, cause_no FROM slip_paper WHERE"
                            " cause_kind = 'plan' ORDER BY cause_no, due_on, serial")
        slips = [w.slips[tuple(r[:4])] for r in rows if r[5] in numbers and day_of(r[4]) <= w.day + 20 * ONE_DAY
                 and tuple(r[:4]) not in self.second.used_slips and w.slips[tuple(r[:4])]["amount"] < 299_000]
        if slips:
            self.paid_at_stores(slips[:self.random.randint(1, 3)])

    # ----------------------------------------------------------------------------- at night ----
    def compare_acts(self):
        """Each act stands or has ended as it should; no lapse and no broken word is nobody's task."""
        w, second = self.w, self.second
        w.job("arrears-limits")
        tasks = collections.defaultdict(set)
        for source, key, addressee in w.books.rows("SELECT source, source_key, addressee_no FROM casework_task WHERE"
                                                   " state < 3 AND source LIKE 'job:arrears-limits:%'"):
            tasks[source.rsplit(":", 1)[1]].add((addressee, key))
        for plan in self.open_acts(PROMISE):
            _, missed, _ = plan.kept(w.day)
            told = any(key.startswith(f"{plan.number}/") for _, key in tasks["plan-missed"] | tasks["plan-broken"])
            if bool(missed) != told:
                w.fault(f"分納 {plan.number}: {missed} missed, told {told}: {plan.steps} {plan.owed}"
                        f" {[(c.key, c.unpaid, c.late_payments) for c in plan.charges]}")
        second.promises_end(w.day)
        got = {r[0]: tuple(r[1:]) for r in w.books.rows(
            "SELECT act_no, kind, payer_no, end_cause, ended_on FROM arrears_act a WHERE kind <> 6 AND is_void = 0 AND"
            " version = (SELECT MAX(version) FROM arrears_act b WHERE b.act_no = a.act_no)")}
        wanted = {a.number: (KINDS[a.kind], a.payer, a.cause or 0, ymd(a.ended_on) if a.ended_on else 0)
                  for a in second.acts}
        if got != wanted:
            w.fault(f"acts (book, second): {set(got.items()) ^ set(wanted.items())}")
        lapsed = {c.key[2] for c in second.charges.values() if c.unpaid > 0 and w.day > c.limit()}
        asked = {addressee for addressee, _ in tasks["lapsed"]}
        if lapsed != asked:
            w.fault(f"lapsed debts of {lapsed ^ asked} (told {asked})")
