#!/usr/bin/env python3
"""The program as it is delivered, looked at without running it, as TAP.

    tests/whole/delivery.py

AS-06 how it is hardened, AS-12 what it is linked with, CR-01 and CR-09 which ciphers and random numbers it asks for,
AS-01 and AS-13 how its own sources talk to the stores and to other programs, MN-12 where numbers lie, PM-03 the duties, EV-10.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("KOKUHO_RELEASE", ROOT / "build/release")) / "src/kokuho"
# Nothing of these may be asked for: broken or for other purposes than ours.
BROKEN = re.compile(r"\b(?:EVP_)?(?:MD[245]|SHA1|DES|RC[245]|BF|IDEA|CAST|SEED)(?:_|\b)|EVP_(?:md[245]|sha1|des|rc[245]|bf)\w*|\w*_ecb\b",
                    re.I)
WEAK_RANDOM = {"rand", "rand_r", "srand", "random", "srandom", "random_r", "drand48", "lrand48", "mrand48", "erand48"}
# Who may hand words to a database or start a program. web/tls.c starts nginx, nothing else starts anything.
SQL_DOORS = re.compile(r"\b(?:sqlite3_(?:exec|prepare\w*)|PQ(?:exec\w*|prepare|send\w*))\s*\(")
STARTERS = re.compile(r"\b(?:exec(?:l|lp|le|v|vp|ve|vpe)|posix_spawnp?|system|popen)\s*\(")
COMMENT = re.compile(r"/\*.*?\*/", re.S)

count = failures = 0


def check(name, faults):
    global count, failures
    count += 1
    failures += bool(faults)
    print(f"{'not ok' if faults else 'ok'} {count} - {name}")
    for fault in faults[:20]:
        print(f"#   {fault}")


def words(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def wanted_symbols():
    return {line.split()[-1].split("@")[0] for line in words("nm", "-D", "--undefined-only", PROGRAM).splitlines()}


def hardened(symbols):
    head, segments, dynamic = (words("readelf", option, PROGRAM) for option in ("-hW", "-lW", "-dW"))
    stack = re.search(r"GNU_STACK.*", segments)
    faults = []
    faults += ["is no position-independent executable"] * ("DYN (Position-Independent" not in head)
    faults += ["no read-only relocations"] * ("GNU_RELRO" not in segments)
    faults += ["its table of functions stays writable (no BIND_NOW)"] * ("NOW" not in dynamic)
    faults += ["its stack can be executed"] * (stack is None or "RWE" in stack[0])
    faults += ["a segment is writable and executable"] * bool(re.search(r"LOAD.*\bRWE\b", segments))
    faults += ["no guard on the stack"] * ("__stack_chk_fail" not in symbols)
    faults += ["_FORTIFY_SOURCE has no effect"] * (not any(name.endswith("_chk") and name.startswith("__") for name in symbols))
    faults += ["it looks for libraries in folders of its own"] * bool(re.search(r"R(?:UN)?PATH", dynamic))
    check("AS-06: position-independent, relocations read-only, stack guarded and not executable, fortified", faults)
    return dynamic


def opened_later():
    """Libraries that the program loads when it needs them: the files that do, and what they name."""
    loads = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.c"))}
    loads = {str(path.relative_to(ROOT)): text for path, text in loads.items() if re.search(r"\bdlopen\s*\(", COMMENT.sub("", text))}
    check("AS-12: only src/store/libpq.c loads a library later", [name for name in loads if name != "src/store/libpq.c"])
    return set(re.findall(r'"(lib[\w+-]+\.so[.\d]*)"', "".join(loads.values())))


def linked(dynamic):
    wanted = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)) | opened_later()
    table = [line.split("\t") for line in (ROOT / "docs/libraries.tsv").read_text(encoding="utf-8").splitlines()
             if line and not line.startswith(("#", "library"))]
    listed = {row[0] for row in table}
    check("AS-12: the libraries are those of docs/libraries.tsv",
          [f"{name} is not listed" for name in sorted(wanted - listed)] + [f"{name} is not used" for name in sorted(listed - wanted)])


def ciphers(symbols):
    check("CR-01: no broken cipher or digest is asked for", sorted(name for name in symbols if BROKEN.search(name)))
    check("CR-09: random numbers come from libsodium, which takes them from the operating system",
          sorted(symbols & WEAK_RANDOM) + ["randombytes_buf is not asked for"] * ("randombytes_buf" not in symbols))


def sources():
    sql, started = [], []
    for path in sorted((ROOT / "src").rglob("*.c")):
        code, name = COMMENT.sub("", path.read_text(encoding="utf-8")), str(path.relative_to(ROOT))
        sql += [name] * bool(SQL_DOORS.search(code) and not name.startswith("src/store/"))
        started += [name] * bool(STARTERS.search(code) and name not in ("src/web/tls.c", "src/watch/tell.c"))
    check("AS-01: only src/store hands SQL to a database", sql)
    check("AS-13: only src/web/tls.c and src/watch/tell.c (who is called) start another program", started)
    built = [f"{path.relative_to(ROOT)}: {asked}" for path in sorted((ROOT / "src").rglob("*.c")) if path.parent.name != "store"
             for asked in re.findall(r"\bstore_query\([^,()]+,\s*([^;]*)\);", path.read_text(encoding="utf-8"))
             if re.search(r'"|printf|concat|textbuf', asked)]
    check("AS-01: every question to the store is a statement from a .sql file", built)


def tables():
    """MN-12: sealed numbers lie in the tables of addressee, and no table is another duty's."""
    folders = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
    foreign, sealed = [], []
    for path in sorted((ROOT / "src").glob("*/migrations/*.sql")):
        for table, columns in re.findall(r"CREATE TABLE\s+(\w+)\s*\((.*?)\n\)", path.read_text(encoding="utf-8"), re.S):
            foreign += [table] * (table.split("_")[0] not in folders)
            holds = re.findall(r"^\s*(sealed|blind|individual_number|my_number|resident_code)\b", columns, re.M)
            sealed += [f"{table} ({column})" for column in holds
                       if not table.startswith("addressee_number") and table not in ("casework_value",  # waits for the second person
                                         "online_number",  # waits until somebody is found
                                         "online_attachment",  # files, no numbers
                                         "withholding_pensioner")]  # 基礎年金番号, no 個人番号
    check("MN-12: numbers lie in tables of addressee and in what waits for it alone, and every table belongs to a folder of this program", foreign + sealed)


def duties():
    listed = (ROOT / "params/national/ops/duties.tsv").read_text(encoding="utf-8")
    wanted = ("資格係", "賦課", "給付係", "収納推進", "庶務", "特別出張所窓口", "健康づくり課検診", "保健センター", "統合宛名",
              "情報システム課承認", "監査", "委託先", "閲覧のみ")
    check("PM-03: the duties of a ward are there", [word for word in wanted if word not in listed])


def main():
    if not PROGRAM.exists():
        print(f"1..0 # SKIP {PROGRAM} is not built")
        return 0
    symbols = wanted_symbols()
    linked(hardened(symbols))
    ciphers(symbols)
    sources()
    tables()
    duties()
    print(f"1..{count}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
