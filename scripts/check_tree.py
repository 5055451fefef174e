#!/usr/bin/env python3
"""Checks on our own tree, as TAP: what the architecture promises is read from the files themselves."""
import collections
import pathlib
import re
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# docs/architecture.md: who may include whom. A folder may always include itself.
SERVICES = {"store", "ledger", "interchange", "document", "ops", "audit", "casework", "output", "batch", "calc", "dispatch", "seal",
            "watch"}
CAPABILITIES = {
    "addressee",
    "arrears",
    "books",
    "census",
    "certificate",
    "collection",
    "correction",
    "debit",
    "demand",
    "disclosure",
    "eligibility",
    "enrolment",
    "finance",
    "inquiry",
    "letter",
    "occasion",
    "online",
    "onward",
    "payin",
    "premium",
    "refund",
    "remedy",
    "restriction",
    "retention",
    "slip",
    "support",
    "town",
    "trial",
    "visit",
    "withholding",
}
MAY_INCLUDE = {
    "base": set(),
    "rules": {"base"},
    "characters": {"base"},
    "store": {"base"},
    "ledger": {"base", "store"},
    "ops": {"base", "store"},
    "seal": {"base", "store", "ops"},
    "audit": {"base", "rules", "store", "ops"},
    "casework": {"base", "store", "ops"},
    "output": {"base", "store", "ops", "audit"},
    "batch": {"base", "store", "ledger", "ops", "casework"},
    "interchange": {"base", "rules", "store", "ledger", "ops", "casework"},
    "watch": {"base", "rules", "store", "ops", "audit", "casework", "batch", "interchange"},
    "document": {"base"},
    "calc": {"base", "ops"},
    "dispatch": {"base", "store", "ops", "output", "batch", "document"},
}
for folder in CAPABILITIES:
    MAY_INCLUDE[folder] = {"base", "rules"} | SERVICES | CAPABILITIES
MAY_INCLUDE["web"] = {"base", "rules", "characters"} | SERVICES | CAPABILITIES

BANNED = re.compile(r"\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|atoi|atol|atoll|atof|strtok|"
                    r"localtime|gmtime|ctime|asctime|gets|system|popen|alloca)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN|TABLE|ON)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([a-z][a-z0-9]*_[a-z0-9_]+)",
                   re.I)

count = failures = 0


def check(name, faults):
    global count, failures
    count += 1
    if faults:
        failures += 1
        print(f"not ok {count} - {name}")
        for fault in faults[:40]:
            print(f"#   {fault}")
    else:
        print(f"ok {count} - {name}")


def sources(*patterns):
    for pattern in patterns:
        yield from sorted(SRC.rglob(pattern))


def shown(path):
    return str(path.relative_to(ROOT))


def code_of(path):
    """The text without comments and strings, lines kept."""
    text = path.read_text(encoding="utf-8")
    text = COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text)
    return STRING.sub('""', text)


def include_directions():
    faults = []
    for path in sources("*.c", "*.h"):
        parts = path.relative_to(SRC).parts
        if len(parts) == 1:
            continue  # the program itself registers everything
        folder = parts[0]
        for included in INCLUDE.findall(path.read_text(encoding="utf-8")):
            other = included.split("/")[0]
            if "/" not in included or other == folder:
                continue
            if other not in MAY_INCLUDE.get(folder, set()):
                faults.append(f"{shown(path)} includes {included}")
            elif other in CAPABILITIES and included != f"{other}/{other}.h":
                faults.append(f"{shown(path)} includes the inner header {included}")
    return faults


def no_floating_point():
    faults = []
    for folder in ("rules", "ledger"):
        for path in sorted((SRC / folder).rglob("*.[ch]")):
            for number, line in enumerate(code_of(path).splitlines(), 1):
                if re.search(r"\b(double|float)\b", line):
                    faults.append(f"{shown(path)}:{number}")
    return faults


def no_banned_calls():
    faults = []
    for path in sources("*.c", "*.h"):
        if path.name == "banned.h":
            continue
        for number, line in enumerate(code_of(path).splitlines(), 1):
            call = BANNED.search(line)
            if call:
                faults.append(f"{shown(path)}:{number} {call.group(1)}")
    return faults


def no_malloc_outside_base():
    faults = []
    for path in sources("*.c"):
        if path.relative_to(SRC).parts[0] in ("base",):
            continue
        for number, line in enumerate(code_of(path).splitlines(), 1):
            if re.search(r"\b(malloc|realloc|calloc)\s*\(", line) and "handle" not in line:
                faults.append(f"{shown(path)}:{number}")
    return faults


def rules_have_head_and_cases():
    """Every rule file opens with law and cases, and the cases file it names exists."""
    faults = []
    for path in sorted((SRC / "rules").rglob("*.c")):
        head = path.read_text(encoding="utf-8")[:2500]
        if "#include" not in head.split("*/")[0] and " * Law" not in head:
            faults.append(f"{shown(path)}: the head names no Law")
            continue
        named = re.search(r"Cases\s+([\w./-]+)", head.split("*/")[0])
        if named is None:
            faults.append(f"{shown(path)}: the head names no Cases")
        elif not any((base / named.group(1)).exists() for base in (path.parent, ROOT, ROOT / "tests/rules")):
            faults.append(f"{shown(path)}: {named.group(1)} does not exist")
    return faults


def sql_names_own_tables():
    faults = []
    for path in sources("sql/*.sql", "migrations/*.sql"):
        folder = path.relative_to(SRC).parts[0]
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for table in TABLE.findall(text):
            # Triggers ask what may go; migrations note what was there before.
            if not table.lower().startswith((folder + "_", "store_going", "store_moved")):
                faults.append(f"{shown(path)} names {table}")
    return faults


def migrations_are_numbered_once():
    seen, faults = {}, []
    for path in sources("migrations/*.sql"):
        number = path.name[:4]
        if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", path.name):
            faults.append(f"{shown(path)} is not NNNN_name.sql")
        if number in seen:
            faults.append(f"{shown(path)} has the number of {seen[number]}")
        seen[number] = shown(path)
    return faults


def folders_have_a_readme():
    return [f"src/{p.name}" for p in sorted(SRC.iterdir())
            if p.is_dir() and any(p.iterdir()) and not (p / "README.md").exists()]


def width(line):
    return sum(0 if unicodedata.combining(c) or 0xE0100 <= ord(c) <= 0xE01EF else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def lines_fit():
    faults = []
    for path in sources("*.c", "*.h"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if width(line) > 110:
                faults.append(f"{shown(path)}:{number} has {width(line)} columns")
            if "\t" in line or line != line.rstrip():
                faults.append(f"{shown(path)}:{number} has a tab or a trailing blank")
    return faults


FUNCTION = re.compile(r"^(?!static\b|extern\b|typedef\b)[a-z][\w \*]*?\b([a-z][a-z0-9_]+)\([^;{}]*\)\s*\{", re.M)


def no_file_is_indented_by_two():
    """Four spaces a level (style 3.13): no line of C begins with two and a word."""
    return [f"{shown(p)}:{n}: {line.strip()[:60]}"
            for folder in ("src", "tests", "bench") for p in sorted((ROOT / folder).rglob("*.[ch]"))
            for n, line in enumerate(p.read_text().split("\n"), 1) if re.match(r"  [^\s]", line)]


def no_name_stands_twice():
    """Two folders with a function of one name: the linker takes the first it meets, without a word."""
    seen, faults = {}, []
    for path in sources("*.c"):
        for name in FUNCTION.findall(code_of(path)):
            folder = path.relative_to(SRC).parts[0]
            if seen.setdefault(name, folder) != folder:
                faults.append(f"{shown(path)} defines {name}, as src/{seen[name]} does")
    return faults


def words_of(*folders):
    """Every word of the code and of the pages, with the number of times it stands there."""
    words = collections.Counter()
    for folder in folders:
        for pattern in ("*.c", "*.h", "*.html"):
            for path in sorted((ROOT / folder).rglob(pattern)):
                if "node_modules" not in path.parts:
                    text = code_of(path) if path.suffix != ".html" else path.read_text(encoding="utf-8")
                    words.update(re.findall(r"\b[A-Za-z_]\w+", text))
                    # {{ day | era }} is written by html_era(), {{ url: place }} by html_url().
                    words.update(f"html_{a or b}" for a, b in re.findall(r"\|\s*(\w+)\s*\}\}|\{\{\s*(url):", text))
    return words


def every_statement_has_a_user():
    """A statement of sql/ is named by code, if by a macro that puts its name together."""
    words = words_of("src", "tests", "bench")
    code = "".join(code_of(p) for p in sources("*.c", "*.h"))
    joined = re.compile("|".join(f"{before}\\w+{after}" for before, after in
                                 re.findall(r"\b(SQL_\w*?)\s*##\s*\w+\s*##\s*(\w+)", code)) or "(?!)")
    faults = []
    for path in sources("sql/*.sql"):
        name = f"SQL_{path.relative_to(SRC).parts[0]}_{path.stem}"
        if name not in words and not joined.fullmatch(name):
            faults.append(f"{shown(path)}: nothing runs it")
    return faults


DECLARED = re.compile(r"^(?!static\b|typedef\b|return\b|#)(?:MUST_CHECK\s+|extern\s+)*[a-z][\w \*]*?\b([a-z][a-z0-9_]+)"
                      r"\([^;{}]*\)[^;{}()]*;", re.M)


def every_function_has_a_caller():
    """A function that a header declares is named beside its declaration and its definition."""
    words = words_of("src", "tests", "bench")
    code = "".join(code_of(p) for p in sources("*.c"))
    defined = set(FUNCTION.findall(code))
    faults = []
    for path in sources("*.h"):
        for name in DECLARED.findall(code_of(path)):
            if name in defined and words[name] <= 2:
                faults.append(f"{shown(path)} declares {name}: nothing calls it")
    return faults


def files_are_not_too_long():
    faults = []
    for path in sources("*.c", "*.h"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > 700:
            faults.append(f"{shown(path)} has {lines} lines")
    return faults


def nothing_says_it_is_unfinished():
    faults = []
    pattern = re.compile(r"\bTO" + r"DO|FIX" + r"ME|\bX" + r"XX\b|\bst" + r"ub\b|not impl" + r"emented", re.I)
    for path in sources("*.c", "*.h", "*.sql"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                faults.append(f"{shown(path)}:{number}")
    return faults


def main():
    check("an include goes only from the outside in", include_directions())
    check("no floating point in rules and ledger", no_floating_point())
    check("no banned call", no_banned_calls())
    check("memory comes from arenas outside base", no_malloc_outside_base())
    check("every rule file names its law and its cases", rules_have_head_and_cases())
    check("every .sql names only its own folder's tables", sql_names_own_tables())
    check("every migration has its own number", migrations_are_numbered_once())
    check("every folder of src has a README", folders_have_a_readme())
    check("a function's name stands in one folder", no_name_stands_twice())
    check("lines fit, without tabs", lines_fit())
    check("no file of C is indented by two", no_file_is_indented_by_two())
    check("every statement has a user", every_statement_has_a_user())
    check("every function of a header has a caller", every_function_has_a_caller())
    check("no file is longer than 700 lines", files_are_not_too_long())
    check("nothing calls itself unfinished", nothing_says_it_is_unfinished())
    print(f"1..{count}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
