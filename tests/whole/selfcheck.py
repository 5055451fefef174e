#!/usr/bin/env python3
"""公表された事故の自己点検 on an invented town, through the program's own commands, as TAP (NX-09).

    tests/whole/selfcheck.py [--postgres]

The pack is clean on a year that was done right; each kind of question finds what is made wrong here: a rate that
does not give the computed case, a decision whose derivation was changed, a decision nobody was told of.
"""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import year  # noqa: E402
from year import PROGRAM, ROOT, Ward, assess, check  # noqa: E402

PERSONS = 400


def answers(ward, *words, expect=(0, 1), share=None):
    before = os.environ.get("KOKUHO_SHARE")
    if share:
        os.environ["KOKUHO_SHARE"] = str(share)
    done = ward.run("selfcheck", "--json", *words, expect=expect)
    if share:
        os.environ.pop("KOKUHO_SHARE") if before is None else os.environ.update(KOKUHO_SHARE=before)
    return done, json.loads(done.stdout) if done.stdout.startswith("{") else {}


def found(answer):
    return sorted(a["id"] for a in answer.get("accidents", []) if a["result"] == "found")


def the_list():
    """Each line of the pack names a test that is there; each published accident has its line."""
    text = (ROOT / "accidents/accidents.tsv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line[:4].isdigit()]
    gone = [t for t in re.findall(r"test:([^,\s]+)", "\n".join(rows)) if not (ROOT / t).is_file()]
    check("NX-09: each test the pack names is there", not gone, gone)
    have = set(re.findall(r"\b([A-EI]\d+)\b", "\n".join(row.split()[1] for row in rows)))
    wanted = {f"I{n}" for n in range(1, 22)} | {f"A{n}" for n in range(1, 22)} | {f"C{n}" for n in range(1, 8)}
    wanted |= {"B1", "B2"} | {f"D{n}" for n in range(1, 9)} | {f"E{n}" for n in range(1, 10)}
    wanted -= {"A19", "C7"}  # practice that is right and disliked, no accident
    check("NX-09: each published accident stands in the list", wanted <= have, sorted(wanted - have))


def a_faulty_pack(ward, base):
    """Another list beside the program: a question nobody knows, a computed case that does not come out."""
    share = base / "share"
    shutil.copytree(ROOT / "accidents", share / "accidents")
    for folder in ("params", "layouts", "maps"):
        (share / folder).symlink_to(ROOT / folder)
    cases = share / "accidents/cases/reduction.json"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text.replace('"/reduction/tenths": 7, "/reduction/judged_income": 430000',
                                  '"/reduction/tenths": 5, "/reduction/judged_income": 430000'), encoding="utf-8")
    done, answer = answers(ward, share=share, expect=(1,))
    words = " ".join(a["words"] for a in answer["accidents"])
    check("NX-09: a computed case that comes out otherwise is found, with the value", found(answer) == ["I2"] and
          "/reduction/tenths: 5 のはずが 7" in words, done.stdout)
    tsv = share / "accidents/accidents.tsv"
    tsv.write_text(tsv.read_text(encoding="utf-8").replace("data:feeds,data:demand", "data:feed,data:demand"),
                   encoding="utf-8")
    done, _ = answers(ward, share=share, expect=(2,))
    check("NX-09: a question nobody knows is refused with file and line",
          re.search(r"accidents\.tsv:\d+: 確かめ方「data:feed」", done.stderr) is not None, done.stderr)
    done, _ = answers(ward, "--sample", "-1", expect=(2,))
    check("NX-09: a sample that is no count is refused", "--sample" in done.stderr, done.stderr)


def change(ward, store, statement):
    if store:
        subprocess.run(["psql", "-q", store.removeprefix("postgres:"), "-c", statement], check=True, capture_output=True)
    else:
        with sqlite3.connect(ward.folder / "kokuho.db") as db:
            db.execute(statement)


def asked(ward, store, question):
    if store:
        done = subprocess.run(["psql", "-qAt", store.removeprefix("postgres:"), "-c", question], check=True,
                              capture_output=True, text=True)
        return int(done.stdout)
    with sqlite3.connect(ward.folder / "kokuho.db") as db:
        return db.execute(question).fetchone()[0]


def story(base, store):
    the_list()
    feeds = base / "feeds"
    subprocess.run([PROGRAM, "town", "make", "--persons", str(PERSONS), "--seed", "11", "--year", "2026", "--out", feeds],
                   check=True, capture_output=True)
    ward = Ward(base / "ward", store)
    ward.operators()
    ward.run("operator", "add", "yakan", "--name", "夜間", "--section", "情報", "--may", "night.run", stdin=year.PASSWORD)
    assess(ward, feeds)
    _, answer = answers(ward, "--business-date", "2026-08-20", expect=(1,))
    check("NX-09: decisions of June that nobody was told of by August are found", found(answer) == ["A20", "A21"],
          found(answer))
    ward.run("job", "run", "notice-annual", "--year", "2026", operator="fuka1", expect=(0, 1))
    ward.run("job", "approve", "notice-annual", "--year", "2026", operator="fuka2", expect=(0, 1))
    done, answer = answers(ward, "--sample", "0")
    check("NX-09: a year that was done right has none of the accidents", done.returncode == 0 and answer["ok"],
          done.stdout + done.stderr)
    results = {a["result"] for a in answer["accidents"]}
    check("NX-09: what only the tests prove and what is not here yet is said so", results == {"clear", "tested", "later"},
          results)
    plain = ward.run("selfcheck").stdout
    check("NX-09: the plain answer names accident, municipality and the digest of the pack",
          "該当なし  A3+I7" in plain and "平塚市 2008" in plain and answer["pack"] in plain, plain)
    a_faulty_pack(ward, base)

    ward.run("job", "run", "selfcheck", operator="yakan", expect=(0,))
    check("NX-09: the job of the month says what was asked",
          "件を確かめました" in ward.run("job", "show", "selfcheck", operator="fuka1").stdout)
    change(ward, store, "UPDATE premium_assessment SET derivation = "
           "(SELECT derivation FROM premium_assessment ORDER BY derivation DESC LIMIT 1) WHERE household_no = "
           "(SELECT min(household_no) FROM premium_assessment)")
    done, answer = answers(ward, "--sample", "0", expect=(1,))
    check("NX-09: a decision that does not come out again is found for every accident that asks so",
          {"A12", "A18", "A4"} <= set(found(answer)), done.stdout)
    done = ward.run("job", "run", "selfcheck", "--sample", "0", operator="yakan", expect=(1,))
    tasks = asked(ward, store, "SELECT count(*) FROM casework_task WHERE source = 'selfcheck'")
    check("NX-09: each accident that was found is a task", done.returncode == 1 and tasks == len(found(answer)),
          f"{tasks} tasks, {found(answer)}")


if __name__ == "__main__":
    sys.exit(year.run("selfcheck", story))
