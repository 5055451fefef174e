#!/usr/bin/env python3
"""Runs every registered test program of a build folder and counts what it says.

    scripts/run_tests.py BUILD [--quick] [--only TEXT] [--jobs N]

Each program speaks TAP ("ok 1 - name" / "not ok 1 - name"). A program that dies, prints no test or ends with
an error though all its tests were ok counts as one failure more. The last line is "N passed, N failed".
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

RESULT = re.compile(r"^\s*(not ok|ok)\b(?:\s+\d+)?(?:\s*-?\s*(.*))?$")


def registered(build, quick, only):
    listed = json.loads(subprocess.run(["meson", "introspect", "--tests", build], check=True,
                                       capture_output=True, text=True).stdout)
    chosen = []
    for test in listed:
        suites = {s.split(":")[-1] for s in test["suite"]}
        if quick and "quick" not in suites:
            continue
        if only and only not in test["name"]:
            continue
        chosen.append(test)
    return chosen


def run_one(test):
    env = dict(os.environ)
    env.update(test["env"])
    env.setdefault("CMOCKA_MESSAGE_OUTPUT", "TAP")
    started = time.monotonic()
    try:
        done = subprocess.run(test["cmd"], env=env, cwd=test.get("workdir") or None,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=max(test["timeout"], 30) * 4)
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except OSError as missing:
        output, code = str(missing), "could not start"
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode("utf-8", "replace"), "timed out"
    passed, failed = 0, 0
    for line in output.splitlines():
        result = RESULT.match(line)
        if result:
            if result.group(1) == "ok":
                passed += 1
            else:
                failed += 1
    if code != 0 and failed == 0 or passed + failed == 0:
        failed += 1
    return test["name"], passed, failed, code, output, time.monotonic() - started


def what_to_read(output):
    """The lines that are not ok with what follows them, when they stand before the last ones."""
    lines = output.splitlines()
    early = []
    for at, line in enumerate(lines[:-60]):
        if line.startswith("not ok"):
            early += lines[at:at + 6]
    return early[:120] + lines[-60:]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("build")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--only", default="")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    args = options.parse_args()

    tests = registered(args.build, args.quick, args.only)
    # The longest first, so that the last one does not keep a core waiting.
    tests.sort(key=lambda t: -t["priority"])
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for name, ok, not_ok, code, output, seconds in pool.map(run_one, tests):
            passed += ok
            failed += not_ok
            print(f"{'FAILED' if not_ok else 'passed'}  {name}: {ok} ok, {not_ok} not ok, {seconds:.1f} s",
                  flush=True)
            if not_ok:
                print(f"---- {name} (exit {code}) ----")
                print("\n".join(what_to_read(output)), flush=True)
    if passed + failed == 0:
        failed = 1
        print("no test was found")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
