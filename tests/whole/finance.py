#!/usr/bin/env python3
"""The journals of closed days for the finance system: proposed, approved, sent once, answered, corrected, as TAP.

    tests/whole/finance.py [KILLED_WRITE.so] [--postgres]

With the library that kills, the last files are made and handed over once in peace and once killed in front of each
write. The finance system is played here: it reads the files line by line, keeps what stands, and answers. What must stand
there is what the ledger has of each day.
"""
import csv
import hashlib
import io
import re
import sys

import killed
import served
import year
from collect import Books, Collector, said
from year import YEAR, Ward, assess, check


class FinanceSystem:
    """Keeps lines by their key; a line that is taken back has to stand there."""

    def __init__(self):
        self.standing, self.days, self.sequences = {}, {}, set()

    def take(self, data):
        """(sequence, day, version, lines, amount) of a file, or a ValueError with what is wrong with it."""
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
        head, body, tail = rows[0], rows[1:-1], rows[-1]
        sequence, day, version = int(head[1]), head[2], int(head[3])
        if sequence in self.sequences or version != self.days.get(day, 0) + 1:
            raise ValueError("a file that was sent before, or a version that is not the next")
        if int(tail[1]) != len(body) or int(tail[2]) != sum(int(r[10]) for r in body):
            raise ValueError("totals that differ from the lines")
        text = "".join(f"{r[2]} {r[11]} {int(r[9])} {int(r[10])}\n" for r in body)
        if hashlib.sha256(text.encode()).hexdigest() != tail[3]:
            raise ValueError("a digest that is not of these lines")
        for r in body:
            if r[2] == "2":
                if self.standing.pop((day, r[11]), None) != (int(r[9]), int(r[10])):
                    raise ValueError(f"a line is taken back that does not stand: {r[11]}")
            else:
                if (day, r[11]) in self.standing:
                    raise ValueError(f"a line twice: {r[11]}")
                self.standing[day, r[11]] = (int(r[9]), int(r[10]))
        self.sequences.add(sequence)
        self.days[day] = version
        return sequence, day, version, len(body), int(tail[2])

    @staticmethod
    def answer(sequence, lines, amount, result=0):
        return f"通番,結果,行数,金額の合計,受付日\r\n{sequence:06},{result},{lines},{amount},{YEAR}0611\r\n".encode()


def close(ward, base, books, until):
    if books.url:
        served.let_in(books.url)
    server = served.Served(ward.folder, base / "serve.log")
    try:
        first, second = served.Operator(server, "shuno1"), served.Operator(server, "shuno2")
        first.log_in(year.PASSWORD.strip()), second.log_in(year.PASSWORD.strip())
        done = first.post("/paste", on="/paste?kind=books-close", kind="books-close", step="enter",
                          table=f"締める日\t指定金融機関の公金日計の合計（円）\n{until}\t")
        for row in books.rows("SELECT change_no FROM casework_change WHERE kind = 'books-close' AND state = 2"):
            second.post(f"/change/{row[0]}/step", on=f"/change/{row[0]}", step="approve")
    finally:
        server.stop()
    return done


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    for who, duty in (("shuno1", "shuno"), ("shuno2", "shuno-chief")):
        ward.run("operator", "add", who, "--name", f"収納 {who}", "--section", "収納係", "--duty", duty, "--may",
                 "import.run,collection.run,collection.close", stdin=year.PASSWORD)
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "200", "--seed", "3", "--year", str(YEAR), "--out", str(feeds))
    assess(ward, feeds)
    ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    books, collector, finance = Books(ward, store.removeprefix("postgres:") if store else None), Collector(), FinanceSystem()
    payers = list(books.payers().items())

    def pay(at, day):
        notice, payer = payers[at]
        path = collector.file(base / f"pay-{at}.csv", [collector.line("12", notice, 1, payer["instalments"][0], at="0000",
                                                                      day=f"{YEAR}0605")])
        ward.run("import", str(path), "--partner", "収納代行会社", "--business-date", day, operator="shuno1")
        return payer["instalments"][0]

    def job(*words, day, operator="shuno1", expect=(0,)):
        return ward.run("job", *words, "--business-date", day, operator=operator, expect=expect)

    def sent():
        return {p.name: p.read_bytes() for p in sorted((ward.folder / "files/out").glob("FJ_*.csv"))}

    def answered(data, day=f"{YEAR}-06-11", expect=(0,)):
        path = base / f"answer-{len(list(base.glob('answer-*')))}.csv"
        path.write_bytes(data)
        return ward.run("import", str(path), "--partner", "財務会計", "--business-date", day, operator="shuno1", expect=expect)

    paid = [pay(0, f"{YEAR}-06-08"), pay(1, f"{YEAR}-06-08"), pay(2, f"{YEAR}-06-09")]
    refused = job("run", "finance-journal", "--from", f"{YEAR}-06-05", day=f"{YEAR}-06-10", expect=(2,))
    check("CO-25 nothing is sent before a day is closed", said(refused, "締めていません"), refused.stderr)
    close(ward, base, books, f"{YEAR}-06-04")
    ward.run("verify", expect=(0,))

    def closed(until, today):
        """The close wants a business date behind the day."""
        ini = ward.folder / "kokuho.ini"
        text = ini.read_text(encoding="utf-8")
        ini.write_text(re.sub(r"(business_date\s*=\s*)\S+", rf"\g<1>{today}", text), encoding="utf-8")
        return close(ward, base, books, until)

    done = closed(f"{YEAR}-06-09", f"{YEAR}-06-10")
    again = job("run", "finance-journal", "--from", f"{YEAR}-06-05", "--until", f"{YEAR}-06-10", day=f"{YEAR}-06-10",
                expect=(2,))
    check("CO-25 a day that is still open is refused", said(again, "締めていない日"), again.stderr + done.text[-500:])
    job("run", "finance-journal", "--from", f"{YEAR}-06-05", day=f"{YEAR}-06-10")
    check("CO-25 a proposal sends nothing", sent() == {})
    own = job("approve", "finance-journal", day=f"{YEAR}-06-10", expect=(2,))
    check("CO-25 who made it does not approve it", sent() == {}, own.stderr)
    job("approve", "finance-journal", day=f"{YEAR}-06-10", operator="shuno2")
    files = sent()
    told = [finance.take(data) for data in files.values()]
    check("CO-25 a file for each closed day with postings, in sequence",
          [t[:3] for t in told] == [(1, f"{YEAR}0605", 1), (2, f"{YEAR}0608", 1), (3, f"{YEAR}0609", 1)], told)

    def stands():
        ledger = {}
        for day, amount in books.rows("SELECT business_date, SUM(amount) FROM ledger_posting GROUP BY business_date"):
            ledger[str(day)] = int(amount)
        found = {}
        for (day, _), (_, amount) in finance.standing.items():
            found[day] = found.get(day, 0) + amount
        return found, {d: a for d, a in ledger.items() if d in finance.days}

    check("CO-25 what stands at the finance system is the ledger of these days, to the yen", stands()[0] == stands()[1],
          stands())
    j02 = {d: sum(a for (day, k), (_, a) in finance.standing.items() if day == d and ":J02:" in k) for d in finance.days}
    check("ZK-01 the journal J02 of a day is the money that was booked on it",
          (j02[f"{YEAR}0608"], j02[f"{YEAR}0609"]) == (paid[0] + paid[1], paid[2]), j02)
    done = job("run", "finance-journal", day=f"{YEAR}-06-10", expect=(0, 2))
    check("CO-25 a day is sent once", len(sent()) == 3 and (said(done, "送る仕訳はありません") or said(done, "まで送っています")),
          done.stdout + done.stderr)

    sequence, _, _, lines, amount = told[1]
    wrong = answered(finance.answer(told[0][0], told[0][3], told[0][4] + 1), expect=(1,))
    check("CO-25 a receipt with other totals is a task", books.rows(
        "SELECT COUNT(*) FROM interchange_task WHERE code = 'E53'") == [[1]], wrong.stdout)
    answered(finance.answer(told[0][0], told[0][3], told[0][4]))
    answered(finance.answer(sequence, lines, amount, result=1), expect=(1,))
    stranger = answered(finance.answer(77, 1, 1), expect=(1,))
    check("CO-25 taken, refused and unknown: a refusal and a stranger are tasks", books.rows(
        "SELECT sequence, result FROM finance_answer ORDER BY sequence") == [[1, 0], [2, 1]] and sorted(
        r[0] for r in books.rows("SELECT code FROM interchange_task WHERE code IN ('F10', 'E52')")) == ["E52", "F10"],
        stranger.stdout)
    none = job("run", "finance-journal", "--again", f"{YEAR}-06-08", day=f"{YEAR}-06-11", expect=(2,))
    check("CO-25 a correction wants its reason", said(none, "--reason"), none.stderr)
    job("run", "finance-journal", "--again", f"{YEAR}-06-08", "--reason", "財務会計のエラーによる", day=f"{YEAR}-06-11")
    job("approve", "finance-journal", day=f"{YEAR}-06-11", operator="shuno2")
    (name,) = set(sent()) - set(files)
    before = dict(finance.standing)
    second = finance.take(sent()[name])
    check("CO-25 the next version takes every line back and says it anew", second[:3] == (4, f"{YEAR}0608", 2)
          and second[3] == 2 * lines and second[4] == 2 * amount and finance.standing == before, second)
    check("CO-25 what was sent keeps its bytes", {n: d for n, d in sent().items() if n in files} == files)
    late = pay(3, f"{YEAR}-06-10")
    closed(f"{YEAR}-06-10", f"{YEAR}-06-11")
    preload = [word for word in sys.argv[1:] if word.endswith(".so")]
    if preload and store is None:
        killed.compare("CO-25 journals", ward.folder, preload[0],
                       [(["job", "run", "finance-journal"], "shuno1"), (["job", "approve", "finance-journal"], "shuno2")])
    else:
        job("run", "finance-journal", day=f"{YEAR}-06-11")
        job("approve", "finance-journal", day=f"{YEAR}-06-11", operator="shuno2")
    newest = [d for n, d in sent().items() if n not in files and n != name]
    check("CO-25 the next day goes on where the last one ended", len(newest) == 1
          and finance.take(newest[0])[:3] == (5, f"{YEAR}0610", 1) and late > 0, [n for n in sent()])
    check("CO-25 the ledger stands there, still to the yen", stands()[0] == stands()[1], stands())
    listed = ward.run("output", "ask", "finance-files", "--purpose", "照合", operator="shuno1", expect=None)
    check("CO-25 files and their states are a list", listed.returncode == 0, listed.stdout + listed.stderr)
    done = ward.run("verify", expect=(0,))
    check("verify finds what was sent and the ledger at one", done.returncode == 0, done.stdout)


if __name__ == "__main__":
    sys.exit(year.run("finance", story))
