#!/usr/bin/env python3
"""Makes docs/edge-cases.md: which test carries which edge case of collection, payment files and eligibility.

    scripts/edge_cases.py            writes it
    scripts/edge_cases.py --check    TAP: it is as the tests are; every number is carried by a test or has its reason

The numbers stand in docs/edge-cases.tsv. A test carries X17 when that word stands in it (or EC-17, or x17_ in the name
of a function; of the payment files Y17, PF-17, y17_; of eligibility G17, g17_): in a name, or in a comment beside the case.
"""
import collections
import pathlib
import re
import sys

from coverage import DOCS, ROOT, list_of, rows, test_files

NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:([XYG]|[xyg](?=\d\d_))|(EC|PF)-)(\d{2})(?![A-Za-z0-9])")
LETTERS = {"EC": "X", "PF": "Y"}
SHEETS = {"X": "Collection and arrears", "Y": "Payment files", "G": "Eligibility"}


def carried():
    """number -> files whose words name it; a line that names whole ranges (X01-X10) carries none of them."""
    found = collections.defaultdict(set)
    for path in test_files():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if re.search(r"[XYG]\d\d-[XYG]?\d\d", line):
                continue
            for letter, word, digits in NUMBER.findall(line):
                found[(letter.upper() or LETTERS[word]) + digits].add(str(path.relative_to(ROOT)))
    return found


def page(cases, found):
    have = sum(1 for number in cases if found.get(number))
    lines = ["# Edge cases and the tests that carry them", "",
             "Made by `scripts/edge_cases.py` from the numbers in the tests and `docs/edge-cases.tsv`; not edited by hand.", "",
             f"{have} of {len(cases)} are carried by a test; each other has its reason."]
    for letter, title in SHEETS.items():
        lines += ["", f"## {title}", "", "| number | case → expected | tests, or why there is none |", "|---|---|---|"]
        lines += [f"| {number} | {case.replace('|', '/')} | {list_of(found[number]) if found.get(number) else why} |"
                  for number, (case, why) in cases.items() if number[0] == letter]
    return "\n".join(lines) + "\n"


def faults_of(cases, found):
    faults = [f"{number}: neither a test nor a reason" for number, (_, why) in cases.items()
              if why == "-" and not found.get(number)]
    faults += [f"{number}: has a reason why there is no test, but is carried by {list_of(found[number])}"
               for number, (_, why) in cases.items() if why != "-" and found.get(number)]
    return faults + [f"{number}: no such edge case, named by {list_of(files)}" for number, files in sorted(found.items())
                     if number not in cases]


def main():
    cases = {number: (case, why) for number, case, why in rows("edge-cases.tsv", 3)}
    found = carried()
    path, wanted = DOCS / "edge-cases.md", page(cases, found)
    if "--check" not in sys.argv[1:]:
        path.write_text(wanted, encoding="utf-8")
        print(f"docs/edge-cases.md: {sum(1 for number in cases if found.get(number))} of {len(cases)} carried")
        return 0
    faults = faults_of(cases, found)
    is_current = path.is_file() and path.read_text(encoding="utf-8") == wanted
    print(f"{'ok' if is_current else 'not ok'} 1 - docs/edge-cases.md is as the tests are (scripts/edge_cases.py writes it)")
    print(f"{'not ok' if faults else 'ok'} 2 - every edge case is carried by a test or has its reason")
    print("".join(f"# {fault}\n" for fault in faults), end="")
    print("1..2")
    return 1 if faults or not is_current else 0


if __name__ == "__main__":
    sys.exit(main())
