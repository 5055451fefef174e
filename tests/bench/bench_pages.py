#!/usr/bin/env python3
"""page-household, page-search, page-mixed and log-in herd over loopback HTTP, every page recorded before it leaves.

Copied into the build folder as bench-pages; `./bench` runs it there. The load is tests/bench/load.c: keep-alive
connections, each user with a session of his own. Closed loop (each user asks again at once) tells what the
server can do; the open loop at a stated rate tells how long a page takes at that rate.
KOKUHO_BENCH_STORE=postgres:... takes another store.
"""
import concurrent.futures
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

BUILD = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("KOKUHO_BENCH_PROGRAM", BUILD.parent.parent / "src/kokuho"))
LOAD = pathlib.Path(os.environ.get("KOKUHO_BENCH_LOAD", BUILD / "bench-load"))
STORE = os.environ.get("KOKUHO_BENCH_STORE", "")
PERSONS = int(os.environ.get("KOKUHO_BENCH_PERSONS", "10000"))
SECONDS = int(os.environ.get("KOKUHO_BENCH_SECONDS", "5"))
SESSIONS = int(os.environ.get("KOKUHO_BENCH_SESSIONS", "150"))
YEAR = 2026
PASSWORD = "renshu-himitsu-2026"
LOOKS = "addressee.view,eligibility.view,premium.view,job.view"


def kokuho(data, *words, stdin=""):
    done = subprocess.run([PROGRAM, *words, "--data", data], input=stdin, capture_output=True, text=True)
    if done.returncode > 1:
        raise RuntimeError(f"kokuho {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def make_town(data):
    store = ("--store", STORE) if STORE else ()
    kokuho(data, "init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05", *store)
    rights = LOOKS + ",premium.run,params.propose,import.run"
    kokuho(data, "operator", "add", "fuka1", "--name", "練習", "--section", "賦課係", "--may", rights, stdin=PASSWORD)
    kokuho(data, "operator", "add", "fuka2", "--name", "練習", "--section", "賦課係", "--may",
           "premium.approve,params.approve", "--operator", "fuka1", stdin=PASSWORD)
    for i in range(SESSIONS):
        kokuho(data, "operator", "add", f"user{i}", "--name", "練習", "--section", "賦課係", "--may", LOOKS,
               "--operator", "fuka1", stdin=PASSWORD)
    kokuho(data, "town", "make", "--persons", str(PERSONS), "--seed", "1", "--year", str(YEAR), "--out", f"{data}/feeds")
    kokuho(data, "import", "--all", f"{data}/feeds", "--operator", "fuka1")
    kokuho(data, "params", "propose", "--operator", "fuka1")
    kokuho(data, "params", "approve", "--operator", "fuka2")
    kokuho(data, "job", "run", "premium-annual", "--year", str(YEAR), "--operator", "fuka1")
    kokuho(data, "job", "approve", "premium-annual", "--year", str(YEAR), "--operator", "fuka2")
    # A person does not ask a thousand times a second; the load does.
    limits = pathlib.Path(data) / "params/municipal/131041/session.tsv"
    national = pathlib.Path(os.environ.get("KOKUHO_SHARE", BUILD.parent.parent)) / "params/national/web/session.tsv"
    source = national if national.exists() else pathlib.Path(data) / "params/national/web/session.tsv"
    text = re.sub(r"(pages|searches)_per_minute( +)\d+", r"\1_per_minute\g<2>9000000", source.read_text())
    limits.parent.mkdir(parents=True, exist_ok=True)
    limits.write_text(re.sub(r"logins_per_minute( +)\d+", r"logins_per_minute\g<1>9000", text))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post(base, path, cookie, **fields):
    """Status apart, what a form gives: the answer's headers."""
    request = urllib.request.Request(base + path, data=urllib.parse.urlencode(fields).encode(), headers={"Cookie": cookie})
    try:
        return urllib.request.build_opener(NoRedirect).open(request).headers
    except urllib.error.HTTPError as answer:
        return answer.headers


def log_in(base, who, code):
    begun = time.monotonic()
    answer = post(base, "/login", "", operator=who, password=PASSWORD, code=code)
    took = time.monotonic() - begun
    return (answer["Set-Cookie"] or "").split(";")[0], took


def csrf_of(base, cookie):
    page = urllib.request.urlopen(urllib.request.Request(base + "/menu", headers={"Cookie": cookie})).read().decode()
    return re.search(r'name="csrf" value="(\w+)"', page).group(1)


def load(folder, base, users, paths, cookies, rate=0, seconds=SECONDS):
    (folder / "paths").write_text("\n".join(paths) + "\n", encoding="utf-8")
    (folder / "cookies").write_text("\n".join(cookies) + "\n", encoding="utf-8")
    done = subprocess.run([LOAD, "--port", base.rsplit(":", 1)[1], "--users", str(users), "--seconds", str(seconds),
                           "--paths", folder / "paths", "--cookies", folder / "cookies", "--rate", str(rate)],
                          capture_output=True, text=True)
    result = re.search(r"RESULT (.*)", done.stdout)
    if result is None:
        raise RuntimeError(done.stdout + done.stderr)
    return [int(float(word)) for word in result.group(1).split()]


def line(name, work, result, checksum=""):
    _, rate, p50, p95, p99, worst, refused, broken = result
    faults = f" {refused} refused {broken} broken" if refused + broken else ""
    print(f"{name}\t{work}: p50 {p50 / 1000:.1f} p95 {p95 / 1000:.1f} p99 {p99 / 1000:.1f} max {worst / 1000:.0f} ms{faults}\t"
          f"{rate:,}\trequests/s\t{checksum}", flush=True)


def measure(name, work, base, cookies, paths, folder):
    sample = urllib.request.urlopen(urllib.request.Request(base + paths[0], headers={"Cookie": cookies[0]})).read()
    checksum = hashlib.sha256(re.sub(rb'value="\w{64}"|<footer.*?</footer>', b"", sample, flags=re.S)).hexdigest()[:16]
    for users in (1, 50, 500):
        line(name, f"{work}, {users} users, closed loop", load(folder, base, users, paths, cookies), checksum)
    for rate in (500, 1000, 2000, 5000):
        line(name, f"{work}, 500 users, {rate:,} a second asked", load(folder, base, 500, paths, cookies, rate), checksum)


def herd(base, data, cookies, paths, folder):
    """Everybody logs in at once while 500 pages a second are asked by those who are in."""
    users = [f"user{i}" for i in range(1, SESSIONS)]
    codes = {who: kokuho(data, "operator", "code", who).strip() for who in users}
    with concurrent.futures.ThreadPoolExecutor(len(users) + 1) as pool:
        pages = pool.submit(load, folder, base, 50, paths, cookies, 500, 8)
        time.sleep(3)
        took = sorted(pool.map(lambda who: log_in(base, who, codes[who]), users), key=lambda pair: pair[1])
        seconds = [pair[1] for pair in took]
        inside = [pair[0] for pair in took if pair[0]]
        print(f"log-in herd\t{len(users)} at once, {len(inside)} let in: p50 {seconds[len(seconds) // 2]:.2f} "
              f"p99 {seconds[int(len(seconds) * 0.99)]:.2f} max {seconds[-1]:.2f} s\t{len(inside) / seconds[-1]:.0f}\tlog-ins/s\t", flush=True)
        line("log-in herd", "other pages meanwhile, 500 a second asked", pages.result())
    return inside


def numbers(data, sql):
    if STORE:
        done = subprocess.run(["psql", STORE.removeprefix("postgres:"), "-Atc", sql], capture_output=True, text=True, check=True)
    else:
        done = subprocess.run(["sqlite3", "-readonly", f"{data}/kokuho.db", sql], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def main():
    base_folder = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-pages-"))
    data = base_folder / "data"
    data.mkdir()
    served = None
    try:
        make_town(data)
        served = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
        base = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline()).group()
        cookie, _ = log_in(base, "user0", kokuho(data, "operator", "code", "user0").strip())
        households = [f"/household/{no}" for no in numbers(
            data, "SELECT DISTINCT household_no FROM premium_assessment ORDER BY household_no LIMIT 2000")]
        names = numbers(data, "SELECT kana FROM (SELECT DISTINCT kana FROM addressee_person WHERE kana <> '') AS k "
                              "ORDER BY kana LIMIT 20")
        persons = numbers(data, "SELECT COUNT(DISTINCT addressee_no) FROM addressee_person")[0]
        work = f"{int(persons):,} addressees"
        cookies = herd(base, data, [cookie], households, base_folder) + [cookie]
        # A search belongs to its session: these are all asked by one.
        searches = [post(base, "/search", cookie, words=name, csrf=csrf_of(base, cookie))["Location"] for name in names]
        measure("page-household", work, base, cookies, households, base_folder)
        measure("page-search", f"{work}, kana", base, [cookie], searches, base_folder)
        mixed = [path for i in range(1000) for path in (households[i % len(households)], searches[i % len(searches)],
                                                        "/menu", households[(7 * i) % len(households)])]
        for rate in (0, 1000):
            line("page-mixed", f"{work}, 500 users, " + (f"{rate:,} a second asked" if rate else "closed loop"),
                 load(base_folder, base, 500, mixed, [cookie], rate))
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=30)
    finally:
        if served is not None and served.poll() is None:
            served.kill()
            served.wait()
        shutil.rmtree(base_folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
