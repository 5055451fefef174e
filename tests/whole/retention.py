"""What a story leaves behind, many years later: what is finished and past its retention goes (CO-24, RT-01, X46, RT-05, RT-07).

`forgotten(life)` is called at the end of the bookkeeper's years, when payments, refunds, demands, debits and acts of every
sort stand in the books: what is unpaid lapses, ten more years pass, and the deletion is proposed by one and approved by
another, killed now and then. What is left is held by something and told to a person; sums and invariants stay.
"""
import collections
import datetime
import re

import counters
import store as stores
from bookkeeper_world import number
from year import ROOT, check

# No charge's: sums without a household, the list of what goes, and what was asked of somebody's income.
NOT_OF_A_CHARGE = {"inquiry_sheet", "collection_closing", "premium_closing", "ledger_closing", "retention_done", "retention_unit", "store_going"}
YEAR_COLUMNS = ("levy_year", "fiscal_year")


def tables_of_units(world):
    """Tables with a year and a household -> the name of the year's column, as the database itself says."""
    if world.books.url:
        rows = world.books.rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    else:
        rows = world.books.rows("SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
                                " WHERE m.type = 'table'")
    columns = {}
    for table, column in rows:
        columns.setdefault(table, set()).add(column)
    return {table: next(y for y in YEAR_COLUMNS if y in names) for table, names in columns.items()
            if "household_no" in names and names & set(YEAR_COLUMNS) and table not in NOT_OF_A_CHARGE}


def declared():
    """The tables that the folders say go with a levy year, or hold it (src/*/kept.c)."""
    return {table for path in (ROOT / "src").glob("*/kept.c")
            for found in re.findall(r'\.table = "(\w+)"|\.holds = "SELECT levy_year, household_no FROM (\w+)',
                                    path.read_text(encoding="utf-8")) for table in found if table}


def numbers(world, sql):
    return {tuple(int(n) for n in row) for row in world.books.rows(sql)}


def units(world):
    return numbers(world, "SELECT DISTINCT levy_year, household_no FROM ledger_posting WHERE household_no > 0")


def paid_too_late(life, gone):
    """A slip of a deleted levy year comes out of a drawer and is paid: held, with a task (X46)."""
    w = life.w
    notices = {key for key, (household, _) in life.second.notices.items() if (key[0], household) in gone}
    slip = next(s for s in w.slips.values() if (s["year"], s["notice"]) in notices and s["amount"] < 299_000)
    till = stores.Store(str(number(w.day)))
    code = counters.barcode(w.collector.company, w.collector.client, slip, slip["amount"], slip["until"])
    path = w.base / "drawer.csv"
    path.write_bytes((stores.HEAD + till.line(code, "12", str(number(w.day)), "000001", "0000")).encode("cp932"))
    w.run("import", str(path), "--partner", "収納代行会社", killed=False, expect=(1,))
    held = w.books.rows(f"SELECT state, codes, household_no, amount FROM collection_receipt WHERE levy_year = {slip['year']}"
                        f" AND notice_no = {slip['notice']} AND business_date = {number(w.day)}")
    check("X46 a slip of a deleted year is paid: E04, held", [list(map(str, r)) for r in held]
          == [["2", "E04", "0", str(slip["amount"])]], held)


def forgotten(life):
    w = life.w
    tables = tables_of_units(w)
    check("RT-06 every table with a levy year and a household goes with it", set(tables) <= declared(),
          sorted(set(tables) - declared()))
    for years in (3, 6):                                # what is unpaid and unclaimed ends first
        w.day = datetime.date(w.day.year + years, 8, 3)
        w.job("refund-detect")
        for name in ("arrears-write-off", "refund-lapse"):
            w.job(name)
            w.approve(name, expect=(0, 1, 2))
    for (of,) in w.books.rows("SELECT DISTINCT fiscal_year FROM batch_run WHERE job = 'demand-letter' AND state = 1"):
        w.job("demand-letter", "--condition", "滞納", of=of)   # of what waits for approval since then nothing is owed
    before, all_units = w.ward.verify(), units(w)
    w.day = datetime.date(w.day.year + 10, 8, 4)
    w.job("retention-purge")
    w.approve("retention-purge")
    after, left = w.ward.verify(), units(w)
    broken = [line for line in after["broken"] if "heads.tsv" not in line and "見出しのファイル" not in line]
    check("CO-24 after the deletion every invariant holds", not broken, "\n".join(broken))
    check("RT-01 the sums of all books are those from before", before["sums"] == after["sums"],
          f"{before['sums']} {after['sums']}")
    gone = all_units - left
    held = collections.Counter(re.sub(r"^\d+年度: |。最後の.*", "", r[0]) for r in w.books.rows(
        "SELECT words FROM batch_finding WHERE code = 'late'"))
    check(f"RT-01 of {len(all_units)} levy years of households {len(gone)} are gone", len(gone) > len(left), held)
    recorded = numbers(w, "SELECT levy_year, SUM(households) FROM retention_done GROUP BY levy_year")
    counted = {(y, sum(u[0] == y for u in gone)) for y, _ in gone}
    check("RT-07 the record says how many, and names nobody", recorded >= counted,
          f"{recorded} {counted}")
    orphans = {}
    for table, year_column in tables.items():
        found = numbers(w, f"SELECT DISTINCT {year_column}, household_no FROM {table}") & gone
        if found:
            orphans[table] = sorted(found)[:5]
    check("CO-24 X46 nothing is left of what is gone", not orphans, orphans)
    told = numbers(w, "SELECT unit_key FROM batch_finding WHERE code = 'late'")
    silent = {u for u in left if u[1:] not in told}
    check(f"RT-04 what is held beyond ten years is told to a person ({len(left)})", not silent, sorted(silent))
    paid_too_late(life, gone)
    listed = w.books.rows("SELECT COUNT(*) FROM retention_unit")
    check("the list of the deletion is empty again", int(listed[0][0]) == 0, listed)
