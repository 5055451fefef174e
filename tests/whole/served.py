"""What the whole-system tests share: `kokuho serve` on a folder, and an operator at a terminal.

Every answer is kept as it came: path, status, header and body. A form is sent with the hidden fields of the page
it stands on.
"""
import html
import http.client
import os
import pathlib
import re
import signal
import subprocess
import urllib.parse

from year import PROGRAM, ROOT

PRACTICE_PASSWORD = "renshu-{}-2026"


class Answer:
    def __init__(self, who, method, path, reply, body):
        self.who, self.method, self.path = who, method, path
        self.status, self.headers, self.body = reply.status, reply.getheaders(), body
        self.location = reply.getheader("Location") or ""

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def title(self):
        return (re.search(r"<title>(.*?)</title>", self.text) or ["", ""])[1]

    def bytes(self):
        """All that reached the terminal."""
        head = f"{self.path}\n" + "".join(f"{n}: {v}\n" for n, v in self.headers)
        return head.encode() + b"\n" + self.body


class Served:
    """The program serving a folder; what it says on standard output and error is kept in a file."""

    def __init__(self, folder, log, environment=None):
        self.folder, self.log = folder, log
        self.environment = {**os.environ, **(environment or {})}
        self.answers = []
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--data", folder], text=True,
                                        stdout=subprocess.PIPE, stderr=open(log, "wb"), env=self.environment)
        first = self.process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)", first)
        if address is None:
            raise SystemExit(f"Bail out! kokuho serve does not begin: {first}{pathlib.Path(log).read_text()}")
        self.port = int(address[1])
        self.said = first

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=30)
        self.said += rest
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def printed(self):
        return self.said.encode() + pathlib.Path(self.log).read_bytes()


class Operator:
    def __init__(self, served, who):
        self.served, self.who, self.cookie, self.page = served, who, "", None

    def request(self, method, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded",
                        "Origin": f"http://127.0.0.1:{self.served.port}"}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        answer = Answer(self.who, method, path, reply, reply.read())
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        connection.close()
        self.served.answers.append(answer)
        if method == "GET" and answer.status < 500 and b"<form" in answer.body:
            self.page = answer
        return answer

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, /, on=None, **fields):
        """Sends a form of the page `on` (read again: a form is good for one sending)."""
        return self.send(path, fields, on)

    def send(self, path, fields, on=None):
        """The same for fields of any name."""
        page = self.get(on) if on else self.page
        hidden = {"csrf": (re.search(r'name="csrf" value="(\w+)"', page.text) or ["", ""])[1]}
        return self.request("POST", path, hidden | fields)

    def code(self):
        done = subprocess.run([PROGRAM, "operator", "code", self.who, "--data", self.served.folder], check=True,
                              capture_output=True, text=True, env=self.served.environment)
        return done.stdout.strip()

    def log_in(self, password=None):
        return self.request("POST", "/login", {"operator": self.who, "code": self.code(),
                                               "password": password or PRACTICE_PASSWORD.format(self.who)})

    def step_up(self):
        return self.post("/step-up", on="/step-up?next=/menu", password=PRACTICE_PASSWORD.format(self.who),
                         next="/menu")

    def crawl(self, starts, per_route=3):
        """Every page that links lead to; of one route (numbers left out) a few."""
        waiting, met, seen = list(starts), {}, set()
        while waiting:
            path = waiting.pop(0)
            route = re.sub(r"\d+", "#", re.sub(r"=[^&]*", "=", path))
            if path in seen or met.get(route, 0) >= per_route:
                continue
            seen.add(path)
            met[route] = met.get(route, 0) + 1
            answer = self.get(path)
            links = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)
            waiting += [html.unescape(link) for link in links if not link.startswith("/assets")]
            if answer.location.startswith("/"):
                waiting.append(answer.location)
        return seen


def let_in(url):
    """The server gives up what root may do: it enters the socket's folder of a cluster like anybody else."""
    socket = pathlib.Path(re.search(r"host='?([^' ]+)", url)[1])
    for folder in (socket.parent, socket):
        folder.chmod(0o711)
    for place in socket.glob(".s.PGSQL.*[0-9]"):
        place.chmod(0o777)


def more_pages_a_minute(folder):
    """A crawl asks faster than people do: the ward's own limits of rates, everything else as delivered."""
    delivered = (ROOT / "params/national/web/session.tsv").read_text(encoding="utf-8")
    own = folder / "params/municipal/131041/session.tsv"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(re.sub(r"^(\S+\s+(?:pages|searches|logins)_per_minute\s+)\d+", r"\g<1>5000", delivered, flags=re.M),
                   encoding="utf-8")
