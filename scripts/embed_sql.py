#!/usr/bin/env python3
"""Embeds every src/*/sql/*.sql and src/*/migrations/*.sql into the program.

    scripts/embed_sql.py SRC OUT FOLDER ...

Writes the names of each folder's statements (OUT/sql_<folder>.h: SQL_<folder>_<name>) and the texts of all for both
stores (OUT/sql_texts.c, their number in OUT/sql_count.h). The build stops, with the file's name, when a file names
a table of another folder, when a statement is not one statement, or when a migration's number stands twice. Outputs
are rewritten only when they change: a new statement compiles its own folder and the texts again, nothing else.

Statements: `$name` becomes ?1 .. (SQLite) and $1 .. (PostgreSQL), numbered by first appearance. `IN ($names...)` is a
list of any length, in each store's way to join one.
Migrations: {I64} {TEXT} {BLOB} {STRICT} {WIDE} become the store's words; lines after `-- only sqlite` or
`-- only postgres` stand in that store alone, until `-- both`. The hash leaves comments and spacing out.
"""
import hashlib
import pathlib
import re
import sys

TYPES = {
    "I64": ("INTEGER", "BIGINT"),
    "TEXT": ("TEXT", "TEXT"),
    "BLOB": ("BLOB", "BYTEA"),
    "STRICT": ("STRICT, WITHOUT ROWID", ""),
    "WIDE": ("STRICT", ""),
}
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# String, quoted name, dollar-quoted body of a function, comment, parameter.
PIECES = re.compile(r"(?P<string>'(?:[^']|'')*')|(?P<name>\"[^\"]*\")|(?P<body>\$\$.*?\$\$)|"
                    r"(?P<comment>--[^\n]*|/\*.*?\*/)|\$(?P<parameter>[a-z_][a-z0-9_]*)", re.S)
TABLE_AFTER = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN|TABLE|TRUNCATE|REFERENCES)\s+"
                         r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([A-Za-z_][A-Za-z0-9_]*)|"
                         r"\b(?:INDEX|TRIGGER)\b[^;()]*?\bON\s+([A-Za-z_][A-Za-z0-9_]*)", re.I)
CTE = re.compile(r"(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)([a-z_][a-z0-9_]*)\s*(?:\([^()]*\)\s*)?AS\s*\(", re.I)
LIST = re.compile(r"\bIN\s*\(\s*\$([a-z_][a-z0-9_]*)\.\.\.\s*\)")
LISTS = {"?": "IN (SELECT value FROM json_each({}))", "$": "IN (SELECT unnest(CAST({} AS BIGINT[])))"}
OF_A_FOLDER = 256
NO_TABLE = {"on", "of", "or", "set", "select", "each", "distinct", "update", "delete", "statement"}


class Fault(Exception):
    pass


def without_comments(text):
    return PIECES.sub(lambda m: " " if m.group("comment") else m.group(), text)


def plain(text):
    """Only the words that can be names: no comments, no strings."""
    return PIECES.sub(lambda m: m.group() if m.group("name") or m.group("body") else " ", text)


def squeezed(text):
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def check_tables(path, folder, text, tables, shared=("store_going",)):
    words = plain(text)
    own = set(CTE.findall(words))
    named = {a or b for a, b in TABLE_AFTER.findall(words)}
    named = {n for n in named if n.lower() not in NO_TABLE and n not in own}
    named |= {w for w in WORD.findall(words) if w in tables}
    for name in sorted(named):
        if not name.startswith(folder + "_") and name not in shared:
            raise Fault(f"{path}: names the table {name}, which is not one of {folder}_*")


def numbered(text):
    """The text with `$name` as `?n` and as `$n`, and the names in their order."""
    names = []

    def number(m, sign):
        name = m.group("parameter")
        if not name:
            return m.group()
        if name not in names:
            names.append(name)
        return f"{sign}{names.index(name) + 1}"

    def of_store(sign):
        lists = LIST.sub(lambda m: LISTS[sign].format("$" + m.group(1)), text)
        return PIECES.sub(lambda m: number(m, sign), lists)

    return of_store("?"), of_store("$"), names


def statement(path, folder, text, tables):
    check_tables(path, folder, text, tables)
    text = squeezed(without_comments(text)).strip().rstrip(";").rstrip()
    if not text:
        raise Fault(f"{path}: is empty")
    if ";" in plain(text):
        raise Fault(f"{path}: holds more than one statement")
    sqlite, postgres, names = numbered(text)
    if "..." in plain(sqlite):
        raise Fault(f"{path}: a list stands as IN ($names...) alone")
    writes = re.search(r"\b(INSERT|UPDATE|DELETE)\b", plain(text), re.I) is not None
    return {"symbol": f"{folder}_{path.stem}", "folder": folder, "sqlite": sqlite, "postgres": postgres, "names": names,
            "writes": writes}


def sections(text):
    """The lines of each store."""
    kept = {"sqlite": [], "postgres": []}
    which = tuple(kept)
    for line in text.splitlines():
        marker = re.fullmatch(r"\s*--\s*(?:only\s+(sqlite|postgres)|(both))\s*", line)
        if marker:
            which = (marker.group(1),) if marker.group(1) else tuple(kept)
            continue
        for store in which:
            kept[store].append(line)
    return ["\n".join(kept["sqlite"]), "\n".join(kept["postgres"])]


def migration(path, folder, text, tables):
    number = re.fullmatch(r"(\d{4})_[a-z0-9_]+", path.stem)
    if not number:
        raise Fault(f"{path}: a migration is named NNNN_name.sql")
    texts = []
    for store, part in enumerate(sections(text)):
        check_tables(path, folder, part, tables, shared=("store_going", "store_moved"))
        part = squeezed(without_comments(part))

        def word(m):
            if m.group(1) not in TYPES:
                raise Fault(f"{path}: {m.group()} is no type")
            return TYPES[m.group(1)][store]

        texts.append(re.sub(r"\{([A-Z0-9]+)\}", word, part))
    # The hash is of what the file says, not of how the words of a store are spelled today.
    said = " ".join("\0".join(squeezed(without_comments(p)) for p in sections(text)).split())
    return {"number": int(number.group(1)), "name": path.stem, "folder": folder, "sqlite": texts[0], "postgres": texts[1],
            "hash": hashlib.sha256(said.encode()).hexdigest()}


def literal(text):
    out = []
    for line in text.split("\n"):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
        out.append(f'"{escaped}\\n"')
    return "\n        ".join(out)


def header(folder, number, statements):
    """A name is the folder's number and the statement's place in it."""
    guard = f"KOKUHO_STORE_SQL_{folder.upper()}_H"
    lines = [f"/* Generated by scripts/embed_sql.py from src/{folder}/sql/<name>.sql. */",
             f"#ifndef {guard}", f"#define {guard}", ""]
    lines += [f"#define SQL_{s['symbol']} ((enum sql){number * OF_A_FOLDER + at})" for at, s in enumerate(statements)]
    return "\n".join(lines + ["", "#endif", ""])


def count(statements):
    return "\n".join(["/* Generated by scripts/embed_sql.py. */", "#ifndef KOKUHO_STORE_SQL_COUNT_H",
                      "#define KOKUHO_STORE_SQL_COUNT_H", "", f"enum {{ SQL_COUNT = {len(statements)} }};", "", "#endif",
                      ""])


def source(folders, statements, migrations):
    lines = ["/* Generated by scripts/embed_sql.py. */", '#include "store/texts.h"', ""]
    firsts = [sum(1 for s in statements if s["folder"] < f) for f in folders]
    lines += [f"const uint16_t sql_firsts[] = {{{', '.join(map(str, firsts))}}};", ""]
    for s in statements:
        if s["names"]:
            names = ", ".join(f'"{n}"' for n in s["names"])
            lines.append(f"static const char *const names_{s['symbol']}[] = {{{names}}};")
    lines += ["", "const struct sql_text sql_texts[SQL_COUNT] = {"]
    for s in statements:
        names = f"names_{s['symbol']}" if s["names"] else "NULL"
        lines.append(f"    {{\"{s['symbol']}\", {names}, {len(s['names'])}, "
                     f"{'true' if s['writes'] else 'false'},\n        {literal(s['sqlite'])},\n"
                     f"        {literal(s['postgres'])}}},")
    lines += ["};", "", "const struct migration sql_migrations[] = {"]
    for m in migrations:
        lines.append(f"    {{{m['number']}, \"{m['name']}\",\n     \"{m['hash']}\",\n"
                     f"        {literal(m['sqlite'])},\n        {literal(m['postgres'])},\n     \"{m['folder']}\"}},")
    lines += ["    {0}, /* the end */", "};", f"const size_t sql_migration_count = {len(migrations)};", ""]
    return "\n".join(lines)


def write_if_changed(path, text):
    path = pathlib.Path(path)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    root, out, folders = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sorted(sys.argv[3:])
    files = [(p, p.parent.parent.name, p.parent.name, p.read_text(encoding="utf-8"))
             for kind in ("sql", "migrations") for p in sorted(root.glob(f"*/{kind}/*.sql"))]
    tables = set()
    for _, _, kind, text in files:
        if kind == "migrations":
            tables |= set(re.findall(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z0-9_]+)", text, re.I))
    statements, migrations, faults = [], [], []
    for path, folder, kind, text in files:
        try:
            if not re.fullmatch(r"[a-z0-9_]+", path.stem):
                raise Fault(f"{path}: a name holds a-z, 0-9 and _")
            if folder not in folders:
                raise Fault(f"{path}: the folder {folder} is not one that the build knows")
            if kind == "sql":
                statements.append(statement(path, folder, text, tables))
            else:
                migrations.append(migration(path, folder, text, tables))
        except Fault as fault:
            faults.append(str(fault))
    statements.sort(key=lambda s: (s["folder"], s["symbol"]))
    for folder in folders:
        if sum(1 for s in statements if s["folder"] == folder) > OF_A_FOLDER:
            faults.append(f"{folder} has more than {OF_A_FOLDER} statements")
    migrations.sort(key=lambda m: (m["number"], m["name"]))
    for before, after in zip(migrations, migrations[1:]):
        if before["number"] == after["number"]:
            faults.append(f"migrations {before['name']} and {after['name']} have one number")
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    for number, folder in enumerate(folders):
        own = [s for s in statements if s["folder"] == folder]
        write_if_changed(out / f"sql_{folder}.h", header(folder, number, own))
    write_if_changed(out / "sql_count.h", count(statements))
    write_if_changed(out / "sql_texts.c", source(folders, statements, migrations))
    return 0


if __name__ == "__main__":
    sys.exit(main())
