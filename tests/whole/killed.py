"""Commands that are killed in front of each of their writes, and what is there in the end beside a calm run."""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess

from year import PROGRAM, check

ATTEMPTS = 5000


def preloaded(preload, at):
    """The environment of a process that dies in front of its n-th write (killed_write.c)."""
    return dict(os.environ, LD_PRELOAD=str(preload), KOKUHO_KILL_AT=str(at), ASAN_OPTIONS="verify_asan_link_order=0")


def run(folder, words, operator, environment=None):
    return subprocess.run([str(PROGRAM), *words, "--data", str(folder), "--operator", operator], capture_output=True,
                          text=True, env=environment)


RUNNING, PROPOSED, APPROVED = 0, 1, 3  # states of a run


def newest_run(folder, job):
    """Number and state of a job's newest run; (0, None) when there is none."""
    with sqlite3.connect(f"file:{folder}/kokuho.db?mode=ro", uri=True) as db:
        row = db.execute("SELECT run_no, state FROM batch_run WHERE job = ? ORDER BY run_no DESC LIMIT 1",
                         (job,)).fetchone()
    return row or (0, None)


DENSE, STEPS = 120, 40


def writes_of_long(folder, words, operator, preload):
    """Of a command that writes a long file line by line: all writes at its beginning and its end, some between."""
    scratch, told = folder.parent / (folder.name + "-counted"), folder.parent / "writes"
    shutil.copytree(folder, scratch)
    run(scratch, words, operator, dict(preloaded(preload, 0), KOKUHO_COUNT_TO=str(told)))
    shutil.rmtree(scratch)
    writes = int(told.read_text())
    first, last = min(DENSE, writes), max(DENSE, writes - DENSE)
    return [*range(1, first), *range(first, last, max(1, (last - first) // STEPS)), *range(last, ATTEMPTS)]


def to_its_end(folder, words, operator, preload, is_long=False):
    """Killed in front of the first write, begun again and killed in front of the second, until it ends; the attempts.

    What was left half done is resumed, and what was killed behind its end is done: begun anew it would be another run,
    with another number.
    """
    is_job = list(words[:2]) == ["job", "run"]
    before = newest_run(folder, words[2])[0] if is_job else 0
    writes = writes_of_long(folder, words, operator, preload) if is_long else range(1, ATTEMPTS)
    for attempt, at in enumerate(writes, 1):
        number, state = newest_run(folder, words[2]) if is_job else (0, None)
        if number > before and state in (PROPOSED, APPROVED):
            return attempt, subprocess.CompletedProcess(words, 0, "killed behind its end", "")
        resume = ["--resume"] if number > before and state == RUNNING else []
        done = run(folder, [*words, *resume], operator, preloaded(preload, at))
        if done.returncode >= 0:
            return attempt, done
    return ATTEMPTS, done


def outcome(folder, tables=()):
    """What verify says is broken, the digest of every table whose name begins so (all of them), the files' bytes.

    A run that was killed and begun anew has another number, and its files lie in a folder of that name.
    """
    answer = json.loads(run(folder, ["verify", "--json"], "fuka1").stdout)
    # The copy of the records' heads beside the store lacks what a kill cut off: verify tells it, as it must.
    broken = [line for line in answer["broken"] if "heads.tsv" not in line and "見出しのファイル" not in line]
    digests = {name: table["digest"] for name, table in answer["tables"].items()
               if not tables or name.startswith(tuple(tables))}
    files = sorted((re.sub(r"/\d+/", "/RUN/", str(p.relative_to(folder))), hashlib.sha256(p.read_bytes()).hexdigest())
                   for p in (folder / "files").rglob("*") if p.is_file())
    return broken, digests, files


def compare(name, folder, preload, commands, tables=(), is_long=False):
    """The commands, calm in this folder and killed at each write in a copy of it: one outcome.

    A command is its words, or what gives them for a folder (that knows, say, the number of its last run).
    """
    hurt = folder.parent / (folder.name + "-killed")
    shutil.copytree(folder, hurt)
    kills, words_of = 0, []
    for told, operator in commands:
        words, theirs = (told(folder), told(hurt)) if callable(told) else (told, told)
        calm = run(folder, words, operator)
        attempts, done = to_its_end(hurt, theirs, operator, preload, is_long)
        kills += attempts - 1
        words_of.append(f"{' '.join(words)}: {calm.returncode} {calm.stdout[-300:]}{calm.stderr[-300:]} | after {attempts}"
                        f" attempts {done.returncode} {done.stdout[-300:]}{done.stderr[-300:]}")
        check(f"{name}: {' '.join(words[:3])} ends after {attempts - 1} kills", calm.returncode in (0, 1)
              and done.returncode in (0, 1, 2) and attempts > 5, words_of[-1])
    mine, theirs = outcome(folder, tables), outcome(hurt, tables)
    differs = [t for t in mine[1] if mine[1][t] != theirs[1].get(t)]
    check(f"{name}: killed {kills} times, every row is as without", mine[0] == [] and theirs[0] == [] and not differs,
          "\n".join([str(mine[0]), str(theirs[0]), str(differs), *words_of]))
    check(f"{name}: every file is there once, with the same bytes", mine[2] == theirs[2],
          "\n".join(map(str, sorted(set(mine[2]) ^ set(theirs[2])) or (mine[2], theirs[2]))))
    shutil.rmtree(hurt)
