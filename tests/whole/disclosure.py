#!/usr/bin/env python3
"""A request for disclosure of an invented ward, from the window to the sealed file, as TAP.

    tests/whole/disclosure.py [--postgres]

Rows OP-47, DS-01, DS-03, DS-04, DS-05, BO-01, RP-07. Every table and column of the database that names a person is in the answer or
in the list of what is left out; a request is entered by one and approved by another, its deadline is a task; what a
person has to judge is proposed by nobody; the file has what was decided, known when it was decided, and nothing of
others, of clerks or of 支援措置; a person's answer does not tell the other party that he is protected.
"""
import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys

import served
import year
from collect import Books
from year import PASSWORD, PROGRAM, YEAR, Ward, assess, check, numbers_in

MAKER = ("addressee.view,addressee.change,premium.view,collection.view,case.view,case.change,case.assign,note.change,"
         "output.request,disclosure.make,restricted.view,restricted.change,eligibility.view")
CHIEF = ("addressee.view,addressee.approve,case.view,case.change,output.approve,disclosure.make,disclosure.approve,"
         "restricted.view,restricted.approve")
NAMES_PERSON = re.compile(r"^(addressee|payer|household|person|heir|subject|into|call_payer|payee|other|party|to_household)_no$")
GIVEN = ["addressee", "number", "eligibility", "premium", "paper", "collection", "account", "demand", "print", "log"]
JUDGED = ["contact", "arrears", "casework", "note"]


def columns_of(books):
    """table -> its columns, as the database itself says."""
    if books.url:
        rows = books.rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
                          "AND table_name NOT IN (SELECT table_name FROM information_schema.views WHERE table_schema = 'public')")
    else:
        rows = books.rows("SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'")
    found = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def nothing_is_forgotten(books):
    done = subprocess.run([PROGRAM, "help", "events", "--json"], capture_output=True, text=True, check=True)
    declared = json.loads(done.stdout)["held"]
    said, left_out = {}, {one["table"] for one in declared if "why" in one}
    strange = []
    for one in (d for d in declared if "why" not in d):
        said.setdefault(one["table"], set()).update(re.findall(r"(?:^| )[-!]?(\w+)", re.sub(r"=\S*", "", one["columns"])))
        tables = [one["table"]] + re.findall(r"FROM (\w+)", one["where"])
        strange += [f"{one['folder']} names {t}" for t in tables if not t.startswith(one["folder"] + "_")]
        strange += [f"{one['label']}: area {one['area']}"] * (one["area"] not in GIVEN + JUDGED + ["measure"])
        strange += [f"{one['label']}: the other party finds him"] * ("party_no" in one["where"])
    there = columns_of(books)
    check(f"DS-03 {len(there)} tables were read from the database itself", len(there) > 120, sorted(there))
    forgotten = [table for table, columns in there.items() if any(NAMES_PERSON.match(c) for c in columns)
                 and table not in said and table not in left_out]
    check("DS-03 every table that names a person is in the answer or in the list of what is left out", not forgotten, forgotten)
    missing = {table: sorted(there[table] - columns) for table, columns in said.items() if there.get(table, set()) - columns}
    check("DS-03 every column of theirs is given, covered or kept back by name", not missing, missing)
    gone = {table: sorted(columns - there.get(table, set())) for table, columns in said.items() if columns - there.get(table, set())}
    check("no declaration names what is not there", not gone and {t for t in left_out if not t.startswith("audit_")} <= set(there),
          f"{gone} {left_out - set(there)}")
    check("every folder declares its own tables, and nobody is reached as the other party (DS-04)", not strange, strange)


class Desk:
    def __init__(self, ward, log):
        self.server = served.Served(ward.folder, log)
        self.one, self.two = (served.Operator(self.server, who) for who in ("kaiji1", "kaiji2"))
        for clerk in (self.one, self.two):
            clerk.log_in(PASSWORD.strip())
            clerk.post("/step-up", on="/step-up?next=/menu", password=PASSWORD.strip(), next="/menu")

    def act(self, kind, subject, guarded=False, approve=True, **values):
        path = "/change/guarded" if guarded else "/change"
        place = f"{path}?kind={kind}&subject={subject}"
        page = self.one.get(place)
        fields = {"kind": kind, "subject": str(subject), "change": "0"} | chosen(page.text)
        fields |= {"v-" + name: str(value) for name, value in values.items()}
        seen = self.one.post(path, on=place, step="check", **fields)
        change = re.search(r'name="change" value="(\d+)"', seen.text)
        fields["change"] = change[1] if change else "0"
        self.one.page = seen
        sent = self.one.post(path, step="propose", confirmed="1", **fields)
        words = html.unescape(re.sub(r"<[^>]*>", " ", seen.text + sent.text))
        if sent.status != 303 or not approve:
            return sent.status == 303, words
        place = sent.location.split("?")[0]
        done = self.two.post(place + "/step", on=place, step="approve")
        after = self.two.get(place)
        return "登録済み" in after.text, words + html.unescape(re.sub(r"<[^>]*>", " ", done.text + after.text))


def chosen(page):
    """What a form opens with: the chosen of each list, the value of each field."""
    found = {}
    for name, inside in re.findall(r'<select[^>]* name="(v-\w+)"[^>]*>(.*?)</select>', page, flags=re.S):
        value = re.search(r'<option value="([^"]*)"[^>]* selected', inside)
        found[name] = value[1] if value else ""
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r' name="(v-\w+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def told(page):
    return html.unescape(re.sub(r"<[^>]*>", " ", page.text))


def opened(base, ward, number, password):
    """The file inside of the sealed one, as rows."""
    archive = next(ward.folder.glob(f"output/kokuho-{int(number):06d}-*.zip"))
    where = base / f"opened-{number}"
    where.mkdir()
    tool = shutil.which("7z") or shutil.which("7zz") or shutil.which("bsdtar")
    words = [tool, "-x", "-f", archive, "-C", where, "--passphrase", password] if tool and "bsdtar" in tool else [
        tool, "x", "-y", f"-p{password}", f"-o{where}", archive]
    subprocess.run(words, check=True, capture_output=True)
    text = next(where.glob("list.csv")).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text))), text


def ask_and_take(ward, base, request):
    asked = ward.run("output", "ask", "disclosure", "--criteria", f"受付番号={request}", "--purpose", "開示請求への回答",
                     operator="kaiji1")
    number = re.search(r"申請 ?(\d+)", asked.stdout)[1]
    early = ward.run("output", "take", number, operator="kaiji1", expect=(0, 1, 2, 3))
    check("BO-01 OP-47 the file of one person is not taken without an approval", early.returncode != 0, early.stdout)
    own = ward.run("output", "approve", number, "--persons", "1", operator="kaiji1", expect=(0, 1, 2, 3))
    check("and not approved by whoever asked", own.returncode != 0, own.stdout)
    ward.run("output", "approve", number, "--persons", "1", operator="kaiji2")
    taken = ward.run("output", "take", number, operator="kaiji1").stdout
    return opened(base, ward, number, re.search(r"パスワード\S*\s*[:：]?\s*(\S+)", taken)[1])


def decided(desk, person, ground="折衝の記録ほかは78条1項7号ハ", **more):
    return desk.act("disclosure-decide", person, guarded=True, ground=ground, **({a: 3 for a in JUDGED} | more))


def asked_for(desk, books, person, words="国民健康保険について保有する一切の情報", **more):
    fine, said = desk.act("disclosure-request", person, **({"received_on": f"{YEAR}-06-01", "asked_by": 1,
                                                          "evidence": "運転免許証", "words": words} | more))
    rows = books.rows(f"SELECT MAX(request_no) FROM disclosure_request WHERE addressee_no = {person}")
    return rows[0][0] if fine else None, said


def one_answer(base, ward, books, desk, payer, others):
    """A payer with premiums, a note, and somebody who looked at him."""
    desk.one.get(f"/person/{payer}")
    desk.one.post("/note", on=f"/person/{payer}", person=str(payer), words="窓口で声を荒げた", tag="", until="")
    request, said = asked_for(desk, books, payer)
    check("DS-01 a request is entered by one and approved by another", request is not None, said)
    due = books.rows(f"SELECT due_on FROM disclosure_request WHERE request_no = {request}")[0][0]
    check("DS-01 it is due 30 days behind the day it came in (83条)", due == YEAR * 10000 + 701, due)
    task = books.rows("SELECT due, words FROM casework_task WHERE source = 'disclosure:request'")
    check("DS-01 the deadline is a task", len(task) == 1 and task[0][0] == due, task)
    listed = desk.one.get("/disclosures")
    check("OP-47 the request stands in the list", f"/disclosure/{request}" in listed.text and "決定を待つ" in told(listed), told(listed))
    none = ward.run("output", "ask", "disclosure", "--criteria", f"受付番号={request}", "--purpose", "x", operator="kaiji1",
                    expect=(0, 1, 2, 3))
    check("without a decision there is no file", none.returncode != 0 and "まだ決定がありません" in none.stdout + none.stderr,
          none.stdout + none.stderr)
    form = chosen(desk.one.get(f"/change/guarded?kind=disclosure-decide&subject={payer}").text)
    check("OP-47 what a person must judge is proposed by nobody, 支援措置 is silent for everybody",
          all(form[f"v-{a}"] == "1" for a in GIVEN) and all(form[f"v-{a}"] == "" for a in JUDGED) and form["v-measure"] == "4", form)
    fine, said = decided(desk, payer, ground="")
    check("DS-01 what is held back wants its ground", not fine and "根拠と理由" in said, said)
    fine, said = decided(desk, payer)
    check("OP-47 the decision is made by two persons", fine, said)
    page = desk.one.get(f"/disclosure/{request}?area=log")
    check("DS-05 who looked at him stands on the screen for whoever decides", "個人の照会（person.look）" in told(page) and "kaiji1" in told(page),
          told(page)[-2000:])
    desk.one.post("/note", on=f"/person/{payer}", person=str(payer), words="決定の後のメモ", tag="", until="")
    rows, text = ask_and_take(ward, base, request)
    parts = {row[0] for row in rows[1:]}
    check("OP-47 DS-03 the file has every part that was given or refused, and is silent of 支援措置",
          {"宛名", "資格", "所得・賦課", "閲覧・操作の記録", "折衝の記録", "メモ・付せん"} <= parts and "支援措置" not in text, parts)
    total = books.rows(f"SELECT total FROM premium_assessment WHERE payer_no = {payer} AND version = 1")[0][0]
    check("DS-03 the premium of the year stands in it", any(row[3] == "年額" and row[4] == f"{total:,}円" for row in rows), text[:3000])
    looks = [row for row in rows if row[0] == "閲覧・操作の記録"]
    check("DS-05 every look is in it, by section and act, without the clerk",
          any(row[4] == "個人の照会（person.look）" for row in looks) and "kaiji1" not in text, looks[:20])
    check("DS-03 parts of clerks and of others are covered", "除いています" in text, text[:500])
    check("what was not to be given is not in it", "声を荒げた" not in text and
          any(row[0] == "メモ・付せん" and "開示しない" in row[4] for row in rows), text[-1500:])
    strangers = [n for n in others if re.search(rf"\b0*{n}\b", text)]
    check("DS-03 nobody else of the ward stands in it by number", not strangers, strangers)
    check("MN-01 no 個人番号 stands in it", not numbers_in(text.encode()), numbers_in(text.encode()))
    records = ward.run("audit", "find", "--resident", str(payer), operator="kansa1", expect=(0, 1, 2)).stdout
    check("OP-47 the file is in the records about him", "output.persons" in records, records[-800:])
    return text


def the_other_party(base, ward, books, desk, victim, party):
    """DS-04: the other party's answer is the same with and without a measure; the protected person's waits for a person."""
    fine, said = desk.act("measure", victim, guarded=True, **{"from": f"{YEAR}-06-01", "party_no": party, "office": "警察署", "hidden": ""})
    check("a measure protects one from the other", fine, said)
    request, said = asked_for(desk, books, party)
    fine, said = decided(desk, party, ground="78条1項7号", casework=1, note=1)
    _, text = ask_and_take(ward, base, request)
    check("DS-04 the other party's answer has no word of the measure", fine and "支援措置" not in text and
          not re.search(rf"\b0*{victim}\b", text) and "measure" not in text, said + text[:2000])
    request, said = asked_for(desk, books, victim, asked_by=2, agent="見本　太郎（父）")
    form = chosen(desk.one.get(f"/change/guarded?kind=disclosure-decide&subject={victim}").text)
    check("DS-04 of a protected person nothing that tells an address is proposed", form["v-addressee"] == "" and
          form["v-log"] == "" and form["v-measure"] == "4", form)
    fine, said = decided(desk, victim, **{a: 1 for a in GIVEN})
    check("DS-04 and an agent's request is warned about", fine and "代理人が請求しています" in said, said)
    seen = desk.one.get(f"/disclosure/{request}")
    check("RP-07 the page of it says first that he is protected", "相手方やその代理人でない" in told(seen), told(seen)[:800])


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    for who, rights in (("kaiji1", MAKER), ("kaiji2", CHIEF), ("kansa1", "audit.view")):
        ward.run("operator", "add", who, "--name", "開示 係", "--section", "資格係", "--may", rights, stdin=PASSWORD)
    books = Books(ward, store.removeprefix("postgres:") if store else None)
    if store:
        served.let_in(books.url)
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "120", "--seed", "3", "--year", str(YEAR), "--out", str(feeds), "--valid-numbers")
    assess(ward, feeds)
    nothing_is_forgotten(books)
    served.more_pages_a_minute(ward.folder)
    payers = [row[0] for row in books.rows(
        "SELECT DISTINCT a.payer_no FROM premium_assessment AS a JOIN addressee_person AS p ON p.addressee_no = a.payer_no "
        "AND p.superseded_at = 9223372036854775807 AND p.status = 1 WHERE p.is_restricted = 0 ORDER BY a.payer_no LIMIT 4")]
    households = {row[0] for row in books.rows(f"SELECT household_no FROM addressee_person WHERE addressee_no = {payers[0]}")}
    others = [row[0] for row in books.rows("SELECT DISTINCT addressee_no, household_no FROM addressee_person")
              if row[0] != payers[0] and row[0] not in households]
    desk = Desk(ward, base / "serve.log")
    try:
        one_answer(base, ward, books, desk, payers[0], others)
        the_other_party(base, ward, books, desk, payers[1], payers[2])
        code = desk.server.stop()
        check("the server ends when asked, silently", code == 0 and not re.search(
            "Sanitizer|runtime error|[Aa]ssert", desk.server.printed().decode("utf-8", "replace")), desk.server.printed()[-800:])
    finally:
        desk.server.kill()
    ward.verify()


if __name__ == "__main__":
    sys.exit(year.run("disclosure", story))
