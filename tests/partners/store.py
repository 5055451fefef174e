#!/usr/bin/env python3
"""A store collector: takes money on barcodes and tells of it in files of 13 columns, with the disorder of life.

    tests/partners/store.py BARCODES --out FILE.csv --day YYYYMMDD [--seed N] [--disorder NAME ...]

BARCODES holds 44 digits a line, as a till reads them. Nothing is known of the program: what stands on the slip is
all. A till refuses a wrong check digit and what is past its limit. Disorder, any of:

    told       everything is told first (01) and confirmed (02) behind it
    cancelled  one payment is told and called off (03)
    late       one payment was made three days before and comes only now
    twice      one barcode is paid again at another store
    double     one record is sent twice
    unknown    a number nobody has
    order      the lines come in another order
    truncated  the file ends in the middle
"""
import argparse
import datetime
import pathlib
import random
import sys

DISORDERS = ("told", "cancelled", "late", "twice", "double", "unknown", "order", "truncated")
HEAD = "データ種別,収納日,収納時刻,バーコード,使用欄1,使用欄2,印紙,金額,チェーン,チェーン名,店舗,振込日,作成日\r\n"


def check_digit(digits):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


class Store:
    def __init__(self, day, seed=1):
        self.day, self.random, self.minute = day, random.Random(seed), 0

    def takes(self, barcode, day=None):
        """What a till asks of a barcode before it takes money."""
        return (len(barcode) == 44 and barcode.startswith("91") and check_digit(barcode[:43]) == barcode[43]
                and "20" + barcode[30:36] >= (day or self.day))

    def line(self, barcode, kind="12", day=None, store="000123", at=None, amount=None):
        if at is None:
            self.minute += 1
            at = "0000" if kind == "12" else f"{8 + self.minute // 60:02}{self.minute % 60:02}"
        payin = self.day if kind in ("02", "12") else ""
        paid = int(barcode[37:43]) if amount is None else amount
        return (f'{kind},{day or self.day},{at},EAN{barcode},{barcode[13:19]},{barcode[19:30]},0,{paid},010,'
                f'"見本ストア",{store},{payin},{self.day}\r\n')

    def told_and_confirmed(self, barcode, day=None):
        self.minute += 1
        at = f"{8 + self.minute // 60:02}{self.minute % 60:02}"
        return [self.line(barcode, kind, day, at=at) for kind in ("01", "02")]

    @staticmethod
    def file(path, lines):
        path.write_bytes((HEAD + "".join(lines)).encode("cp932"))
        return path


def disordered(store, barcodes, disorder):
    lines = []
    for b in barcodes:
        lines += store.told_and_confirmed(b) if "told" in disorder else [store.line(b)]
    chosen = store.random.choice(barcodes)
    if "cancelled" in disorder:
        lines += [store.line(chosen, "01", at="2301"), store.line(chosen, "03", at="2301")]
    if "late" in disorder:
        day = datetime.datetime.strptime(store.day, "%Y%m%d") - datetime.timedelta(days=3)
        lines.append(store.line(chosen, day=day.strftime("%Y%m%d"), store="000777"))
    if "twice" in disorder:
        lines.append(store.line(chosen, store="000999"))
    if "double" in disorder:
        lines.append(lines[0])
    if "unknown" in disorder:
        base = chosen[:16] + "99999990" + chosen[24:43]
        lines.append(store.line(base + check_digit(base)))
    if "order" in disorder:
        store.random.shuffle(lines)
    return lines


def main():
    words = argparse.ArgumentParser(description="pays slips by their barcodes")
    words.add_argument("barcodes", type=pathlib.Path)
    words.add_argument("--out", type=pathlib.Path, required=True)
    words.add_argument("--day", required=True)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    given = words.parse_args()
    store = Store(given.day, given.seed)
    barcodes = [b for b in given.barcodes.read_text().split() if store.takes(b)]
    if not barcodes:
        sys.exit("no barcode that a till would take")
    Store.file(given.out, disordered(store, barcodes, given.disorder))
    if "truncated" in given.disorder:
        given.out.write_bytes(given.out.read_bytes()[:-40])
    return 0


if __name__ == "__main__":
    sys.exit(main())
