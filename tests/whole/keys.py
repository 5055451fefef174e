#!/usr/bin/env python3
"""Keys of a folder through their life, beside a server that works on, as TAP.

    tests/whole/keys.py [--postgres]

A town with numbers: both keys of 個人番号, of drafts and of the codes of the log-in are replaced while an operator
searches by number (CR-06); the job that seals anew is killed and goes on; a retired key is revoked only when nothing
is under it, and destroyed by another person (CR-05); then the folder is wrapped: without both parts nothing starts
(CR-08).
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

import year
from leak import numbers_of
from served import PRACTICE_PASSWORD, Operator, Served, let_in, more_pages_a_minute
from year import PROGRAM, YEAR, Ward, check

NAMES = ("addressee-number", "addressee-number-index", "casework", "login-code")


def make(base, store):
    ward = Ward(base / "ward", store)
    if store:
        let_in(store.removeprefix("postgres:"))
    more_pages_a_minute(ward.folder)
    for who, words in (("fuka1", ["--duty", "shikaku"]), ("adm1", ["--may", "key.manage"]),
                       ("adm2", ["--may", "key.manage"])):
        ward.run("operator", "add", who, "--name", f"練習 {who}", "--section", "資格係", *words,
                 stdin=PRACTICE_PASSWORD.format(who) + "\n")
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "3000", "--seed", "7", "--year", str(YEAR), "--out", str(feeds),
             "--valid-numbers")
    ward.run("import", "--all", str(feeds), operator="fuka1", expect=(0, 1))
    return ward, sorted(numbers_of(feeds))


def is_found(clerk, number):
    answer = clerk.post("/search", on="/search", words=number)
    return "/household/" in answer.location or answer.status == 200 and 'href="/household/' in answer.text


class Searcher(threading.Thread):
    """A clerk who searches by number all the time, and others who log in."""

    def __init__(self, served, numbers):
        super().__init__()
        self.served, self.numbers, self.over, self.wrong, self.found = served, numbers, False, [], 0

    def run(self):
        clerk = Operator(self.served, "fuka1")
        if clerk.log_in().status != 303:
            self.wrong.append("the clerk could not log in")
        for turn in range(100000):
            if self.over:
                return
            number = self.numbers[turn % len(self.numbers)]
            if is_found(clerk, number):
                self.found += 1
            else:
                self.wrong.append(f"search {turn} finds nobody")


def states(ward):
    rows = [line.split("\t") for line in ward.run("key", "list", expect=(0, 1)).stdout.splitlines() if "\t" in line]
    return {(row[0], row[1]): row[2] for row in rows[1:]}


def rotation(ward, served, numbers):
    searcher = Searcher(served, numbers)
    searcher.start()
    time.sleep(1)
    for name in NAMES:
        ward.run("key", "rotate", name, "--reason", "年次の取替え", operator="adm1")
    refused = ward.run("key", "revoke", "addressee-number", "--version", "1", "--reason", "年次", operator="adm1",
                       expect=(2,))
    check("CR-05 a key with values under it is not revoked", "key-reseal" in refused.stderr, refused.stderr)
    job = [str(PROGRAM), "job", "run", "key-reseal", "--operator", "adm1", "--data", str(ward.folder)]
    killed = subprocess.Popen(job, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.25)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = ward.run("job", "run", "key-reseal", "--resume", operator="adm1", expect=None)
    if done.returncode:  # it was not begun when it was killed
        done = ward.run("job", "run", "key-reseal", operator="adm1")
    dry = ward.run("job", "run", "key-reseal", "--dry-run", operator="adm1")
    check("CR-06 after the job nothing is under an old key", re.search(r"古い鍵の封 0 件（\d{4,}", dry.stdout), dry.stdout)
    late = Operator(served, "adm2")
    check("CR-06 codes of the log-in hold under the new key", late.log_in().status == 303)
    searcher.over = True
    searcher.join()
    check(f"CR-06 {searcher.found} searches by number beside it, each found its one person",
          searcher.found > 5 and not searcher.wrong, "\n".join(searcher.wrong[:10]))


def ends(ward, served, numbers):
    for name in NAMES:
        ward.run("key", "revoke", name, "--version", "1", "--reason", "年次", operator="adm1")
    same = ward.run("key", "destroy", "addressee-number", "--version", "1", "--reason", "年次", operator="adm1", expect=(2,))
    check("CR-05 who revoked does not destroy", "別の人" in same.stderr, same.stderr)
    ward.run("key", "destroy", "addressee-number", "--version", "1", "--reason", "年次", operator="adm2")
    now = states(ward)
    check("CR-05 the register says what each version is", now[("addressee-number", "1")] == "破棄" and
          now[("addressee-number", "2")] == "有効" and now[("login-code", "1")] == "失効", now)
    check("CR-05 its file is gone", not (ward.folder / "keys/addressee-number").exists())
    refused = ward.run("key", "rotate", "addressee-number", "--reason", "年次", operator="fuka1", expect=(2,))
    check("AZ-02 without the right no key is changed", "権限" in refused.stderr, refused.stderr)
    clerk = Operator(served, "fuka1")
    clerk.log_in()
    lost = [index for index, number in enumerate(numbers) if not is_found(clerk, number)]
    check("CR-06 numbers are found when the old keys are gone", not lost, lost)
    seen = ward.run("audit", "find", "--event", "key.rotate", "--max", "20", expect=(0, 1, 2))
    if seen.returncode == 2:  # whoever may read the records
        ward.run("operator", "add", "kansa", "--name", "練習 監", "--section", "監査", "--duty", "kansa", stdin=year.PASSWORD)
        seen = ward.run("audit", "find", "--event", "key.rotate", "--max", "20", operator="kansa")
    check("CR-05 each step is a record", seen.stdout.count("key.rotate") >= len(NAMES), seen.stdout + seen.stderr)


def with_parts(ward, parts, *words):
    """The command, with these parts handed in on a descriptor."""
    read, write = os.pipe()
    os.write(write, b"".join(pathlib.Path(part).read_bytes() for part in parts))
    os.close(write)
    done = subprocess.run([str(PROGRAM), *words, "--data", str(ward.folder)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, pass_fds=(read,), env={**os.environ, "KOKUHO_KEY_FD": str(read)})
    os.close(read)
    return done


def wrapping(ward, base):
    one, two = base / "kokuho-key-1", base / "kokuho-key-2"
    ward.run("key", "wrap", "--part1", str(one), "--part2", str(two), operator="adm1")
    check("CR-08 the parts are for their holder alone", all(part.stat().st_mode & 0o077 == 0 for part in (one, two)))
    for parts, name in (((), "none"), ((one,), "the first"), ((two,), "the second")):
        done = with_parts(ward, parts, "operator", "list")
        check(f"CR-08 with {name} of two parts nothing starts", done.returncode == 2 and "控え" in done.stderr,
              f"{done.returncode} {done.stdout} {done.stderr}")
    done = with_parts(ward, (one, two), "operator", "code", "fuka1")
    check("CR-08 both parts open", done.returncode == 0 and re.fullmatch(r"\d{6}", done.stdout.strip()),
          done.stdout + done.stderr)
    environment = {"CREDENTIALS_DIRECTORY": str(base)}
    served = Served(ward.folder, base / "serve2.log", environment)
    try:
        clerk = Operator(served, "fuka1")
        check("CR-08 a server with the credentials of its service works", clerk.log_in().status == 303 and
              clerk.get("/menu").status == 200)
    finally:
        served.stop()


def story(base, store):
    ward, numbers = make(base, store)
    served = Served(ward.folder, base / "serve.log")
    try:
        clerk = Operator(served, "fuka1")
        clerk.log_in()
        numbers = [number for number in numbers[:40] if is_found(clerk, number)]  # who has left is not found
        check(f"numbers are found before anything changes ({len(numbers)})", len(numbers) > 10)
        rotation(ward, served, numbers)
        ends(ward, served, numbers)
    finally:
        served.stop()
    proof = ward.verify()
    check("the whole folder is proved afterwards", proof["ok"], proof["broken"])
    wrapping(ward, base)


if __name__ == "__main__":
    sys.exit(year.run("keys", story))
