#!/usr/bin/env python3
"""Pages over loopback HTTP, every page recorded before it leaves; and the log-in herd; and TLS handshakes.

    bench-pages pages      page-household, page-search, page-mixed-500, login-herd on one store
    bench-pages tls        tls-handshake: nginx with client certificates, each way verified

Copied into the build folder; `./bench` runs it there. The load is tests/bench/load.c: USERS keep-alive connections,
each a user of his own who has logged in with password and code. Closed loop (each asks again at once) tells what
the server can do; the open loop at a stated rate tells how long a page takes at that rate, a queue included. Any
answer that is not 200, not a whole page or not as long as the same page was before fails its row.

Prints "name<TAB>work<TAB>figure<TAB>unit<TAB>checksum". KOKUHO_BENCH_STORE=postgres:... takes another store,
KOKUHO_BENCH_PERSONS, _USERS, _SECONDS, _RATES=500,1000,... other sizes; _KEEP=DIR keeps and uses a data folder again.
"""
import concurrent.futures
import hashlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import typing
import urllib.parse

BUILD = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("KOKUHO_BENCH_PROGRAM", BUILD.parent.parent / "src/kokuho"))
LOAD = pathlib.Path(os.environ.get("KOKUHO_BENCH_LOAD", BUILD / "bench-load"))
STORE = os.environ.get("KOKUHO_BENCH_STORE", "")
LABEL = "postgres" if STORE else "sqlite"
PERSONS = int(os.environ.get("KOKUHO_BENCH_PERSONS", "10000"))
SECONDS = int(os.environ.get("KOKUHO_BENCH_SECONDS", "5"))
USERS = int(os.environ.get("KOKUHO_BENCH_USERS", "500"))
RATES = [int(rate) for rate in os.environ.get("KOKUHO_BENCH_RATES", "1000,2000,5000").split(",")]
KEEP = os.environ.get("KOKUHO_BENCH_KEEP", "")
HERD = min(150, USERS // 2)
SEARCHES = 2      # of each user; a search belongs to its session
SEARCHES_TRIED = 4
PAGES_OF_USER = 40
YEAR = 2026
PASSWORD = "renshu-himitsu-2026"
LOOKS = "addressee.view,eligibility.view,premium.view,job.view"
HOST = "kokuho.test"
# What belongs to the look and not to the page: form tokens, the page's own number, the clock.
OF_THE_LOOK = re.compile(rb'value="\w{64}"| data-page="\w+"|<p class="print-mark".*?</p>|<footer.*?</footer>', re.S)


# ------------------------------------------------------------------------------------- the town ----

def kokuho(data, *words, stdin=""):
    done = subprocess.run([PROGRAM, *words, "--data", data], input=stdin, capture_output=True, text=True)
    if done.returncode > 1:
        raise RuntimeError(f"kokuho {' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done.stdout


def user_id(number):
    return f"user{number:03d}"


def make_town(data):
    store = ("--store", STORE) if STORE else ()
    kokuho(data, "init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05", *store)
    rights = LOOKS + ",premium.run,params.propose,import.run"
    kokuho(data, "operator", "add", "fuka1", "--name", "練習", "--section", "賦課係", "--may", rights, stdin=PASSWORD)
    kokuho(data, "operator", "add", "fuka2", "--name", "練習", "--section", "賦課係", "--may",
           "premium.approve,params.approve", "--operator", "fuka1", stdin=PASSWORD)
    for number in range(USERS):
        kokuho(data, "operator", "add", user_id(number), "--name", "練習", "--section", "賦課係", "--may", LOOKS,
               "--operator", "fuka1", stdin=PASSWORD)
    kokuho(data, "town", "make", "--persons", str(PERSONS), "--seed", "1", "--year", str(YEAR), "--out", f"{data}/feeds")
    kokuho(data, "import", "--all", f"{data}/feeds", "--operator", "fuka1")
    kokuho(data, "params", "propose", "--operator", "fuka1")
    kokuho(data, "params", "approve", "--operator", "fuka2")
    kokuho(data, "job", "run", "premium-annual", "--year", str(YEAR), "--operator", "fuka1")
    kokuho(data, "job", "approve", "premium-annual", "--year", str(YEAR), "--operator", "fuka2")
    lift_limits(data)


def lift_limits(data):
    """A person does not ask a thousand times a second and sits at one terminal; the load does not."""
    limits = pathlib.Path(data) / "params/municipal/131041/session.tsv"
    national = pathlib.Path(os.environ.get("KOKUHO_SHARE", BUILD.parent.parent)) / "params/national/web/session.tsv"
    source = national if national.exists() else pathlib.Path(data) / "params/national/web/session.tsv"
    text = re.sub(r"(pages|searches)_per_minute( +)\d+", r"\1_per_minute\g<2>9000000", source.read_text())
    limits.parent.mkdir(parents=True, exist_ok=True)
    limits.write_text(re.sub(r"logins_per_minute( +)\d+", r"logins_per_minute\g<1>9000", text))


def numbers(data, sql):
    if STORE:
        done = subprocess.run(["psql", STORE.removeprefix("postgres:"), "-Atc", sql], capture_output=True, text=True, check=True)
    else:
        done = subprocess.run(["sqlite3", "-readonly", f"{data}/kokuho.db", sql], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1]


# ------------------------------------------------------------------------------------ one user -----

class User:
    """A session over a connection of its own."""

    def __init__(self, port, name, code):
        self.port, self.name, self.code, self.cookie, self.line = port, name, code, "", None

    def ask(self, method, path, fields=None):
        for is_last in (False, True):
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self.line.request(method, path, urllib.parse.urlencode(fields) if fields else None,
                                  {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"})
                answer = self.line.getresponse()
                return answer, answer.read()
            except (http.client.RemoteDisconnected, ConnectionResetError):
                self.line = None  # the server ended it between two requests
                if is_last:
                    raise

    def log_in(self):
        """Seconds it took; the cookie stays empty when he was not let in."""
        begun = time.monotonic()
        answer, _ = self.ask("POST", "/login", {"operator": self.name, "password": PASSWORD, "code": self.code})
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        return time.monotonic() - begun

    def search(self, words):
        """The path of the result."""
        answer, page = self.ask("GET", "/search")
        csrf = re.search(rb'name="csrf" value="(\w+)"', page)
        if csrf is None:
            raise RuntimeError(f"{self.name} is shown no search: {answer.status}, {len(page)} bytes,"
                               f" {answer.getheader('Location') or page[-200:]}")
        answer, _ = self.ask("POST", "/search", {"words": words, "csrf": csrf.group(1).decode()})
        return answer.getheader("Location")

    def look(self, path):
        answer, page = self.ask("GET", path)
        return answer.status, page


# ------------------------------------------------------------------------------------- the load ----

class Served:
    """kokuho serve on the data folder; knows the processes whose time counts."""

    def __init__(self, data):
        self.words = tempfile.TemporaryFile(mode="w+", encoding="utf-8")
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE,
                                        stderr=self.words, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found is None:
            self.stop()
            self.words.seek(0)
            words = " / ".join(self.words.read().strip().splitlines())
            raise RuntimeError(f"kokuho serve ended with {self.process.returncode}: {words[-600:]}")
        self.port = int(found.group(1))

    def pids(self):
        found, parents = {self.process.pid}, {}
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                words = entry.read_text().rpartition(")")[2].split()
                parents[int(entry.parent.name)] = int(words[1])
            except (OSError, IndexError):
                pass  # it has ended
        found |= {pid for pid, parent in parents.items() if parent == self.process.pid}
        if STORE:
            found |= set(map(int, numbers(None, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")))
        return found & set(parents)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def load(folder, served, plan, rate=0, seconds=SECONDS):
    """`plan`: for each user his cookie and his (path, length) in their order."""
    path = folder / f"plan-{time.monotonic_ns()}"
    path.write_text("".join(f"{cookie}\t{page}\t{length}\n" for cookie, pages in plan for page, length in pages))
    done = subprocess.run([LOAD, "--port", str(served.port), "--plan", path, "--rate", str(rate), "--seconds", str(seconds),
                           "--pids", ",".join(map(str, served.pids()))], capture_output=True, text=True)
    path.unlink()
    result = {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}
    if done.returncode or "load_us" not in result:
        raise RuntimeError(done.stdout + done.stderr)
    result["words"] = done.stderr.strip()
    return result


def errors_of(result):
    kinds = ("not_200", "not_its_length", "broken")
    return ", ".join(f"{result[kind]} {kind.replace('_', ' ')}" for kind in kinds if result[kind])


def say(name, work, result, figure, unit, checksum):
    wrong = errors_of(result) or ("" if result["pages"] else "nothing was answered")
    each = max(result["pages"], 1)
    times = " ".join(f"{part} {result[key] / 1000:.1f}" for part, key in
                     (("p50", "p50"), ("p99", "p99"), ("p99.9", "p999"), ("max", "max")))
    cost = f"{result['server_us'] / each:.0f}+{result['load_us'] / each:.0f} us/page"
    print(f"{name}\t{work}: {times} ms, {cost}, load {os.getloadavg()[0]:.1f}\t"
          f"{'failed' if wrong else figure}\t{unit}\t{checksum}\t{'; '.join(filter(None, (wrong, result['words'])))}", flush=True)


def measure(name, folder, served, plan, checksum):
    """Capacity; then at each rate how long a page takes, and whether the rate was kept."""
    who = f"{LABEL}, {len(plan)} users"
    result = load(folder, served, plan)
    say(f"{name} pages", f"{who}, closed loop", result, result["per_second"], "pages/s", checksum)
    for rate in RATES:
        result = load(folder, served, plan, rate)
        kept = result["per_second"] >= 0.98 * rate
        work = f"{who}, {rate:,} a second" + ("" if kept else f" asked, {result['per_second']:,} given")
        say(f"{name} p99" + ("" if kept else " late"), work, result, f"{result['p99'] / 1000:.2f}", "ms", checksum)


def shown(page):
    """What every look at this page shows."""
    return OF_THE_LOOK.sub(b"", page)


def digest(pages):
    whole = hashlib.sha256()
    for page in pages:
        whole.update(shown(page))
    return whole.hexdigest()[:16]


def known_pages(user, paths):
    """Path -> length, and the checksum. Each page must be there."""
    lengths, pages = {}, []
    for path in paths:
        status, page = user.look(path)
        if status != 200:
            raise RuntimeError(f"{path} is answered with {status}")
        lengths[path] = len(page)
        pages.append(page)
    return lengths, digest(pages)


def searches_of(users, names):
    """Each user's own results that are lists; a single hit leads to its household instead."""
    found, pages = [], []
    for i, user in enumerate(users):
        paths = [user.search(names[(i + k) % len(names)]) for k in range(SEARCHES_TRIED)]
        looks = [(path, *user.look(path)) for path in paths]  # after them all: a page names the searches before it
        lists = [(path, page) for path, status, page in looks if status == 200][:SEARCHES]
        found.append([(path, len(page)) for path, page in lists])
        pages += [page for _, page in lists]
    return found, digest(pages[:4 * SEARCHES])


class Asked(typing.NamedTuple):
    households: list
    persons: list
    names: list


def asked_for(data):
    """What the load asks for: paths of households and people, names that several people have."""
    return Asked(
        [f"/household/{no}" for no in numbers(
            data, "SELECT DISTINCT household_no FROM premium_assessment ORDER BY household_no LIMIT 2000")],
        [f"/person/{no}" for no in numbers(
            data, "SELECT DISTINCT addressee_no FROM addressee_person ORDER BY addressee_no LIMIT 500")],
        numbers(data, "SELECT kana FROM (SELECT kana FROM addressee_person WHERE kana <> '' GROUP BY kana "
                      "HAVING COUNT(DISTINCT addressee_no) > 1) AS k ORDER BY kana LIMIT 20"))


def plans(data, users):
    """Name -> (plan, checksum)."""
    households, persons, names = asked_for(data)
    of_household, household_sum = known_pages(users[0], households)
    of_person, person_sum = known_pages(users[0], persons)
    searches, search_sum = searches_of(users, names)
    if digest(users[0].look(households[0])[1:]) != digest(users[0].look(households[0])[1:]):
        raise RuntimeError("a page shows something else at every look: the checksums would say nothing")
    made = {"page-household": [], "page-search": [], "page-mixed-500": []}
    for i, user in enumerate(users):
        mine = [households[(i * 37 + k * 53) % len(households)] for k in range(PAGES_OF_USER)]
        foot = len(user.look(mine[0])[1]) - of_household[mine[0]]  # it tells of his last log-in, which may be longer
        looks = [(path, of_household[path] + foot) for path in mine]
        made["page-household"].append((user.cookie, looks))
        made["page-search"].append((user.cookie, searches[i]))
        mixed = []
        for k in range(0, PAGES_OF_USER, 4):  # of ten pages five households, two searches, two people, one menu
            person = persons[(i * 11 + k) % len(persons)]
            mixed += [looks[k], searches[i][k // 4 % len(searches[i])], looks[k + 1], (person, of_person[person] + foot), looks[k + 2]]
            mixed += [("/menu", 0)] if k % 8 == 0 else []
        made["page-mixed-500"].append((user.cookie, mixed))
    sums = {"page-household": household_sum, "page-search": search_sum,
            "page-mixed-500": hashlib.sha256((household_sum + person_sum + search_sum).encode()).hexdigest()[:16]}
    return {name: (plan, sums[name]) for name, plan in made.items()}


def log_in_herd(folder, served, inside, herd):
    """All of `herd` at once, while those who are in ask 500 pages a second."""
    plan = [(user.cookie, [("/menu", 0)]) for user in inside]
    with concurrent.futures.ThreadPoolExecutor(len(herd) + 1) as pool:
        pages = pool.submit(load, folder, served, plan, 500, 8)
        time.sleep(3)
        seconds = sorted(pool.map(User.log_in, herd))
        result = pages.result()
    let_in = sum(1 for user in herd if user.cookie)
    p99 = seconds[int((len(seconds) - 1) * 0.99)]
    print(f"login-herd p99\t{LABEL}, {len(herd)} at once, {let_in} let in: p50 {seconds[len(seconds) // 2]:.2f} "
          f"max {seconds[-1]:.2f} s\t{f'{p99:.2f}' if let_in == len(herd) else 'failed'}\ts\t", flush=True)
    say("login-herd pages p99", f"{LABEL}, other pages meanwhile, 500 a second", result,
        f"{result['p99'] / 1000:.2f}", "ms", "")


def take_codes(data, users):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for user, code in zip(users, pool.map(lambda user: kokuho(data, "operator", "code", user.name), users)):
            user.code = code.strip()


def pages(folder):
    data = pathlib.Path(KEEP) if KEEP else folder / "data"
    if not (data / "bench-is-made").exists():
        data.mkdir(parents=True, exist_ok=True)
        make_town(data)
        (data / "bench-is-made").touch()
    served = Served(data)
    try:
        users = [User(served.port, user_id(i), "") for i in range(USERS)]
        for group in range(HERD, USERS, 50):  # a code is good for half a minute
            take_codes(data, users[group:group + 50])
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                list(pool.map(User.log_in, users[group:group + 50]))
        take_codes(data, users[:HERD])
        log_in_herd(folder, served, users[HERD:], users[:HERD])
        if not all(user.cookie for user in users):
            raise RuntimeError(f"{sum(1 for user in users if not user.cookie)} users were not let in")
        for name, (plan, checksum) in plans(data, users).items():
            measure(name, folder, served, plan, checksum)
    finally:
        served.stop()


# -------------------------------------------------------------------------------------- TLS --------

def terminal_of(data, folder):
    """A certificate with its key for a terminal, as one file."""
    kokuho(data, "init", "--municipality", "131041", "--practice", "--business-date", f"{YEAR}-06-05")
    kokuho(data, "operator", "add", "kanri", "--name", "練習", "--section", "管理係", "--may", "terminal.manage", stdin=PASSWORD)
    kokuho(data, "terminal", "server", "--host", HOST, "--operator", "kanri")
    said = kokuho(data, "terminal", "issue", "mado1", "--place", "窓口", "--section", "賦課係", "--out", folder / "mado1.p12",
                  "--operator", "kanri")
    for word in re.findall(r"[0-9A-Za-z-]{8,}", said):
        made = subprocess.run(["openssl", "pkcs12", "-in", folder / "mado1.p12", "-nodes", "-passin", f"pass:{word}"],
                              capture_output=True, text=True)
        if made.returncode == 0 and "PRIVATE KEY" in made.stdout:
            (folder / "mado1.pem").write_text(made.stdout)
            return folder / "mado1.pem"
    raise RuntimeError("the certificate of the terminal does not open")


def shake(context, port, until, took):
    while time.monotonic() < until:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with context.wrap_socket(raw, server_hostname=HOST) as line:
                line.sendall(f"GET /login HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
                             if not took else b"")
                if not took and b" 200 " not in line.recv(4096):  # the first one: is this terminal known?
                    raise RuntimeError("the terminal is not served")
                took.append(time.monotonic() - begun)


def tls(folder):
    data = folder / "data"
    data.mkdir()
    pem = terminal_of(data, folder)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    served = subprocess.Popen([PROGRAM, "serve", "--tls", "--host", HOST, "--port", str(port), "--listen", "127.0.0.1",
                               "--data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        context = ssl.create_default_context(cafile=str(data / "tls/ca.pem"))
        context.load_cert_chain(pem)
        for attempt in range(100):
            try:
                shake(context, port, time.monotonic() + 0.001, [])
                break
            except (ConnectionError, RuntimeError):
                time.sleep(0.1)
        for clients in (1, 8):
            took = [[] for _ in range(clients)]
            begun = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(clients) as pool:
                list(pool.map(lambda mine: shake(context, port, begun + SECONDS, mine), took))
            seconds = time.monotonic() - begun
            every = sorted(one for mine in took for one in mine)
            print(f"tls-handshake\t{clients} at once, full handshake, both certificates verified: p50 "
                  f"{every[len(every) // 2] * 1e3:.1f} p99 {every[int((len(every) - 1) * 0.99)] * 1e3:.1f} ms, load "
                  f"{os.getloadavg()[0]:.1f}\t{len(every) / seconds:.0f}\thandshakes/s\t", flush=True)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=30)


def main():
    what = {"pages": pages, "tls": tls}.get(sys.argv[1] if len(sys.argv) > 1 else "pages")
    if what is None:
        print(__doc__)
        return 2
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kokuho-pages-"))
    try:
        what(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
