#!/usr/bin/env python3
"""The pension side (年金保険者 behind 国保連合会), which pays pensions and takes premiums from them, with the disorder of life.

    tests/partners/pension.py REQUEST --out FOLDER --made YYYYMMDD [--disorder NAME ...]

Reads requests of 500 bytes a record by byte position (interfaces.md 7.2, 7.3), knows nothing of the program, and writes
in the same form: whom it pays, what became of each request, what was taken on a pay day. It takes from a pension what
was asked of it and nothing else: what it did is what its own books say. Disorder of an answer, any of:

    lost       a record is not answered; it comes with the next answer
    unknown    a record of somebody nobody asked for
    double     a record is answered twice
    order      the records of a group come in another order
    truncated  the file ends in the middle
    totals     the count at the end is wrong
    stranger   the file is another municipality's
"""
import argparse
import dataclasses
import pathlib
import random
import re
import sys
import unicodedata

RECORD = 500
ACCEPTED = "00"
ANSWERS = {"01": "02", "31": "41", "32": "42"}  # notice of a request: of its answer
START, STOP, CHANGE = "01", "31", "32"
PAY_MONTHS = (4, 6, 8, 10, 12, 2)
DISORDERS = ("lost", "unknown", "double", "order", "truncated", "totals", "stranger")
HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF61, 0xFF9E)} | {
    "\u3099": "\uff9e", "\u309a": "\uff9f", "\u3000": " "}


def half_width(kana):
    """Full-width kana as the pension side writes them."""
    whole = "".join(HALF.get(c, c) for c in kana)
    return "".join(HALF.get(c, c) for c in unicodedata.normalize("NFD", whole))


@dataclasses.dataclass
class Pensioner:
    number: str           # 基礎年金番号
    birth: str            # YYYYMMDD
    sex: int
    kana: str             # full width
    yearly: int
    obligor: str = "001"
    code: str = "1150"


@dataclasses.dataclass
class Item:
    """A data record, as its bytes say it."""
    record: bytes

    def cell(self, at, size):
        return self.record[at - 1:at - 1 + size].decode("cp932")

    municipality = property(lambda self: self.cell(2, 5))
    obligor = property(lambda self: self.cell(7, 3))
    notice = property(lambda self: self.cell(10, 2))
    number = property(lambda self: self.cell(22, 10))
    birth = property(lambda self: self.cell(36, 8))
    day = property(lambda self: self.cell(74, 8))
    amounts = property(lambda self: tuple(int(self.cell(82 + 11 * i, 11)) for i in range(3)))

    def answered(self, made, result):
        """The same record with the notice of an answer, the day it was made and what became of it."""
        r = bytearray(self.record)
        r[9:11] = ANSWERS[self.notice].encode()
        r[13:21], r[71:73] = made.encode(), result.encode()
        return bytes(r)


def records_of(data):
    """Records of a file with CR+LF, LF or no ends at all."""
    plain = re.sub(rb"[\r\n\x1a]", b"", data)
    if len(plain) % RECORD:
        raise ValueError(f"{len(plain)} bytes are no whole records")
    return [plain[i:i + RECORD] for i in range(0, len(plain), RECORD)]


def edge(kind, like, made, n=0, sums=(0, 0, 0), notice=None, municipality=None):
    """Header or trailer of a group whose records are like this one."""
    text = f"{kind}{municipality or like.municipality}{like.obligor}{notice or like.notice} 1{made}"
    if kind == "3":
        text += f"{n:09}" + "".join(f"{s:011}" for s in sums)
    return text.encode().ljust(RECORD)


def read_request(data):
    """Every record asked for; what the pension side would refuse is an error here too."""
    items, group, head = [], [], None
    for record in records_of(data):
        kind, common = record[:1], record[1:21]
        if kind == b"1":
            if head is not None:
                raise ValueError("a group without its end")
            head, group = common, []
        elif head is None or common != head:
            raise ValueError("a record that is not like the head of its group")
        elif kind == b"2":
            item = Item(record)
            if item.notice not in ANSWERS or int(item.day[4:6]) not in PAY_MONTHS or item.day[6:] != "01":
                raise ValueError("a record that is no request")
            group.append(item)
        elif kind == b"3":
            sums = tuple(sum(i.amounts[n] for i in group) for n in range(3))
            said = int(record[21:30]), tuple(int(record[30 + 11 * n:41 + 11 * n]) for n in range(3))
            if said != (len(group), sums):
                raise ValueError("totals that differ from the records")
            items, head = items + group, None
        else:
            raise ValueError("a record of no kind")
    if head is not None or not items:
        raise ValueError("a request without its end")
    keys = [(i.notice, i.number) for i in items]
    if len(keys) != len(set(keys)):
        raise ValueError("somebody is asked for twice")
    return items


def written(groups, made, ends=b"\r\n"):
    """A file of these groups: lists of records that share their first cells."""
    out = []
    for group in groups:
        like = Item(group[0])
        sums = tuple(sum(Item(r).amounts[n] for r in group) for n in range(3))
        out += [edge("1", like, made), *group, edge("3", like, made, len(group), sums)]
    return b"".join(record + ends for record in out)


def by_group(records):
    found = {}
    for record in records:
        found.setdefault(record[6:11], []).append(record)
    return [found[key] for key in sorted(found)]


class PensionSide:
    """Pays pensions, and takes from them what it was asked to take."""

    def __init__(self, municipality="13104", seed=1):
        self.municipality, self.random = municipality, random.Random(seed)
        self.people, self.dead, self.kept_back = {}, set(), []
        self.plans = {}  # number: the amount from each pay month on; YYYYMM, 0 = nothing

    def pays(self, *people):
        self.people |= {p.number: p for p in people}

    def record(self, who, notice, made, day="00000000", amounts=(0, 0, 0), result=ACCEPTED):
        kana = half_width(who.kana).encode("cp932")[:25].ljust(25)
        head = f"2{self.municipality}{who.obligor}{notice} 1{made}{who.number}{who.code}{who.birth}{who.sex}".encode()
        tail = f"00{result}{day}" + "".join(f"{a:011}" for a in amounts)
        return (head + kana + tail.encode()).ljust(RECORD)

    def persons(self, made):
        """特別徴収対象者情報: whoever is paid a pension."""
        living = [p for n, p in sorted(self.people.items()) if n not in self.dead]
        return written(by_group([self.record(p, "00", made, amounts=(p.yearly, 0, 0)) for p in living]), made)

    # ------------------------------------------------------------------- 依頼と処理結果 ------
    def accept(self, item):
        """From now on so much is taken: the first pay day, the further ones of 本徴収, those of 仮徴収."""
        plan, first = self.plans.setdefault(item.number, {}), int(item.day[:6])
        for month in [m for m in plan if m >= first]:
            del plan[month]
        if item.notice == START:
            year = first // 100 - (first % 100 < 4)
            amounts = [(year * 100 + 10, 0), (year * 100 + 12, 1), ((year + 1) * 100 + 2, 1)]
            plan.update({m: item.amounts[0 if m == first else n] for m, n in amounts if m >= first})
            plan[(year + 1) * 100 + 4] = item.amounts[2]
            plan[(year + 1) * 100 + 10] = 0  # 本徴収 of the next year wants its own request
        else:
            plan[first] = item.amounts[0]

    def decide(self, item, refusals):
        if item.number in refusals:
            return refusals[item.number]
        who = self.people.get(item.number)
        if who is None or who.birth != item.birth:
            return "01"
        return "02" if item.number in self.dead and item.notice != STOP else ACCEPTED

    def answer(self, data, made, disorder=(), refusals=None):
        """処理結果 of a request's bytes. `refusals`: number: code. What was accepted is done."""
        if set(disorder) - set(DISORDERS):
            raise ValueError(f"no such disorder: {disorder}")
        records, self.kept_back = self.kept_back, []
        records = [r[:13] + made.encode() + r[21:] for r in records]
        for item in read_request(data) if data else ():
            result = self.decide(item, refusals or {})
            if result == ACCEPTED:
                self.accept(item)
            records.append(item.answered(made, result))
        if "lost" in disorder:
            self.kept_back = [records.pop()]
        if "double" in disorder:
            records.append(records[0])
        if "unknown" in disorder:
            stranger = Pensioner("9900000000", "19500101", 1, "シラナイ　ヒト", 0)
            records.append(self.record(stranger, "02", made, day=records[0][73:81].decode()))
        if "order" in disorder:
            self.random.shuffle(records)
        return self.spoilt(written(by_group(records), made), disorder)

    @staticmethod
    def spoilt(data, disorder):
        if "totals" in disorder:
            at = data.rindex(b"\r\n3") + 2 + 21
            data = data[:at] + b"%09d" % (int(data[at:at + 9]) + 1) + data[at + 9:]
        if "stranger" in disorder:
            data = b"".join(r[:1] + b"13999" + r[6:] + b"\r\n" for r in records_of(data))
        return data[:len(data) // 2 + 7] if "truncated" in disorder else data

    # -------------------------------------------------------------------------- 徴収結果 -----
    def due(self, month):
        """number: what is to be taken in that pay month (YYYYMM)."""
        found = {}
        for number, plan in self.plans.items():
            begun = [m for m in plan if m <= month]
            if begun and plan[max(begun)] > 0:
                found[number] = plan[max(begun)]
        return found

    def results(self, day, made, others=None):
        """徴収結果 of a pay day (YYYYMMDD), and what was taken of whom. `others`: number: (code, amount) as it happens."""
        due = self.due(int(day[:6]))
        outcome = {n: ("02", 0) if n in self.dead else (ACCEPTED, a) for n, a in due.items()} | (others or {})
        records = [self.record(self.people[n], "30", made, day, (amount, 0, 0), code)
                   for n, (code, amount) in sorted(outcome.items())]
        taken = {n: amount for n, (code, amount) in outcome.items() if code == ACCEPTED and amount > 0}
        return (written(by_group(records), made) if records else b""), taken


def main():
    options = argparse.ArgumentParser()
    options.add_argument("request", type=pathlib.Path)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--made", required=True)
    options.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    args = options.parse_args()
    side = PensionSide()
    data = args.request.read_bytes()
    for item in read_request(data):  # whoever is asked for is known here
        side.pays(Pensioner(item.number, item.birth, int(item.cell(44, 1)), "", 0, item.obligor, item.cell(32, 4)))
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / args.request.name.replace("TOKUCHO_", "KEKKA_")
    path.write_bytes(side.answer(data, args.made, args.disorder))
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
