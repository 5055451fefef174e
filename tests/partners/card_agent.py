#!/usr/bin/env python3
"""The card trustee (指定納付受託者): pays the money of card payments that the service told, less its fee.

    tests/partners/card_agent.py DATA --out FILE.csv [--fee PER_MILLE] [--disorder NAME ...]

Reads the service's data of cards (120 bytes a record), sums what was settled (02) by 払込日, and writes its statement
as CSV (card-agent-payin), split over two card companies. Its own books decide, not ours. Disorder, any of:

    short      one payment is left out of the statement
    lost       one 払込日 is not told at all
    extra      a 払込日 is told that has no data
    double     a line stands twice
    late       the first 払込日 is told as the day after
    truncated  the file ends in the middle
"""
import argparse
import datetime
import pathlib
import sys

RECORD = 120
DISORDERS = ("short", "lost", "extra", "double", "late", "truncated")
HEAD = "払込日,対象期間（自）,対象期間（至）,カード会社,件数,売上金額,手数料,払込金額\r\n"
BRANDS = ("見本カードA", "見本カードB")


def settled(data):
    """(払込日, day, amount) of each 02 record."""
    found = []
    for line in data.split(b"\r\n"):
        if len(line) == RECORD and line[:1] == b"2" and line[1:3] == b"02":
            found.append((line[80:88].decode(), line[3:11].decode(), int(line[53:59])))
    return found


class Statement:
    """Lines of a statement: (払込日, from, until, brand, count, gross, fee)."""

    def __init__(self, payments, fee_per_mille):
        self.lines, self.fee = [], fee_per_mille
        for payin in sorted({p[0] for p in payments}):
            of_day = [p for p in payments if p[0] == payin]
            days = [p[1] for p in of_day]
            for at, brand in enumerate(BRANDS):
                own = [p[2] for p in of_day[at::len(BRANDS)]]
                if own:
                    self.lines.append((payin, min(days), max(days), brand, len(own), sum(own),
                                       sum(a * fee_per_mille // 1000 for a in own)))

    def by_day(self):
        """払込日: count, gross, fee, net -- what reaches the ward's account."""
        found = {}
        for payin, _, _, _, count, gross, fee in self.lines:
            n, g, f, _ = found.get(payin, (0, 0, 0, 0))
            found[payin] = (n + count, g + gross, f + fee, g + gross - f - fee)
        return found

    def file(self):
        return (HEAD + "".join(f'{p},{a},{b},"{brand}",{n},{g},{f},{g - f}\r\n'
                               for p, a, b, brand, n, g, f in self.lines)).encode("cp932")


def stated(data, fee_per_mille=15, disorder=()):
    payments = settled(data)
    if "short" in disorder:
        payments = payments[1:]
    if "lost" in disorder:
        payments = [p for p in payments if p[0] != payments[0][0]]
    if "late" in disorder:
        first = min(p[0] for p in payments)
        after = (datetime.datetime.strptime(first, "%Y%m%d") + datetime.timedelta(days=1)).strftime("%Y%m%d")
        payments = [(after if p[0] == first else p[0], p[1], p[2]) for p in payments]
    statement = Statement(payments, fee_per_mille)
    if "extra" in disorder:
        day = (datetime.datetime.strptime(payments[-1][0], "%Y%m%d") + datetime.timedelta(days=31)).strftime("%Y%m%d")
        statement.lines.append((day, day, day, BRANDS[0], 1, 5000, 75))
    if "double" in disorder:
        statement.lines.append(statement.lines[0])
    return statement


def main():
    words = argparse.ArgumentParser(description="states what a card trustee pays in")
    words.add_argument("data", type=pathlib.Path)
    words.add_argument("--out", type=pathlib.Path, required=True)
    words.add_argument("--fee", type=int, default=15)
    words.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    given = words.parse_args()
    file = stated(given.data.read_bytes(), given.fee, given.disorder).file()
    given.out.write_bytes(file[:-20] if "truncated" in given.disorder else file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
