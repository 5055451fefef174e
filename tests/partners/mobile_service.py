#!/usr/bin/env python3
"""The service of mobile payments (モバイルレジ): reads store barcodes, takes money by net bank or card, tells of it.

    tests/partners/mobile_service.py BARCODES --out FILE --way bank|card --day YYYYMMDD --payin YYYYMMDD [--seed N]
                                     [--disorder NAME ...]

BARCODES holds 44 digits a line. Files have 120 bytes a record (payment_formats.md 9.3 and 12), written by byte
position; nothing is known of the program. A payment by bank is settled at once (02); a card is told the day it is
taken on (01) and confirmed (02) with the day on which the trustee pays in. Money never comes from here. Disorder:

    cancelled  one card payment is taken back the same day (03)
    amount     one confirmation carries another amount than was told
    unknown    a payment for a number nobody has
    double     one record is sent twice
    order      the records come in another order
    truncated  the file ends in the middle
"""
import argparse
import pathlib
import random
import sys

from store import check_digit

RECORD = 120
MAX_YEN = 300000
CHAINS = {"bank": "MRBANK", "card": "MRCARD"}
DISORDERS = ("cancelled", "amount", "unknown", "double", "order", "truncated")


def fixed(*parts):
    record = bytearray(b" " * RECORD)
    for position, text in parts:
        record[position - 1:position - 1 + len(text)] = text.encode("cp932")
    assert len(record) == RECORD
    return bytes(record)


def with_amount(barcode, amount):
    digits = barcode[:37] + f"{amount:06}"
    return digits + check_digit(digits)


class Payment:
    def __init__(self, barcode, way, day, at):
        self.barcode, self.way, self.day, self.at = barcode, way, day, at
        self.amount = int(barcode[37:43])

    def record(self, kind, payin="00000000", taken=None, barcode=None):
        return fixed((1, "2"), (2, kind), (4, self.day), (12, self.at), (16, "1"), (17, barcode or self.barcode),
                     (64, "0000000"), (71, "00"), (73, taken or self.day), (81, payin), (89, taken or self.day),
                     (97, CHAINS[self.way]))


class Service:
    def __init__(self, seed=1):
        self.random, self.payments = random.Random(seed), []

    @staticmethod
    def takes(barcode, day):
        """What the application asks before it shows an amount: form, check digit, limit, at most 300,000 yen."""
        return (len(barcode) == 44 and barcode.isdigit() and barcode.startswith("91")
                and check_digit(barcode[:43]) == barcode[43] and "20" + barcode[30:36] >= day
                and 0 < int(barcode[37:43]) <= MAX_YEN)

    def pay(self, barcode, way, day):
        assert self.takes(barcode, day), barcode
        minutes = len(self.payments)
        payment = Payment(barcode, way, day, f"{9 + minutes // 60:02}{minutes % 60:02}")
        self.payments.append(payment)
        return payment

    @staticmethod
    def file(made, records):
        """Header, records, trailer with count and sum, end."""
        amount = sum(int(r[53:59]) for r in records)
        tail = fixed((1, "8"), (2, f"{len(records):06}"), (8, f"{amount:012}"))
        return b"".join(r + b"\r\n" for r in [fixed((1, "1"), (2, made)), *records, tail, fixed((1, "9"))])


def disordered(service, payments, kind, payin, made, disorder):
    """The records of a day's file with what goes wrong in it."""
    records = [p.record(kind, payin, made) for p in payments]
    if "cancelled" in disorder:
        records.append(payments[-1].record("03", taken=made))
    if "amount" in disorder:
        records[0] = payments[0].record(kind, payin, made, with_amount(payments[0].barcode, payments[0].amount + 10))
    if "unknown" in disorder:
        base = payments[0].barcode
        digits = base[:16] + "99999990" + base[24:43]
        records.append(payments[0].record(kind, payin, made, digits + check_digit(digits)))
    if "double" in disorder:
        records.append(records[-1])
    if "order" in disorder:
        service.random.shuffle(records)
    file = service.file(made, records)
    return file[:len(file) // 2 + 7] if "truncated" in disorder else file


def main():
    words = argparse.ArgumentParser(description="pays slips by their barcodes and tells of it")
    words.add_argument("barcodes", type=pathlib.Path)
    words.add_argument("--out", type=pathlib.Path, required=True)
    words.add_argument("--way", choices=CHAINS, required=True)
    words.add_argument("--day", required=True)
    words.add_argument("--payin", required=True)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    given = words.parse_args()
    service = Service(given.seed)
    payments = [service.pay(b, given.way, given.day) for b in given.barcodes.read_text().split()
                if service.takes(b, given.day)]
    if not payments:
        sys.exit("no barcode that the service would take")
    given.out.write_bytes(disordered(service, payments, "02", given.payin, given.day, given.disorder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
