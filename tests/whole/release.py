#!/usr/bin/env python3
"""Is what runs what was built, as TAP: the files beside the program, its own digest, the signed list.

    tests/whole/release.py

A copy of params/, layouts/ and maps/ is changed by a byte, a file is put there, one goes: `kokuho release` names each
and ends with 1, and a server that starts says it and records it (TE-06). A folder as scripts/release makes it is
signed and then changed: scripts/release --check finds it (AS-19).
"""
import hashlib
import os
import shutil
import subprocess
import sys
import time

import year
from served import Served
from year import PROGRAM, ROOT, Ward, check

FOLDERS = ("accidents", "params", "layouts", "maps")


def release(share):
    return subprocess.run([str(PROGRAM), "release"], capture_output=True, text=True,
                          env={**os.environ, "KOKUHO_SHARE": str(share)})


def copy(base, name):
    share = base / name
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, share / folder)
    return share


def compared(base):
    share = copy(base, "share")
    done = release(share)
    digest = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
    check("TE-06 what was built is as it was built", done.returncode == 0 and digest in done.stdout, done.stdout)
    layout = next(share.glob("layouts/*.layout"))
    before = layout.read_bytes()
    layout.write_bytes(before[:100] + bytes([before[100] ^ 1]) + before[101:])
    done = release(share)
    check("TE-06 one changed bit of a layout is named", done.returncode == 1 and f"layouts/{layout.name}" in done.stdout and
          "変わっています" in done.stdout, done.stdout)
    layout.write_bytes(before)
    (share / "layouts/planted.layout").write_text("x\n", encoding="utf-8")
    (share / "params/municipal/999990").mkdir()
    (share / "params/municipal/999990/levy.tsv").write_text("x\n", encoding="utf-8")
    gone = next(share.glob("maps/*"))
    gone.unlink()
    done = release(share)
    check("TE-06 files that were put there or are gone are named", done.returncode == 1 and
          all(name in done.stdout for name in ("layouts/planted.layout", "params/municipal/999990/levy.tsv",
                                               f"maps/{gone.name}")), done.stdout)
    return share, digest


def started(base, share, digest):
    ward = Ward(base / "ward")
    ward.run("operator", "add", "kansa", "--name", "練習 監", "--section", "監査", "--duty", "kansa", stdin=year.PASSWORD)
    served = Served(ward.folder, base / "serve.log", {"KOKUHO_SHARE": str(share)})
    served.stop()
    said = (base / "serve.log").read_text(encoding="utf-8")
    check("TE-06 a server that starts beside changed files says so", "kokuho release" in said, said)
    starts = ward.run("audit", "find", "--event", "release.start", operator="kansa").stdout
    changes = ward.run("audit", "find", "--event", "release.changed", operator="kansa").stdout
    check("AS-19 the start is a record with the digest of the program", digest in starts, starts)
    check("TE-06 each change is a record of its own", changes.count("release.changed") == 3 and
          "planted.layout" in changes, changes)


def seen(base):
    """A start within a day of a look at every byte believes what the kernel says of the files, and that alone."""
    share = copy(base, "seen")
    ward = Ward(base / "ward-seen")
    layout, note, now = next(share.glob("layouts/*.layout")), ward.folder / "release.seen", base / "now"
    before = layout.read_bytes()

    def says():
        done = subprocess.run([PROGRAM, "job", "list", "--data", ward.folder], capture_output=True, text=True,
                              env={**os.environ, "KOKUHO_SHARE": str(share)})
        return "変わったファイル" in done.stderr

    def rest():
        while True:  # by the clock that stamps files
            now.touch()
            if now.stat().st_ctime_ns - max(p.stat().st_ctime_ns for p in share.rglob("*")) > 2 * 10**9:
                return
            time.sleep(0.1)

    rest()
    check("TE-06 files as they were built are noted, for the owner alone", not says() and note.stat().st_size > 0 and
          note.stat().st_mode & 0o777 == 0o600)
    check("TE-06 the next start says nothing either", not says())
    stamps = layout.stat()
    layout.write_bytes(before[:100] + bytes([before[100] ^ 1]) + before[101:])
    os.utime(layout, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
    check("TE-06 a bit changed after the note is told, its size and time put back", says() and note.stat().st_size == 0)
    layout.write_bytes(before)
    rest()
    check("TE-06 put back, it is as it was built", not says() and note.stat().st_size > 0)
    for name, change, back in (
            ("a file that was put there", lambda: (share / "layouts/planted.layout").write_text("x"),
             lambda: (share / "layouts/planted.layout").unlink()),
            ("a file in a new folder", lambda: ((share / "params/own").mkdir(), (share / "params/own/x.tsv").write_text("x")),
             lambda: shutil.rmtree(share / "params/own")),
            ("a file that is gone", layout.unlink, lambda: layout.write_bytes(before)),
            ("a link in the place of a file with other words",
             lambda: (layout.unlink(), now.write_bytes(before + b"\n"), layout.symlink_to(now)),
             lambda: (layout.unlink(), layout.write_bytes(before)))):
        change()
        check(f"TE-06 after the note, {name} is told", says())
        back()
        rest()
        check(f"TE-06 without {name} nothing is said", not says())
    line = note.read_text(encoding="utf-8")
    layout.write_bytes(before[:100] + bytes([before[100] ^ 1]) + before[101:])
    for name, words in (("an old note", "1" + line[1:].replace(line[1:13], "0" * 12, 1)), ("half a note", line[:60]), ("an empty note", ""),
                        ("a note that is none", "x" * 5000), ("the note of before", line)):
        note.write_text(words, encoding="utf-8")
        check(f"TE-06 {name} hides nothing", says())
    check("TE-06 without the folder of the files", (shutil.rmtree(share / "maps"), says())[1])


def signed(base):
    if shutil.which("signify-openbsd") is None:
        check("signify-openbsd is there (scripts/setup)", False)
        return
    out = copy(base, "release")
    shutil.copy(PROGRAM, out / "kokuho")
    key, other = base / "own", base / "other"
    for name in (key, other):
        subprocess.run(["signify-openbsd", "-G", "-n", "-p", f"{name}.pub", "-s", f"{name}.sec"], check=True)
    names = sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
    (out / "SHA256").write_text("".join(f"{hashlib.sha256((out / n).read_bytes()).hexdigest()}  {n}\n" for n in names))
    subprocess.run(["signify-openbsd", "-S", "-s", f"{key}.sec", "-m", out / "SHA256", "-x", out / "SHA256.sig"], check=True)

    def tried(name):
        return subprocess.run([ROOT / "scripts/release", "--check", out, f"{name}.pub"], capture_output=True, text=True)
    good, wrong = tried(key), tried(other)
    check("AS-19 a release is what was signed", good.returncode == 0, good.stderr)
    check("AS-19 another key did not sign it", wrong.returncode == 1, wrong.stdout + wrong.stderr)
    program = (out / "kokuho").read_bytes()
    for name, change in (("a bit of the program is another", lambda: (out / "kokuho").write_bytes(
            program[:5000] + bytes([program[5000] ^ 1]) + program[5001:])),
                         ("a file was put there", lambda: (out / "layouts/planted").write_text("x")),
                         ("a file is gone", lambda: next(out.glob("maps/*")).unlink()),
                         ("the list was made anew", lambda: (out / "SHA256").write_text("\n"))):
        change()
        check(f"AS-19 {name}: it is not what was signed", tried(key).returncode == 1)
        (out / "kokuho").write_bytes(program)
        (out / "layouts/planted").unlink(missing_ok=True)


def story(base, _store):
    share, digest = compared(base)
    started(base, share, digest)
    seen(base)
    signed(base)


if __name__ == "__main__":
    sys.exit(year.run("release", story))
