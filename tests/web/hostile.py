#!/usr/bin/env python3
"""Hostile use of every declared screen over real sockets, as TAP: a clear refusal or a closed connection, nothing
changed, the server alive, the sanitizers silent.

    tests/web/hostile.py

Rows AS-01, AS-02, AS-03, AS-04. The screens are those of `kokuho help events --json`, so a new one is attacked the
day it is declared. Afterwards the process that serves is looked at: what it may still do if somebody takes it over.
"""
import html
import json
import os
import pathlib
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "whole"))
import year  # noqa: E402
from served import Operator, Served, more_pages_a_minute  # noqa: E402
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
WRONG_VALUES = ["abc", "-1", "0", "99999999999999999999", "R99.13.32", "１２３", "../../etc/passwd", "%s%n", "' OR 1=1 --",
                "a" * 4000, MARK]


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


def declared(data):
    """The screens, each with a path to somebody who is there."""
    done = subprocess.run([PROGRAM, "help", "events", "--json"], capture_output=True, text=True, check=True)
    screens = json.loads(done.stdout)["screens"]
    person, household = sqlite3.connect(f"file:{data}/kokuho.db?mode=ro", uri=True).execute(
        "SELECT addressee_no, household_no FROM addressee_person WHERE household_no > 0").fetchone()
    for screen in screens:
        number = {"/household/#": household, "/person/#": person}.get(re.match(r"/[^#]*#?", screen["path"])[0], 1)
        screen["real"] = screen["path"].replace("#", str(number))
    return screens


def refused(answer):
    return answer[0] == 0 or 400 <= answer[0] < 500


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
    check("every form: wrong bytes, missing, forged and foreign tokens and origins are refused", not bad, "\n".join(bad))


def attack_addresses(port, screens, user):
    bad = []
    numbers = ("0", "9223372036854775807", "99999999999999999999", "-1", "1e3", "%31", "..", "1'", "%00")
    for screen in (s for s in screens if s["get"]):
        for number in numbers if "#" in screen["path"] else ("1",):
            status, got = ask(port, "GET", screen["path"].replace("#", number), user.cookie)
            bad += [f"{screen['path']} with {number}: {status}"] * (status >= 500 or b"SQL" in got)
        path = screen["real"]
        names = {"on", "known", "words", "key", "next", "screen"} | set(re.findall(r' name="(\w+)"', user.get(path).text))
        for name in names - {"csrf"}:
            for value in WRONG_VALUES[-4:] + ["%E3%81", "%00", "%zz"]:
                typed = value if value[0] == "%" and len(value) < 7 else "".join(f"%{b:02X}" for b in value.encode())
                status, got = ask(port, "GET", f"{path}?{name}={typed}", user.cookie)
                bad += [f"{path}?{name}: {status}"] * (status >= 500 or b"<script>alert" in got or b"<img src=x" in got)
    check("every address: wrong numbers and fields have a clear answer, markup comes back escaped", not bad, "\n".join(bad))


def attack_fields(port, screens, user):
    """With a right token: every field of every form that stands on a page gets what is not meant for it."""
    bad, sent = [], 0
    for screen in (s for s in screens if s["get"] and s["door"] != "login" and s["name"] not in ("logout", "lock", "password")):
        page = user.get(screen["real"]).text
        for action, inside in re.findall(r'<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>', page, flags=re.S):
            action = html.unescape(action)
            names = [n for n in re.findall(r' name="(\w+)"', inside) if n != "csrf"]
            if 'name="csrf"' not in inside or action.split("?")[0] in ("/logout", "/lock", "/password"):
                continue
            for name in names:
                for value in WRONG_VALUES:
                    answer = user.post(action, on=screen["real"], **{n: "" for n in names} | {name: value})
                    sent += 1
                    shown = user.get(answer.location).body if answer.location.startswith("/") else answer.body
                    bad += [f"{action} {name}={value[:20]}: {answer.status}"] * (
                        answer.status >= 500 or b"<script>alert" in shown or b"<img src=x" in shown)
    check(f"every field of every form on a page takes no wrong value for a right one and shows it escaped ({sent} sent)",
          not bad and sent > 0, "\n".join(bad))


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


def story(base):
    data = base / "data"
    data.mkdir()
    ward = Ward(data)
    rights = "addressee.view,eligibility.view,premium.view,job.view,premium.run,params.propose,import.run,notice.print"
    for who, duty in {"fuka1": "fuka", "fuka2": "fuka-chief"}.items():
        ward.run("operator", "add", who, "--name", "練習", "--section", "賦課係", "--duty", duty, "--may", rights,
                 *(["--operator", "fuka1"] if who == "fuka2" else []), stdin=f"renshu-{who}-2026\n")
    ward.run("town", "make", "--persons", str(PERSONS), "--seed", "1", "--year", str(year.YEAR), "--out", str(base / "feeds"))
    ward.run("import", "--all", str(base / "feeds"), operator="fuka1", expect=(0, 1))  # 1: some of the town wait for a person
    more_pages_a_minute(data)
    served = Served(data, base / "served.log")
    try:
        user, other = Operator(served, "fuka1"), Operator(served, "fuka2")
        user.log_in()
        other.log_in()
        check("both operators are in", user.get("/menu").status == 200 and other.get("/menu").status == 200)
        screens = declared(data)
        there = [s["real"] for s in screens if re.fullmatch(r"/(household|person)/#", s["path"]) and
                 user.get(s["real"]).status == 200]
        check("household and person are there", len(there) == 2, there)
        user.step_up()  # otherwise the screens behind it only lead there
        before = ward.digests()
        attack_forms(served.port, screens, user, other)
        attack_addresses(served.port, screens, user)
        after = ward.digests()
        check("nothing in the database has changed", before == after, sorted(n for n in before if before[n] != after.get(n)))
        if user.get("/menu").status != 200:
            user.log_in()
        replay(ward, user, next(s["real"] for s in screens if s["path"] == "/household/#"))
        attack_fields(served.port, screens, user)
        after = ward.digests()
        facts = [n for n in before if n.startswith(("addressee_person", "eligibility_", "premium_", "ledger_"))]
        check("no fact about a resident has changed", facts and all(before[n] == after[n] for n in facts),
              [n for n in facts if before[n] != after[n]])
        attack_sockets(served.port, other)
        check("the server is the same one", served.process.poll() is None and other.get("/menu").status == 200)
        look_at_process(served.process.pid)
        check("it ends when it is told to", served.stop() == 0)
        said = served.printed()
        check("no sanitizer and no assertion has spoken", not re.search(
            rb"Sanitizer|runtime error|Assertion|assert", said), said[-3000:].decode("utf-8", "replace"))
    finally:
        served.kill()


def main():
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-hostile-"))
    os.chmod(base, 0o755)
    try:
        story(base)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print(f"1..{year.count}")
    return 1 if year.failures else 0


if __name__ == "__main__":
    sys.exit(main())
