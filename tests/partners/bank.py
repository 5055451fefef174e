#!/usr/bin/env python3
"""A bank that answers requests of direct debit (全銀 91), with the disorder of life.

    tests/partners/bank.py REQUEST --out FOLDER [--seed N] [--disorder NAME ...] [--funds SHARE]

Reads a request of 120 bytes a record by byte position, knows nothing of the program, and writes the answer in the
same form: result in byte 112, counts and sums of what was debited in the trailer. Disorder, any of:

    order      the records of a group come in another order
    unknown    a record for a customer number nobody asked for
    amount     a record answered with another amount
    code       a record answered with a code outside the list
    lost       a record is not answered at all
    double     a record is answered twice
    truncated  the file ends in the middle
    totals     the sum of what was debited is wrong
    echo       our own request comes back as if it were an answer
"""
import argparse
import pathlib
import random
import re
import sys

RECORD = 120
DISORDERS = ("order", "unknown", "amount", "code", "lost", "double", "truncated", "totals", "echo")
# What becomes of a debit in a month: no funds more than anything else.
FAILURES = ((b"1", 60), (b"2", 10), (b"3", 10), (b"4", 10), (b"9", 10))


def check_digit(digits):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str((10 - total % 10) % 10)


class Item:
    """One data record of a request."""

    def __init__(self, record):
        self.record = record
        self.bank, self.branch = record[1:5].decode(), record[20:23].decode()
        self.kind, self.account = record[42:43].decode(), record[43:50].decode()
        self.holder = record[50:80].decode("cp932").rstrip()
        self.amount, self.new_code = int(record[80:90]), record[90:91].decode()
        self.customer = record[91:111].decode().strip()

    def answered(self, result, amount=None):
        record = bytearray(self.record)
        if amount is not None:
            record[80:90] = b"%010d" % amount
        record[111:112] = result
        return bytes(record)


class Group:
    def __init__(self, header):
        self.header, self.items, self.trailer = header, [], None
        self.consignor = header[4:14].decode()
        self.month_day, self.bank = header[54:58].decode(), header[58:62].decode()


def records_of(data):
    """Records of a file with CR+LF, LF, CR or no ends at all."""
    plain = re.sub(rb"[\r\n\x1a]", b"", data)
    if len(plain) % RECORD:
        raise ValueError(f"{len(plain)} bytes are no whole records")
    return [plain[i:i + RECORD] for i in range(0, len(plain), RECORD)]


def read_request(data):
    """The groups of a request; what a bank would refuse is an error here too."""
    groups, ended = [], False
    for record in records_of(data):
        kind = record[:1]
        if ended:
            raise ValueError("records behind the end")
        if kind == b"1":
            groups.append(Group(record))
        elif kind == b"2":
            item = Item(record)
            if record[111:112] not in (b"0", b" ") or item.amount <= 0:
                raise ValueError("a data record that is no request")
            if item.bank != groups[-1].bank:
                raise ValueError("a record of another bank in the group")
            if check_digit(item.customer[:-1]) != item.customer[-1] or len(item.customer) != 20:
                raise ValueError("a customer number with a wrong check digit")
            groups[-1].items.append(item)
        elif kind == b"8":
            group = groups[-1]
            group.trailer = record
            if int(record[1:7]) != len(group.items) or int(record[7:19]) != sum(i.amount for i in group.items):
                raise ValueError("totals that differ from the records")
            if record[19:55].strip(b"0 "):
                raise ValueError("a request with results")
        elif kind == b"9":
            ended = True
    if not ended or not groups or any(g.trailer is None for g in groups):
        raise ValueError("a request without its end")
    keys = [i.customer for g in groups for i in g.items]
    if len(keys) != len(set(keys)):
        raise ValueError("a customer number twice")
    return groups


class Answer:
    """What came of each customer number: the code, "" when it was not answered."""

    def __init__(self, data, results):
        self.data, self.results = data, results


class Bank:
    def __init__(self, seed=1, funds=0.9, decide=None):
        self.random, self.funds, self.decide = random.Random(seed), funds, decide

    def result(self, item):
        """The code for an item: by the story's own rule, or by chance."""
        told = self.decide(item) if self.decide else None
        if told is not None:
            return told if isinstance(told, bytes) else told.encode()
        if self.random.random() < self.funds:
            return b"0"
        return self.random.choices([code for code, _ in FAILURES], [weight for _, weight in FAILURES])[0]

    @staticmethod
    def trailer(lines):
        amounts = [(line[111:112], int(line[80:90])) for line in lines]
        done = [amount for code, amount in amounts if code == b"0"]
        failed = [amount for code, amount in amounts if code != b"0"]
        text = (f"8{len(amounts):06}{sum(done) + sum(failed):012}{len(done):06}{sum(done):012}"
                f"{len(failed):06}{sum(failed):012}")
        return text.encode() + b" " * (RECORD - len(text))

    def group(self, group, disorder, results):
        lines = []
        for item in group.items:
            results[item.customer] = self.result(item).decode()
            lines.append(item.answered(results[item.customer].encode()))
        if "lost" in disorder and lines:
            at = self.random.randrange(len(lines))
            results[group.items[at].customer] = ""
            del lines[at]
        if "code" in disorder and lines:
            lines[0] = lines[0][:111] + b"7" + lines[0][112:]
            results[lines[0][91:111].decode().strip()] = "7"
        if "amount" in disorder and lines:
            last = Item(lines[-1])
            lines[-1] = last.answered(lines[-1][111:112], last.amount + 100)
            results[last.customer] = "amount"
        if "double" in disorder and lines:
            lines.append(lines[0])
        if "unknown" in disorder and lines:
            base = Item(lines[0]).customer[:8] + f"{self.random.randrange(10 ** 7):07}" + "99" + "99"
            stranger = bytearray(lines[0])
            stranger[91:111] = (base[:19] + check_digit(base[:19])).encode()
            stranger[111:112] = b"0"
            lines.append(bytes(stranger))
        if "order" in disorder:
            self.random.shuffle(lines)
        return lines

    def answer(self, data, disorder=()):
        """The answer to a request's bytes."""
        unknown = set(disorder) - set(DISORDERS)
        if unknown:
            raise ValueError(f"no such disorder: {' '.join(unknown)}")
        if "echo" in disorder:
            return Answer(data, {})
        results, out = {}, []
        for group in read_request(data):
            lines = self.group(group, disorder, results)
            trailer = self.trailer(lines)
            if "totals" in disorder:
                trailer = trailer[:25] + b"%012d" % (int(trailer[25:37]) + 1) + trailer[37:]
            out += [group.header, *lines, trailer]
        out.append(b"9" + b" " * (RECORD - 1))
        ends = b"\r\n" if b"\r\n" in data else b""
        answer = b"".join(record + ends for record in out)
        return Answer(answer[:len(answer) // 2 + 7] if "truncated" in disorder else answer, results)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("request", type=pathlib.Path)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--funds", type=float, default=0.9)
    options.add_argument("--disorder", nargs="*", default=[], choices=DISORDERS)
    args = options.parse_args()
    answer = Bank(args.seed, args.funds).answer(args.request.read_bytes(), args.disorder)
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / args.request.name.replace("KF91_", "KK91_")
    path.write_bytes(answer.data)
    print(f"{path}: {len(answer.results)} answered")
    return 0


if __name__ == "__main__":
    sys.exit(main())
