#!/usr/bin/env python3
"""Compares the program with the second engine of collection, request by request, yen for yen. Prints TAP.

    collection_compare.py --program build/release/src/kokuho --count 3000 --seed 1

Each calculation is one TAP line. Where one engine refuses and the other answers, that is a difference too; the
words of a refusal are not compared. The shortest request that differs is printed.
"""

import argparse
import json
import shlex
import subprocess
import sys

import collection_engine as engine
import collection_requests as requests

CHUNK = 5000


def ask_program(program, name, asked):
    """-> one parsed answer for each request, in order."""
    text = "".join(json.dumps(one) + "\n" for one in asked)
    done = subprocess.run(program + ["calc", name, "--lines"], input=text.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    lines = done.stdout.decode().splitlines()
    if len(lines) != len(asked):
        raise RuntimeError("%d requests, %d answers, exit %d: %s" % (len(asked), len(lines), done.returncode,
                                                                    done.stderr.decode(errors="replace")[-500:]))
    return [json.loads(line) for line in lines]


def compared(answer):
    return {"refused": True} if "error" in answer else answer


def compare(program, name, seed, count):
    """-> (answered by both, refused by both, [(length, request, second, program)])"""
    answered = refused = 0
    differing = []
    for start in range(0, count, CHUNK):
        asked = [requests.request(name, seed, n) for n in range(start, min(start + CHUNK, count))]
        for one, theirs in zip(asked, ask_program(program, name, asked)):
            mine = engine.answer(name, one)
            if compared(mine) != compared(theirs):
                differing.append((len(json.dumps(one)), one, mine, theirs))
            elif "error" in mine:
                refused += 1
            else:
                answered += 1
    return answered, refused, differing


def main():
    options = argparse.ArgumentParser(description="compare the program with the second engine of collection")
    options.add_argument("--program", default="build/release/src/kokuho", help="with its own arguments if any")
    options.add_argument("--count", type=int, default=3000)
    options.add_argument("--seed", default="1")
    given = options.parse_args()
    names = sorted(requests.MAKERS)
    failed = 0

    print("1..%d" % len(names))
    for number, name in enumerate(names, 1):
        try:
            answered, refused, differing = compare(shlex.split(given.program), name, given.seed, given.count)
        except (OSError, RuntimeError, ValueError) as error:
            print("not ok %d - %s could not be compared: %s" % (number, name, error))
            failed += 1
            continue
        if not differing and answered > given.count // 2 and refused:
            print("ok %d - %s agrees on %d requests, seed %s; %d refused by both"
                  % (number, name, answered, given.seed, refused))
            continue
        failed += 1
        print("not ok %d - %s differs on %d of %d requests, seed %s"
              % (number, name, len(differing), given.count, given.seed))
        for _, one, mine, theirs in sorted(differing, key=lambda found: found[0])[:1]:
            print("# request %s\n# second engine %s\n# program %s" % tuple(map(json.dumps, (one, mine, theirs))))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
