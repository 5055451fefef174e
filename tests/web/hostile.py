#!/usr/bin/env python3
"""Hostile use of every declared screen over real sockets, as TAP: a clear refusal or a closed connection, nothing
changed, the server alive, the sanitizers silent.

    tests/web/hostile.py [--postgres]

Rows AS-01, AS-02, AS-03, AS-04, AS-08, AS-14, AS-15, AS-17, AS-18, AU-02, FE-03, FE-04, MN-15, TR-05, OP-40, RC-04.
The screens are those of `kokuho help events --json`, so a new one is attacked the day it is declared, by somebody who may
open it: wrong types, 1 MB, control characters, markup, forged and foreign tokens, ids of others, forms sent twice, half
requests, 10,000 connections. Forms that want a state first (a proposal, a request, an alert, a run that waits) get one; each
declared field of each kind of change gets wrong values of its type; of what cannot be read the answer names the field.
(Slow clients: test_server.c.) Afterwards the process that serves is looked at: what it may still do if somebody takes it over.
"""
import html
import http.client
import json
import os
import pathlib
import re
import resource
import socket
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "whole"))
import year  # noqa: E402
from collect import Books  # noqa: E402
from served import Operator, Served, let_in, more_pages_a_minute  # noqa: E402
from year import PROGRAM, Ward, check  # noqa: E402

PERSONS = 100
FORM = "application/x-www-form-urlencoded"
MARK = "<script>alert(1)</script>\"'><img src=x>"
WRONG_BODIES = {
    "half UTF-8": b"words=%E3%81", "raw half UTF-8": b"words=\xe3\x81", "NUL": b"words=%00",
    "control characters": b"words=%01%1b", "broken escape": b"words=%zz", "a name twice": b"words=a&words=b",
    "too many fields": b"&".join(b"f%d=1" % i for i in range(200)), "a long name": b"n" * 200 + b"=1",
    "1 MB in one field": b"words=" + b"a" * ((1 << 20) - 100), "not a form": b"\x89PNG\r\n\x1a\n",
}
UNSEEN = "\x01\x1b[2J"  # control characters
WRONG_VALUES = ["abc", "-1", "0", "99999999999999999999", "R99.13.32", "１２３", "../../etc/passwd", "%s%n", "' OR 1=1 --",
                "a" * 4000, UNSEEN, "山\u0000田", MARK]
DOORKEEPER = "tobira"  # whose password is tried
# Who may open what; together they may open every declared screen.
OPERATORS = {
    "fuka1": ["--duty", "fuka", "--may", "addressee.view,eligibility.view,premium.view,job.view,premium.run,params.propose,"
              "import.run,notice.print,case.view,case.change,note.change,output.request,restricted.view,number.view,account.view,disclosure.make"],
    "fuka2": ["--duty", "fuka-chief", "--may", "output.approve,premium.approve,addressee.approve,addressee.view,job.view"],
    "kanri": ["--may", "operator.manage,rights.request,rights.approve,terminal.manage"],
    "kanri2": ["--may", "rights.approve"],
    "shuno": ["--duty", "shuno-chief"],
    "kansa": ["--may", "audit.view,audit.review,audit.export"],
    DOORKEEPER: ["--may", "case.view"],
}
# Wrong values of each type of field (casework.h): none may be taken, and the page says at which field it was.
WRONG_OF = {
    "date": ["abc", "R99.13.32", "20261301", "2026-02-30", "0", "-1"],
    "vague-date": ["abc", "20261301", "R99.13", "-1"],
    "number": ["abc", "1.5", "99999999999999999999", "1e3", "0x10"],
    "yen": ["abc", "1.5", "99999999999999999999", "1円2"],
    "choice": ["9999", "abc", MARK], "postal": ["12", "abcdefg", "123456789"], "phone": ["abc", "12", "1" * 40],
    "addressee": ["1", "abc", "99999999999999999999", "-1"], "kana": ["漢字", "<b>", "abc1"], "secret": ["123", "abc"],
    "text": ["\x01", "\u200b山", None], "lines": ["\x01", None], "yes": [],
    "ticks": [],  # boxes of what is listed: nothing is typed; None above = one character more than the field takes
}
# Everything a clerk may do, for the forms of all kinds of change; an administrator's and an auditor's forms have their own.
EVERY_FORM = "zenbu"
DOORS = ("login", "unlock", "step-up", "password")
# Forms that lead somewhere, look something up or print what stands: twice is as good as once.
ONLY_LOOK = ("/palette", "/characters", "/trial", "/census/paper")
# What a program left open by accident would answer, and what lies outside of what is served.
NOT_THERE = ["/debug", "/admin", "/metrics", "/status", "/server-status", "/health", "/trace", "/console", "/api", "/test",
             "/.git/config", "/.env", "/phpinfo.php", "/actuator", "/swagger", "/graphql", "/kokuho.db", "/kokuho.ini"]
OUTSIDE = ["/assets/../kokuho.ini", "/assets/../../etc/passwd", "/assets/%2e%2e/kokuho.ini", "/assets/..%2fkokuho.ini",
           "/assets/....//kokuho.ini", "//etc/passwd", "/output/1/output-../../keys/ca-key.pem", "/output/1/output-1.zip/..",
           "/help/../../keys", "/assets/\\..\\kokuho.ini", "/assets/%00kokuho.css", "http://evil.example/menu"]


def ask(port, method, path, cookie="", body=None, host=None, **fields):
    """One request with a connection of its own; status 0 = closed without an answer."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", "Connection: close"]
    head += [f"Cookie: {cookie}"] * bool(cookie) + [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    if body is not None:
        head.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port), timeout=60) as s:
        try:
            s.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + (body or b""))
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        try:
            while part := s.recv(1 << 16):
                got += part
        except ConnectionResetError:
            pass
    words = got.split(b" ", 2)
    return (int(words[1]) if got.startswith(b"HTTP/1.1 ") else 0), got


def declared(books):
    """The screens, each with a path to somebody who is there."""
    done = subprocess.run([PROGRAM, "help", "events", "--json"], capture_output=True, text=True, check=True)
    screens = json.loads(done.stdout)["screens"]
    person, household = books.rows("SELECT addressee_no, household_no FROM addressee_person WHERE household_no > 0 "
                                   "ORDER BY addressee_no LIMIT 1")[0]
    for screen in screens:
        number = {"/household/#": household, "/person/#": person}.get(re.match(r"/[^#]*#?", screen["path"])[0], 1)
        screen["real"] = screen["path"].replace("#", str(number))
    return screens


def strangers_ids(books):
    """Numbers of people and households that no form was made for."""
    return [str(number) for number in books.rows("SELECT addressee_no, household_no FROM addressee_person "
                                                 "WHERE household_no > 0 ORDER BY addressee_no DESC LIMIT 1")[0]]


def more_pages(screens, kinds, states):
    """Forms that stand on a page only when it is told what for, or that want a state."""
    person = next(s["real"] for s in screens if s["path"] == "/person/#").rsplit("/", 1)[1]
    places = [kind["place"] for kind in kinds if kind["name"] in ("contact", "mailing-address", "addressee-add", "account",
                                                                  "individual-number", "disclosure-decide")]
    return places + [place for place in states.values() if place.startswith("/")] + [
        "/paste?kind=contact", "/output/new?list=addressee", f"/person/{person}/number", "/alerts", "/tasks", "/rights/review"]


def kinds_of(books, nth):
    """The kinds of change with their fields, each with whom its form is about: the nth payer and his household."""
    done = subprocess.run([PROGRAM, "help", "events", "--json"], capture_output=True, text=True, check=True)
    kinds = json.loads(done.stdout)["changes"]
    payer, household = books.rows(
        "SELECT a.payer_no, a.household_no FROM premium_assessment AS a JOIN addressee_person AS p ON p.addressee_no = a.payer_no "
        "WHERE p.is_restricted = 0 AND p.superseded_at = 9223372036854775807 AND p.status = 1 "
        f"ORDER BY a.payer_no LIMIT 1 OFFSET {nth}")[0]
    for kind in kinds:
        kind["about"] = {"person": payer, "household": household, "nobody": 0}[kind["subject"]]
        kind["screen"] = "/change/guarded" if kind["sensitive"] else "/change"
        kind["place"] = f"{kind['screen']}?kind={kind['name']}&subject={kind['about']}"
    return kinds


def wrong_values(field):
    for value in WRONG_OF[field["type"]]:
        yield "a" * (field["most"] + 1) if value is None else value


def asked_only_if(kind, field):
    """The fields, each with its value, without which this one is not asked."""
    needed = {}
    by_name = {f["name"]: f for f in kind["fields"]}
    while field["only_if"]:
        name, values = field["only_if"].split("=", 1)
        needed["v-" + name] = values.split("|")[0]
        field = by_name[name]
    return needed


def attack_kinds(kinds, user):
    """FE-03, FE-04: every field of every kind of change refuses each wrong value of its type, and says which field it was."""
    bad, sent, forms = [], 0, 0
    for kind in kinds:
        page = user.get(kind["place"])
        if page.status != 200 or 'name="csrf"' not in page.text:
            bad.append(f"{kind['name']}: no form ({page.status})")
            continue
        forms += 1
        names = [f"v-{f['name']}" for f in kind["fields"] if f["type"] != "ticks"]
        missing = [name for name in names if f'name="{name}"' not in page.text]
        bad += [f"{kind['name']}: {missing} stand in the declaration, not in the form"] * bool(missing)
        fields = {"kind": kind["name"], "subject": kind["place"].rsplit("=", 1)[1], "change": "0", "step": "check"}
        for field in kind["fields"]:
            for value in wrong_values(field):
                typed = fields | asked_only_if(kind, field) | {f"v-{field['name']}": value}
                user.page = page
                page = user.post(kind["screen"], **typed)
                sent += 1
                if page.status == 400:  # not to be read at all: a form anew
                    is_told = f"「{field['label']}」" in page.text
                    page = user.get(kind["place"])
                else:
                    is_told = page.status == 422 and f'id="v-{field["name"]}-wrong"' in page.text
                    change = re.search(r'name="change" value="(\d+)"', page.text)
                    fields["change"] = change[1] if change else "0"
                bad += [f"{kind['name']} {field['name']} ({field['type']}) = {value[:20]!r}: {page.status}"] * (not is_told)
                bad += [f"{kind['name']} {field['name']}: markup comes back"] * (MARK in page.text)
    check(f"FE-03 FE-04: {sent} wrong values into every field of {forms} kinds of change: each refused at its field",
          not bad and forms == len(kinds) and sent > 1000, "\n".join(bad))


def propose(user, kind, subject, /, **values):
    """A form filled in rightly, checked and sent."""
    fields = {"kind": kind, "subject": str(subject), "change": "0"} | {f"v-{name}": value for name, value in values.items()}
    seen = user.send("/change", fields | {"step": "check"}, f"/change?kind={kind}&subject={subject}")
    change = re.search(r'name="change" value="(\d+)"', seen.text)
    user.page = seen
    return user.send("/change", fields | {"step": "propose", "confirmed": "1", "change": change[1] if change else "0"})


def make_outsider(books, users):
    """A 住登外者, for the form that changes one."""
    sent = propose(users[EVERY_FORM], "addressee-add", 0, kind="3", name="新宿　外男", kana="シンジュク　ソトオ", birth="S40.1.1",
                   sex="1", address="東京都八王子市元本郷町三丁目24番1号", basis="戸籍の附票", **{"from": "080401"})
    if sent.status == 303:
        users["fuka2"].post(sent.location + "/step", on=sent.location, step="approve")
    number = books.rows("SELECT COALESCE(MAX(addressee_no), 0) FROM addressee_own")[0][0]
    check("a 住登外者 is there", number > 0, f"{sent.status} {sent.text[-600:]}")
    return number


def make_alert(books):
    """As the nightly look writes one."""
    words = ("INSERT INTO audit_alert (alert_no, day, at, code, operator_id, addressee_no, words) "
             "VALUES (1, 20260604, 1780000000000, 'DA-03', 'fuka2', 0, '短い間に多くの人を見た')")
    if books.url:
        subprocess.run(["psql", "-q", books.url, "-c", words], check=True, capture_output=True)
        return
    with sqlite3.connect(books.ward.folder / "audit.db", timeout=30) as db:
        db.execute(words)


def make_states(books, users, person):
    """What forms want first: a proposal, a list that was asked for, an alert, a task, a request for rights, a run that waits."""
    one, kanri = users["fuka1"], users["kanri"]
    sent = propose(one, "contact", person, action="1", kind="1", phone="03-0000-0001", **{"from": "080605"})
    asked = one.post("/output/new", on="/output/new?list=addressee", list="addressee", criteria="", purpose="点検", format="csv")
    make_alert(books)
    run = books.rows("SELECT MAX(run_no) FROM batch_run WHERE job = 'premium-annual'")[0][0]
    task = books.rows("SELECT MIN(task_no) FROM casework_task WHERE state = 1")[0][0]
    return {"a proposal": sent.location if sent.status == 303 else f"? {sent.status} {sent.text[-600:]}",
            "a list": asked.location if asked.status == 303 else f"? {asked.status}", "an alert": "/alerts",
            "rights": kanri.get("/rights").path, "a run": f"/jobs/{run}", "a task": f"/task/{task}"}


def refused(answer):
    return answer[0] == 0 or 400 <= answer[0] < 500 or answer[0] == 501


def post(port, path, cookie, body, **more):
    fields = {"Content_Type": FORM, "Origin": f"http://127.0.0.1:{port}"} | more
    return ask(port, "POST", path, cookie, body, **fields)


def attack_forms(port, screens, user, other):
    """Nobody's form is taken without its token, from another origin, or with bytes that are none of a form."""
    token = re.search(r'name="csrf" value="(\w+)"', user.get("/menu").text)[1].encode()
    foreign = re.search(r'name="csrf" value="(\w+)"', other.get("/menu").text)[1].encode()
    bad = []
    for screen in screens:
        if not screen["post"]:
            continue
        path = screen["real"]
        tries = {f"{words}": post(port, path, user.cookie, body) for words, body in WRONG_BODIES.items()}
        tries |= {f"{words}, with a token": post(port, path, user.cookie, b"csrf=" + token + b"&" + body)
                  for words, body in WRONG_BODIES.items() if words != "not a form"}
        tries["another origin"] = post(port, path, user.cookie, b"csrf=" + token, Origin="http://evil.example")
        tries["another site"] = post(port, path, user.cookie, b"csrf=" + token, Sec_Fetch_Site="cross-site")
        if screen["door"] != "login":
            tries["no token"] = post(port, path, user.cookie, b"a=1")
            tries["a forged token"] = post(port, path, user.cookie, b"csrf=" + b"0" * len(token))
            tries["the token of another"] = post(port, path, user.cookie, b"csrf=" + foreign)
            tries["another type"] = post(port, path, user.cookie, b"csrf=" + token, Content_Type="text/plain")
        bad += [f"{path}: {words}: {answer[0]}" for words, answer in tries.items() if not refused(answer)]
    check(f"AS-03: every form, by {user.who}: wrong bytes, missing, forged and foreign tokens and origins are refused", not bad,
          "\n".join(bad))


def attack_strangers(port, screens):
    """AU-02: without a session no screen shows anything but the way to the log-in."""
    bad = []
    for screen in (s for s in screens if s["door"] != "login"):
        answers = [ask(port, "GET", screen["real"])] * screen["get"]
        answers += [post(port, screen["real"], "", b"a=1")] * screen["post"]
        answers += [ask(port, "GET", screen["real"], "kokuho_session=" + "0" * 64)] * screen["get"]
        bad += [f"{screen['real']}: {status}" for status, got in answers if status not in (303, 401, 403) or
                status == 303 and b"\r\nLocation: /login" not in got or b"csrf" in got]
    check(f"AU-02: none of {len(screens)} screens answers without a session", not bad, "\n".join(bad))


def attack_places(port, screens, users):
    """AS-14, AS-08, AS-17: nothing answers that is not declared; no file outside, no other method, no large head."""
    user, bad = users["kanri"], []
    secret = b"municipality"
    for path in NOT_THERE + OUTSIDE:
        for cookie in ("", user.cookie):
            status, got = ask(port, "GET", path, cookie)
            bad += [f"{path}: {status}"] * (status not in (0, 303, 400, 404, 405, 421) or secret in got or b"root:" in got or
                                            status == 303 and b"Location: /login" not in got)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "get", "G" * 5000):
        for screen in screens:
            bad += [f"{method[:10]} {screen['real']}"] * (not refused(ask(port, method, screen["real"], user.cookie)))
    heads = {"a large field": {"X_Large": "a" * 100000}, "many fields": {f"X_{i}": "1" for i in range(1000)},
             "two lengths": {"Content_Length": "1\r\nContent-Length: 2"}, "chunks": {"Transfer_Encoding": "chunked"},
             "a length that is none": {"Content_Length": "-1"}, "a large length": {"Content_Length": "99999999999999999999"}}
    bad += [words for words, fields in heads.items() if not refused(ask(port, "GET", "/menu", user.cookie, **fields))]
    bad += ["a long address"] * (not refused(ask(port, "GET", "/search?words=" + "a" * 100000, user.cookie)))
    check("AS-08, AS-14, AS-17: nothing undeclared, no file outside, no other method and no large head is answered", not bad,
          "\n".join(bad))


def look_at_pages(screens, users):
    """MN-15, TR-05, OP-40, RC-04: no page of anybody may be kept by the browser; every screen is open to one of us."""
    kept, closed = [], []
    for screen in (s for s in screens if s["get"]):
        answers = [user.get(screen["real"]) for user in users.values()]
        kept += [f"{a.who} {a.path}" for a in answers if dict(a.headers).get("Cache-Control") != "no-store"]
        closed += [screen["real"]] * all(a.status == 403 for a in answers)
    check("MN-15, TR-05, OP-40, RC-04: every answer of every screen says no-store", not kept, "\n".join(kept))
    check("each of the screens is open to one of the operators", not closed, "\n".join(closed))


def attack_addresses(port, screens, user):
    bad = []
    numbers = ("0", "9223372036854775807", "99999999999999999999", "-1", "1e3", "%31", "..", "1'", "%00")
    for screen in (s for s in screens if s["get"]):
        for number in numbers if "#" in screen["path"] else ("1",):
            status, got = ask(port, "GET", screen["path"].replace("#", number), user.cookie)
            bad += [f"{screen['path']} with {number}: {status}"] * (status >= 500 or status == 0 or b"SQL" in got)
        path = screen["real"]
        names = {"on", "known", "words", "key", "next", "screen"} | set(re.findall(r' name="(\w+)"', user.get(path).text))
        for name in names - {"csrf"}:
            for value in WRONG_VALUES[-4:] + ["%E3%81", "%00", "%zz"]:
                typed = value if value[0] == "%" and len(value) < 7 else "".join(f"%{b:02X}" for b in value.encode())
                status, got = ask(port, "GET", f"{path}?{name}={typed}", user.cookie)
                bad += [f"{path}?{name}: {status}"] * (status >= 500 or status == 0 or b"<script>alert" in got or
                                                       b"<img src=x" in got)
    check(f"every address, by {user.who}: wrong numbers and fields have a clear answer, markup comes back escaped", not bad,
          "\n".join(bad))


def forms_of(page):
    """Action, field names and hidden fields of each form that stands on a page."""
    for action, inside in re.findall(r'<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>', page.text, flags=re.S):
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside))
        action = html.unescape(action)
        if "csrf" in hidden and action.split("?")[0] not in ("/logout", "/lock", "/password", "/unlock", "/step-up"):
            yield action, [n for n in dict.fromkeys(re.findall(r' name="([^"]+)"', inside)) if n != "csrf"], hidden


def labels_of(page):
    """What stands before each field of a page, by the field's name."""
    inputs = re.findall(r'<(?:input|select|textarea)[^>]*>', page.text)
    names = {m[1]: n[1] for i in inputs if (m := re.search(r' id="([^"]+)"', i)) and (n := re.search(r' name="([^"]+)"', i))}
    labels = re.findall(r'<label for="([^"]+)"[^>]*>([^<（]+)', page.text)
    around = re.findall(r'<label>([^<（]+)<(?:input|select|textarea)[^>]* name="([^"]+)"', page.text)
    return {names[of]: html.unescape(words).strip() for of, words in labels if of in names} | {
        name: html.unescape(words).strip() for words, name in around}


def attack_fields(port, screens, user, foreign_ids, places, met):
    """With a right token: every field of every form that stands on a page gets what is not meant for it, and ids of others.
    A form that another operator met before is sent twice, but not field by field again."""
    bad, sent, actions, twice, unsaid = [], 0, set(), [], []
    pages = [s["real"] for s in screens if s["get"] and s["door"] != "login" and s["name"] not in ("logout", "lock", "password")]
    for place in dict.fromkeys(pages + places):
        page = user.get(place)
        labels = labels_of(page)
        for action, names, hidden in list(forms_of(page)):
            del hidden["csrf"]
            actions.add(re.sub(r"\d+", "#", action.split("?")[0]))
            form = re.sub(r"\d+", "#", action), tuple(names), hidden.get("kind")
            if form in met:
                continue
            met.add(form)
            for name in names:
                for value in WRONG_VALUES + foreign_ids:
                    try:
                        others = {n: "" for n in names} | (hidden if value == UNSEEN else {})
                        answer = user.send(action, others | {name: value}, place)
                    except (http.client.HTTPException, OSError) as end:  # the process that serves has ended
                        bad.append(f"{action} {name}={value[:20]!r}: no answer ({end})")
                        continue
                    sent += 1
                    if value == UNSEEN and name in labels:
                        is_told = answer.status == 400 and f"「{labels[name]}" in answer.text
                        unsaid += [f"{action} {name} 「{labels[name]}」: {answer.status}"] * (not is_told)
                    shown = user.get(answer.location).body if answer.location.startswith("/") else answer.body
                    bad += [f"{action} {name}={value[:20]}: {answer.status}"] * (
                        answer.status >= 500 or b"<script>alert" in shown or b"<img src=x" in shown)
                large = f"csrf={'0' * 64}&{name}={'a' * (1 << 20)}".encode()
                status, _ = post(port, action, user.cookie, large)
                bad += [f"{action} {name}=1 MB: {status}"] * (status not in (0, 400, 413))
        for action, names, hidden in list(forms_of(user.get(place))):
            fields = {n: "" for n in names} | {"csrf": hidden["csrf"]}
            answers = [user.request("POST", action, fields) for _ in range(2)]
            twice += [f"{action}: {answers[0].status} then {answers[1].status}"] * (
                action not in ONLY_LOOK and not refused((answers[1].status, b"")))
    check(f"AS-15: every field of {len(actions)} forms, by {user.who}: no wrong value is taken for a right one, shown escaped "
          f"({sent} sent)", not bad and actions, "\n".join(bad))
    check(f"FE-03: of what cannot be read the answer says which field it is, by {user.who}", not unsaid, "\n".join(unsaid))
    check(f"AS-18: no form is taken twice, by {user.who}", not twice, "\n".join(twice))
    return actions


def attack_undrawn(screens, users, actions, ids):
    """What takes a form that stood on no page here: every field it declares, for its own people and for strangers."""
    bad, sent, paths = [], 0, set()
    for screen in screens:
        if not screen["post"] or screen["path"] in actions or screen["name"] in DOORS + ("lock", "logout"):
            continue
        paths.add(screen["path"])
        for path in (screen["real"], screen["path"].replace("#", ids[0], 1).replace("#", str(year.YEAR))):
            for user in users.values():
                for name in screen["fields"] + ["step"]:
                    for value in WRONG_VALUES + ids:
                        answer = user.send(path, {name: value}, "/menu")
                        sent += 1
                        bad += [f"{user.who} {path} {name}={value[:20]!r}: {answer.status}"] * (
                            answer.status >= 500 or b"<script>alert" in answer.body or b"<img src=x" in answer.body)
                        if answer.status == 403:  # not his: one answer for all
                            break
    check(f"AS-15: {len(paths)} addresses whose form stood on no page: no wrong value ends anything ({sent} sent)",
          not bad and sent > 0, "\n".join(bad))


def attack_doors(served, screens):
    """The log-in, the password again and its change: no wrong value opens anything, and the answer names the field."""
    user, bad, sent = Operator(served, DOORKEEPER), [], 0
    user.log_in()
    doors = {s["name"]: s for s in screens if s["name"] in DOORS}
    # What cannot be read first: it counts as no attempt, while a few wrong passwords end the session.
    tries = [(screen, field, value) for value in dict.fromkeys([UNSEEN] + WRONG_VALUES)
             for screen in doors.values() for field in screen["fields"]]
    for screen, field, value in tries:
        others = {f: "" for f in screen["fields"]} | {"next": "/users", field: value}
        cookie = user.cookie
        if screen["door"] == "login":
            user.cookie = ""
            answer = user.request("POST", "/login", others)
        else:
            answer = user.send(screen["path"], others, "/menu")
        user.cookie = cookie
        sent += 1
        is_told = value != UNSEEN or (answer.status == 400 and "を読めません" in answer.text and
                                      "入力した文字" not in answer.text)
        bad += [f"{screen['name']} {field}={value[:20]!r}: {answer.status} {answer.location}"] * (
            answer.status >= 500 or not is_told or answer.location not in ("", "/login", "/unlock") or
            b"<script>alert" in answer.body)
    check(f"AU-02: {sent} wrong values at the log-in, the lock and the password open nothing and have a clear answer", not bad,
          "\n".join(bad))


def replay(ward, user, household):
    """The other proof of the digests: a right form changes them, once."""
    before = ward.digests()
    page = user.get(household)
    form = next((f for f in re.findall(r'<form[^>]* action="/note".*?</form>', page.text, flags=re.S) if "textarea" in f or
                 'name="words"' in f), "")
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"words": MARK}
    first, again = user.request("POST", "/note", fields), user.request("POST", "/note", fields)
    shown = user.get(household)
    check("a right form is taken once, a replayed one is not, and its markup comes back escaped",
          first.status == 303 and again.status == 409 and html.escape(MARK[:24], quote=False) in shown.text and
          b"<script>alert" not in shown.body, f"{first.status} {again.status} {first.text[-600:]} {fields}")
    check("what a right form changes is seen by the digests", before != ward.digests())


def attack_sockets(port, user):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 12000), hard))
    waiting = []
    try:
        for i in range(min(10000, min(hard, 12000) - 200)):
            s = socket.create_connection(("127.0.0.1", port), timeout=30)
            waiting.append(s)
            if i % 3:
                s.send(b"GET /menu HTTP/1.1\r\nHo" if i % 3 == 1 else
                       b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nhalf")
    except OSError as error:
        check("connections can be opened", False, error)
    status, _ = ask(port, "GET", "/menu", user.cookie)
    check(f"beside {len(waiting):,} waiting connections and half requests a page is served", status == 200, status)
    for s in waiting:
        s.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def look_at_process(pid):
    """AS-13: no new rights, a filter of system calls, no capability, no dump of its memory."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    if b"__asan_init" in PROGRAM.read_bytes():
        check("the process that serves is closed in # SKIP a sanitizer build needs what the filter refuses", True)
        return
    bad = []
    for one in children or [str(pid)]:
        status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{one}/status").read_text().splitlines()
                      if ":\t" in line)
        limits = pathlib.Path(f"/proc/{one}/limits").read_text()
        core = re.search(r"Max core file size +(\S+)", limits)[1]
        is_closed = (status["Seccomp"].strip() == "2" and status["NoNewPrivs"].strip() == "1" and
                     int(status["CapEff"], 16) == 0 and core == "0")
        bad += [f"{one}: Seccomp {status['Seccomp']} NoNewPrivs {status['NoNewPrivs']} CapEff {status['CapEff']} core {core}"
                ] * (not is_closed)
    check("AS-13: the process that serves has a filter, no new privileges, no capability, no core dump", not bad,
          "\n".join(bad))


def story(base, store):
    os.chmod(base, 0o755)
    data = base / "data"
    data.mkdir()
    ward = Ward(data, store)
    books = Books(ward, store.removeprefix("postgres:") if store else None)
    if store:
        let_in(books.url)
    declared_kinds = json.loads(subprocess.run([PROGRAM, "help", "events", "--json"], capture_output=True, text=True,
                                               check=True).stdout)["changes"]
    every = sorted({k["propose"] for k in declared_kinds} | {"case.view", "case.change", "restricted.view", "number.view"})
    OPERATORS[EVERY_FORM] = ["--may", ",".join(every)]
    for who, words in OPERATORS.items():
        ward.run("operator", "add", who, "--name", "練習", "--section", "賦課係", *words, stdin=f"renshu-{who}-2026\n")
    ward.run("town", "make", "--persons", str(PERSONS), "--seed", "1", "--year", str(year.YEAR), "--out", str(base / "feeds"))
    ward.run("import", "--all", str(base / "feeds"), operator="fuka1", expect=(0, 1))  # 1: some of the town wait for a person
    ward.run("params", "propose", operator="fuka1")
    ward.run("params", "approve", operator="fuka2")
    ward.run("job", "run", "premium-annual", "--year", str(year.YEAR), operator="fuka1", expect=(0, 1))  # waits for approval
    ward.run("terminal", "issue", "madoguchi1", "--place", "窓口", "--section", "賦課係", "--out", str(base / "terminal.p12"),
             operator="kanri")
    ward.run("rights", "request", "assign", "fuka2", "mado", "--reason", "窓口の応援", operator="kanri")
    more_pages_a_minute(data)
    served = Served(data, base / "served.log")
    try:
        users = {who: Operator(served, who) for who in OPERATORS if who != DOORKEEPER}
        for one in users.values():
            one.log_in()
        user, other = users["fuka1"], users["fuka2"]
        check("every operator is in", all(one.get("/menu").status == 200 for one in users.values()))
        screens = declared(books)
        there = [s["real"] for s in screens if re.fullmatch(r"/(household|person)/#", s["path"]) and
                 user.get(s["real"]).status == 200]
        check("household and person are there", len(there) == 2, there)
        for one in users.values():
            one.step_up()  # otherwise the screens behind it only lead there
        look_at_pages(screens, users)
        kinds = kinds_of(books, 0)
        outsider = make_outsider(books, users)
        states = make_states(books, users, next(s["real"] for s in screens if s["path"] == "/person/#").rsplit("/", 1)[1])
        check("what forms want first is there: a proposal, a list that was asked for, an alert, a run that waits",
              all(place.startswith("/") for place in states.values()), states)
        before = ward.digests()
        attack_strangers(served.port, screens)
        attack_places(served.port, screens, users)
        for one in users.values():
            attack_forms(served.port, screens, one, other if one is not other else user)
            attack_addresses(served.port, screens, one)
        after = ward.digests()
        check("nothing in the database has changed", before == after, sorted(n for n in before if before[n] != after.get(n)))
        for one in users.values():
            if one.get("/menu").status != 200:
                one.log_in()
        replay(ward, user, next(s["real"] for s in screens if s["path"] == "/household/#"))
        ids = strangers_ids(books)
        places = more_pages(screens, kinds, states)
        met = set()
        actions = set().union(*(attack_fields(served.port, screens, one, ids, places, met) for one in users.values()))
        check(f"forms of {len(actions)} addresses have been attacked field by field", len(actions) >= 24, sorted(actions))
        wanted = {"/change/#/step", "/output/#/decide", "/alerts/#", "/rights/#", "/jobs/#/approve", "/task/#"}
        check("those that want a state are among them", wanted <= actions, sorted(wanted - actions) + sorted(actions))
        attack_undrawn(screens, users, actions, ids)
        attack_doors(served, screens)
        attacked = kinds_of(books, 1)  # nobody else edits these
        next(k for k in attacked if k["name"] == "addressee-change")["place"] = f"/change?kind=addressee-change&subject={outsider}"
        attack_kinds(attacked, users[EVERY_FORM])
        after = ward.digests()
        facts = [n for n in before if n.startswith(("addressee_person", "eligibility_", "premium_", "ledger_"))]
        check("no fact about a resident has changed", facts and all(before[n] == after[n] for n in facts),
              [n for n in facts if before[n] != after[n]])
        attack_sockets(served.port, other)
        check("the server is the same one", served.process.poll() is None and other.get("/menu").status == 200)
        look_at_process(served.process.pid)
        check("it ends when it is told to", served.stop() == 0)
        said = served.printed().decode("utf-8", "replace")
        check("no sanitizer and no assertion has spoken, the process that serves has never ended", not re.search(
            "Sanitizer|runtime error|[Aa]ssert|内部エラー|異常終了", said), said[-3000:])
    finally:
        served.kill()


if __name__ == "__main__":
    sys.exit(year.run("hostile", story))
