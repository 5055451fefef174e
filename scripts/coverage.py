#!/usr/bin/env python3
"""Makes docs/coverage.md: which test carries which function id (docs/functions.tsv).

    scripts/coverage.py            writes docs/coverage.md
    scripts/coverage.py --check    TAP: the file is as the tests are, and no test carries an unknown id
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "coverage.md"
ID = re.compile(r"\b([A-Z]{2})[-_](\d{2,3})\b")
RANGE = re.compile(r"\b([A-Z]{2})-(\d{2,3})\.\.(?:\1-)?(\d{2,3})\b")
TEST_FOLDERS = ("tests", "src")
SUFFIXES = {".c", ".py", ".cases", ".mjs", ".js", ".sh"}


def functions():
    names = collections.OrderedDict()
    for line in (ROOT / "docs" / "functions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or line.startswith("id\t"):
            continue
        identifier, name = line.split("\t")
        names[identifier] = name
    return names


def test_files():
    for folder in TEST_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")) if (ROOT / folder).is_dir() else []:
            if not path.is_file() or path.suffix not in SUFFIXES or "node_modules" in path.parts:
                continue
            if folder == "src" and path.suffix != ".cases":
                continue  # of the sources only the cases beside the rules are tests
            yield path


def carried(known):
    """id -> files that carry it, and ids that no function has."""
    found, unknown = collections.defaultdict(set), collections.defaultdict(set)
    families = {identifier.split("-")[0] for identifier in known}
    for path in test_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        ids = {f"{a}-{b}" for a, b in ID.findall(text)}
        for family, first, last in RANGE.findall(text):
            ids |= {f"{family}-{n:02d}" for n in range(int(first), int(last) + 1)}
        for identifier in ids:
            if identifier in known:
                found[identifier].add(str(path.relative_to(ROOT)))
            elif identifier.split("-")[0] in families and identifier.split("-")[0] in {"LV", "OP", "NT", "NX", "SD", "PX", "CO", "EL", "BN"}:
                unknown[identifier].add(str(path.relative_to(ROOT)))
    return found, unknown


def page(known, found):
    lines = ["# Coverage: functions and the tests that carry them", "",
             "Made by `scripts/coverage.py` from the ids in the tests; not edited by hand.", "",
             f"{len(found)} of {len(known)} functions are carried by a test.", "",
             "| id | function | tests |", "|---|---|---|"]
    for identifier, name in known.items():
        tests = ", ".join(f"`{t}`" for t in sorted(found.get(identifier, ())))
        lines.append(f"| {identifier} | {name} | {tests or '—'} |")
    return "\n".join(lines) + "\n"


def main():
    known = functions()
    found, unknown = carried(known)
    wanted = page(known, found)
    if "--check" not in sys.argv:
        OUT.write_text(wanted, encoding="utf-8")
        print(f"{len(found)} of {len(known)} functions are carried by a test")
        return 0
    faults = 0
    current = OUT.read_text(encoding="utf-8") if OUT.exists() else ""
    if current == wanted:
        print("ok 1 - docs/coverage.md is as the tests are")
    else:
        faults += 1
        print("not ok 1 - docs/coverage.md is old: run scripts/coverage.py")
    if not unknown:
        print("ok 2 - no test carries an unknown function id")
    else:
        faults += 1
        print("not ok 2 - no test carries an unknown function id")
        for identifier, paths in sorted(unknown.items()):
            print(f"#   {identifier}: {', '.join(sorted(paths))}")
    print("1..2")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
