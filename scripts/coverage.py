#!/usr/bin/env python3
"""Makes docs/coverage.md and docs/security.md: which test carries which id.

    scripts/coverage.py            writes both
    scripts/coverage.py --check    TAP: both are as the tests are, no test carries an unknown id, and every row of
                                   security is carried by a test or stands in docs/security-gaps.tsv with its reason

The ids are those of docs/functions.tsv and docs/security.tsv. A row of security-gaps.tsv has a kind: `part` (the
tests carry some of it), `open` (not built yet), `later` (with a function that is not here), `ward` (no matter of the
program). A row whose kind says that nothing carries it may have no test, and `part` must have one.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ID = re.compile(r"\b([A-Z]{2})[-_](\d{2,3})\b")
RANGE = re.compile(r"\b([A-Z]{2})-(\d{2,3})\s?(?:\.\.|to)\s?(?:\1-)?(\d{2,3})\b")
TEST_FOLDERS = ("tests", "src")
SUFFIXES = {".c", ".py", ".cases", ".mjs", ".js", ".sh"}
CHECKS = ("scripts/check_tree.py",)  # tests of the tree itself, outside of the test folders
KINDS = {"part": "in part", "open": "not built", "later": "later", "ward": "the ward's"}


def rows(name, columns):
    """The lines of a table of docs/ without comments and the line of names."""
    for line in (DOCS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and not line.startswith("id\t"):
            cells = line.split("\t")
            if len(cells) != columns or not all(cells):
                raise SystemExit(f"Bail out! docs/{name}: {columns} filled columns are wanted: {line}")
            yield cells


def named(name):
    return collections.OrderedDict(rows(name, 2))


def test_files():
    yield from (ROOT / name for name in CHECKS)
    for folder in TEST_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")) if (ROOT / folder).is_dir() else []:
            if not path.is_file() or path.suffix not in SUFFIXES or "node_modules" in path.parts:
                continue
            if folder == "src" and path.suffix != ".cases":
                continue  # of the sources only the cases beside the rules are tests
            yield path


def carried(known):
    """id -> files that carry it, and ids that no row has."""
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
            elif identifier.split("-")[0] in families:
                unknown[identifier].add(str(path.relative_to(ROOT)))
    return found, unknown


def list_of(files):
    return ", ".join(f"`{t}`" for t in sorted(files)) or "—"


def functions_page(known, found):
    have = sum(1 for identifier in known if found.get(identifier))
    lines = ["# Coverage: functions and the tests that carry them", "",
             "Made by `scripts/coverage.py` from the ids in the tests; not edited by hand.", "",
             f"{have} of {len(known)} functions are carried by a test.", "",
             "| id | function | tests |", "|---|---|---|"]
    lines += [f"| {identifier} | {name} | {list_of(found.get(identifier, ()))} |" for identifier, name in known.items()]
    return "\n".join(lines) + "\n"


def security_page(known, found, gaps):
    whole = sum(1 for i in known if found.get(i) and i not in gaps)
    parts = sum(1 for kind, _ in gaps.values() if kind == "part")
    lines = ["# Security rows and the tests that carry them", "",
             "Made by `scripts/coverage.py` from the ids in the tests and `docs/security-gaps.tsv`; not edited by hand.", "",
             f"Of {len(known)} rows {whole} are carried by tests, {parts} in part, {len(gaps) - parts} not, each with its reason.",
             "", "| id | row | tests | what is missing, and why |", "|---|---|---|---|"]
    for identifier, title in known.items():
        kind, reason = gaps.get(identifier, ("", ""))
        lines.append(f"| {identifier} | {title} | {list_of(found.get(identifier, ()))} | "
                     f"{KINDS.get(kind, '')}{': ' if kind else ''}{reason} |")
    return "\n".join(lines) + "\n"


def faults_of_gaps(known, found, gaps):
    faults = [f"{i}: neither a test nor a reason in docs/security-gaps.tsv" for i in known if not found.get(i) and i not in gaps]
    for identifier, (kind, _) in gaps.items():
        tests = list_of(found.get(identifier, ()))
        if identifier not in known:
            faults.append(f"{identifier}: a gap of a row that docs/security.tsv does not have")
        elif kind not in KINDS:
            faults.append(f"{identifier}: the kind {kind} is not one of {', '.join(KINDS)}")
        elif kind == "part" and tests == "—":
            faults.append(f"{identifier}: is called part, but no test carries it")
        elif kind != "part" and tests != "—":
            faults.append(f"{identifier}: is called {kind}, but carried by {tests}: take the gap out or call it part")
    return faults


def main():
    functions, security = named("functions.tsv"), named("security.tsv")
    gaps = {identifier: (kind, reason) for identifier, kind, reason in rows("security-gaps.tsv", 3)}
    known = functions | security
    found, unknown = carried(known)
    pages = {"coverage.md": functions_page(functions, found), "security.md": security_page(security, found, gaps)}
    results = []
    for name, wanted in pages.items():
        path = DOCS / name
        if "--check" not in sys.argv:
            path.write_text(wanted, encoding="utf-8")
            print(wanted.splitlines()[4])
        old = not path.exists() or path.read_text(encoding="utf-8") != wanted
        results.append((f"docs/{name} is as the tests are", ["it is old: run scripts/coverage.py"] * old))
    results.append(("no test carries an unknown id",
                    [f"{i}: {', '.join(sorted(paths))}" for i, paths in sorted(unknown.items())]))
    results.append(("every row of security has a test or a reason", faults_of_gaps(security, found, gaps)))
    wrong = any(faults for _, faults in results)
    for number, (name, faults) in enumerate(results, 1):
        if "--check" in sys.argv or faults:
            print(f"{'not ok' if faults else 'ok'} {number} - {name}")
            print("".join(f"#   {fault}\n" for fault in faults), end="")
    if "--check" in sys.argv:
        print(f"1..{len(results)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
