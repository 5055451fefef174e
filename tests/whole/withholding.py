#!/usr/bin/env python3
"""特別徴収 of an invented ward from its first spring to the end of the year after, as TAP.

    tests/whole/withholding.py [--postgres] [KILLED_WRITE.so]

The pension side is tests/partners/pension.py, which reads the files byte by byte, takes from pensions what it was asked to
and nothing else, and answers as offices do: late, twice, refused, about somebody nobody knows, with 0 yen or another amount.
Who is a candidate with which amounts, what is left to ordinary collection after a stop, what was taken and what the letters
have to say is computed here in plain Python. Each month `kokuho verify` finds nothing, and the comparison of 2008 lists
what went wrong in this story and nothing else.
"""
import csv
import datetime
import hashlib
import io
import re
import shutil
import subprocess
import sys

import enrolment_life
import killed
import pension
import served
import year
from bookkeeper_world import World, number
from business_days import due_date
from demand import set_day
from disclosure import opened
from enrolment_life import DEAD, IS_HEAD, MOVED_AWAY, MOVED_TO, NOTICE_ON, Register, enter
from refund import Desk
from year import check

PARTNER, CARE_PARTNER = "国保連合会（年金特別徴収）", "介護保険"
JUDGE, ASK, LETTERS = "withholding-candidates", "withholding-request", "withholding-letters"
OPEN = 9223372036854775807
PENSION, CARE = 1_500_000, 9_000      # a year; of a pay day
REQUESTED, RUNNING, STOPPING, STOPPED, IMPOSSIBLE = 3, 4, 5, 6, 7
CHANNEL_PENSION, HELD = 10, 3
ROLES = ("refused", "late", "other amount", "zero", "failing", "dying", "moving", "account", "doubled", "steady", "lowered")


class Town(World):
    PERSONS, RIGHTS = 260, enrolment_life.COUNTER_RIGHTS

    def make(self):
        super().make()
        self.register = Register(self.base / "feeds", self.base)

    def tables(self):
        super().tables()
        served.more_pages_a_minute(self.ward.folder)

    def drawn(self, fields):
        """Incomes of the next year are those of this one."""


class Story:
    def __init__(self, base, store, preload):
        self.w = Town(base, store, 3, None)
        self.side, self.preload, self.files = pension.PensionSide(), preload, 0
        self.number_of, self.plan, self.role = {}, {}, {}
        self.asked = {}                # payer: what the newest request of a start said
        self.explained = set()         # (year, payer) that the comparison has to name
        self.careless = 0              # a head whose premium of care is not taken from his pension
        self.others = set()            # heads whose own word or premium of care keeps them out

    # -------------------------------------------------------------------------- the program ------
    def day(self, text):
        self.w.day = datetime.date.fromisoformat(text)
        set_day(self.w.ward, text)

    def rows(self, sql):
        return self.w.books.rows(sql)

    def job(self, name, expect=(0, 1)):
        return self.w.run("job", "run", name, "--year", str(self.w.fiscal_year()), operator="fuka1", expect=expect)

    def approve(self, name, expect=(0, 1)):
        return self.w.run("job", "approve", name, "--year", str(self.w.fiscal_year()), operator="fuka2", expect=expect)

    def take(self, data, partner=PARTNER, expect=(0, 1)):
        self.files += 1
        path = self.w.base / f"pension-{self.files}.dat"
        path.write_bytes(data)
        return self.w.run("import", str(path), "--partner", partner, operator="fuka1", expect=expect)

    def tasks(self, code):
        return self.rows(f"SELECT COUNT(*) FROM interchange_task WHERE code = '{code}'")[0][0]

    def states(self):
        return {r[0]: r[1] for r in self.rows(
            f"SELECT payer_no, state FROM withholding_state WHERE fiscal_year = {self.w.fiscal_year()} AND"
            f" superseded_at = {OPEN} AND valid_until = 99991231")}

    def out(self):
        return sorted((self.w.ward.folder / "files/out").glob("TOKUCHO_*"))

    def desk(self):
        return Desk(self.w.ward, self.w.base / "serve.log")

    # ------------------------------------------------------------------------- the comparison ----
    def compared(self, levy_year):
        """(payer, words) of each line of 特別徴収の照合の一覧."""
        ward = self.w.ward
        asked = self.w.run("output", "ask", "withholding-compare", "--criteria", f"年度={levy_year}", "--purpose", "照合",
                            expect=None)
        told = re.search(r"申請 (\d+): \d+人（(\d+)行）", asked.stdout)
        if told is None:
            is_empty = "条件に合うものがありません" in asked.stdout + asked.stderr
            return [] if is_empty else [(0, asked.stdout + asked.stderr)]
        taken = self.w.run("output", "take", told[1]).stdout
        lines, _ = opened(self.w.base, ward, told[1], re.search(r"パスワード\S*\s*[:：]?\s*(\S+)", taken)[1])
        return [(int(line[0]), line[-1]) for line in lines[1:]]

    def month(self, clean=True):
        """The end of a month: verify, and the comparison names what was explained alone."""
        when = self.w.day.isoformat()
        done = self.w.ward.run("verify", expect=(0, 1))
        check(f"LV-04 {when}: verify finds nothing", done.returncode == 0, done.stdout[-1500:])
        levy_year = self.w.fiscal_year()
        lines = self.compared(levy_year)
        mine = {payer for of, payer in self.explained if of == levy_year}
        if clean:
            check(f"LV-04 D7 {when}: the comparison names what went wrong and nothing else", {p for p, _ in lines} == mine,
                  f"{[line for line in lines if line[0] not in mine][:4]} {mine - {p for p, _ in lines}} {self.role}")
        return lines

    # ---------------------------------------------------------------- what must come out ---------
    def households(self):
        """household: (head, births of its insured) of those who are insured today."""
        today = number(self.w.day)
        found = {}
        for household, person, is_head, birth in self.rows(
                "SELECT b.household_no, b.addressee_no, b.is_head, b.birth FROM addressee_belonging b JOIN eligibility_fact f ON"
                f" f.addressee_no = b.addressee_no AND f.kind = 1 AND f.superseded_at = {OPEN} AND f.valid_from <= {today}"
                f" AND f.valid_until > {today} WHERE b.superseded_at = {OPEN} AND b.valid_from <= {today} AND"
                f" b.valid_until > {today}"):
            heads, births = found.setdefault(household, ([], []))
            births.append(birth)
            if is_head:
                heads.append(person)
        return {h: (heads[0], births) for h, (heads, births) in found.items() if heads}

    def levies(self):
        """(household, payer): the newest yearly amount."""
        found = {}
        for household, payer, total in self.rows(
                "SELECT a.household_no, a.payer_no, a.total FROM premium_assessment a JOIN premium_run r ON r.run_no = a.run_no"
                f" AND r.kind = a.kind AND r.is_approved = 1 WHERE a.fiscal_year = {self.w.fiscal_year()} ORDER BY a.version"):
            found[household, payer] = total
        return found

    def wanted(self):
        """payer: the six amounts, of every household that the law names a candidate."""
        found = {}
        levies, today = self.levies(), number(self.w.day)
        for household, (head, births) in self.households().items():
            total = levies.get((household, head), 0)
            of_age = all(today - 750000 < b <= today - 650000 for b in births)
            birth = next((r[0] for r in self.rows(f"SELECT birth FROM addressee_belonging WHERE addressee_no = {head} LIMIT 1")), 0)
            stays = birth > (self.w.fiscal_year() + 1 - 75) * 10000 + 331  # 75 behind the last day of the year
            if not (total and of_age and stays and head in self.number_of and head not in self.others):
                continue
            pays = self.pays(head, total)
            if (pays[3] + CARE) * 12 <= PENSION:
                found[head] = pays
        return found

    def pays(self, head, total):
        """April to February: 仮徴収 as last February, the rest in hundreds with what is over in October; first year: half."""
        last = self.plan.get((self.w.fiscal_year() - 1, head))
        before = [last[5]] * 3 if last else [0] * 3
        rest = total - sum(before) if last else total - total // 2
        each = rest // 300 * 100
        return [*before, rest - 2 * each, each, each] if rest >= 0 else [*before, 0, 0, 0]

    # ------------------------------------------------------------------------------ spring -------
    def pensioners(self):
        """Every insured head of 65 and more is paid a pension, and some the ward has never heard of."""
        people = {}
        for head, _ in self.households().values():
            kana, birth = self.rows(f"SELECT kana, birth FROM addressee_person WHERE addressee_no = {head} AND"
                                    f" superseded_at = {OPEN} AND valid_until = 99991231")[0]
            sex = int(self.w.register.rows[head][enrolment_life.SEX])
            if number(self.w.day) - birth >= 650000 and birth % 100:
                people[head] = pension.Pensioner(f"99{head % 10 ** 8:08}", str(birth), sex, kana, PENSION)
        self.side.pays(*people.values(), pension.Pensioner("9800000001", "19520303", 2, "ヨソ　ハナコ", PENSION))
        self.number_of = {head: p.number for head, p in people.items()}

    def confirm(self):
        """年金の人の確認: who looks like a head of ours is a task; one says who he is, another checks it."""
        self.day("2024-06-06")
        self.pensioners()
        done = self.take(self.side.persons("20240527"))
        check("NK-01 somebody of the ward is a task, a stranger is none", self.tasks("P01") == len(self.number_of),
              f"{self.tasks('P01')} {len(self.number_of)} {done.stdout}")
        by_birth = {}
        for no, birth, kana in self.rows("SELECT pensioner_no, birth, kana FROM withholding_pension"):
            by_birth[birth, kana] = no
        with self.desk() as desk:
            for head, its in sorted(self.number_of.items()):
                who = self.side.people[its]
                fine, words = enter(desk, "withholding-person", head, reason="年金振込通知書",
                                    pensioner_no=by_birth[int(who.birth), pension.half_width(who.kana)])
                if not fine:
                    self.w.fault(f"年金の人の確認 {head}: {words[-500:]}")
        linked = self.rows(f"SELECT COUNT(*) FROM withholding_link WHERE superseded_at = {OPEN}")[0][0]
        check("NK-01 each is confirmed by two persons", linked == len(self.number_of), "\n".join(self.w.faults[-3:]))

    def care(self, levy_year):
        made = number(self.w.day)
        self.careless = self.careless or min(self.wanted())
        self.others.add(self.careless)
        lines = [f"H,KG-02,1,131041,{made},090000,{levy_year},F,{made}"]
        lines += [f"D,{head:015},{levy_year}," + (f"2,,,{CARE * 6}" if head == self.careless else f"1,1150,{CARE},{CARE * 6}")
                  + f",{made}090000" for head in sorted(self.number_of)]
        lines.append(f"T,{len(self.number_of)}")
        self.take(("\n".join(lines) + "\n").encode(), CARE_PARTNER)

    def judged(self):
        """対象者判定 by two persons; the candidates and their amounts are those of the law."""
        self.job(JUDGE)
        own = self.w.run("job", "approve", JUDGE, "--year", str(self.w.fiscal_year()), operator="fuka1", expect=None)
        check("LV-54 who proposed the judgement does not approve it", own.returncode != 0, own.stdout)
        wanted = self.wanted()
        self.approve(JUDGE)
        got = {r[0]: r[1:] for r in self.rows(
            "SELECT payer_no, pay_1, pay_2, pay_3, pay_4, pay_5, pay_6 FROM withholding_state WHERE state = 1 AND fiscal_year ="
            f" {self.w.fiscal_year()} AND superseded_at = {OPEN} AND valid_until = 99991231")}
        differs = {p: (got.get(p), wanted.get(p)) for p in {*got, *wanted} if got.get(p) != wanted.get(p)}
        check(f"LV-54 LV-55 {self.w.fiscal_year()}: the candidates and their six amounts are those of the law ({len(wanted)})",
              not differs and wanted, differs)
        self.plan |= {(self.w.fiscal_year(), payer): pays for payer, pays in wanted.items()}
        return wanted

    # ----------------------------------------------------------------------------- requests ------
    def ask(self, number_of_stops=0):
        """A request by two persons; the file as the pension side reads it."""
        before = self.out()
        self.job(ASK)
        self.approve(ASK)
        new = [p for p in self.out() if p not in before]
        check(f"LV-55 {self.w.day}: one file leaves", len(new) == 1, "\n".join(self.w.faults[-3:]))
        items = pension.read_request(new[0].read_bytes())
        stops = [i for i in items if i.notice == pension.STOP]
        check(f"LV-56 {self.w.day}: {number_of_stops} are to be stopped", len(stops) == number_of_stops, [i.number for i in stops])
        again = self.w.run("job", "approve", ASK, "--year", str(self.w.fiscal_year()), operator="fuka2", expect=None)
        check(f"D7 {self.w.day}: approved again, nothing leaves again", self.out() == before + new, again.stdout)
        return new[0].read_bytes(), items

    def start(self, wanted, number_of_stops=0):
        data, items = self.ask(number_of_stops)
        items = [i for i in items if i.notice == pension.START]
        said = {i.number: i for i in items}
        mine = {self.number_of[p]: (pays[3], pays[4], pays[5]) for p, pays in wanted.items()}
        check("LV-55 the file asks each candidate's amounts of the pension side, and of nobody else",
              {n: i.amounts for n, i in said.items()} == mine and {i.day for i in items} == {f"{self.w.fiscal_year()}1001"},
              f"{ {n: i.amounts for n, i in said.items()} } {mine}")
        self.asked = {payer: said[self.number_of[payer]] for payer in wanted}
        return data

    def answers(self, data, day, expect=(0, 1), **more):
        self.day(day)
        return self.take(self.side.answer(data, day.replace("-", ""), **more), expect=expect)

    def letters(self, told):
        """NT-06: a letter for each accepted request and for nobody else, with these amounts (None: whatever they are)."""
        before = {p for p in (self.w.ward.folder / "files/withholding-letter").glob("*/*.pdf")}
        self.job(LETTERS)
        text = "".join(subprocess.run(["pdftotext", "-layout", p, "-"], capture_output=True, text=True).stdout for p in
                       sorted(set((self.w.ward.folder / "files/withholding-letter").glob("*/*.pdf")) - before))
        papers = {}
        for paper in text.split("特別徴収 第")[1:]:
            papers[int(re.search(r"宛名番号 (\d+)", paper)[1])] = [
                int(n.replace(",", "")) for n in re.findall(r"([\d,]+)円", paper.split("審査請求")[0])]
        check(f"NT-06 {self.w.day}: the letters are those of the accepted requests", set(papers) == set(told),
              f"{sorted(papers)} {sorted(told)}")
        wrong = {p: (papers.get(p), amounts) for p, amounts in told.items() if amounts is not None and papers.get(p) != amounts}
        check(f"NT-06 D3 {self.w.day}: to the yen what the file asked", not wrong, wrong)

    def said_to_start(self, payer):
        """What the letter of a start says: the six of the year, their sum, the three of the next."""
        pays = self.plan[self.w.fiscal_year(), payer]
        first, further, later = self.asked[payer].amounts
        said = [p for p in pays[:3] if p] + [first, further, further]
        return [*said, sum(said), later, later, later]

    # ------------------------------------------------------------------------------- results -----
    def paid(self, day, others=None):
        """徴収結果 of a pay day, ten days later; each yen that came is booked, waits or is held."""
        pay = day.replace("-", "")
        made = (datetime.date.fromisoformat(day) + datetime.timedelta(days=10)).isoformat()
        self.day(made)
        data, taken = self.side.results(pay, made.replace("-", ""), others)
        before = self.w.books.sums()
        done = self.take(data)
        came = sum(taken.values())
        rows = dict(map(tuple, self.rows(f"SELECT place, SUM(amount) FROM withholding_taken WHERE paid_on = {pay} AND"
                                         f" superseded_at = {OPEN} GROUP BY place")))
        check(f"CO-08 {day}: every yen that was taken has its place", sum(rows.values()) == came, f"{rows} {came}")
        cash = self.w.books.sums()["cash"] - before["cash"]
        check(f"CO-08 {day}: what is booked or held is money of that day", cash == came - rows.get(2, 0), f"{cash} {rows}")
        again = self.take(data)
        check(f"E11 {day}: the same file again changes nothing", "取込済" in again.stdout + again.stderr, again.stdout)
        return done, taken

    # ------------------------------------------------------------------------ what happens -------
    def told_by_register(self, *rows):
        self.w.run("import", str(self.w.register.file(list(rows), self.w.day)), "--partner", "住民記録", operator="fuka1")
        self.w.job("eligibility-daily")

    def corrected(self):
        self.job("premium-monthly")
        self.approve("premium-monthly", expect=(0, 1, 2))

    def income(self, payer, less):
        fields = self.w.incomes[f"{payer:015}"]
        total = max(0, int(fields[44] or 0) - less)
        for at in range(13, 44):
            fields[at] = ""
        fields[3], fields[4], fields[5] = str(int(fields[3]) + 1), str(number(self.w.day)), "01"
        fields[44] = fields[45] = str(total)
        fields[62], fields[63] = f"{number(self.w.day)}020000", "1"
        self.w.income_file("D", "ZE-02", self.w.fiscal_year(), [fields])
        self.corrected()


def between(s):
    """Killed in front of each write of the approval: also between the commit of the request and the rename of its file.

    Once in one folder, each attempt going on from where the one before died, and once from the beginning each time: so
    every place is met.
    """
    folder, hurt, fresh = s.w.ward.folder, s.w.base / "killed", s.w.base / "killed-once"
    words = ["job", "approve", ASK, "--year", str(s.w.fiscal_year()), "--business-date", s.w.day.isoformat()]

    def attempt(to, at):
        done = killed.run(to, words, "fuka2", killed.preloaded(s.preload, at))
        with killed.sqlite3.connect(f"file:{to}/kokuho.db?mode=ro", uri=True) as db:
            is_sent = db.execute("SELECT COUNT(*) FROM withholding_file WHERE sent_on > 0").fetchone()[0] > 0
        seen.add((is_sent, len(list((to / "files/out").glob("TOKUCHO_*")))))
        return done

    seen = set()
    shutil.copytree(folder, hurt)
    for attempts in range(1, killed.ATTEMPTS):
        done = attempt(hurt, attempts)
        if done.returncode >= 0:
            break
    check(f"LV-55 PG-20 the approval ends after {attempts - 1} kills", done.returncode in (0, 1, 2), done.stdout + done.stderr)
    for at in range(1, killed.ATTEMPTS):
        shutil.copytree(folder, fresh)
        done = attempt(fresh, at)
        shutil.rmtree(fresh)
        if done.returncode >= 0:
            break
    check("LV-55 PG-20 one of them came between the commit of the request and the rename of its file, none the other way round",
          (True, 0) in seen and (False, 1) not in seen and (True, 1) in seen, seen)
    calm = s.w.base / "calm"
    shutil.copytree(folder, calm)
    killed.run(calm, words, "fuka2")
    mine, theirs = killed.outcome(calm, ["withholding", "collection", "premium"]), killed.outcome(
        hurt, ["withholding", "collection", "premium"])
    check("LV-55 PG-20 killed or not: the same rows, and the same file once", mine == theirs and mine[0] == [],
          f"{mine} {theirs}")
    for copy in (hurt, calm):
        shutil.rmtree(copy)


def first_spring(s):
    s.w.make()
    s.confirm()
    s.day("2024-06-10")
    s.care(2024)
    wanted = s.judged()
    roles = sorted(wanted, key=lambda p: sum(wanted[p]))[-len(ROLES):]
    check("the town has somebody for each part of the story", len(roles) == len(ROLES), roles)
    s.role = dict(zip(ROLES, roles))
    s.day("2024-06-20")
    if s.preload and not s.w.url:
        s.job(ASK)
        between(s)
    return s.start(wanted)


def summer(s, data):
    """Answers in disorder. The pension side's own number of who is not answered yet stays open."""
    s.day("2024-06-30")
    lines = s.compared(2024)
    check("D7 what nobody has answered is named", {p for p, w in lines if "処理結果が" in w} == set(s.asked), lines)
    before = s.states()
    for spoilt in ("totals", "truncated", "stranger"):
        side = pension.PensionSide()
        side.people = s.side.people
        s.day("2024-07-24")
        done = s.take(side.answer(data, "20240724", disorder=[spoilt]), expect=(2,))
        check(f"PG-20 answers that are spoilt ({spoilt}) are refused as a whole", done.returncode == 2 and s.states() == before,
              done.stdout + done.stderr)
    refused, late = s.role["refused"], list(s.asked)[0]
    last = pension.read_request(data)[-1].number
    late = next(p for p in s.asked if s.number_of[p] == last)  # the last record of the file is the one that is lost
    if refused == late:
        refused = s.role["refused"] = s.role["late"]
    s.role["late"] = late
    for role in [r for r, p in s.role.items() if p == late and r != "late"]:
        s.role[role] = next(p for p in s.asked if p not in s.role.values())
    s.answers(data, "2024-07-25", disorder=["lost", "unknown", "double", "order"], refusals={s.number_of[refused]: "07"})
    states = s.states()
    check("LV-04 accepted, refused, open: each stands as it was answered",
          (states[refused], states[late]) == (IMPOSSIBLE, REQUESTED) and
          {p for p, state in states.items() if state == RUNNING} == set(s.asked) - {refused, late}, states)
    check("LV-04 D7 an answer without a request, and one that comes twice, are tasks", s.tasks("W01") == 2, s.tasks("W01"))
    check("LV-56 a refused start is a task and stays ordinary", s.tasks("W02") == 1)
    s.letters({p: s.said_to_start(p) for p in s.asked if p not in (refused, late)})
    s.day("2024-08-20")
    s.take(s.side.answer(b"", "20240820"))
    check("LV-04 the answer that came late is taken", s.states()[late] == RUNNING, s.states()[late])
    s.letters({late: s.said_to_start(late)})
    s.month()


def autumn(s):
    """A death before the first pay day, results of every kind, a stop that is too late for the next pay day."""
    dying, other, zero = (s.role[r] for r in ("dying", "other amount", "zero"))
    s.day("2024-09-10")
    s.told_by_register(s.w.register.removed(dying, DEAD, "13", s.w.day))
    s.corrected()
    s.side.dead.add(s.number_of[dying])
    s.day("2024-09-20")
    data, items = s.ask(1)
    check("LV-56 a stop of September reaches December", [(i.number, i.day) for i in items] ==
          [(s.number_of[dying], "20241201")], items)
    s.answers(data, "2024-09-27")
    check("LV-04 the deceased is stopped", s.states()[dying] == STOPPED)
    s.letters({dying: None})
    s.day("2024-09-30")
    s.month()
    plan = s.plan[2024, other]
    s.paid("2024-10-15", {s.number_of[other]: ("00", plan[3] - 300), s.number_of[zero]: ("00", 0),
                          s.number_of[s.careless]: ("00", 4_000)})
    s.explained |= {(2024, p) for p in (dying, other, zero, s.careless)}
    check("D7 (2008) taken of somebody who was judged away: held for him and a task", s.tasks("W11") == 1 and s.rows(
        f"SELECT amount, place FROM withholding_taken WHERE superseded_at = {OPEN} AND payer_no = {s.careless}") == [[4_000, HELD]])
    check("CO-08 W12 another amount is a task, W13 what was not taken is ordinary now", (s.tasks("W12"), s.tasks("W13")) == (1, 2),
          (s.tasks("W12"), s.tasks("W13")))
    s.month()


def winter(s):
    """A decrease and a choice of the account stop February; one deduction fails, one comes though it was stopped."""
    lowered, account, failing = (s.role[r] for r in ("lowered", "account", "failing"))
    s.day("2024-11-05")
    before = s.levies()
    s.income(lowered, 150_000)
    after = s.levies()
    less = {k: (before[k], after[k]) for k in before if before[k] != after[k] and k[1] == lowered}
    check("LV-18 an income that was corrected lowers the year", len(less) == 1 and all(b > a for b, a in less.values()), less)
    with s.desk() as desk:
        fine, words = enter(desk, "withholding-account", account, way=1, reason="申出書", **{"from": "2024-11-05"})
        check("LV-56 the choice of an account is entered by two persons", fine, words[-500:])
    s.others.add(account)
    lines = s.compared(2024)
    check("D7 who must be stopped and was not is named (2008: 16,906 people)",
          {p for p, w in lines if "中止を依頼していません" in w} == {lowered, account}, lines)
    s.day("2024-11-08")
    data, items = s.ask(2)
    check("LV-56 a stop of November reaches February", {i.day for i in items} == {"20250201"}, items)
    s.answers(data, "2024-11-25")
    (total_before, total), = less.values()
    plan = s.plan[2024, lowered]
    february = plan[5] - (total_before - total)
    check("the decrease is less than February", february > 0, (plan, less))
    s.letters({lowered: [february] * 2, account: [s.plan[2024, account][5]] * 2})
    due = number(due_date(2025, 2))
    fallen = s.rows(f"SELECT payer_no, due_on FROM premium_withheld WHERE superseded_at = {OPEN} AND charge_no = 19 AND"
                    f" payer_no IN ({lowered}, {account}) AND fiscal_year = 2024")
    check("LV-56 what falls back is due on the next ordinary day", [r[1] for r in fallen] == [due] * 2, f"{fallen} {due}")
    s.day("2024-11-30")
    s.month()
    s.paid("2024-12-13", {s.number_of[failing]: ("05", 0)})
    s.explained.add((2024, failing))
    s.month()


def moved(s):
    """He moves in January: the pension goes on in February, and is stopped before the next year."""
    moving, account = s.role["moving"], s.role["account"]
    s.day("2025-01-08")
    register = s.w.register
    s.told_by_register(register.removed(moving, MOVED_AWAY, "11", s.w.day, **{
        f"c{MOVED_TO}": "141003", f"c{NOTICE_ON}": str(number(s.w.day))}))
    with s.desk() as desk:
        fine, words = enter(desk, "eligibility-leave", register.household(moving), reason="L01", notified="2025-01-08", how=1,
                            occurred="2025-01-08", **{f"members-{moving}": 1})
        check("EL-07 he leaves the insurance", fine, words[-700:])
    s.corrected()
    s.day("2025-01-10")
    data, items = s.ask(1)
    check("LV-56 a stop of January reaches April", [(i.number, i.day) for i in items] == [(s.number_of[moving], "20250401")], items)
    s.answers(data, "2025-01-24")
    s.letters({moving: []})
    s.month()
    wrong = s.plan[2024, account][5]
    s.paid("2025-02-14", {s.number_of[account]: ("00", wrong)})
    check("D2 (延岡市) taken though it was stopped: held for him, never his premium",
          s.rows(f"SELECT amount, place FROM withholding_taken WHERE fiscal_year = 2024 AND pay = 5 AND payer_no = {account}")
          == [[wrong, HELD]])
    s.explained.add((2024, account))
    s.day("2025-03-20")
    s.month()
    steady = s.role["steady"]
    check("CO-08 the first year of who simply paid is whole: half by the pension, to the yen",
          s.rows(f"SELECT SUM(amount) FROM collection_receipt WHERE payer_no = {steady} AND channel = {CHANNEL_PENSION}")
          == [[sum(s.plan[2024, steady])]])


def second_year(s):
    """仮徴収 from April, before anybody was judged; the judgement of June books it; 本徴収 from October."""
    gone = {s.role[r] for r in ("refused", "dying", "moving", "account", "lowered")}
    on = {p for p in s.asked if p not in gone}
    for payer in gone:
        s.plan.pop((2024, payer), None)
    _, taken = s.paid("2025-04-15")
    check("LV-55 仮徴収 goes on of whom it was asked", set(taken) == {s.number_of[p] for p in on}, f"{taken} {on}")
    check("LV-55 April waits for the decision of June", s.rows(
        f"SELECT DISTINCT place FROM withholding_taken WHERE fiscal_year = 2025 AND superseded_at = {OPEN}") == [[2]])
    done = s.w.ward.run("verify", expect=(0, 1))
    check("LV-04 verify finds nothing while April waits", done.returncode == 0, done.stdout[-1500:])
    s.day("2025-05-27")
    s.take(s.side.persons("20250526"))
    s.day("2025-06-05")
    s.w.next_year(2025)
    s.day("2025-06-10")
    s.care(2025)
    wanted = s.judged()
    check("LV-55 April is booked with the judgement", s.rows("SELECT DISTINCT place FROM withholding_taken WHERE fiscal_year ="
          f" 2025 AND superseded_at = {OPEN}") == [[1]])
    late = on - set(wanted)  # he turns 75 within the year: what goes on from last year has to be stopped
    s.day("2025-06-20")
    data = s.start({p: pays for p, pays in wanted.items() if pays[3]}, len(late))
    s.paid("2025-06-13")
    s.answers(data, "2025-07-25", disorder=["order"])
    left = {p: s.pays(p, sum(v for (_, head), v in s.levies().items() if head == p))[2:] for p in late}
    s.letters({p: s.said_to_start(p) for p in s.asked} | {p: [*pays, sum(pays)] for p, pays in left.items()})
    s.month()
    for pay in ("2025-08-15", "2025-10-15", "2025-12-15", "2026-02-13"):
        s.paid(pay)
        s.month()
    s.day("2026-03-20")
    s.month()
    steady = s.role["steady"]
    check("CO-08 LV-55 the second year is paid from the pension, to the yen", s.rows(
        f"SELECT SUM(amount), SUM(overpaid) FROM collection_receipt WHERE payer_no = {steady} AND channel = {CHANNEL_PENSION}"
        " AND levy_year = 2025") == [[sum(s.plan[2025, steady]), 0]])
    total = sum(v for (h, p), v in s.levies().items() if p == steady)
    check("LV-55 and that is the premium of the year", sum(s.plan[2025, steady]) == total, f"{s.plan[2025, steady]} {total}")


def story(base, store):
    if store:
        served.let_in(store.removeprefix("postgres:"))
    s = Story(base, store, next((a for a in sys.argv[1:] if a.endswith(".so")), None))
    data = first_spring(s)
    summer(s, data)
    autumn(s)
    winter(s)
    moved(s)
    second_year(s)
    check("every command did what it was asked", not s.w.faults, "\n".join(s.w.faults))


if __name__ == "__main__":
    sys.exit(year.run("withholding", story))
