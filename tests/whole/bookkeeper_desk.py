"""The two clerks of bookkeeper.py, at a server that is killed in the middle of their posts, as by a power cut.

Whoever was told that his act is registered finds it so when the server stands again; whoever was told nothing looks
what has become of it and goes on from there. Half an act there is not: each night the books are compared.
"""
import http.client
import os
import re
import subprocess

import served
from refund import Desk
from demand import set_day

PROPOSED, APPLIED, UNDONE = 2, 4, 5                     # of casework_change


class KilledDesk(Desk):
    def __init__(self, world):
        self.world, self.change = world, 0
        set_day(world.ward, world.day.isoformat())
        self.open()

    def open(self):
        """Sometimes one of the writes to come is its last."""
        w, environment = self.world, {}
        if w.preload and w.random.random() < 0.4:
            environment = {"LD_PRELOAD": str(w.preload), "KOKUHO_KILL_AT": str(w.random.randint(80, 1500)),
                           "ASAN_OPTIONS": "verify_asan_link_order=0"}
        try:
            self.log_in(environment)
        except (OSError, http.client.HTTPException, SystemExit):
            if not environment:
                raise
            self.fallen()
            self.log_in({})

    def log_in(self, environment):
        self.server = None
        self.server = served.Served(self.world.ward.folder, self.world.base / "serve.log", environment)
        self.server.environment = dict(os.environ)      # what clerks start beside it is not killed
        self.one, self.two = (served.Operator(self.server, who) for who in ("shuno1", "shuno2"))
        for clerk in (self.one, self.two):
            clerk.log_in()

    def fallen(self):
        if self.server is not None:
            self.server.kill()
        self.world.kills += 1
        self.world.desk_kills += 1

    def __exit__(self, *_):
        if self.server.process.poll() is None:
            try:
                self.server.stop()
            except subprocess.TimeoutExpired:           # a slow machine: the evening comes as a power cut
                self.fallen()

    def until_done(self, step):
        while True:
            try:
                return step()
            except (OSError, http.client.HTTPException):
                self.fallen()                           # or it did not answer for a minute: as good as dead
                self.open()

    # ------------------------------------------------------------------------------ acts -----
    def act(self, kind, subject, form="/change", **values):
        self.change, self.told = 0, False
        fields = {"kind": kind, "subject": str(subject)} | {"v-" + name: str(value) for name, value in values.items()}
        return self.until_done(lambda: self.go_on(form, fields))

    def value(self, kind, subject, field):
        return self.until_done(lambda: Desk.value(self, kind, subject, field))

    def state(self, change):
        rows = self.world.books.rows(f"SELECT state FROM casework_change WHERE change_no = {change}")
        return rows[0][0] if rows else 0

    def go_on(self, form, fields):
        """From where it stands; the number of the change is known from the first page that told it."""
        if form != "/change":
            self.one.step_up()
            self.two.step_up()
        stands = self.state(self.change) if self.change else 0
        if self.told and stands != APPLIED:
            self.world.fault(f"change {self.change} was told as registered and stands at {stands} after a kill")
        words = ""
        if stands not in (PROPOSED, APPLIED):
            sent, words = self.proposed(form, fields)
            if not sent:
                return False, words
        place = f"/change/{self.change}"
        if self.state(self.change) == PROPOSED:
            done = self.two.post(place + "/step", on=place, step="approve")
            self.told = done.status == 303 and self.state(self.change) == APPLIED
        after = self.two.get(place)
        return self.state(self.change) == APPLIED and "登録済み" in after.text, words + self.words(after)

    def proposed(self, form, fields):
        place = f"{form}?kind={fields['kind']}" + (f"&subject={fields['subject']}" if fields["subject"] != "0" else "")
        seen = self.one.post(form, on=place, step="check", change=str(self.change), **fields)
        change = re.search(r'name="change" value="(\d+)"', seen.text)
        self.change = int(change[1]) if change else self.change
        self.one.page = seen
        sent = self.one.post(form, step="propose", confirmed="1", change=str(self.change), **fields)
        if sent.status == 303:
            self.change = int(re.search(r"/change/(\d+)", sent.location)[1])
        return sent.status == 303, self.words(seen) + self.words(sent)

    # ------------------------------------------------------------------------ taken back -----
    def undo(self, change):
        """取消し of what is registered: asked for by the one, approved by the other; else it is as if nobody had asked."""
        return self.until_done(lambda: self.take_back(change))

    def waiting(self, change):
        rows = self.world.books.rows(f"SELECT change_no FROM casework_change WHERE undoes_no = {change} AND state = {PROPOSED}")
        return rows[0][0] if rows else 0

    def take_back(self, change):
        place, words = f"/change/{change}", ""
        if self.state(change) == UNDONE:                # before the kill
            return True, words
        if not self.waiting(change):
            asked = self.one.post(place + "/step", on=place, step="undo", reason="試験の取消し")
            words = self.words(asked)
        back = self.waiting(change)
        if back:
            done = self.two.post(f"/change/{back}/step", on=f"/change/{back}", step="approve")
            words += self.words(done)
        if self.state(change) == UNDONE:
            return True, words
        if back:
            self.two.post(f"/change/{back}/step", on=f"/change/{back}", step="return", words="取り消せません")
        return False, words
