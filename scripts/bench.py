#!/usr/bin/env python3
"""The table of ./bench: what was worked, the figure, its unit, and a checksum of the result.

    scripts/bench.py --build DIR [--large] [--only TEXT]

Programs of tests/bench print their own rows ("name<TAB>work<TAB>figure<TAB>unit<TAB>checksum"); the rows that go
through the program as a whole (imports, annual assessment, verify) are timed here, each on a fresh data folder.
"""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
YEAR = 2026
PASSWORD = "renshu-himitsu-2026\n"


def row(name, work, figure, unit, checksum=""):
    print(f"{name:<28} {work:<46} {figure:>14} {unit:<12} {checksum}", flush=True)


class Timed:
    def __init__(self, seconds, peak_mb, stdout, code):
        self.seconds, self.peak_mb, self.stdout, self.code = seconds, peak_mb, stdout, code


def timed(words, stdin=""):
    """Runs a command; wall time, peak memory, output. Codes above 1 end the bench of this row."""
    started = time.perf_counter()
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdin.write(stdin)
    process.stdin.close()
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise RuntimeError(f"{' '.join(map(str, words))} ended with {code}\n{out[-1500:]}\n{err[-1500:]}")
    return Timed(seconds, usage.ru_maxrss / 1024, out, code)


class Folder:
    def __init__(self, program, base, store):
        self.program, self.data = program, base
        words = ["init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05"]
        self.run(*words, *(["--store", store] if store else []))
        rights = ("operator.manage,addressee.view,eligibility.view,premium.view,job.view,premium.run,"
                  "params.propose,import.run,notice.print")
        self.run("operator", "add", "fuka1", "--name", "練習 花子", "--section", "賦課係", "--may", rights, stdin=PASSWORD)
        self.run("operator", "add", "fuka2", "--name", "練習 太郎", "--section", "賦課係", "--may",
                 "premium.approve,params.approve", "--operator", "fuka1", stdin=PASSWORD)

    def run(self, *words, stdin=""):
        return timed([str(self.program), *map(str, words), "--data", str(self.data)], stdin)


def lines_of(path):
    with open(path, "rb") as f:
        return sum(1 for line in f if line.startswith(b"D") or line.startswith(b'"D'))


def whole(program, persons, store_name, store, base, feeds):
    """Import, annual assessment, verify, on one fresh folder."""
    folder = Folder(program, base / f"{store_name}-{persons}", store)
    label = f"{persons:,} insured, {store_name}"
    # What later files refer to comes first, as `import --all` orders it.
    for part in ("JU-02", "GY-01", "KG-01", "KK-01", "ZE-01", "GY-02"):
        for path in sorted(feeds.glob(f"{part}_*.csv")):
            result = folder.run("import", path, "--operator", "fuka1")
            rows = lines_of(path)
            row("import " + part, f"{label}: {rows:,} rows", f"{rows / result.seconds:,.0f}", "rows/s",
                f"peak {result.peak_mb:.0f} MB, {result.seconds:.2f} s")
    folder.run("params", "propose", "--operator", "fuka1")
    folder.run("params", "approve", "--operator", "fuka2")
    propose = folder.run("job", "run", "premium-annual", "--year", YEAR, "--operator", "fuka1")
    approve = folder.run("job", "approve", "premium-annual", "--year", YEAR, "--operator", "fuka2")
    verify = folder.run("verify", "--json")
    answer = json.loads(verify.stdout)
    digest = answer["tables"]["premium_assessment"]["digest"][:16]
    rows = answer["tables"]["premium_assessment"]["rows"]
    row("premium-annual", f"{label}: {rows:,} households", f"{propose.seconds + approve.seconds:.2f}", "s",
        f"{digest} propose {propose.seconds:.2f} approve {approve.seconds:.2f} "
        f"peak {max(propose.peak_mb, approve.peak_mb):.0f} MB")
    row("verify", label, f"{verify.seconds:.2f}", "s", f"{'ok' if answer['ok'] else 'BROKEN'}")
    return folder


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--build", required=True)
    options.add_argument("--large", action="store_true")
    options.add_argument("--only", default="")
    args = options.parse_args()
    build = pathlib.Path(args.build)
    program = build / "src/kokuho"

    print(f"kokuho bench  {time.strftime('%Y-%m-%d %H:%M')}  {os.cpu_count()} cores\n")
    for bench in sorted((build / "tests/bench").glob("bench-*")) + sorted((build / "tests/bench").glob("bench-*")):
        if bench.is_file() and os.access(bench, os.X_OK) and args.only in bench.name:
            environment = dict(os.environ, KOKUHO_SHARE=str(ROOT))
            done = subprocess.run([bench], capture_output=True, text=True, env=environment)
            for line in done.stdout.splitlines():
                fields = line.split("\t")
                row(*fields[:5]) if len(fields) >= 4 else print(line)
            if done.returncode:
                print(f"{bench.name} ended with {done.returncode}: {done.stderr[-500:]}")
    if args.only and args.only not in "premium-annual":
        return 0
    base = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-bench-"))
    cluster = base / "pg"
    subprocess.run([ROOT / "scripts/postgres", "start", cluster], check=True, stdout=subprocess.DEVNULL)
    try:
        for persons in (10000, 100000) + ((1000000,) if args.large else ()):
            feeds = base / f"feeds-{persons}"
            made = timed([program, "town", "make", "--persons", str(persons), "--seed", "1", "--year", str(YEAR),
                          "--out", str(feeds)])
            row("town make", f"{persons:,} insured", f"{made.seconds:.2f}", "s", f"peak {made.peak_mb:.0f} MB")
            whole(program, persons, "sqlite", None, base, feeds)
            url = subprocess.run([ROOT / "scripts/postgres", "url", cluster, f"bench{persons}"], check=True,
                                 capture_output=True, text=True).stdout.strip()
            whole(program, persons, "postgres", "postgres:" + url, base, feeds)
            shutil.rmtree(feeds)
    finally:
        subprocess.run([ROOT / "scripts/postgres", "stop", cluster], check=False)
        shutil.rmtree(base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
