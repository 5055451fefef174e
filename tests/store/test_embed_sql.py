#!/usr/bin/env python3
"""The generator of the embedded statements, as TAP: what it takes, and what stops the build by name."""
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "embed_sql.py"
count = failures = 0


def check(name, ok, why=""):
    global count, failures
    count += 1
    failures += 0 if ok else 1
    print(f"{'ok' if ok else 'not ok'} {count} - {name}")
    if not ok and why:
        print("\n".join("# " + line for line in str(why).splitlines()[:20]))


def run(files, keep=None):
    with tempfile.TemporaryDirectory() as base:
        base = pathlib.Path(base)
        for name, text in files.items():
            path = base / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        header, source = base / "sql_town.h", base / "sql_texts.c"
        words = [sys.executable, SCRIPT, base / "src", base, "addressee", "city", "ops", "town"]
        done = subprocess.run(words, capture_output=True, text=True)
        texts = (header.read_text() + source.read_text()) if done.returncode == 0 else ""
        if keep:
            before = header.stat().st_mtime_ns, source.stat().st_mtime_ns
            keep(base / "src")
            subprocess.run(words, check=True)
            return before, (header.stat().st_mtime_ns, source.stat().st_mtime_ns)
        return done, texts


TABLE = "CREATE TABLE town_house (no {I64} NOT NULL PRIMARY KEY, name {TEXT}) {STRICT};\n"


def refused(name, files, words):
    done, _ = run(files)
    check(name, done.returncode != 0 and words in done.stderr, done.stderr)


def main():
    done, texts = run({
        "town/migrations/0901_house.sql": TABLE,
        "town/sql/house_of.sql": "-- 家 of $nobody\nSELECT name, '$no ; -- x' FROM town_house\n"
                                 "WHERE no = $no AND (name = $name OR no > $no);\n"})
    check("a statement is embedded by folder and name", "#define SQL_town_house_of " in texts, done.stderr)
    check("parameters are numbered by their first appearance, not inside strings or comments",
          "WHERE no = \\?1 AND (name = \\?2 OR no > \\?1)" in texts and
          "WHERE no = $1 AND (name = $2 OR no > $1)" in texts and "'$no ; -- x'" in texts and
          '{"no", "name"}' in texts and "nobody" not in texts, texts)
    done, texts = run({"town/migrations/0901_house.sql": TABLE,
                       "town/sql/houses.sql": "SELECT name FROM town_house WHERE no IN ($some...) AND no > $no"})
    check("a list is joined in each store's way",
          "no IN (SELECT value FROM json_each(\\?1)) AND no > \\?2" in texts and
          "no IN (SELECT unnest(CAST($1 AS BIGINT[]))) AND no > $2" in texts and '{"some", "no"}' in texts, texts)
    refused("a list that stands alone", {"town/migrations/0901_house.sql": TABLE,
            "town/sql/houses.sql": "SELECT name FROM town_house WHERE no = $some..."}, "IN ($names...)")
    done, texts = run({"town/migrations/0901_house.sql": TABLE})
    check("types are spelled for each store",
          "no INTEGER NOT NULL" in texts and ") STRICT, WITHOUT ROWID;" in texts and
          "no BIGINT NOT NULL" in texts, texts)

    done, texts = run({"town/migrations/0901_house.sql": TABLE +
                       "-- only sqlite\nCREATE INDEX town_a ON town_house (no);\n"
                       "-- only postgres\nCREATE INDEX town_b ON town_house (no);\n"
                       "-- both\nCREATE INDEX town_c ON town_house (name);\n"})
    check("a section stands in its own store alone", texts.count("town_a ON") == 1 and
          texts.count("town_b ON") == 1 and texts.count("town_c ON") == 2, texts + done.stderr)

    house = {"town/migrations/0901_house.sql": TABLE}
    refused("a neighbour's table stops the build", {**house, "city/sql/house.sql": "SELECT no FROM town_house"},
            "city/sql/house.sql: names the table town_house")
    refused("a neighbour's table in a join stops the build",
            {**house, "city/sql/h.sql": "SELECT a.no FROM city_x a JOIN town_house h ON h.no = a.no"},
            "town_house")
    refused("a table nobody declares must still be the folder's own",
            {"city/sql/h.sql": "DELETE FROM other_thing"}, "other_thing")
    refused("a migration touches only its own tables",
            {**house, "city/migrations/0902_x.sql": "CREATE INDEX city_x ON town_house (no);"}, "0902_x.sql")
    refused("two statements in one file stop the build",
            {**house, "town/sql/two.sql": "DELETE FROM town_house; DELETE FROM town_house"}, "two.sql")
    refused("an empty file stops the build", {"town/sql/none.sql": "-- nothing\n"}, "none.sql: is empty")
    refused("a number that stands twice stops the build",
            {**house, "city/migrations/0901_b.sql": "CREATE TABLE city_b (no {I64});"}, "0901_house")
    refused("an unknown type word stops the build",
            {"town/migrations/0901_a.sql": "CREATE TABLE town_a (no {I65});"}, "{I65}")

    done, texts = run({**house, "town/sql/with.sql": "WITH RECURSIVE kin AS (SELECT no FROM town_house), "
                       "more (n) AS (SELECT no FROM kin) SELECT n FROM more"})
    check("names of WITH are no tables", done.returncode == 0, done.stderr)

    _, one = run({"town/migrations/0901_house.sql": TABLE})
    _, other = run({"town/migrations/0901_house.sql": "-- 家屋\n" + TABLE.replace(" NOT", "   NOT")})
    _, third = run({"town/migrations/0901_house.sql": TABLE.replace("name", "title")})
    hashes = [t.split('"0901_house",')[1].split('"')[1] for t in (one, other, third)]
    check("a comment or a blank changes no migration's hash, a word does",
          hashes[0] == hashes[1] != hashes[2] and len(hashes[0]) == 64, hashes)

    same = run(house, keep=lambda src: (src / "town/note.txt").write_text("x"))
    check("outputs that stay the same are not written again", same[0] == same[1])
    more = run(house, keep=lambda src: ((src / "town/sql").mkdir(),
                                        (src / "town/sql/new.sql").write_text("SELECT no FROM town_house")))
    check("a new file is noticed", more[0][0] != more[1][0] and more[0][1] != more[1][1])

    print(f"1..{count}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
