#!/usr/bin/env python3
"""page-household and page-search over loopback HTTP: requests/s and p50/p95/p99 at 1, 50 and 500 users.

Copied into the build folder as bench-pages; `./bench` runs it there. Every page is recorded in the access
record before it leaves, as in work. The load is wrk: closed loop, one request a connection.
"""
import hashlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

PROGRAM = pathlib.Path(__file__).resolve().parent.parent.parent / "src/kokuho"
PERSONS = int(os.environ.get("KOKUHO_BENCH_PERSONS", "10000"))
SECONDS = 5
YEAR = 2026
PASSWORD = "renshu-himitsu-2026"

LUA = """
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local at = 0
wrk.headers["Cookie"] = os.getenv("BENCH_COOKIE")
wrk.headers["Host"] = os.getenv("BENCH_HOST")
init = function(args) math.randomseed(tonumber(tostring({}):sub(8)) or 1) at = math.random(#paths) end
request = function() at = at % #paths + 1 return wrk.format("GET", paths[at]) end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def kokuho(data, *words, stdin=""):
    done = subprocess.run([PROGRAM, *words, "--data", data], input=stdin, capture_output=True, text=True)
    if done.returncode > 1:
        raise RuntimeError(f"kokuho {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def make_town(data):
    kokuho(data, "init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05")
    rights = ("addressee.view,eligibility.view,premium.view,job.view,premium.run,params.propose,"
              "import.run")
    kokuho(data, "operator", "add", "fuka1", "--name", "練習", "--section", "賦課係", "--may", rights, stdin=PASSWORD)
    kokuho(data, "operator", "add", "fuka2", "--name", "練習", "--section", "賦課係", "--may",
           "premium.approve,params.approve", stdin=PASSWORD)
    kokuho(data, "town", "make", "--persons", str(PERSONS), "--seed", "1", "--year", str(YEAR), "--out", f"{data}/feeds")
    kokuho(data, "import", "--all", f"{data}/feeds", "--operator", "fuka1")
    kokuho(data, "params", "propose", "--operator", "fuka1")
    kokuho(data, "params", "approve", "--operator", "fuka2")
    kokuho(data, "job", "run", "premium-annual", "--year", str(YEAR), "--operator", "fuka1")
    kokuho(data, "job", "approve", "premium-annual", "--year", str(YEAR), "--operator", "fuka2")


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


def log_in(base, data):
    code = kokuho(data, "operator", "code", "fuka1").strip()
    answer = post(base, "/login", "", operator="fuka1", password=PASSWORD, code=code)
    cookie = answer["Set-Cookie"].split(";")[0]
    request = urllib.request.Request(base + "/menu", headers={"Cookie": cookie})
    page = urllib.request.urlopen(request).read().decode()
    return cookie, re.search(r'name="csrf" value="(\w+)"', page).group(1)


def measure(name, work, base, cookie, paths, folder):
    (folder / "paths").write_text("\n".join(paths) + "\n", encoding="utf-8")
    (folder / "load.lua").write_text(LUA, encoding="utf-8")
    environment = dict(os.environ, BENCH_PATHS=str(folder / "paths"), BENCH_COOKIE=cookie,
                       BENCH_HOST=base.removeprefix("http://"))
    sample = urllib.request.urlopen(urllib.request.Request(base + paths[0], headers={"Cookie": cookie})).read()
    checksum = hashlib.sha256(re.sub(rb'value="\w{64}"', b"", sample)).hexdigest()[:16]
    for users in (1, 50, 500):
        done = subprocess.run(["wrk", "-t", "1" if users == 1 else "2", "-c", str(users), "-d", f"{SECONDS}s",
                               "--timeout", "10s", "-s", folder / "load.lua", base],
                              env=environment, capture_output=True, text=True)
        result = re.search(r"RESULT (.*)", done.stdout)
        if result is None:
            raise RuntimeError(done.stdout + done.stderr)
        requests, micros, p50, p95, p99, bad, broken = map(int, result.group(1).split())
        faults = f" {bad} refused {broken} broken" if bad + broken else ""
        print(f"{name}\t{work}, {users} users: p50 {p50 / 1000:.1f} p95 {p95 / 1000:.1f} p99 {p99 / 1000:.1f} ms{faults}\t"
              f"{requests * 1e6 / micros:,.0f}\trequests/s\t{checksum}", flush=True)


def main():
    if shutil.which("wrk") is None:
        print("page-household\twrk is not installed\t-\t-\t")
        return 0
    base_folder = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-pages-"))
    data = base_folder / "data"
    data.mkdir()
    served = None
    try:
        make_town(data)
        served = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
        base = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline()).group()
        cookie, csrf = log_in(base, data)
        db = sqlite3.connect(f"file:{data}/kokuho.db?mode=ro", uri=True)
        households = [f"/household/{row[0]}" for row in db.execute(
            "SELECT DISTINCT household_no FROM premium_assessment ORDER BY household_no LIMIT 2000")]
        names = [row[0] for row in db.execute("SELECT kana FROM addressee_person WHERE kana <> '' GROUP BY kana "
                                              "ORDER BY addressee_no % 997, kana LIMIT 20")]
        persons = db.execute("SELECT COUNT(DISTINCT addressee_no) FROM addressee_person").fetchone()[0]
        db.close()
        searches = [post(base, "/search", cookie, words=name, csrf=csrf)["Location"] for name in names]
        measure("page-household", f"{persons:,} addressees", base, cookie, households, base_folder)
        measure("page-search", f"{persons:,} addressees, kana", base, cookie, searches, base_folder)
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
