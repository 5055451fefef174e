#!/usr/bin/env python3
"""A large day's receipts of an invented town: its notices' numbers and slips as rows, and a file of 済通 (ocr-slip).

    receipts_file.py --database FILE | --postgres URL --year N --day YYYYMMDD --out FILE

Every instalment of every payer is paid once, at bank counters, in no order; of each thousand one short by 100 yen,
one twice, one under a number nobody has. Prints "records<TAB>yen".
"""
import argparse
import random
import re
import sqlite3
import subprocess

BUNDLE = 500        # slips of one bundle of paper
IN_A_THOUSAND = 1000
INSTALMENTS = range(1, 13)
SLIP_COLUMNS = ("levy_year, notice_no, instalment, serial, class, kind, household_no, payer_no, amount, late_charge, fee,"
                " due_on, issued_on, usable_until, confirm, cause_kind, cause_no, recorded_at")


def check_digit(digits):
    return (10 - sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10) % 10


def notice_of(running):
    return running * 10 + check_digit(str(running))


class Sqlite:
    def __init__(self, path):
        self.db = sqlite3.connect(path)

    def rows(self, sql):
        return self.db.execute(sql).fetchall()

    def add(self, table, columns, rows):
        self.db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})", rows)
        self.db.commit()


class Postgres:
    def __init__(self, url):
        self.url = url

    def psql(self, sql, given=None):
        return subprocess.run(["psql", "-X", "-q", "-At", "-F\t", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", sql],
                              input=given, capture_output=True, text=True, check=True).stdout

    def rows(self, sql):
        return [tuple(int(cell) if cell else None for cell in line.split("\t")) for line in self.psql(sql).splitlines()]

    def add(self, table, columns, rows):
        self.psql(f"COPY {table} ({columns}) FROM STDIN", "".join("\t".join(map(str, row)) + "\n" for row in rows))


def notices(store, year):
    """(running number, household, payer, [amount of each instalment]); numbers that are not there yet are given."""
    amounts = ", ".join(f"amount_{i}" for i in INSTALMENTS)
    if not store.rows(f"SELECT running_no FROM premium_notice_number WHERE fiscal_year = {year} LIMIT 1"):
        payers = store.rows(f"SELECT household_no, payer_no FROM premium_assessment WHERE fiscal_year = {year}"
                            " AND version = 1 ORDER BY household_no, payer_no")
        store.add("premium_notice_number", "fiscal_year, household_no, payer_no, running_no",
                  ((year, household, payer, i) for i, (household, payer) in enumerate(payers, 1)))
    return [(row[0], row[1], row[2], row[3:]) for row in store.rows(
        f"SELECT n.running_no, n.household_no, n.payer_no, {amounts} FROM premium_notice_number n"
        " JOIN premium_assessment a ON a.fiscal_year = n.fiscal_year AND a.household_no = n.household_no"
        f" AND a.payer_no = n.payer_no WHERE n.fiscal_year = {year} AND a.version = 1 ORDER BY n.running_no")]


def slips(year, day, known, due):
    """Rows as the notice job writes them: each instalment and the whole year."""
    for running, household, payer, amounts in known:
        asked = [(i, amount) for i, amount in zip(INSTALMENTS, amounts) if amount]
        whole = [(0, sum(amount for _, amount in asked))] if len(asked) > 1 else []
        for instalment, amount in whole + asked:
            on = due.get(instalment or 1)
            yield (year, notice_of(running), instalment, 1, 1, 0, household, payer, amount, 0, 0, on, day, on + 10000,
                   f"{(running * 7919 + instalment) % 1000000:06}", "notice", 1, 0)


def receipts(known, chance):
    """(notice number, instalment, yen, bank's branch) in no order."""
    made = []
    for running, _, _, amounts in known:
        for instalment, amount in zip(INSTALMENTS, amounts):
            if not amount:
                continue
            branch, kind = 1000000 + chance.randrange(900000), chance.randrange(IN_A_THOUSAND)
            made.append((notice_of(running), instalment, amount - 100 if kind == 0 and amount > 100 else amount, branch))
            if kind == 1:
                made.append((notice_of(running), instalment, amount, branch + 1))
            if kind == 2:
                made.append((notice_of(9000000 + running), instalment, amount, branch))
    chance.shuffle(made)
    return made


def write(path, made, year, day):
    with open(path, "w", encoding="ascii", newline="") as f:
        for bundle, first in enumerate(range(0, len(made), BUNDLE), 1):
            part = made[first:first + BUNDLE]
            total = sum(amount for _, _, amount, _ in part)
            f.write(f"1{bundle:08}{day}{len(part):06}{total:012}".ljust(120) + "\r\n")
            for order, (notice, instalment, amount, branch) in enumerate(part, 1):
                key = f"{year}1{notice:08}{instalment:02}001"
                f.write(f"2{bundle:08}{order:05}{key}{check_digit(key)}{amount:09}{0:09}{day}{day}{branch:07}1".ljust(120)
                        + "\r\n")
        f.write("9".ljust(120) + "\r\n")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--database")
    options.add_argument("--postgres")
    options.add_argument("--year", type=int, required=True)
    options.add_argument("--day", required=True)
    options.add_argument("--out", required=True)
    args = options.parse_args()
    store = Postgres(re.sub("^postgres:", "", args.postgres)) if args.postgres else Sqlite(args.database)
    known = notices(store, args.year)
    due = {row[0]: row[1] for row in store.rows(
        "SELECT instalment_no, MAX(due_on) FROM premium_due GROUP BY instalment_no")}
    store.add("slip_paper", SLIP_COLUMNS, slips(args.year, int(args.day), known, due))
    made = receipts(known, random.Random(1))
    write(args.out, made, args.year, args.day)
    print(f"{len(made)}\t{sum(amount for _, _, amount, _ in made)}")


if __name__ == "__main__":
    main()
