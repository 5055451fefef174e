#!/usr/bin/env python3
"""Compares the program with the second engine, household by household, yen for yen. Prints TAP.

    compare.py --program build/kokuho --count 20000 --seed 1 --jobs 2
    compare.py --program build/kokuho --requests FILE.jsonl

Each job starts `PROGRAM calc premium --lines` once and feeds it its share of the requests, one JSON
a line; the program answers one line each, {"error": ...} for a request it refuses. Where one engine
refuses and the other answers, that is a difference too; the words of a refusal are not compared.

All keys of the answer are compared; of the findings the code and the member, in any order. Of the
differing requests the smallest is made smaller still while it differs, and printed.
"""

import argparse
import copy
import json
import multiprocessing
import os
import shlex
import subprocess
import sys

import engine
import households

KEYS = ("fiscal_year", "reduction", "parts", "members", "total", "instalments")
CHUNK = 2500


def second_answer(request):
    try:
        return engine.assess(request)
    except engine.Fault as fault:
        return {"error": str(fault)}


def ask_program(program, requests):
    """-> one parsed answer for each request, in order."""
    text = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(program + ["calc", "premium", "--lines"], input=text.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = done.stdout.decode().splitlines()
    if len(lines) != len(requests):
        raise RuntimeError("%d requests, %d answers, exit %d: %s"
                           % (len(requests), len(lines), done.returncode,
                              done.stderr.decode(errors="replace")[-500:]))
    return [json.loads(line) for line in lines]


def differences(mine, theirs, path=""):
    """[(path, second engine, program)], leaf by leaf; 1 and true and 1.0 are three values."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        found = []
        for key in sorted(mine.keys() | theirs.keys()):
            at = path + "/" + key
            if key not in mine:
                found.append((at, "(absent)", theirs[key]))
            elif key not in theirs:
                found.append((at, mine[key], "(absent)"))
            else:
                found += differences(mine[key], theirs[key], at)
        return found
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return [d for n, (a, b) in enumerate(zip(mine, theirs))
                for d in differences(a, b, "%s/%d" % (path, n))]
    if type(mine) is type(theirs) and mine == theirs:
        return []
    return [(path, mine, theirs)]


def compared(answer):
    """What of an answer is compared."""
    if "error" in answer:
        return {"refused": True}
    kept = {key: answer[key] for key in KEYS if key in answer}
    findings = answer.get("findings")
    if isinstance(findings, list):
        findings = sorted([str(f.get("code")), str(f.get("member"))] for f in findings)
    kept["findings"] = findings
    return kept


def differ(mine, theirs):
    return differences(compared(mine), compared(theirs))


def compare_chunk(task):
    """-> (count, refused by both, [(length, request)] that differ)"""
    program, requests = task
    if isinstance(requests, tuple):               # (seed, first, end): drawn here
        seed, first, end = requests
        requests = [households.household(seed, index) for index in range(first, end)]
    answers = ask_program(program, requests)
    refused = 0
    differing = []
    for request, theirs in zip(requests, answers):
        mine = second_answer(request)
        if differ(mine, theirs):
            differing.append((len(json.dumps(request)), request))
        elif "error" in mine:
            refused += 1
    return len(requests), refused, differing


# -- making a difference small ----------------------------------------------------------------

def smaller_ones(request):
    """Requests with one thing less."""
    members = request["household"]["members"]
    for n, m in enumerate(members):
        if m["id"] != request["household"]["head"]:
            less = copy.deepcopy(request)
            del less["household"]["members"][n]
            yield less
    for key in ("first_notice_on", "rates"):
        if key in request and (key != "rates" or "municipality" in request):
            less = copy.deepcopy(request)
            del less[key]
            yield less
    for key in request.get("rates", {}):
        less = copy.deepcopy(request)
        del less["rates"][key]
        yield less
    for name in request.get("rates", {}).get("parts", {}):
        less = copy.deepcopy(request)
        del less["rates"]["parts"][name]
        yield less
    if "head_abroad_on_1_january" in request["household"]:
        less = copy.deepcopy(request)
        del less["household"]["head_abroad_on_1_january"]
        yield less
    for n in range(len(request["household"].get("remissions", []))):
        less = copy.deepcopy(request)
        del less["household"]["remissions"][n]
        if not less["household"]["remissions"]:
            del less["household"]["remissions"]
        yield less
    for n, m in enumerate(members):
        for key in m:
            if key not in ("id", "birth_date"):
                less = copy.deepcopy(request)
                del less["household"]["members"][n][key]
                yield less
        for key in m.get("income", {}):
            less = copy.deepcopy(request)
            del less["household"]["members"][n]["income"][key]
            yield less
        for key in ("insured", "care_exempt"):
            for i in range(len(m.get(key, []))):
                less = copy.deepcopy(request)
                del less["household"]["members"][n][key][i]
                yield less


def made_small(program, request):
    """Takes one thing after the other away as long as the engines still differ in an answer."""
    refusal = any("error" in a for a in (second_answer(request),
                                         ask_program(program, [request])[0]))
    for _ in range(60):
        candidates = list(smaller_ones(request))
        if not candidates:
            break
        for less, theirs in zip(candidates, ask_program(program, candidates)):
            mine = second_answer(less)
            if not refusal and ("error" in mine or "error" in theirs):
                continue                          # another difference than the one looked for
            if differ(mine, theirs):
                request = less
                break
        else:
            break
    return request


# -- the command ------------------------------------------------------------------------------

def read_requests(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    options = argparse.ArgumentParser(description="compare the program with the second engine")
    options.add_argument("--program", default=os.path.join(here, "../../build/kokuho"),
                         help="the program, with its own arguments if any")
    options.add_argument("--count", type=int, default=20000)
    options.add_argument("--seed", default="1")
    options.add_argument("--requests", help="JSON Lines of requests instead of random ones")
    options.add_argument("--jobs", type=int, default=1)
    given = options.parse_args()
    program = shlex.split(given.program)

    if given.requests:
        requests = read_requests(given.requests)
        tasks = [(program, requests[n:n + CHUNK]) for n in range(0, len(requests), CHUNK)]
        source = "file %s" % os.path.basename(given.requests)
    else:
        tasks = [(program, (given.seed, n, min(n + CHUNK, given.count)))
                 for n in range(0, given.count, CHUNK)]
        source = "seed %s" % given.seed

    count = refused = 0
    differing = []
    try:
        if given.jobs > 1:
            with multiprocessing.Pool(given.jobs) as pool:
                results = pool.map(compare_chunk, tasks, chunksize=1)
        else:
            results = [compare_chunk(task) for task in tasks]
        for of_chunk, of_refused, of_differing in results:
            count += of_chunk
            refused += of_refused
            differing += of_differing
        if not count:
            raise RuntimeError("no requests")
    except (OSError, RuntimeError, ValueError) as error:
        print("not ok 1 - second engine could not be compared, %s" % source)
        for line in str(error).splitlines():
            print("# " + line)
        print("1..1")
        return 1

    if not differing:
        print("ok 1 - second engine agrees on %d households, %s" % (count, source))
        print("# %d of them refused by both" % refused)
        print("1..1")
        return 0

    differing.sort(key=lambda pair: (pair[0], json.dumps(pair[1])))
    smallest = made_small(program, differing[0][1])
    print("not ok 1 - second engine differs on %d of %d households, %s"
          % (len(differing), count, source))
    print("# smallest differing request:")
    print("# " + json.dumps(smallest))
    mine, theirs = second_answer(smallest), ask_program(program, [smallest])[0]
    for words, answer in (("second engine", mine), ("program", theirs)):
        if "error" in answer:
            print("# %s refuses: %s" % (words, answer["error"]))
    for path, one, other in differ(mine, theirs)[:20]:
        print("# %s: second engine %s, program %s"
              % (path, json.dumps(one, ensure_ascii=False), json.dumps(other, ensure_ascii=False)))
    print("1..1")
    return 1


if __name__ == "__main__":
    sys.exit(main())
