#!/usr/bin/env python3
"""The centre of the unified QR (eL-QR, 地方税共同機構): reads the 255 digits, takes the money, tells the bodies.

    tests/partners/elqr_centre.py CODES --out FILE.csv --day YYYYMMDD --payin YYYYMMDD [--disorder NAME ...]

CODES holds 255 digits a line, as a camera reads them. What stands in the code is all that is known: tags, lengths,
both check digits of both lines, CRC, amount twice (payment_formats.md 11.2 and 13). Disorder, any of:

    double     one record is sent twice
    cancelled  the last payment is taken back by a record of its own
    item       a payment under another 料金番号
    body       a record for another 共通納税機関コード
    unknown    a payment for a key nobody has
    amount     the first payment is told 100 yen lower
    order      the records come in another order
    truncated  the file ends in the middle
"""
import argparse
import pathlib
import random
import sys

from store import check_digit

DISORDERS = ("double", "cancelled", "item", "body", "unknown", "amount", "order", "truncated")
HEAD = "案件特定キー番号,共通納税機関コード,税目・料金番号,賦課年度,期別,金額,納付日,納付方法,払込日,取消区分\r\n"
TAGS = (("00", 2), ("01", 2), ("27", 96), ("54", 11), ("62", 26), ("80", 85), ("63", 5))


def crc16(text):
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def line_is_right(line):
    """The two digits in front of an OCR line are those of the rest (11.2)."""
    digits = [int(d) for d in line[2:]]
    even, odd = digits[::2], digits[1::2]
    cd2 = (sum(d * (9 - i % 8) for i, d in enumerate(even)) + sum(odd)) % 10
    cd1 = (sum(even) + sum(d * (3, 4, 5, 6, 7, 8, 9, 2)[i % 8] for i, d in enumerate(odd)) + 2 * cd2) % 11
    return line[:2] == f"{0 if cd1 == 10 else cd1}{cd2}"


class Code:
    """What a terminal reads; a wrong code is a ValueError that says why."""

    def __init__(self, digits):
        if len(digits) != 255 or not digits.isdigit():
            raise ValueError("not 255 digits")
        self.tags, at = {}, 0
        for tag, length in TAGS:
            if digits[at:at + 4] != f"{tag}{length:02}":
                raise ValueError(f"no tag {tag} of {length} at {at + 1}")
            self.tags[tag] = digits[at + 4:at + 4 + length]
            at += 4 + length
        upper, lower = self.tags["27"][13:52], self.tags["27"][52:]
        if self.tags["01"] != "12" or int(self.tags["63"]) != crc16(digits[:250]):
            raise ValueError("a static code, or a wrong CRC")
        if not line_is_right(upper) or not line_is_right(lower) or upper[25:30] != "13800":
            raise ValueError("an OCR line with wrong check digits or another agency")
        self.amount, self.key, self.confirm = int(self.tags["54"]), lower[2:22], lower[22:28]
        self.item, self.body = upper[31:34], lower[29:34]
        self.year, self.instalment = self.tags["62"][:4], self.tags["62"][8:10]
        self.due, self.limit = self.tags["62"][10:18], self.tags["62"][18:26]
        if int(upper[13:24]) != self.amount or self.limit < self.due:
            raise ValueError(f"amounts or days that contradict each other: {self.__dict__}")


class Centre:
    def __init__(self, seed=1):
        self.random = random.Random(seed)

    @staticmethod
    def line(code, day, payin, cancel=0, amount=None, key=None, item=None, body=None):
        return (f"{key or code.key},{body or code.body},{item or code.item},{code.year},{code.instalment},"
                f"{code.amount if amount is None else amount},{day},4,{payin},{cancel}\r\n")

    @staticmethod
    def file(lines):
        return (HEAD + "".join(lines)).encode("cp932")

    def disordered(self, codes, day, payin, disorder):
        lines = [self.line(c, day, payin) for c in codes]
        first, last = codes[0], codes[-1]
        if "amount" in disorder:
            lines[0] = self.line(first, day, payin, amount=first.amount - 100)
        if "double" in disorder:
            lines.append(lines[0])
        if "item" in disorder:
            lines.append(self.line(first, day, payin, item="998", amount=1100))
        if "body" in disorder:
            lines.append(self.line(first, day, payin, body="99999", amount=1200))
        if "unknown" in disorder:
            digits = first.key[:6] + "99999990" + first.key[14:19]
            lines.append(self.line(first, day, payin, key=digits + check_digit(digits), amount=1300))
        if "order" in disorder:
            self.random.shuffle(lines)
        if "cancelled" in disorder:  # told behind the payment
            lines.append(self.line(last, day, payin, cancel=1))
        return self.file(lines)


def main():
    words = argparse.ArgumentParser(description="pays slips by their eL-QR and tells of it")
    words.add_argument("codes", type=pathlib.Path)
    words.add_argument("--out", type=pathlib.Path, required=True)
    words.add_argument("--day", required=True)
    words.add_argument("--payin", required=True)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    given = words.parse_args()
    codes = [Code(c) for c in given.codes.read_text().split()]
    file = Centre(given.seed).disordered([c for c in codes if c.limit >= given.day], given.day, given.payin,
                                         given.disorder)
    given.out.write_bytes(file[:-20] if "truncated" in given.disorder else file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
