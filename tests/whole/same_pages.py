#!/usr/bin/env python3
"""The same town on SQLite and on PostgreSQL shows the same pages, as TAP.

    tests/whole/same_pages.py --postgres

Households, people and searches as tests/bench/bench_pages.py asks for them, page by page; and the checksum that
./bench prints for them: it says something only when it is the same for the same page looked at twice.
"""
import importlib.util
import os
import sys

import served
import year
from year import ROOT, check

PERSONS = 300


def load_bench(name, folder, store):
    """The pages of ./bench, on a folder of their own."""
    os.environ |= {"KOKUHO_BENCH_PROGRAM": str(year.PROGRAM), "KOKUHO_BENCH_STORE": store or "", "KOKUHO_BENCH_USERS": "2",
                   "KOKUHO_BENCH_PERSONS": str(PERSONS), "KOKUHO_SHARE": str(ROOT)}
    found = importlib.util.spec_from_file_location(f"bench_pages_{name}", ROOT / "tests/bench/bench_pages.py")
    bench = importlib.util.module_from_spec(found)
    found.loader.exec_module(bench)
    bench.make_town(folder)
    return bench


def looked_at(bench, folder):
    """Kind of page -> {what was asked: the page}, and the checksums of two rounds."""
    server = bench.Served(folder)
    try:
        users = [bench.User(server.port, bench.user_id(i), "") for i in range(2)]
        bench.take_codes(folder, users)
        for user in users:
            user.log_in()
        asked = bench.asked_for(folder)
        shown = {kind: {path: bench.shown(users[0].look(path)[1]) for path in paths}
                 for kind, paths in (("households", asked.households), ("people", asked.persons))}
        found = [(name, users[0].search(name)) for name in asked.names]  # a page names the searches before it
        shown["searches"] = {name: bench.shown(users[0].look(path)[1]) for name, path in found}
        rounds = [bench.known_pages(user, asked.households[:20])[1] for user in (users[0], users[0])]
        return shown, rounds
    finally:
        server.stop()


def story(base, store):
    served.let_in(store.removeprefix("postgres:"))
    sides = []
    for name, url in (("sqlite", None), ("postgres", store)):
        folder = base / name
        folder.mkdir()
        shown, rounds = looked_at(load_bench(name, folder, url), folder)
        check(f"{name}: the checksum of pages looked at twice is one", rounds[0] == rounds[1], rounds)
        sides.append((shown, rounds))
    (one, one_rounds), (other, other_rounds) = sides
    for kind, pages in one.items():
        differ = [asked for asked in pages if pages[asked] != other[kind].get(asked)]
        check(f"{kind}: {len(pages)} pages, the same on both stores",
              len(pages) > 10 and pages.keys() == other[kind].keys() and not differ, "\n".join(map(str, differ[:10])))
    check("the checksum of ./bench agrees", one_rounds[0] == other_rounds[0], (one_rounds, other_rounds))


if __name__ == "__main__":
    if "--postgres" not in sys.argv:
        sys.exit("usage: tests/whole/same_pages.py --postgres")
    sys.exit(year.run("same-pages", story))
