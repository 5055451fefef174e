#!/usr/bin/env python3
"""Applications filed at ぴったりサービス, from the file to the registered change, as TAP.

    tests/whole/online.py KILLED_WRITE.so [--postgres]

EL-67 what was filed becomes a draft without retyping, attachments are kept and opened with a record; a receipt number counts once;
who is not found is a task; what cannot be kept is 不備; no 個人番号 stands in clear; killed anywhere, the end is the same.
"""
import base64
import hashlib
import html
import re
import shutil
import sys

import killed
import served
import year
from collect import Books
from disclosure import chosen
from year import YEAR, Ward, check, leaks

RIGHTS = ("addressee.view,eligibility.view,eligibility.change,eligibility.approve,case.view,case.change,import.run")
OPEN = "superseded_at = 9223372036854775807"
PDF, JPEG, PNG = b"%PDF-1.4\n" + b"x" * 5000, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + b"y" * 10


def individual_number(serial):
    digits = f"9021{serial:07}"
    rest = sum(int(d) * w for d, w in zip(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) % 11
    return digits + str(0 if rest <= 1 else 11 - rest)


def attachment(name, content, kind="application/pdf", size=None, digest=None):
    return name, kind, len(content) if size is None else size, digest or hashlib.sha256(content).hexdigest(), content


class Filed:
    """A file of applications, as the receiving terminal would write it."""

    def __init__(self, sequence=1, municipality="131041"):
        self.lines, self.counts = [f"P1,{sequence:06},{YEAR}0605,{municipality}"], [0, 0, 0, 0]

    def add(self, receipt, procedure, persons, address="", attachments=(), **more):
        value = lambda name: str(more.get(name, ""))  # noqa: E731
        self.lines.append(",".join(["P2", receipt, procedure, f"{YEAR}0604", "2315", "1600022", address, "03-0000-0000",
                                    value("reason"), value("fact_on"), value("code"), value("disease"), value("multiple"),
                                    value("words")]))
        self.counts[0] += 1
        for at, (number, name, birth) in enumerate(persons):
            self.lines.append(f"P3,{int(at == 0)},{number},{name},,{birth},")
            self.counts[1] += 1
        for at, (name, kind, size, digest, content) in enumerate(attachments, 1):
            self.lines.append(f"P4,{at:02},{name},{kind},{size},{digest}")
            self.counts[2] += 1
            for start in range(0, len(content), 3072):
                self.lines.append("P5," + base64.b64encode(content[start:start + 3072]).decode())
                self.counts[3] += 1
        return self

    def write(self, path):
        path.write_text("\r\n".join([*self.lines, "P9," + ",".join(map(str, self.counts)), ""]), encoding="utf-8", newline="")
        return str(path)


class Story:
    def __init__(self, base, store):
        self.base, self.ward = base, Ward(base / "data", store)
        self.ward.operators()
        for who in ("shikaku1", "shikaku2", "miru1"):
            self.ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "資格係", "--may",
                          RIGHTS if who != "miru1" else "addressee.view,eligibility.view",
                          stdin=served.PRACTICE_PASSWORD.format(who) + "\n")
        for who, right in (("kansa1", "audit.view"), ("kagi1", "key.manage")):
            self.ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "情報システム課", "--may", right,
                          stdin=served.PRACTICE_PASSWORD.format(who) + "\n")
        self.feeds = base / "feeds"
        self.ward.run("town", "make", "--persons", "200", "--seed", "7", "--year", str(YEAR), "--out", str(self.feeds))
        self.numbers = self.number_the_town()
        self.ward.run("import", "--all", str(self.feeds), operator="fuka1", expect=(0, 1))
        self.books = Books(self.ward, store.removeprefix("postgres:") if store else None)
        if store:
            served.let_in(self.books.url)

    def number_the_town(self):
        """The town's numbers are wrong on purpose: each person of the register gets one that passes."""
        numbers = {}
        for path in self.feeds.glob("JU-02*.csv"):
            lines = path.read_bytes().decode("utf-8").split("\n")
            for at, line in enumerate(lines):
                cells = line.split(",")
                if cells[0] == "D":
                    cells[26] = numbers.setdefault(int(cells[1]), individual_number(int(cells[1])))
                    lines[at] = ",".join(cells)
            path.write_bytes("\n".join(lines).encode("utf-8"))
            path.with_name(path.name + ".ctl").unlink(missing_ok=True)
        return numbers

    def insured(self):
        """Adults of Japan alone in their household, insured now: number, name, birth, address, household."""
        day = f"{YEAR}0605"
        return self.books.rows(
            "SELECT p.addressee_no, p.name, p.birth, p.address, p.household_no FROM addressee_person p WHERE p.valid_from <= "
            f"{day} AND p.valid_until > {day} AND p.{OPEN} AND p.status = 1 AND p.kind = 1 AND p.is_restricted = 0 AND p.birth % 100 > 0"
            " AND p.birth BETWEEN 19550000 AND 20000000 AND EXISTS (SELECT 1 FROM eligibility_fact f WHERE f.addressee_no = "
            f"p.addressee_no AND f.kind = 1 AND f.valid_until = 99991231 AND f.{OPEN}) AND 1 = (SELECT COUNT(DISTINCT o.addressee_no)"
            f" FROM addressee_person o WHERE o.household_no = p.household_no AND o.{OPEN}) AND 1 = (SELECT COUNT(DISTINCT n.addressee_no)"
            f" FROM addressee_person n WHERE n.name = p.name AND n.birth = p.birth AND n.{OPEN}) ORDER BY p.addressee_no")

    def take(self, filed, name, expect=(0,), who="shikaku1"):
        return self.ward.run("import", filed.write(self.base / name), "--layout", "online-application", operator=who, expect=expect)

    def one(self, sql):
        rows = self.books.rows(sql)
        return rows[0][0] if rows else None

    def count(self, table, where="1 = 1"):
        return self.one(f"SELECT COUNT(*) FROM {table} WHERE {where}")


def words_of(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.text)))


def goes_on(clerk, place):
    """The draft's form: what stands in it, and where it is registered with nothing typed but what `more` says."""
    page = clerk.get(place)
    fields = chosen(page.text)
    for name in re.findall(r'<input[^>]*type="checkbox"[^>]*name="(v-[\w-]+)"[^>]*checked', page.text) + re.findall(
            r'<input[^>]*name="(v-[\w-]+)"[^>]*type="checkbox"[^>]*checked', page.text):
        fields[name] = "1"
    hidden = {n: (re.search(rf'name="{n}" value="([^"]*)"', page.text) or ["", ""])[1] for n in ("kind", "subject", "change")}
    return page, hidden | fields


def registers(clerk, place, **more):
    page, fields = goes_on(clerk, place)
    fields |= more
    seen = clerk.send("/change", fields | {"step": "check"}, on=place)
    clerk.page = seen
    sent = clerk.send("/change", fields | {"step": "propose", "confirmed": "1"})
    return page, sent, words_of(seen) + words_of(sent)


def received(s, leaver, again, stranger):
    """One file: a loss by 個人番号 with a paper, a paper again by name, birth and address, somebody nobody knows."""
    filed = Filed()
    filed.add("PS-0001", "02", [(s.numbers[leaver[0]], leaver[1], leaver[2])], attachments=[attachment("資格情報のお知らせ", PDF)],
              reason="L04", fact_on=f"{YEAR}0601", words=f"会社に入りました。番号は{s.numbers[again[0]]}です")
    filed.add("PS-0002", "04", [("", again[1], again[2])], address=again[3].removeprefix("東京都"),
              attachments=[attachment("破れた証", JPEG, "image/jpeg"), attachment("写し", PNG, "image/png")])
    filed.add("PS-0003", "03", [("", stranger, "19800101")], address="新宿区どこか一丁目")
    s.filed = filed
    done = s.take(filed, "one.csv", expect=(1,))
    check("EL-67 three applications are received, two are drafts, one person is for a clerk",
          "3 件を受け付けました。下書き 2 件" in done.stdout + done.stderr, done.stdout + done.stderr)
    rows = s.books.rows("SELECT m.application_no, m.way, m.addressee_no FROM online_match m ORDER BY 1")
    check("EL-67 found by 個人番号, by name, birth and address, and not at all",
          rows == [[1, 1, leaver[0]], [2, 2, again[0]], [3, 4, 0]], rows)
    check("EL-67 who is not found is a task, never a silent miss",
          s.count("casework_task", "source = 'online:person' AND state = 1") == 1)
    check("a number that stood in the words is covered", s.count("online_application", "words LIKE '%＊＊＊＊%'") == 1)


def counts_once(s, leaver):
    before = [s.count(t) for t in ("online_application", "online_person", "online_attachment", "casework_change")]
    same = s.take(s.filed, "one.csv")
    check("the same file counts once", "取込済" in same.stdout, same.stdout)
    more = Filed(2)
    more.lines[1:], more.counts = s.filed.lines[1:], s.filed.counts
    again = s.take(more, "two.csv")
    after = [s.count(t) for t in ("online_application", "online_person", "online_attachment", "casework_change")]
    check("EL-67 the same receipt numbers in another file count once", before == after and "3 件は入れていません" in
          again.stdout + again.stderr, f"{before} {after} {again.stdout}{again.stderr}")
    other = Filed(3).add("PS-0001", "02", [(s.numbers[leaver[0]], leaver[1], leaver[2])], reason="L05", fact_on=f"{YEAR}0602")
    s.take(other, "three.csv", expect=(1,))
    check("a receipt number with other content is a task, and what stands stays", s.count("online_application") == 3 and
          s.count("casework_task", "source = 'online:receipt'") == 1 and
          s.one("SELECT reason FROM online_application WHERE receipt = 'PS-0001'") == "L04")


def attachments_in_doubt(s, person):
    """Wrong type, too large, cut, too many: none is kept, the application is 不備 and nobody enters it by mistake."""
    filed, who = Filed(4), [(s.numbers[person[0]], person[1], person[2])]
    many = [attachment(f"書類{n}", PNG) for n in range(11)]
    for receipt, files in (("PS-0010", [attachment("請求書", b"MZ\x90\x00" + b"z" * 99)]),
                           ("PS-0011", [attachment("動画", b"%PDF-", size=6_000_000)]),
                           ("PS-0012", [attachment("欠けた", PDF, size=len(PDF) + 3)]),
                           ("PS-0013", [attachment("別の", PDF, digest="0" * 64)]),
                           ("PS-0014", many),
                           ("PS-0015", [attachment("長い", PDF, size=100)]),
                           ("PS-0016", [attachment("ちょうど", b"%PDF-" + b"a" * (5 * 1024 * 1024 - 5))])):
        filed.add(receipt, "04", who, attachments=files)
    s.take(filed, "files.csv", expect=(1,))
    faults = s.books.rows("SELECT a.receipt, MAX(t.fault), COUNT(*) FROM online_attachment t JOIN online_application a ON "
                          "a.application_no = t.application_no WHERE a.receipt > 'PS-0009' GROUP BY a.receipt ORDER BY 1")
    check("EL-67 each attachment that cannot be kept is told why; 5MB is the last that is kept", faults == [
        ["PS-0010", 1, 1], ["PS-0011", 2, 1], ["PS-0012", 4, 1], ["PS-0013", 4, 1], ["PS-0014", 3, 11], ["PS-0015", 4, 1],
        ["PS-0016", 0, 1]], faults)
    check("EL-67 what lacks a paper is 不備 and no draft", s.count("online_verdict", "outcome = 1") == 6 and
          s.count("online_draft", "application_no > 3") == 1)
    check("of those not kept no byte is kept, ten of eleven are", s.count("online_attachment", "fault > 0 AND LENGTH(sealed) > 0") == 0
          and s.count("online_attachment", "fault = 0 AND application_no > 3") == 11)


def refused_whole(s, person):
    """What the file itself shows to be wrong refuses it whole."""
    who = [("", person[1], person[2])]
    before = s.count("online_application")
    files = {"another ward's": Filed(5, "131130").add("PS-0020", "04", who),
             "too many persons": Filed(5).add("PS-0021", "01", who * 21),
             "wrong count": Filed(5).add("PS-0022", "04", who),
             "unknown procedure": Filed(5).add("PS-0023", "09", who),
             "a day that is none": Filed(5).add("PS-0024", "02", who, fact_on=f"{YEAR}0231"),
             "nobody": Filed(5).add("PS-0025", "04", [])}
    files["wrong count"].counts[1] += 1
    for at, (name, filed) in enumerate(files.items()):
        done = s.take(filed, f"wrong-{at}.csv", expect=(2,))
        check(f"refused: {name}", done.returncode == 2 and s.count("online_application") == before, done.stdout + done.stderr)


def leaves(s, one, two, leaver):
    """The loss: another clerk takes the draft over, registers what stands in it, and it is 処理済."""
    listed = words_of(one.get("/online"))
    check("EL-67 the list tells the states", "受付 1件" in listed and "下書き 3件" in listed and "不備 6件" in listed, listed)
    page = words_of(two.get("/online/1"))
    check("EL-67 one application: what was filed, whose draft it is", "社保加入" in page and "shikaku1さんの下書きを引き継ぐ" in page
          and "PS-0001" in page, page)
    opened = two.post("/online/1", on="/online/1", step="draft", person="1")
    check("EL-67 a colleague's draft is taken over", opened.status == 303 and opened.location.startswith("/change?change="),
          f"{opened.status} {words_of(opened)}")
    hers = one.get(opened.location)
    check("and is his no longer", "下書き" not in words_of(hers) or hers.status != 200, hers.status)
    form, sent, words = registers(two, opened.location)
    for value in ("L04", "令和8年6月1日", "令和8年6月4日", "PS-0001"):
        check(f"EL-67 nothing is retyped: {value}", value in form.text, words_of(form))
    check("EL-67 from the draft one comes to the application and its papers", '/online/1"' in form.text, words_of(form))
    check("EL-67 it is registered", sent.status == 303, words)
    until = s.one(f"SELECT valid_until FROM eligibility_fact WHERE addressee_no = {leaver[0]} AND kind = 1 AND {OPEN}")
    check("EL-67 and the insurance ends on the day that follows", until == int(f"{YEAR}0602"), until)
    check("EL-67 処理済", "処理済" in words_of(two.get("/online/1")))
    late = two.post("/online/1", on="/online/1", step="defect", words="遅い")
    check("what is registered is no 不備 any more", late.status in (303, 422) and "処理済" in words_of(two.get("/online/1")))


def papers_open(s, one, nobody):
    got = one.post("/online/2/file/1", on="/online/2")
    check("EL-67 the attachment is opened as it was sent, as what it is", got.body == JPEG and
          dict(got.headers).get("Content-Type") == "image/jpeg", got.headers)
    png = one.post("/online/2/file/2", on="/online/2")
    check("and a PNG", png.body == PNG)
    check("one that was not kept does not open", one.post("/online/4/file/1", on="/online/2").status in (404, 422))
    check("nor one that is none", one.post("/online/2/file/9", on="/online/2").status in (404, 422))
    refused = nobody.post("/online/2", on="/online/2", step="draft", person="1")
    check("who may only look makes no draft", refused.status in (403, 422) or "権限" in words_of(refused), words_of(refused))
    told = s.ward.run("audit", "find", "--event", "online.file", "--user", "shikaku1", operator="kansa1").stdout
    check("EL-67 who opened which paper is recorded", told.count("online.file") >= 4, told)
    told = s.ward.run("audit", "find", "--event", "number.match", operator="kansa1").stdout
    check("and that a number was looked for", "number.match" in told and not year.numbers_in(told.encode()), told)


def the_unknown(s, one, friend):
    """Somebody nobody knows: a clerk says who it is; what is wrong stays at its field; the task is done."""
    for value, words in (("", "宛名番号を数字で"), ("999999999999", "宛名番号")):
        wrong = one.post("/online/3", on="/online/3", step="match", person="1", addressee=value)
        check(f"EL-67 a wrong number is told ({value or 'empty'})", wrong.status in (404, 422) and words in words_of(wrong), words_of(wrong))
    again = one.post("/online/3", on="/online/3", step="again")
    check("EL-67 looked for again, he is still nobody", again.status == 303 and s.count("online_match", "application_no = 3 AND addressee_no > 0") == 0)
    done = one.post("/online/3", on="/online/3", step="match", person="1", addressee=str(friend[0]))
    check("EL-67 a clerk says who it is, and his task is done", done.status == 303 and
          s.count("casework_task", "source = 'online:person' AND state = 1") == 0, words_of(done))
    opened = one.post("/online/3", on="/online/3", step="draft", person="1")
    _, sent, words = registers(one, opened.location)
    check("EL-67 his paper is issued from the draft", sent.status == 303 and
          s.count("certificate_paper", f"addressee_no = {friend[0]}") == 1, words)


def defect_and_back(s, one):
    page = one.get("/online/4")
    check("不備 says why", "PDF・JPEG・PNGのどれでもない" in words_of(page), words_of(page))
    back = one.post("/online/4", on="/online/4", step="work")
    check("EL-67 back to work: 受付", back.status == 303 and "不備にする" in words_of(one.get("/online/4")))
    empty = one.post("/online/4", on="/online/4", step="defect", words="")
    check("不備 wants words", empty.status == 422 and "不備の内容" in words_of(empty), words_of(empty))
    number = one.post("/online/4", on="/online/4", step="defect", words=f"番号 {individual_number(77)}")
    check("不備 takes no 個人番号", number.status == 422 and individual_number(77) not in number.text, words_of(number))
    again = one.post("/online/4", on="/online/4", step="defect", words="読める写しを電話で依頼")
    check("EL-67 不備 by a clerk", again.status == 303 and "読める写しを電話で依頼" in words_of(one.get("/online/4")))


def unknown_number(s, person):
    """個人番号 of nobody, of somebody born on another day, with a wrong check digit: for a person, sealed or not kept."""
    wrong = s.numbers[person[0]][:11] + str((int(s.numbers[person[0]][11]) + 1) % 10)
    filed = Filed(6).add("PS-0030", "04", [(individual_number(9999999), "見本　無子", "19900101")])
    filed.add("PS-0031", "04", [(s.numbers[person[0]], person[1], "19000101")]).add("PS-0032", "04", [(wrong, person[1], person[2])])
    s.take(filed, "numbers.csv", expect=(1,))
    ways = [w for w, in s.books.rows("SELECT m.way FROM online_match m JOIN online_application a ON a.application_no = m.application_no"
                                     " WHERE a.receipt > 'PS-0029' ORDER BY a.receipt")]
    check("EL-67 a number never points to somebody else in silence", ways == [4, 6, 7], ways)
    check("a number that may be found later lies sealed", s.count("online_number") == 2)
    s.ward.run("key", "rotate", "online-application", "--reason", "試験", operator="kagi1")
    s.ward.run("job", "run", "key-reseal", operator="kagi1", expect=(0, 1))
    s.ward.run("key", "revoke", "online-application", "--version", "1", "--reason", "試験", operator="kagi1")


def story(base, store):
    s = Story(base, store)
    people = s.insured()
    leaver, again, friend, doubt = people[:4]
    received(s, leaver, again, "見本　不明子")
    counts_once(s, leaver)
    attachments_in_doubt(s, doubt)
    refused_whole(s, doubt)
    server = served.Served(s.ward.folder, base / "serve.log")
    one, two, nobody = (served.Operator(server, who) for who in ("shikaku1", "shikaku2", "miru1"))
    for clerk in (one, two, nobody):
        clerk.log_in()
    leaves(s, one, two, leaver)
    papers_open(s, one, nobody)
    the_unknown(s, one, friend)
    defect_and_back(s, one)
    unknown_number(s, doubt)
    check("the server ends well", server.stop() == 0)
    broken = s.ward.verify()["broken"]
    check("kokuho verify finds nothing", broken == [], broken)
    found = leaks(s.ward, s.feeds, s.books.url)
    check("EL-67 MN-02 no 個人番号 stands in clear anywhere", not found, found)
    if not store:
        more = Filed(9).add("PS-0090", "04", [(s.numbers[doubt[0]], doubt[1], doubt[2])], attachments=[attachment("証", PDF)])
        more.add("PS-0091", "03", [("", "見本　無子", "19900101")])
        path = more.write(base / "killed.csv")
        killed.compare("online", s.ward.folder, sys.argv[1], [(["import", path, "--layout", "online-application"], "shikaku1")],
                       tables=("online", "casework"))


if __name__ == "__main__":
    sys.exit(year.run("online", story))
