#!/usr/bin/env python3
"""Payments of an invented ward, from a collector's files to the ledger, as TAP.

    tests/whole/collect.py [--postgres]

The collector is played here: it reads what was asked for, as the barcodes on the slips say it, and answers with
files of 13 columns in all the disorder of life: told and confirmed, cancelled, twice, short, too much, for a
number nobody has. What must come out is computed beside it, in plain Python.
"""
import contextlib
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

import served
import year
from year import ROOT, YEAR, Ward, assess, check

DAY = f"{YEAR}0605"  # the business date of the folder


def check_digit(digits):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


class Collector:
    def __init__(self):
        settings = {}
        for line in (ROOT / "params/municipal/131041/slip.tsv").read_text(encoding="utf-8").splitlines():
            cells = re.split(r"\t| {2,}", line)
            if len(cells) > 2:
                settings[cells[1]] = cells[2]
        self.company, self.client = settings["gs1_company"], settings["client_code"]

    def line(self, kind, notice, instalment, amount, at="1010", store="000123", day=DAY, client=None, serial=1,
             year=YEAR, of=1):
        base = (f"91{self.company}{client or self.client}{year % 100:02}{of}{notice:08}{instalment:02}0{serial:02}0"
                f"{YEAR % 100:02}07150{amount:06}")
        barcode = base + check_digit(base)
        assert len(barcode) == 44
        payin = DAY if kind in ("02", "12") else ""
        return (f'{kind},{day},{at},EAN{barcode},{barcode[13:19]},{barcode[19:30]},0,{amount},010,"見本ストア",'
                f"{store},{payin},{DAY}\r\n")

    @staticmethod
    def file(path, lines):
        head = "データ種別,収納日,収納時刻,バーコード,使用欄1,使用欄2,印紙,金額,チェーン,チェーン名,店舗,振込日,作成日\r\n"
        path.write_bytes((head + "".join(lines)).encode("cp932"))
        return path


class Books:
    """The tables, read directly: a second pair of eyes."""

    def __init__(self, ward, url):
        self.ward, self.url = ward, url

    def rows(self, sql):
        if self.url:
            done = subprocess.run(["psql", self.url, "-AtF", "\t", "-c", sql], capture_output=True, text=True,
                                  check=True)
            return [[int(c) if c.lstrip("-").isdigit() else c for c in line.split("\t")]
                    for line in done.stdout.splitlines()]
        with contextlib.closing(sqlite3.connect(f"file:{self.ward.folder}/kokuho.db?mode=ro", uri=True)) as db:
            return [list(row) for row in db.execute(sql)]

    def payers(self, below=300000):
        """notice number: household, payer, instalments, parts -- of those who have three instalments at least, and a
        year's total that one slip of a store can ask for."""
        found = {}
        for running, household, payer, *rest in self.rows(
                "SELECT n.running_no, a.household_no, a.payer_no, a.medical, a.support, a.care, a.child,"
                " a.amount_1, a.amount_2, a.amount_3, a.amount_10, a.total"
                " FROM premium_notice_number n JOIN premium_assessment a ON a.fiscal_year = n.fiscal_year"
                " AND a.household_no = n.household_no AND a.payer_no = n.payer_no"
                f" WHERE a.version = 1 AND a.amount_3 > 0 AND a.total < {below} ORDER BY n.running_no"):
            digits = str(running)
            total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
            notice = running * 10 + (10 - total % 10) % 10
            found[notice] = {"household": household, "payer": payer, "parts": rest[:4], "instalments": rest[4:7],
                             "last": rest[7], "total": rest[8]}
        return found

    def sums(self):
        return self.ward.verify()["sums"]


def said(done, words):
    return words in done.stdout or words in done.stderr


def disorder(ward, books, collector, folder):
    payers = books.payers()
    (told, t), (short, s), (over, o), (double, d), (whole, w), (plain, p) = list(payers.items())[:6]
    before = books.sums()

    first = collector.file(folder / "first.csv", [
        collector.line("01", told, 1, t["instalments"][0]),
        collector.line("01", short, 1, s["instalments"][0], at="1111"),
        collector.line("03", short, 1, s["instalments"][0], at="1111"),
    ])
    done = ward.run("import", str(first), "--partner", "収納代行会社", operator="fuka1")
    check("what was only told (速報) moves no yen", books.sums() == before, done.stdout)
    check("one told payment is open, the cancelled one is not",
          books.rows("SELECT ended_by, COUNT(*) FROM collection_mark GROUP BY ended_by ORDER BY ended_by")
          == [[0, 1], [2, 1]])
    again = ward.run("import", str(first), "--partner", "収納代行会社", operator="fuka1")
    check("E11 the same file a second time changes nothing", said(again, "取込済"), again.stdout)

    half = s["instalments"][0] - 100
    unknown = 99999999 if 99999999 not in payers else 99999982
    lines = [
        collector.line("02", told, 1, t["instalments"][0]),
        collector.line("12", short, 1, half, at="0000"),
        collector.line("12", over, 1, o["instalments"][0] + 250, at="0000"),
        collector.line("12", double, 1, d["instalments"][0], at="0000"),
        collector.line("12", double, 1, d["instalments"][0], at="0000"),                  # the same record: E10
        collector.line("12", double, 1, d["instalments"][0], at="0000", store="000999"),  # paid again: W11
        collector.line("12", whole, 0, w["total"], at="0000"),
        collector.line("12", unknown, 1, 5000, at="0000"),                                # E03 or E01: held
        collector.line("12", plain, 9, 100, at="0000", day=f"{YEAR}0606"),                # tomorrow: E31
        collector.line("03", plain, 1, p["instalments"][0]),                              # E12: nothing was told
    ]
    second = collector.file(folder / "second.csv", lines)
    done = ward.run("import", str(second), "--partner", "収納代行会社", operator="fuka1", expect=(1,))
    sums = books.sums()
    came = (t["instalments"][0] + half + o["instalments"][0] + 250 + 2 * d["instalments"][0] + w["total"] + 5000 + 100)
    overpaid, held = 250 + d["instalments"][0], 5100
    check("CO-09 every yen that came in is booked, overpaid or held",
          (sums["cash"] - before["cash"], sums["overpaid"], sums["held"]) == (came, -overpaid, -held), sums)
    check("CO-09 what is asked for is less by what was booked",
          before["receivable"] - sums["receivable"] == came - overpaid - held, sums)
    tasks = books.rows("SELECT code FROM interchange_task WHERE code LIKE 'E%' OR code LIKE 'W%'")
    codes = sorted(row[0] for row in tasks if row[0] in ("E01", "E03", "E12", "E31", "W11", "W22"))
    check("CO-09 nothing is unposted or overpaid without a task",
          codes in (["E01", "E12", "E31", "W11", "W22"], ["E03", "E12", "E31", "W11", "W22"]), codes)
    check("the record sent twice is not booked twice (E10)", said(done, "E10"), done.stdout + done.stderr)
    parts = books.rows("SELECT SUM(medical), SUM(support), SUM(care), SUM(child) FROM collection_allocation"
                       f" WHERE household_no = {w['household']} AND payer_no = {w['payer']}")
    check("a year paid as a whole fills every part to the yen", parts == [w["parts"]], f"{parts} {w['parts']}")
    return came


def told_in_disorder(ward, books, collector, folder):
    """What collectors tell out of order, twice, or of what nobody owes yet."""
    (twice, t), (other, o), (undone, u), (ahead, a) = list(books.payers().items())[8:12]
    amount, before = t["instalments"][0], books.sums()
    take = lambda name, *lines, expect=(0, 1): ward.run(  # noqa: E731
        "import", str(collector.file(folder / name, list(lines))), "--partner", "収納代行会社", operator="fuka1",
        expect=expect)
    line = collector.line
    take("told-1.csv", line("01", twice, 1, amount, at="0910"), line("01", twice, 1, amount, at="1715", store="000888"),
         line("01", other, 1, o["instalments"][0], at="0911"),
         line("03", undone, 1, u["instalments"][0], at="0912"), line("01", undone, 1, u["instalments"][0], at="0912"))
    open_marks = {r[0]: r[1] for r in books.rows("SELECT notice_no, COUNT(*) FROM collection_mark WHERE ended_by = 0"
                                                 " GROUP BY notice_no")}
    check("Y24 called off before it was told: nothing stays told", undone not in open_marks, open_marks)
    check("Y23 one barcode at two stores is told twice", open_marks.get(twice) == 2, open_marks)
    take("told-2.csv", line("02", twice, 1, amount, at="0910"), line("02", twice, 1, amount, at="1715", store="000888"),
         line("02", other, 1, o["instalments"][0] - 10, at="0911"))
    rows = books.rows(f"SELECT overpaid, codes FROM collection_receipt WHERE notice_no = {twice} ORDER BY receipt_no")
    check("Y23 both are money, the second is 過誤納", rows == [[0, ""], [amount, "W11"]], rows)
    rows = books.rows(f"SELECT state, codes FROM collection_receipt WHERE notice_no = {other}")
    check("Y25 E15 a 確報 over another amount than its 速報 is held", rows == [[2, "E15"]], rows)
    take("told-3.csv", line("12", ahead, 10, a["last"], at="0913"))
    ward.run("job", "run", "refund-detect", operator="shuno1")
    rows = books.rows(f"SELECT overpaid, codes, state FROM collection_receipt WHERE notice_no = {ahead}")
    found = books.rows(f"SELECT COUNT(*) FROM refund_found WHERE payer_no = {a['payer']}")
    check("X23 what was paid ahead on purpose (予納) stays where it is and is no 過誤納",
          rows == [[0, "", 1]] and found == [[0]], f"{rows} {found}")
    unknown = line("12", 99999982, 2, 500, at="0914")
    take("told-4.csv", unknown, unknown)
    take("told-5.csv", unknown, line("01", undone, 1, u["instalments"][0], at="0912"))
    rows = books.rows("SELECT state, amount FROM collection_receipt WHERE notice_no = 99999982 AND instalment = 2")
    check("Y40 E10 a record that is held is not held twice when it comes again", rows == [[2, 500]], rows)
    open_marks = books.rows(f"SELECT COUNT(*) FROM collection_mark WHERE ended_by = 0 AND notice_no = {undone}")
    check("Y24 told once more in another file: it stays called off", open_marks == [[0]], open_marks)
    check("what is told and held in disorder is there to the yen", books.sums()["cash"] - before["cash"]
          == 2 * amount + o["instalments"][0] - 10 + a["last"] + 500, books.sums())


def refused(ward, books, collector, folder):
    sums = books.sums()
    notice, payer = list(books.payers().items())[7]
    other = collector.file(folder / "other.csv", [
        collector.line("12", notice, 1, payer["instalments"][0], at="0000"),
        collector.line("12", notice, 2, payer["instalments"][1], at="0000", client="00000"),
    ])
    done = ward.run("import", str(other), "--partner", "収納代行会社", operator="fuka1", expect=(2,))
    check("E08 a file with another collector's code is refused as a whole",
          said(done, "E08") and books.sums() == sums, done.stdout + done.stderr)
    cut = folder / "cut.csv"
    cut.write_bytes((folder / "other.csv").read_bytes()[:-40])
    done = ward.run("import", str(cut), "--partner", "収納代行会社", operator="fuka1", expect=(2,))
    check("a file that was cut off is refused as a whole", books.sums() == sums, done.stdout)
    done = ward.run("verify", expect=(0,))
    check("verify finds the receipts and the postings at one", done.returncode == 0, done.stdout)


ROWS = ("SELECT r.levy_year, r.notice_no, r.instalment, r.kind, r.amount, r.received_at, r.store, r.state, r.codes,"
        " r.overpaid, r.cause, a.instalment, a.item, a.amount, a.medical, a.support, a.care, a.child"
        " FROM collection_receipt r LEFT JOIN collection_allocation a ON a.receipt_no = r.receipt_no"
        " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14")


def large_day(ward, books, collector, folder, is_copied):
    """Days on which most of the year's payers pay: what is known of them is read at once, as for one alone."""
    payers = list(books.payers().items())[10:]
    check("the large day names more payers than are asked for one by one", len(payers) > 150, len(payers))
    days, cash, overpaid, dropped = [[], [], []], 0, 0, 0
    for i, (notice, p) in enumerate(payers):
        second, third = p["instalments"][1], p["instalments"][2]
        short = 50 if i % 11 == 0 else 0
        days[0].append([collector.line("01", notice, 2, second - short)] if i % 3 == 0 else [])
        paid = [collector.line("02" if i % 3 == 0 else "12", notice, 2, second - short)]
        if i % 7 == 0:  # and again in another store: what was short is filled, the rest is too much
            paid.append(collector.line("12", notice, 2, second, store="000777"))
            cash, overpaid = cash + second, overpaid + second - short
        days[1].append(paid)
        days[2].append([collector.line("12", notice, 3, third)] + (paid[:1] if i % 5 == 0 else []))
        cash, dropped = cash + second - short + third, dropped + (i % 5 == 0)
    days[1].append([collector.line("12", 99999982, 1, 700)])
    apart = folder / "apart"
    if is_copied:
        shutil.copytree(ward.folder, apart)
    before = books.sums()
    for number, day in enumerate(days, 1):
        lines = [line for of_payer in day[::-1] for line in of_payer]
        path = collector.file(folder / f"large{number}.csv", lines)
        done = ward.run("import", str(path), "--partner", "収納代行会社", operator="fuka1", expect=(0, 1))
    sums = books.sums()
    check("CO-09 a large day's money is booked, overpaid or held to the yen",
          (sums["cash"] - before["cash"], before["overpaid"] - sums["overpaid"], before["held"] - sums["held"])
          == (cash + 700, overpaid, 700), f"{before} {sums} {cash} {overpaid}")
    check("E10 records of a large day that came before are not taken again", said(done, f" {dropped} 件"), done.stdout)
    check("every 速報 of the large day has ended with its 確報",
          books.rows("SELECT COUNT(*) FROM collection_mark WHERE ended_by = 0 AND instalment = 2") == [[0]])
    check("verify finds the large days at one", ward.run("verify", expect=(0,)).returncode == 0)
    if is_copied:
        other = Ward.__new__(Ward)
        other.folder, other.printed = apart, []
        for number, day in enumerate(days, 1):
            for first in range(0, len(day), 40):
                lines = [line for of_payer in day[first:first + 40] for line in of_payer]
                if lines:
                    path = collector.file(folder / f"part{number}-{first}.csv", lines)
                    other.run("import", str(path), "--partner", "収納代行会社", operator="fuka1", expect=(0, 1))
        whole, parts = books.rows(ROWS), Books(other, None).rows(ROWS)
        check("a large file books what its parts book", whole == parts,
              "\n".join(map(str, [row for row in whole if row not in parts] + [row for row in parts if row not in whole])))


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    ward.run("operator", "add", "shuno1", "--name", "収納 一子", "--section", "収納係", "--duty", "shuno",
             stdin=year.PASSWORD)
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "400", "--seed", "4", "--year", str(YEAR), "--out", str(feeds))
    assess(ward, feeds)
    ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    books = Books(ward, store.removeprefix("postgres:") if store else None)
    disorder(ward, books, Collector(), base)
    told_in_disorder(ward, books, Collector(), base)
    refused(ward, books, Collector(), base)
    large_day(ward, books, Collector(), base, not store)
    shown(ward, books, base)
    if not store:
        copied(ward, base)


def copied(ward, base):
    """A copied data folder has a database of its own."""
    copy = base / "copy"
    shutil.copytree(ward.folder, copy)
    for name in ("kokuho.db", "kokuho.db-wal", "kokuho.db-shm"):
        (ward.folder / name).rename(ward.folder / (name + ".away")) if (ward.folder / name).exists() else None
    done = subprocess.run([str(year.PROGRAM), "verify", "--data", str(copy)], capture_output=True, text=True)
    check("a copied data folder works without the one it came from", done.returncode == 0, done.stdout + done.stderr)
    for path in ward.folder.glob("kokuho.db*.away"):
        path.rename(path.with_name(path.name[:-5]))


def shown(ward, books, base):
    """The household's page tells what stands against each instalment, and every payment."""
    notice, payer = [(n, p) for n, p in books.payers().items()
                     if books.rows(f"SELECT 1 FROM collection_receipt WHERE notice_no = {n} AND codes LIKE '%W11%'")][0]
    if books.url:
        served.let_in(books.url)
    server = served.Served(ward.folder, base / "serve.log")
    try:
        clerk = served.Operator(server, "fuka1")
        clerk.log_in(year.PASSWORD.strip())
        page = clerk.get(f"/household/{payer['household']}").text
        amount = f"{payer['instalments'][0]:,}円"
        check("the panel shows the payment, its channel and that it came twice",
              "二重納付（W11）" in page and amount in page and "納付済み" in page, page[-6000:])
        check("an instalment not paid says so", "納期限前" in page or "未納" in page)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(year.run("collect", story))
