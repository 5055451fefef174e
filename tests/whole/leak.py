#!/usr/bin/env python3
"""No 個人番号 anywhere: an invented town with valid numbers through everything, then a scan of all it left, as TAP.

    tests/whole/leak.py [--postgres]

Rows MN-01, MN-02, MN-04, MN-05, MN-14, LG-12 and LG-01 .. LG-03, LG-08; EV-02, EV-03, RC-01, AZ-09, OP-07.
Import, jobs, notices, a list, changes with a number, searches by number with and without the right, wrong numbers,
every route of the screens by every role, the records written out; then every answer, every line printed, every file
of the data folder and the dump of the database are searched for every number of the town. One number planted in a
copy proves that the search finds it.
"""
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

import records
import year
from served import Operator, Served, let_in, more_pages_a_minute
from year import ROOT, Ward, assess, check, dump_of, individual_number_is_valid, numbers_in

PERSONS, YEAR = 300, year.YEAR
WIDE, NARROW = (str.maketrans(*pair) for pair in (("0123456789", "０１２３４５６７８９"),
                                                  ("０１２３４５６７８９", "0123456789")))
ROLES = {"fuka1": ["--duty", "fuka"], "fuka2": ["--duty", "fuka-chief"], "shikaku": ["--duty", "shikaku"],
         "shikaku2": ["--duty", "shikaku-chief"], "etsuran": ["--duty", "etsuran"], "kansa": ["--duty", "kansa"],
         "shuno": ["--duty", "shuno-chief"],
         "shori": ["--may", "job.view"]}


# ------------------------------------------------------------------------------------------ the scan ----


def varint(value):
    """A number as SQLite keeps it in a record of eight bytes or six, and as a row's key."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(value & 0x7F | 0x80)
    return bytes(reversed(out))


FORMS = {"big-endian": lambda n: struct.pack(">Q", int(n))[2:], "little-endian": lambda n: struct.pack("<Q", int(n))[:6],
         "varint": lambda n: varint(int(n)), "UTF-16": lambda n: n.encode("utf-16-le")}


class Scan:
    """The numbers of a town in every form they could lie in."""

    def __init__(self, numbers):
        self.numbers, self.forms = set(numbers), []
        for form in FORMS.values():
            whole = {form(number): number for number in self.numbers}
            first, last, size = min(whole), max(whole), len(next(iter(whole)))
            assert all(len(one) == size for one in whole)
            turned = sorted(one[::-1] for one in whole)
            head = os.path.commonprefix([first, last])
            tail = os.path.commonprefix([turned[0], turned[-1]])[::-1]
            assert len(head) > 1 or len(tail) > 1 # what all have in common is looked for first
            at = 0 if len(head) >= len(tail) else size - len(tail)
            self.forms.append((head if at == 0 else tail, at, size, whole))

    def digits(self, data):
        """Twelve digits of a town's number, whatever stands between them and whichever digits they are."""
        text = data.decode("utf-8", "replace").translate(NARROW)
        found = set()
        for run in re.finditer(r"\d(?:[ \-\u2010-\u2015\u30fc\uff0d\u3000\u00a0_.,/]?\d){11,}", text):
            plain = re.sub(r"\D", "", run.group())
            found |= {plain[i:i + 12] for i in range(len(plain) - 11)} & self.numbers
        return found

    def find(self, data):
        found = self.digits(data)
        for anchor, offset, size, whole in self.forms:
            at = data.find(anchor)
            while at >= 0:
                number = whole.get(data[at - offset:at - offset + size]) if at >= offset else None
                found |= {number} if number else set()
                at = data.find(anchor, at + 1)
        return found


def plain_of(path):
    """A file's bytes, and what a reader of its format sees."""
    data = path.read_bytes()
    yield data
    if data.startswith(b"%PDF"):
        yield subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout
        yield subprocess.run(["qpdf", "--stream-data=uncompress", path, "-"], capture_output=True).stdout


def numbers_of(feeds):
    found = set()
    for path in feeds.glob("*.csv"):
        found |= numbers_in(path.read_bytes())
    return found


# ----------------------------------------------------------------------------------------- the story ----


class Story:
    def __init__(self, base, store):
        self.base, self.feeds, self.opened, self.allowed = base, base / "feeds", [], []
        self.ward = Ward(base / "ward", store)
        more_pages_a_minute(self.ward.folder)
        self.url = store.removeprefix("postgres:") if store else None
        if store:
            let_in(self.url)
        for who, rights in ROLES.items():
            self.ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "賦課係", *rights,
                          stdin=f"renshu-{who}-2026\n")
        self.ward.run("town", "make", "--persons", str(PERSONS), "--seed", "5", "--year", str(YEAR), "--out",
                      str(self.feeds), "--valid-numbers")
        self.numbers = sorted(numbers_of(self.feeds))
        self.manifest = json.loads((self.feeds / "manifest.json").read_text(encoding="utf-8"))

    def commands(self):
        assess(self.ward, self.feeds)
        self.files_online()
        self.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
        self.ward.run("output", "ask", "addressee", "--purpose", "点検", operator="fuka1", expect=(0, 1, 2))
        listed = self.ward.run("output", "list", operator="fuka2").stdout
        request = re.search(r"申請 (\d+) .*? (\d+)人", listed)
        check("MN-01 a list is asked for", request is not None, listed)
        self.ward.run("output", "approve", request[1], "--persons", request[2], operator="fuka2")
        taken = self.ward.run("output", "take", request[1], operator="fuka1").stdout
        self.open_list(taken)

    def files_online(self):
        """EL-67: an application with a number in its field and in its words; its person is of another day and stays unknown."""
        lines = [f"P1,000001,{YEAR}0605,131041", f"P2,PS-1,04,{YEAR}0604,,,東京都新宿区,,,,,,,番号は{self.numbers[0]}です",
                 f"P3,1,{self.numbers[0]},見本　不明子,,19010101,", "P9,1,1,0,0", ""]
        path = self.feeds / "online.csv"
        path.write_bytes("\r\n".join(lines).encode("utf-8"))
        self.ward.run("import", str(path), "--layout", "online-application", operator="fuka1", expect=(1,))

    def open_list(self, taken):
        """The sealed list, opened with the password that was shown once."""
        archives = sorted(self.ward.folder.glob("output/**/*.zip"))
        password = re.search(r"パスワード\S*\s*[:：]?\s*(\S+)", taken)
        check("MN-01 the list is made and its password told", len(archives) == 1 and password, taken)
        where = self.base / "opened"
        where.mkdir()
        tool = shutil.which("7z") or shutil.which("7zz") or shutil.which("bsdtar")
        if tool and "bsdtar" in tool:
            words = [tool, "-x", "-f", archives[0], "-C", where, "--passphrase", password[1]]
        else:
            words = [tool, "x", "-y", f"-p{password[1]}", f"-o{where}", archives[0]] if tool else None
        done = subprocess.run(words, capture_output=True, text=True) if words else None
        self.opened = [p for p in where.rglob("*") if p.is_file()]
        rows = max((p.read_bytes().count(b"\n") for p in self.opened), default=0)
        check(f"MN-01 the list is opened and holds persons ({rows} lines)", rows > 100,
              (done.stderr if done else "no program here opens an encrypted ZIP"))

    def serve(self):
        served = Served(self.ward.folder, self.base / "serve.log")
        try:
            self.screens(served)
            code = served.stop()
            check("the server ends by itself when asked", code == 0, served.printed().decode()[-800:])
        finally:
            served.kill()
        self.answers, self.server_words = served.answers, served.printed()

    def screens(self, served):
        operators = {who: Operator(served, who) for who in ROLES}
        stranger = Operator(served, "shori")
        for number in self.numbers[:2]: # typed where it does not belong, before anybody is known
            stranger.request("POST", "/login", {"operator": number, "password": number, "code": "000000"})
        entered = [who for who, o in operators.items() if o.log_in().status in (302, 303)]
        check("every role logs in", len(entered) == len(ROLES), entered)
        self.refused(operators)
        self.searches(operators)
        self.changes(operators)
        payer = self.manifest["practice"][0]["payer_no"]
        household = operators["fuka1"].post("/search", on="/search", words=str(payer)).location
        if household.startswith("/search/"):
            household = operators["fuka1"].get(household).location
        several = operators["fuka1"].post("/search", on="/search", words="昭和").location
        number = household.rsplit("/", 1)[-1]
        starts = [household, several, f"/premium/{payer}/{number}/{YEAR}", f"/premium/{payer}/{number}/{YEAR}/1",
                  f"/premium/{payer}/{number}/{YEAR}/compare?a=1&b=1", household + "/changes", household + "/compare", "/menu", "/search", "/jobs", "/jobs/1", "/jobs/99", "/parameters", "/tasks", "/changes", "/help",
                  "/palette", "/date?typed=080401", "/settings", "/password", "/own-record", "/step-up", "/unlock",
                  "/search/1", "/search/typing?words=" + "%E3%82%A2", f"/person/{payer}", f"/person/{payer}/changes",
                  f"/debtor/{payer}", f"/certificate/{payer}", f"/arrears/{payer}", f"/restriction/{payer}", "/support", "/online/1",
                  "/person/1", "/household/1", "/change/1", "/task/1", "/paste?kind=contact",
                  f"/change?kind=contact&subject={payer}", f"/change/guarded?kind=individual-number&subject={payer}",
                  "/no-such-page", f"/premium/{payer}/1/{YEAR}"]
        for who, operator in operators.items():
            operator.crawl(starts, 2)
        everything = operators["fuka1"]
        everything.post(f"/notice/{payer}/{YEAR}", on=f"/person/{payer}")
        everything.post(f"/notice/{payer}/{YEAR}/print", on=f"/person/{payer}")
        pdfs = [a for a in served.answers if a.body.startswith(b"%PDF") and a.status == 200]
        check("AS-13 OP-31 the process that serves makes PDFs, closed in as it is", len(pdfs) >= 2, len(pdfs))
        page = everything.get(f"/person/{payer}")
        number = re.search(r'data-page="(\w+)"', page.text)[1]
        printed = everything.post("/printed", path=page.path, page=number) # as kokuho.js tells it
        check("BO-07 a printed screen is told and recorded", printed.status == 200, printed.text[-300:])
        operators["shori"].post("/logout", on="/menu")
        for answer in [a for a in served.answers if a.body.startswith(b"%PDF")][:3]:
            path = self.base / f"answer-{len(self.opened)}.pdf"
            path.write_bytes(answer.body)
            self.opened.append(path)

    def searches(self, operators):
        number = self.numbers[3]
        spaced = f"{number[:4]} {number[4:8]} {number[8:]}"
        for words in (number, spaced, spaced.replace(" ", "-"), number.translate(WIDE),
                      "ヤマダ " + spaced.replace(" ", "\u3000").translate(WIDE)):
            for who, sees in (("fuka1", True), ("shikaku", True), ("etsuran", False), ("kansa", False)):
                answer = operators[who].post("/search", on="/search", words=words)
                found = answer.status == 200 and 'href="/household/' in answer.text or \
                    answer.status == 303 and "/household/" in answer.location
                check(f"MN-04 {who} searches by number ({len(words)} characters): found {sees}", found == sees,
                      f"{answer.status} {answer.location}\n" + re.sub(r"<[^>]*>", "", answer.text)[:600])
                operators[who].get("/search") # the searches before stand on it
        wrong = number[:11] + str((int(number[11]) + 1) % 10)
        answer = operators["fuka1"].post("/search", on="/search", words=wrong)
        check("a number with a wrong check digit is refused before anything is read", answer.status == 422,
              answer.status)
        self.numbers_typed = {wrong}
        operators["fuka1"].post("/palette", on="/palette", words=number)
        for who in ("fuka1", "etsuran"):
            operators[who].get("/search/typing?words=" + "%E3%82%B5")

    def refused(self, operators):
        """Numbers where none belongs: words of a note, of a task, of a purpose, of a condition."""
        number = self.numbers[4]
        operators["shori"].post("/search", on="/menu", words=number)
        operators["fuka1"].request("POST", "/search", {"words": number}) # no token
        operators["fuka1"].request("POST", "/search", {"words": number, "csrf": "0" * 64})

    def changes(self, operators):
        """A number registered by one, confirmed by another; a wrong one refused."""
        one, two = operators["shikaku"], operators["shikaku2"]
        spare = self.spare_number()
        person = self.manifest["practice"][0]["payer_no"]
        form = f"/change/guarded?kind=individual-number&subject={person}"
        one.step_up()
        fields = {"kind": "individual-number", "subject": str(person), "change": "0", "v-number": spare,
                  "v-again": spare, "v-method": "2", "v-confirmed_on": "080601", "v-evidence": "照会の整理番号 17"}
        bad = one.post("/change/guarded", on=form, step="check", **(fields | {"v-again": self.numbers[5]}))
        check("MN-08 two different entries are stopped", bad.status == 422, re.sub(r"<[^>]*>", "", bad.text)[:800])
        seen = one.post("/change/guarded", on=form, step="check", **fields)
        check("MN-08 a number is checked", seen.status == 200 and 'value="propose"' in seen.text,
              re.sub(r"<[^>]*>", "", seen.text)[:900])
        change = re.search(r'name="change" value="(\d+)"', seen.text)
        one.page = seen
        proposed = one.post("/change/guarded", step="propose", confirmed="1",
                            **(fields | {"change": change[1] if change else "0"}))
        check("MN-08 and proposed", proposed.status == 303 and "/change/" in proposed.location,
              re.sub(r"<[^>]*>", "", proposed.text)[:800])
        two.get(proposed.location)
        two.step_up()
        done = two.post(proposed.location + "/step", on=proposed.location, step="approve")
        self.numbers.append(spare)
        found = two.get(proposed.location)
        check("MN-08 and registered by another", "個人番号を" in found.text,
              f"{done.status}\n" + re.sub(r"<[^>]*>", "", done.text + found.text)[:1200])
        self.changed = proposed.location

    def spare_number(self):
        """A valid number that nobody in the town has."""
        head = int(self.numbers[-1][:11])
        for at in range(1, 5000):
            for last in range(10):
                digits = f"{head + at}{last}"
                if individual_number_is_valid(digits) and digits not in set(self.numbers):
                    return digits
        raise AssertionError("no number is left")

    def records_out(self):
        """The records as text: what the auditor gets, and what the command shows."""
        self.ward.run("audit", "export", "--from", "2020-01-01", "--until", "2099-01-01", "--out",
                      str(self.base / "records.jsonl"), operator="kansa")
        self.opened.append(self.base / "records.jsonl")
        self.ward.run("audit", "find", "--max", "10000", operator="kansa")
        self.ward.run("audit", "verify")
        answer = self.ward.verify()
        check("after all this nothing is broken", answer["ok"], "\n".join(answer["broken"]))

    # ------------------------------------------------------------------------------------ the search ----

    def places(self):
        """Everything the run left: name and bytes."""
        for at, answer in enumerate(self.answers):
            yield f"answer {at} to {answer.who}: {answer.method} {answer.path}", answer.bytes()
        yield "words of the server", self.server_words
        for at, words in enumerate(self.ward.printed):
            yield f"words of a command ({at})", words.encode()
        if self.url:
            yield "dump of the database", dump_of(self.url)
        for path in sorted(self.ward.folder.rglob("*")):
            if path.is_file() and (self.ward.folder / "keys") not in path.parents:
                for data in plain_of(path):
                    yield str(path.relative_to(self.ward.folder)), data
                if path.suffix == ".db" and path.stat().st_size > 0:
                    done = subprocess.run(["sqlite3", f"file:{path}?mode=ro", ".dump"], check=True,
                                          capture_output=True)
                    yield f"dump of {path.name}", done.stdout
        for path in self.opened:
            for data in plain_of(path):
                yield path.name, data
        for path in self.ward.folder.rglob("*"):
            yield "name of a file", str(path.relative_to(self.ward.folder)).encode()

    def scan(self):
        scan = Scan(set(self.numbers) | self.numbers_typed)
        found, looked, size = [], 0, 0
        for name, data in self.places():
            looked, size = looked + 1, size + len(data)
            hits = scan.find(data)
            if hits:
                found.append(f"{name}: {len(hits)} number(s), {sorted(hits)[:3]}")
        check(f"MN-01 MN-02 MN-04 MN-05 MN-14 LG-12 none of {len(scan.numbers)} numbers in {looked} places, "
              f"{size / 1e6:.1f} MB: answers, words, files, databases", not found and looked > 100,
              "\n".join(found[:25]))
        titles = [a.title for a in self.answers if a.title]
        check("titles of pages were among them", len(titles) > 30, len(titles))
        self.prove(scan)

    def prove(self, scan):
        """A search that finds nothing is worth nothing unless it finds what is there."""
        number = self.numbers[7]
        spaced = f"{number[:4]} {number[4:8]}-{number[8:]}"
        forms = {"digits": number.encode(), "spaces and hyphens": spaced.encode(),
                 "full width": number.translate(WIDE).encode()}
        forms |= {name: form(number) for name, form in FORMS.items()}
        copy = self.base / "planted"
        source = self.ward.folder / "audit.db"
        source = source if source.exists() else self.ward.folder / "kokuho.ini"
        for name, planted in forms.items():
            data = source.read_bytes()
            copy.write_bytes(data[:len(data) // 2] + planted + data[len(data) // 2:])
            check(f"the search finds a planted number: {name}", number in scan.find(copy.read_bytes()))
        check("and nothing else in the same file", not scan.find(source.read_bytes()))


def story(base, store):
    town = Story(base, store)
    check(f"the feeds hold {len(town.numbers)} valid numbers", len(town.numbers) > PERSONS, len(town.numbers))
    town.commands()
    town.serve()
    town.records_out()
    town.scan()
    records.completeness(town)


if __name__ == "__main__":
    sys.exit(year.run("leak", story))
