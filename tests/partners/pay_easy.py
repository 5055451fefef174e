#!/usr/bin/env python3
"""A shared Pay-easy centre: keeps keys, answers uploads, tells payments, with the disorder of life.

    tests/partners/pay_easy.py CLAIMS --out FOLDER [--seed N] [--paid SHARE] [--disorder NAME ...]

Reads uploads of 200 bytes a record by byte position (payment_formats.md 10.4), knows nothing of the program, and
writes an answer for each record and a file of payments. A key it does not hold is not paid. Disorder, any of:

    shape      a key is answered as badly formed (04)
    double     a payment is told twice under one reference
    cancel     a payment of the day is cancelled again
    unknown    a payment for a key that nobody uploaded
    order      payments come in another order
    truncated  the file of payments ends in the middle
"""
import argparse
import pathlib
import random
import sys

RECORD = 200
AGENCY = "99104"
DISORDERS = ("shape", "double", "cancel", "unknown", "order", "truncated")


def check_digit(digits):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


def fixed(*parts):
    record = bytearray(b" " * RECORD)
    for position, text in parts:
        raw = text.encode("cp932")
        record[position - 1:position - 1 + len(raw)] = raw
    assert len(record) == RECORD
    return bytes(record)


def framed(layout, day, records, amount):
    """Header, records, trailer, end, each with CR+LF."""
    head = fixed((1, "1"), (2, f"{layout:<10}"), (12, AGENCY), (17, day), (25, "180000"), (31, "0001"))
    tail = fixed((1, "8"), (2, f"{len(records):08}"), (10, f"{amount:014}"))
    return b"".join(r + b"\r\n" for r in [head, *records, tail, fixed((1, "9"))])


class Claim:
    """One record of an upload; a wrong one is told, not repaired."""

    def __init__(self, record):
        text = record.decode("cp932")
        self.record, self.action = record, text[1]
        self.agency, self.number, self.confirm = text[2:7], text[7:27], text[27:33]
        self.division, self.amount, self.late = text[33:43], int(text[43:54]), int(text[54:63])
        self.due, self.until = text[117:125], text[125:133]
        self.is_right = (self.agency == AGENCY and check_digit(self.number[:-1]) == self.number[-1]
                         and self.action in "123" and self.due <= self.until and self.late <= self.amount)


class Centre:
    def __init__(self, seed=1):
        self.keys, self.paid, self.random, self.references = {}, {}, random.Random(seed), 0

    @staticmethod
    def read(data):
        """The claims of a file; count and sum of its trailer are proved."""
        records = [r for r in data.split(b"\r\n") if r]
        assert all(len(r) == RECORD for r in records), "a record is not 200 bytes"
        assert records[0][:1] == b"1" and records[-2][:1] == b"8" and records[-1][:1] == b"9"
        claims = [Claim(r) for r in records[1:-2]]
        assert int(records[-2][1:9]) == len(claims), "the trailer counts something else"
        assert int(records[-2][9:23]) == sum(c.amount for c in claims), "the trailer sums something else"
        return claims

    def upload(self, data, disorder=()):
        """Takes an upload and answers every record of it: 00, 01, 02, 03 or 04."""
        claims = self.read(data)
        broken = self.random.choice(claims) if "shape" in disorder else None
        answers = []
        for c in claims:
            result = "04" if not c.is_right or c is broken else self.take(c)
            answers.append(c.record[:145] + result.encode() + c.record[147:])
        day = data[16:24].decode()
        return framed("ANSWER", day, answers, sum(c.amount for c in claims))

    def take(self, c):
        if c.action == "1":
            if c.number in self.keys:
                return "01"
            self.keys[c.number] = c
            return "00"
        if c.number not in self.keys:
            return "02"
        if c.number in self.paid:
            return "03"
        if c.action == "2":
            self.keys[c.number] = c
        else:
            del self.keys[c.number]
        return "00"

    def payment(self, number, amount, day, action="1", reference=None):
        if reference is None:
            self.references += 1
            reference = f"REF{self.references:08}"
        return fixed((1, "2"), (2, action), (3, AGENCY), (8, number), (28, "0000000104"), (38, f"{amount:011}"),
                     (49, day), (57, "101500"), (63, "0009"), (67, "001"), (70, "1"), (71, day), (79, day),
                     (87, f"{reference:<20}")), amount

    def pay(self, number, day):
        """At a cash machine: the amount the centre was told last. None: it holds no such key."""
        claim = self.keys.get(number)
        if claim is None:
            return None
        self.paid[number] = claim.amount
        return self.payment(number, claim.amount, day)

    def receipts(self, payments, day):
        return framed("RECEIPT", day, [p[0] for p in payments], sum(p[1] for p in payments))


def main():
    words = argparse.ArgumentParser(description="answers an upload of Pay-easy keys and pays some of them")
    words.add_argument("claims", type=pathlib.Path)
    words.add_argument("--out", type=pathlib.Path, required=True)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--paid", type=float, default=0.3)
    words.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    given = words.parse_args()
    centre = Centre(given.seed)
    data = given.claims.read_bytes()
    (given.out / "answer.dat").write_bytes(centre.upload(data, given.disorder))
    day = data[16:24].decode()
    chosen = [n for n in list(centre.keys) if centre.random.random() < given.paid]
    payments = [centre.pay(n, day) for n in chosen]
    if "double" in given.disorder and payments:
        payments.append(payments[0])
    if "cancel" in given.disorder and chosen:
        payments.append(centre.payment(chosen[-1], centre.keys[chosen[-1]].amount, day, action="2"))
    if "unknown" in given.disorder:
        base = "2026019999999001001"
        payments.append(centre.payment(base + check_digit(base), 1234, day))
    if "order" in given.disorder:
        centre.random.shuffle(payments)
    file = centre.receipts(payments, day)
    (given.out / "receipts.dat").write_bytes(file[:-RECORD - 50] if "truncated" in given.disorder else file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
