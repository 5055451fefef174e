#!/usr/bin/env python3
"""督促, 催告 and 折衝 of an invented ward, from the due date to the last letter, as TAP.

    tests/whole/demand.py [--postgres]

The due date passes; what was told or paid in time is not demanded; the 督促状 is proposed, approved by another
clerk, and taken out of the pile where money comes; a debtor is spoken to and promises; what he promised is watched;
the call centre calls and answers; who has not paid is written to. What must come out is computed beside it.
"""
import csv
import html
import re
import sqlite3
import subprocess
import sys

import served
import year
from collect import Books, Collector
from year import PASSWORD, YEAR, Ward, assess, check

RIGHTS = ("addressee.view,addressee.change,eligibility.view,premium.view,job.view,case.view,case.change,case.assign,"
          "note.change,collection.view,collection.change,collection.approve,collection.run,arrears.view,arrears.change,"
          "arrears.approve,import.run,night.run,output.request,slip.print")
DUE = f"{YEAR}-06-30"


def set_day(ward, day):
    ini = ward.folder / "kokuho.ini"
    text = re.sub(r"(?m)^business_date.*$", f"business_date = {day}", ini.read_text(encoding="utf-8"))
    ini.write_text(text, encoding="utf-8")


class Office:
    """The ward, its books, and two clerks of the collection."""

    def __init__(self, base, store):
        self.base, self.ward = base, Ward(base / "data", store)
        self.ward.operators()
        for who, name in (("shuno1", "収納 一子"), ("shuno2", "収納 二郎")):
            self.ward.run("operator", "add", who, "--name", name, "--section", "収納推進・滞納整理係", "--may", RIGHTS,
                          stdin=PASSWORD)
        self.books = Books(self.ward, store.removeprefix("postgres:") if store else None)
        if store:
            served.let_in(self.books.url)
        self.collector, self.files = Collector(), 0

    def job(self, name, *words, expect=(0, 1), operator="shuno1"):
        return self.ward.run("job", "run", name, "--year", str(YEAR), *words, operator=operator, expect=expect)

    def approve(self, name, expect=(0, 1), operator="shuno2"):
        return self.ward.run("job", "approve", name, "--year", str(YEAR), operator=operator, expect=expect)

    def take(self, *lines, expect=(0, 1)):
        self.files += 1
        path = self.collector.file(self.base / f"paid-{self.files}.csv", list(lines))
        return self.ward.run("import", str(path), "--partner", "収納代行会社", operator="shuno1", expect=expect)

    def one(self, sql):
        rows = self.books.rows(sql)
        return rows[0][0] if rows else None


class Desk:
    """Two clerks at the screens, until the day changes."""

    def __init__(self, office, day):
        set_day(office.ward, day)
        self.server = served.Served(office.ward.folder, office.base / f"serve-{day}.log")
        self.one, self.two = (served.Operator(self.server, who) for who in ("shuno1", "shuno2"))
        for clerk in (self.one, self.two):
            clerk.log_in(PASSWORD.strip())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def act(self, change_kind, subject, approved=False, **values):
        place = f"/change?kind={change_kind}" + (f"&subject={subject}" if subject else "")
        fields = {"kind": change_kind, "subject": str(subject), "change": "0"}
        fields |= {"v-" + name: str(value) for name, value in values.items()}
        seen = self.one.post("/change", on=place, step="check", **fields)
        change = re.search(r'name="change" value="(\d+)"', seen.text)
        fields["change"] = change[1] if change else "0"
        self.one.page = seen
        sent = self.one.post("/change", step="propose", confirmed="1", **fields)
        words = html.unescape(seen.text + sent.text)
        if sent.status != 303 or not approved:
            return sent.status == 303, words
        place = sent.location.split("?")[0]
        self.two.post(place + "/step", on=place, step="approve")
        after = self.two.get(place)
        return "登録済み" in after.text, html.unescape(words + after.text)


def first_charges(office):
    """payer -> {household: amount} of what falls due on the last day of June, as the decisions say."""
    found = {}
    for payer, household, amount in office.books.rows(
            "SELECT payer_no, household_no, amount_1 FROM premium_assessment WHERE version = 1 AND amount_1 > 0"):
        found.setdefault(payer, {})[household] = amount
    return found


def dunned(office):
    return {row[0] for row in office.books.rows(
        "SELECT DISTINCT payer_no FROM collection_dunning WHERE superseded_at = 9223372036854775807"
        " AND is_withdrawn = 0")}


def demanded_and_mailed(office):
    payers = office.books.payers()
    (told, t), (paid, p), (late, l), (mailed, m), (short, s), (timely, e), (belated, a) = list(payers.items())[:7]
    line, first = office.collector.line, lambda of: of["instalments"][0]
    set_day(office.ward, f"{YEAR}-07-08")
    done = office.job("demand", "--dry-run")
    check("CO-18 slips on their way are waited for: nobody is demanded yet", "対象 0 人" in done.stdout, done.stdout)
    check("CO-18 the day of issue is proposed from the calendar, on a day the office is open",
          "発付日 令和8年7月21日" in done.stdout, done.stdout)

    set_day(office.ward, f"{YEAR}-07-15")
    office.take(line("01", told, 1, first(t), day=f"{YEAR}0630", at="2350"),
                line("12", paid, 1, first(p), at="0000", day=f"{YEAR}0630"),
                line("12", short, 1, first(s) - 1, at="0000", day=f"{YEAR}0629"))
    office.job("demand", "--issued-on", f"{YEAR}-07-21", "--slip", "する")
    run = office.one("SELECT MAX(run_no) FROM demand_batch")
    charges = first_charges(office)
    dead_or_gone = {row[0] for row in office.books.rows(
        "SELECT unit_key FROM batch_finding WHERE code = 'dead'")}
    wanted = {}
    for payer, owed in charges.items():
        for household, amount in owed.items():
            amount -= (first(s) - 1) if (payer, household) == (s["payer"], s["household"]) else 0
            out = [(t["payer"], t["household"]), (p["payer"], p["household"])]
            if payer not in dead_or_gone and (payer, household) not in out:
                wanted[(payer, household)] = amount
    got = {(row[0], row[1]): row[2] for row in office.books.rows(
        f"SELECT payer_no, household_no, amount FROM demand_line WHERE run_no = {run}")}
    check("CO-18 X11 all that is overdue is demanded to the yen, without what was paid or told", got == wanted,
          f"{len(got)} of {len(wanted)}: {sorted(set(got.items()) ^ set(wanted.items()))[:6]}")
    check("CO-18 one yen left over is demanded", got.get((s["payer"], s["household"])) == 1, got)
    slips = office.books.rows("SELECT COUNT(*), SUM(amount), MIN(serial) FROM slip_paper WHERE cause_kind = 'dunning'"
                              f" AND cause_no = {run}")
    numbered = office.books.rows(f"SELECT COUNT(*), SUM(amount) FROM demand_line WHERE run_no = {run} AND notice_no > 0")
    check("CO-18 PX-18 each charge has a slip of its own, after the first one", slips == [numbered[0] + [2]] and
          numbered[0][0] > 0, f"{slips} {numbered}")
    check("CO-18 a proposal demands nothing yet", dunned(office) == set())
    refused = office.approve("demand", operator="shuno1", expect=(2,))
    check("CO-18 whoever proposed it does not approve it", dunned(office) == set(), refused.stdout + refused.stderr)

    folder = office.ward.folder / "files/demands" / str(run)
    rows = list(csv.reader((folder / "uketori.csv").open(encoding="utf-8")))[1:]
    rows += list(csv.reader((folder / "uketori-shien.csv").open(encoding="utf-8")))[1:]
    rows += list(csv.reader((folder / "koji.csv").open(encoding="utf-8")))[1:]
    check("NX-05 every payer stands once on a list, with the amount of his paper",
          sorted(int(r[0]) for r in rows) == list(range(1, len(rows) + 1)) and
          sum(int(r[5]) for r in rows) == sum(wanted.values()), len(rows))

    set_day(office.ward, f"{YEAR}-07-16")
    office.take(line("12", late, 1, first(l), at="0000", day=f"{YEAR}0630"))
    office.approve("demand")
    stood = dunned(office)
    check("X32 who paid before the approval is taken out and has no demand",
          l["payer"] not in stood and m["payer"] in stood, len(stood))
    check("X32 he stands on the pull list", str(l["payer"]) in (folder / "hikinuki.csv").read_text(encoding="utf-8"))

    set_day(office.ward, f"{YEAR}-07-18")
    office.take(line("12", mailed, 1, first(m), at="0000", day=f"{YEAR}0701"))
    office.job("demand-pull", "--run", str(run))
    check("X32 who paid before the mailing is pulled, and his demand withdrawn", m["payer"] not in dunned(office))
    before = office.ward.digests()
    office.job("demand-pull", "--run", str(run))
    check("X32 pulling again changes nothing", office.ward.digests() == before)

    before = office.books.rows("SELECT COUNT(*), MAX(recorded_at) FROM collection_dunning")
    done = office.job("demand-copy", "--run", str(run), "--payer", str(min(dunned(office))))
    after = office.books.rows("SELECT COUNT(*), MAX(recorded_at) FROM collection_dunning")
    check("X33 a copy is the same paper once more and demands nothing", "写しを作りました" in done.stdout and
          before == after and list(folder.glob("utsushi-*.pdf")) != [], done.stdout + done.stderr)
    done = office.job("demand-copy", "--run", str(run), "--payer", str(m["payer"]), expect=(2,))
    check("X33 what was pulled has no copy", "発送した書類はありません" in done.stderr, done.stderr)

    set_day(office.ward, f"{YEAR}-07-25")
    office.take(line("12", timely, 1, first(e), at="0000", day=f"{YEAR}0710"),
                line("12", belated, 1, first(a), at="0000", day=f"{YEAR}0723"))
    office.job("demand-pull", "--run", str(run))
    check("X32 mailed all the same: what was paid before the day of issue makes it void, what came later does not",
          e["payer"] not in dunned(office) and a["payer"] in dunned(office))
    done = office.job("demand")
    again = office.one(f"SELECT COUNT(*) FROM demand_line l WHERE run_no = (SELECT MAX(run_no) FROM demand_batch)"
                       f" AND EXISTS (SELECT 1 FROM demand_line o WHERE o.run_no = {run} AND o.payer_no = l.payer_no"
                       " AND o.household_no = l.household_no AND o.instalment = l.instalment)")
    check("X33 what was dunned is not dunned a second time", again == 0 and "督促済み" in done.stdout, done.stdout)
    check("verify finds demands and papers at one", office.ward.run("verify", expect=(0, 1)).returncode == 0,
          office.ward.run("verify", expect=None).stdout[-1500:])
    return run, stood - {l["payer"], m["payer"], e["payer"], a["payer"]}


def spoken_to(office, stood):
    """One who keeps his word, one who does not, one who asked not to be called."""
    charges = first_charges(office)
    payers = [(n, p) for n, p in office.books.payers().items()
              if p["payer"] in stood and len(charges[p["payer"]]) == 1 and p["instalments"][0] > 1000]
    (good, g), (bad, b), (silent, q) = payers[:3]
    with Desk(office, f"{YEAR}-08-03") as desk:
        for who in (g, b):
            fine, words = desk.act("debtor-contact", who["payer"], on=f"{YEAR}-08-03", way=1, result=11,
                                   promise_on=f"{YEAR}-08-10", promise_amount=who["instalments"][0],
                                   words="給料日に納める", next_action=2, next_on=f"{YEAR}-08-11")
            check("CO-52 a promise is entered with the word that was spoken", fine, words[-1500:])
        fine, words = desk.act("debtor-contact", b["payer"], on=f"{YEAR}-08-03", way=1, result=11, words="約束")
        check("CO-52 a promise without a day is refused in words", not fine and "日と額" in words, words[-800:])
        desk.act("debtor-contact", q["payer"], on=f"{YEAR}-08-03", way=1, result=41, words="電話しないでほしい")
        page = html.unescape(desk.one.get(f"/debtor/{g['payer']}").text)
        amount = f"{g['instalments'][0]:,}円"
        check("CO-42 CO-01 one screen tells what is owed, promised, sent and next",
              all(w in page for w in (amount, "給料日に納める", "約束の日の前", "督促", "納付を確かめる", "次の納期限")),
              page[-3000:])
        fine, words = desk.act("demand-condition", 0, name="夏の催告", criteria="納期限=..2026-06-30 処分=なし")
        check("CO-44 a condition is saved by name, and counted before", fine and "当てはまります" in words, words[-800:])
        fine, words = desk.act("demand-condition", 0, name="だめ", criteria="未納=1")
        check("CO-44 a word that is not understood is named", not fine and "未納" in words, words[-800:])
        fine, words = desk.act("contact", g["payer"], action=1, kind=2, phone="090-1111-2222", **{"from": f"{YEAR}-08-03"})
        desk.act("contact", b["payer"], action=1, kind=2, phone="090-1111-3333", **{"from": f"{YEAR}-08-03"})
        desk.act("contact", q["payer"], action=1, kind=2, phone="090-1111-4444", **{"from": f"{YEAR}-08-03"})
    set_day(office.ward, f"{YEAR}-08-10")
    office.take(office.collector.line("01", good, 1, g["instalments"][0], day=f"{YEAR}0809"))
    office.ward.run("nightly", operator="shuno1", expect=(0, 1))
    check("CO-48 before the day nothing is broken",
          office.books.rows("SELECT outcome FROM demand_promise WHERE outcome = 2") == [])
    set_day(office.ward, f"{YEAR}-08-11")
    office.job("demand-promises")
    outcomes = {row[0]: row[1] for row in office.books.rows(
        "SELECT c.payer_no, w.outcome FROM demand_promise w JOIN demand_contact c ON c.contact_no = w.contact_no"
        " WHERE w.superseded_at = 9223372036854775807")}
    check("CO-48 CO-52 the next day one promise is kept and one broken",
          outcomes == {g["payer"]: 1, b["payer"]: 2}, outcomes)
    tasks = office.books.rows("SELECT addressee_no FROM casework_task WHERE source = 'demand:promise' AND state < 3")
    check("CO-52 the broken one is a task", tasks == [[b["payer"]]], tasks)
    with Desk(office, f"{YEAR}-08-12") as desk:
        page = html.unescape(desk.one.get("/tasks").text)
        check("CO-46 next actions have an owner and a day, and an overdue one says so",
              "納付を確かめる" in page and "期限切れ" in page and "shuno1" in page, page[-2500:])
    return (good, g), (bad, b), (silent, q)


def called(office, bad, silent):
    number, b = bad
    set_day(office.ward, f"{YEAR}-08-12")
    office.job("call-list", "--condition", "夏の催告")
    office.approve("call-list")
    run = office.one("SELECT MAX(run_no) FROM demand_campaign")
    folder = office.ward.folder / "files/calls" / str(run)
    rows = list(csv.reader((folder / "call-list.csv").open(encoding="utf-8", newline="")))[1:]
    ids = {int(r[1]): r for r in rows}
    check("CO-47 who has a telephone and did not object is called, once for all his debts",
          b["payer"] in ids and silent[1]["payer"] not in ids and len(ids) == len(rows), rows[:5])
    owed = sum(b["instalments"][:2])  # the second fell due meanwhile
    check("CO-47 the call names what he owes", int(ids[b["payer"]][7]) == owed, ids.get(b["payer"]))
    result = office.base / "results.csv"
    head = "c,id,day,at,phone,result,on,amount,note,new,slip,counsel,caller\r\n"
    lines = [f"{run},{b['payer']},{YEAR}0813,1015,090-1111-3333,11,{YEAR}0820,{owed},約束,080-2222-5555,,,op1\r\n",
             f"{run},999999999999994,{YEAR}0813,1016,,21,,,,,,,op1\r\n"]
    result.write_text(head + "".join(lines), encoding="utf-8")
    set_day(office.ward, f"{YEAR}-08-13")
    done = office.ward.run("import", str(result), "--partner", "電話催告センター", operator="shuno1", expect=(1,))
    check("CO-48 the call centre's promise is taken, the unknown debtor is held",
          office.one("SELECT COUNT(*) FROM demand_contact WHERE origin = 2") == 1 and
          office.one("SELECT COUNT(*) FROM interchange_task WHERE code = 'PD02'") == 1, done.stdout + done.stderr)
    asked = office.books.rows("SELECT addressee_no, words FROM casework_task WHERE source = 'demand:phone' AND state < 3")
    drafts = office.books.rows("SELECT subject_no FROM casework_change WHERE kind = 'contact' AND state = 1")
    check("CO-48 a new telephone is a draft for the register of contacts, and a task: nobody enters it unseen",
          [row[0] for row in asked] == [b["payer"]] and drafts == [[b["payer"]]] and "2222" not in asked[0][1] and
          office.one("SELECT COUNT(*) FROM addressee_contact WHERE digits = '08022225555'") == 0, f"{asked} {drafts}")
    open_next = office.books.rows("SELECT addressee_no FROM casework_task WHERE source = 'demand:next' AND state < 3")
    check("CO-46 a later word ends the next action that was planned before", [b["payer"]] not in open_next and
          len(open_next) == 1, open_next)
    twice = office.base / "results-2.csv"
    twice.write_text(head + lines[0] + "\r\n".join([""]), encoding="utf-8")
    office.ward.run("import", str(twice), "--partner", "電話催告センター", operator="shuno1", expect=(0, 1))
    check("CO-48 the same call told twice stands once",
          office.one("SELECT COUNT(*) FROM demand_contact WHERE origin = 2") == 1)
    office.take(office.collector.line("01", number, 1, b["instalments"][0], day=f"{YEAR}0813", at="1200"))
    office.job("call-stop", "--campaign", str(run))
    none = office.job("call-stop", "--campaign", "99999", expect=(2,))
    check("PX-20 a list that was never made is told by its number", "実行 99999 の電話催告リストはありません" in none.stderr,
          none.stdout + none.stderr)
    stops = list(csv.reader((folder / f"call-stop-{YEAR}0813.csv").open(encoding="utf-8", newline="")))[1:]
    check("PX-20 who still owes a part is called on", str(b["payer"]) not in [row[1] for row in stops], stops)
    office.take(office.collector.line("12", number, 2, b["instalments"][1], day=f"{YEAR}0813", at="1201"))
    office.job("call-stop", "--campaign", str(run))
    stops = list(csv.reader((folder / f"call-stop-{YEAR}0813.csv").open(encoding="utf-8", newline="")))[1:]
    check("PX-20 who pays in the afternoon is withdrawn the same evening",
          [str(run), str(b["payer"]), "1", f"{YEAR}0813"] in stops, stops)


def messaged(office, stood, others):
    """SMS: out to mobile telephones without a name or an amount, back with what was delivered."""
    with Desk(office, f"{YEAR}-08-14") as desk:
        desk.act("demand-condition", 0, name="SMS", criteria="督促=済")
        one, two = sorted(p for p in stood if p not in others)[-2:]
        desk.act("contact", one, action=1, kind=2, phone="080-3333-4444", **{"from": f"{YEAR}-08-14"})
        desk.act("contact", two, action=1, kind=1, phone="03-3333-4444", **{"from": f"{YEAR}-08-14"})
    office.job("sms-list", "--condition", "SMS")
    refused = office.approve("sms-list", operator="shuno1", expect=(2,))
    check("CO-49 whoever proposed the list does not hand the numbers out", refused.returncode == 2, refused.stdout)
    office.approve("sms-list")
    run = office.one("SELECT MAX(run_no) FROM demand_campaign WHERE way = 2")
    folder = office.ward.folder / "files/calls" / str(run)
    rows = list(csv.reader((folder / "sms-list.csv").open(encoding="utf-8", newline="")))[1:]
    wanted = office.books.rows(f"SELECT COUNT(*) FROM demand_call WHERE run_no = {run}")[0][0]
    check("CO-49 each has a mobile telephone, the words name nobody, who objected is not among them",
          len(rows) == wanted and len(rows) > 0 and all(r[2][:3] in ("070", "080", "090") for r in rows) and
          not any(c.isdigit() for c in rows[0][3]) and str(one) in [r[1] for r in rows] and
          not {str(two), str(others[-1])} & {r[1] for r in rows}, rows[:3])
    result = office.base / "sms.csv"
    result.write_text("c,id,day,at,status\r\n" + "".join(
        f"{run},{row[1]},{YEAR}0814,1030,{1 + i % 3}\r\n" for i, row in enumerate(rows)) +
        f"{run},999999999999994,{YEAR}0814,1030,1\r\n", encoding="utf-8")
    done = office.ward.run("import", str(result), "--partner", "SMS配信事業者", operator="shuno1", expect=(1,))
    told = office.one(f"SELECT COUNT(*) FROM demand_contact WHERE campaign_no = {run} AND way = 6")
    check("CO-49 CO-58 what was delivered stands with each of them; one nobody asked for is held", told == len(rows),
          f"{told} {done.stdout}{done.stderr}")


def written_to(office, stood, good, silent):
    set_day(office.ward, f"{YEAR}-09-01")
    office.job("demand-letter", "--condition", "夏の催告", "--level", "催告", "--receipt", "する")
    run = office.one("SELECT MAX(run_no) FROM demand_batch WHERE kind = 2")
    first = office.books.rows(f"SELECT payer_no, household_no, instalment, amount FROM demand_line WHERE run_no = {run}"
                              " ORDER BY payer_no, household_no, instalment")
    chosen = {row[0] for row in first}
    check("CO-19 who has paid or told is left out, who has not is written to",
          good[1]["payer"] not in chosen and silent[1]["payer"] in chosen and chosen <= stood, len(chosen))
    office.job("demand-letter", "--condition", "夏の催告", "--level", "催告", "--receipt", "する")
    again = office.one("SELECT MAX(run_no) FROM demand_batch WHERE kind = 2")
    second = office.books.rows(f"SELECT payer_no, household_no, instalment, amount FROM demand_line WHERE run_no = {again}"
                               " ORDER BY payer_no, household_no, instalment")
    check("CO-44 the same condition at the same moment selects the same", first == second and first != [],
          f"{len(first)} {len(second)}")
    keys = office.base / "keys.csv"
    keys.write_text(f"宛名番号\r\n{silent[1]['payer']}\r\n999999999999994\r\n", encoding="utf-8")
    done = office.ward.run("import", str(keys), "--partner", "滞納整理", operator="shuno1", expect=(1,))
    check("CO-45 unknown keys of a list are named",
          office.one("SELECT COUNT(*) FROM demand_key") == 1 and
          office.one("SELECT COUNT(*) FROM interchange_task WHERE code = 'PD03'") == 1, done.stdout + done.stderr)
    office.approve("demand-letter")
    with Desk(office, f"{YEAR}-09-02") as desk:
        fine, words = desk.act("demand-condition", 0, name="一人", criteria="リスト=1")
        page = html.unescape(desk.one.get(f"/debtor/{silent[1]['payer']}").text)
        check("CO-19 the letter stands on the debtor's screen", "一斉催告" in page and "発送" in page, page[-2000:])
        fine, words = desk.act("returned-mail", silent[1]["payer"], on=f"{YEAR}-09-02", run=again, reason=2, survey=3)
        check("CO-55 a paper that came back is recorded with its reason", fine, words[-800:])
    set_day(office.ward, f"{YEAR}-09-03")
    refused = office.job("demand-letter", "--condition", "夏の催告", "--receipt", "する", "--slip", "する", expect=(2,))
    check("CO-19 a letter is paid by its receipt or by its slips, not by both", "どちらか一方" in refused.stderr, refused.stderr)
    office.job("demand-letter", "--condition", "夏の催告", "--level", "最終催告", "--slip", "する")
    slipped = office.one("SELECT MAX(run_no) FROM demand_batch WHERE kind = 3")
    wanted = office.books.rows("SELECT COUNT(*), SUM(amount + late_charge + fee) FROM demand_line"
                               f" WHERE run_no = {slipped} AND notice_no > 0")
    slips = office.books.rows("SELECT COUNT(*), SUM(amount), MIN(kind), MAX(kind) FROM slip_paper"
                              f" WHERE cause_kind = 'letter' AND cause_no = {slipped}")
    check("CO-19 NT-09 each charge of a letter has its slip, with the 延滞金 to the pay-by day",
          [slips[0][:2]] == wanted and slips[0][2:] == [2, 2] and wanted[0][0] > 0, f"{slips} {wanted}")
    done = office.job("demand-letter", "--condition", "一人", "--level", "最終催告", "--dry-run")
    check("CO-56 whose place nobody knows is written to no more", "居所不明" in done.stdout and "対象 0 人" in done.stdout,
          done.stdout)


def chosen_by(office, criteria):
    """How many the list of debtors counts."""
    done = office.ward.run("output", "ask", "debtors", "--criteria", criteria, "--purpose", "滞納整理の確認",
                           operator="shuno1", expect=(0, 2))
    if "条件に合うものがありません" in done.stderr:
        return 0
    found = re.search(r"(\d+)\s*人", done.stdout)
    return int(found[1]) if found else done.stdout + done.stderr


def tagged(office, stood, others):
    """付せん: put on by a clerk, found by an extraction, gone after its day; the list and the figures."""
    payer = sorted(p for p in stood if p not in others)[0]
    with Desk(office, f"{YEAR}-09-04") as desk:
        place = f"/debtor/{payer}"
        catalogue = re.findall(r'<option value="([^"]+)">(\d+) ', html.unescape(desk.one.get(place).text))
        check("CO-43 tags are chosen from a numbered catalogue", ("電話不通", "3") in catalogue and len(catalogue) <= 99,
              catalogue[:5])
        desk.one.post("/note", on=place, person=str(payer), tag="電話不通", words="三度かけた", until=f"{YEAR}-09-10")
        page = html.unescape(desk.one.get(place).text)
        check("CO-43 a tag stands on the debtor's screen in its colour",
              re.search(r'data-colour="1">付せん：電話不通', page) is not None, page[:3000])
    counts = []
    for day in ("09-04", "09-10", "09-11"):
        set_day(office.ward, f"{YEAR}-{day}")
        counts.append(chosen_by(office, "付せん=電話不通"))
    check("CO-43 it is usable in an extraction until its last day", counts == [1, 1, 0], counts)
    unpaid = office.books.rows(
        "SELECT COUNT(DISTINCT d.payer_no) FROM collection_dunning d JOIN premium_assessment a"
        " ON a.fiscal_year = d.levy_year AND a.household_no = d.household_no AND a.payer_no = d.payer_no"
        " WHERE d.superseded_at = 9223372036854775807 AND d.is_withdrawn = 0 AND a.version = 1 AND d.instalment = 1"
        " AND a.amount_1 > COALESCE((SELECT SUM(l.amount) FROM collection_allocation l WHERE l.levy_year = d.levy_year"
        " AND l.household_no = d.household_no AND l.payer_no = d.payer_no AND l.instalment = 1), 0)")[0][0]
    listed = chosen_by(office, "督促=済 納期限=..2026-06-30")
    check("CO-44 the list of debtors counts whom the books say", listed == unpaid and unpaid > 10, f"{listed} {unpaid}")
    figures = office.ward.run("output", "ask", "arrears-figures", "--criteria", "年度=2026", "--purpose", "滞納対策統計",
                              operator="shuno1", expect=(0, 1))
    rows = office.one("SELECT row_count FROM output_request WHERE list = 'arrears-figures'")
    check("CO-53 figures by nationality, age, town, age and amount of the debt", rows is not None and rows >= 6,
          f"{rows} {figures.stdout}{figures.stderr}")


def published(office, stood, silent):
    """The second instalment of somebody nobody finds: 公示送達."""
    set_day(office.ward, f"{YEAR}-09-15")
    office.job("demand", "--issued-on", f"{YEAR}-09-18")
    run = office.one("SELECT MAX(run_no) FROM demand_batch WHERE kind = 1")
    way = office.one(f"SELECT way FROM demand_paper WHERE run_no = {run} AND payer_no = {silent[1]['payer']}")
    check("CO-56 his demand goes by posting", way == 2, way)
    office.approve("demand")
    with Desk(office, f"{YEAR}-09-24") as desk:
        fine, words = desk.act("public-notice", silent[1]["payer"], approved=True, run=run, on=f"{YEAR}-09-24",
                               words="区役所前掲示場")
        check("CO-56 the posting is entered by one and approved by another", fine, words[-1200:])
    served_on = office.books.rows(
        f"SELECT DISTINCT served_on FROM collection_dunning WHERE payer_no = {silent[1]['payer']} AND cause_no = {run}"
        " AND superseded_at = 9223372036854775807")
    check("CO-56 it is served when seven days have passed from the day of posting", served_on == [[YEAR * 10000 + 1001]],
          served_on)
    done = office.ward.run("verify", expect=(0, 1))
    check("verify finds all of it at one", done.returncode == 0, done.stdout[-1500:])


def scanned(office, run, stood, others):
    """What comes back is entered by its code: at the desk, as a table, as a file; then it is posted."""
    one, two, three, four = sorted(p for p in stood if p not in others)[1:5]

    def code(payer):
        seq, pages = office.books.rows("SELECT p.sequence_no, r.pages FROM demand_paper p JOIN demand_print r"
                                       " ON r.run_no = p.run_no AND r.payer_no = p.payer_no"
                                       f" WHERE p.run_no = {run} AND p.payer_no = {payer}")[0]
        return f"{run:08}{seq:06}01{pages:02}01"

    def entered():
        return {row[0] for row in office.books.rows(f"SELECT payer_no FROM demand_returned WHERE run_no = {run}"
                                                    " AND superseded_at = 9223372036854775807")}

    with Desk(office, f"{YEAR}-09-11") as desk:
        fine, words = desk.act("returned-scan", 0, code=code(one), reason=1)
        check("CO-55 the code at the foot says whose paper came back", fine and entered() == {one}, words[-800:])
        fine, words = desk.act("returned-scan", 0, code=code(one), reason=1)
        check("CO-55 the same paper read twice is told", not fine and "もう記録されています" in words, words[-800:])
        table = "コード\t戻った理由\n{}\t2\n12345678901234567890\t1\n"
        seen = desk.one.post("/paste", on="/paste?kind=returned-scan", kind="returned-scan", step="enter",
                             table=table.format(code(two)))
        check("CO-55 a table with a code that is none of ours enters nothing and says which line",
              entered() == {one} and "督促状・催告書はありません" in html.unescape(seen.text), seen.text[-1500:])
        desk.one.post("/paste", on="/paste?kind=returned-scan", kind="returned-scan", step="enter",
                      table=f"コード\t戻った理由\n{code(two)}\t2\n{code(three)}\t1\n")
        check("CO-55 a stack of codes is entered as one table", entered() == {one, two, three}, entered())
        path = office.base / "returned.csv"
        path.write_text(f"code,reason,on\r\n{code(four)},3,{YEAR}0910\r\n99999999000001010101,1,\r\n", encoding="utf-8")
        done = office.ward.run("import", str(path), "--partner", "返戻スキャン", operator="shuno1", expect=(1,))
        held = office.one("SELECT COUNT(*) FROM interchange_task WHERE code = 'PD04'")
        check("CO-55 a file of codes: what fits is entered, the other line is held with its reason",
              entered() == {one, two, three, four} and held == 1, f"{entered()} {held} {done.stdout}{done.stderr}")
        open_ = {row[0] for row in office.books.rows(
            "SELECT addressee_no FROM casework_task WHERE source = 'demand:returned' AND state < 3")}
        check("CO-55 each of them is somebody's task to look for", {one, two, three, four} <= open_, open_)
        for who in (two, three):
            desk.act("returned-mail", who, on=f"{YEAR}-09-11", run=run, reason=2, survey=3)
        page = desk.one.post("/note", on=f"/debtor/{one}", person=str(one), tag="勝手な付せん", words="x")
        check("CO-43 a tag that is not in the catalogue is refused", page.status != 303 and
              "一覧にありません" in html.unescape(page.text), page.text[-600:])
    lines = office.books.rows(f"SELECT l.notice_no, l.instalment, l.amount FROM demand_line l WHERE l.run_no = {run}"
                              f" AND l.payer_no = {three} AND l.notice_no > 0")
    office.take(*[office.collector.line("12", n, k, amount, at="0000", day=f"{YEAR}0911") for n, k, amount in lines])
    done = office.job("demand-publication", "--run", str(run), "--posted-on", f"{YEAR}-09-14", "--number", "8新健医第123号")
    folder = office.ward.folder / "files/demands" / str(run)
    papers = sorted(folder.glob("koji-*.pdf"))
    papers = [p for p in papers if re.fullmatch(r"koji-\d{1,9}\.pdf", p.name)]
    text = "".join(subprocess.run(["pdftotext", "-layout", str(p), "-"], capture_output=True, text=True, check=True).stdout
                   for p in papers)
    table = "".join(p.read_text(encoding="utf-8") for p in folder.glob("koji-*.tsv"))
    check("CO-56 公示送達書 names whom nobody finds, not who has paid meanwhile, and no amount",
          len(papers) == 1 and f"\n{two}\t{run}\t" in table and str(three) not in table and "円" not in text and
          "公示送達書" in text and "納付済み 1 人" in done.stdout, f"{done.stdout}{done.stderr} {table} {text[-900:]}")


def tampered(office):
    """What verify proves is seen when it does not hold (SQLite: the tables are written by hand)."""
    broken = [("a paper that does not add up", "UPDATE demand_line SET amount = amount + 1 WHERE (run_no, payer_no) ="
               " (SELECT run_no, payer_no FROM demand_paper LIMIT 1)", "明細の計が合計と違います"),
              ("a demand that was decided and is not there", "DELETE FROM collection_dunning WHERE (levy_year, household_no,"
               " payer_no, instalment) = (SELECT levy_year, household_no, payer_no, instalment FROM collection_dunning"
               " WHERE is_withdrawn = 0 AND superseded_at = 9223372036854775807 LIMIT 1)", "決定されたのに記録がありません"),
              ("a promise judged twice", "INSERT INTO demand_promise SELECT contact_no, 2, 0, decided_on, 1,"
               " superseded_at FROM demand_promise LIMIT 1", "判定が約束と合いません")]
    database = office.ward.folder / "kokuho.db"
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    kept = database.read_bytes()
    for name, sql, words in broken:
        with sqlite3.connect(database) as db:
            changed = db.execute(sql).rowcount
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        done = office.ward.run("verify", expect=(1,))
        check(f"verify sees {name}", changed >= 1 and words in done.stdout + done.stderr, done.stdout[-1500:])
        for left in office.ward.folder.glob("kokuho.db-*"):
            left.unlink()
        database.write_bytes(kept)
    office.ward.run("verify", expect=(0,))


def story(base, store):
    office = Office(base, store)
    feeds = base / "feeds"
    office.ward.run("town", "make", "--persons", "300", "--seed", "7", "--year", str(YEAR), "--out", str(feeds))
    assess(office.ward, feeds)
    office.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    run, stood = demanded_and_mailed(office)
    good, bad, silent = spoken_to(office, stood)
    called(office, bad, silent)
    messaged(office, stood, [who[1]["payer"] for who in (good, bad, silent)])
    written_to(office, stood, good, silent)
    others = {who[1]["payer"] for who in (good, bad, silent)}
    tagged(office, stood, others)
    scanned(office, run, stood, others)
    published(office, stood, silent)
    if not store:
        tampered(office)


if __name__ == "__main__":
    sys.exit(year.run("demand", story))
