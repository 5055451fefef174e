#!/usr/bin/env python3
"""延滞金 that is final: computed when the premium is complete, asked for once, paid with its own slip, as TAP.

    tests/whole/late.py [--postgres]

Three payers are dunned and pay their first instalment in December: what each owes for being late is computed here, in plain
Python, from the rates and days of the law.
"""
import datetime
import re
import subprocess
import sys

import year
from demand import Desk, Office, set_day
from year import YEAR, assess, check

DUE = datetime.date(YEAR, 6, 30)
LATE_ONLY = 9


def late_charge(principal, paid_on):
    """2.8 % for three months, 9.1 % after them (2026); thousands of the base, hundreds of the result."""
    base = principal // 1000 * 1000
    low = min((paid_on - DUE).days, 92)
    high = max((paid_on - DUE).days - 92, 0)
    raw = base * 28 * low // 365000 + base * 91 * high // 365000
    return 0 if principal < 2000 or raw < 1000 else raw // 100 * 100


def claimed(office):
    table = office.ward.folder / "params/municipal/131041/late_charge.tsv"
    words = table.read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^2010-01-01.*yes {2,}-", words)) == 1
    table.write_text(re.sub(r"(?m)^(2010-01-01.*yes +)- ", rf"\g<1>{YEAR}-06-01 ", words), encoding="utf-8")


def papers_of(office, run):
    folder = office.ward.folder / "files/demands" / str(run)
    return "".join(subprocess.run(["pdftotext", "-layout", str(p), "-"], capture_output=True, text=True, check=True).stdout
                   for p in sorted(folder.glob("*.pdf")))


def seized(office, payer):
    with Desk(office, f"{YEAR}-12-01") as desk:
        fine, words = desk.act("arrears-seizure", payer, approved=True, on=f"{YEAR}-12-01", mode=1, property_kind=1,
                               party="見本銀行本店", property="普通預金 口座番号1234567", amount=1_000, charges=f"{YEAR}-1")
        check("CO-28 a deposit is seized", fine, words[-800:])


def distributed(office, payer, owed):
    """He has paid the premium himself; what the seizure brings is for the 延滞金 that it left."""
    seizure = office.one(f"SELECT MAX(act_no) FROM arrears_act WHERE payer_no = {payer}")
    before = office.books.sums()
    with Desk(office, f"{YEAR}-12-23") as desk:
        fine, words = desk.act("arrears-distribution", payer, approved=True, act=seizure, on=f"{YEAR}-12-23",
                               proceeds=owed + 500, ends=1)
    after = office.books.sums()
    check("CO-33 配当 pays 延滞金 of a premium that is paid, the rest is the debtor's", fine and
          before["late_charge"] - after["late_charge"] == owed and before["overpaid"] - after["overpaid"] == 500,
          f"{words[-800:]} {before} {after}")


def story(base, store):
    office = Office(base, store)
    feeds = base / "feeds"
    office.ward.run("town", "make", "--persons", "300", "--seed", "7", "--year", str(YEAR), "--out", str(feeds))
    assess(office.ward, feeds)
    office.ward.run("job", "run", "notice-annual", "--year", str(YEAR), operator="fuka1", expect=(0, 1))
    set_day(office.ward, f"{YEAR}-07-15")
    office.job("demand", "--issued-on", f"{YEAR}-07-21")
    office.approve("demand")
    paid_on = datetime.date(YEAR, 12, 20)
    rich = sorted(office.books.payers(below=10**9).items(), key=lambda item: -item[1]["instalments"][0])[:3]
    poor = sorted(office.books.payers().items(), key=lambda item: item[1]["instalments"][0])[0]
    want = {p["payer"]: late_charge(p["instalments"][0], paid_on) for _, p in rich}
    check("the three owe something for being late", all(amount >= 1000 for amount in want.values()), want)
    seized(office, rich[2][1]["payer"])
    set_day(office.ward, f"{YEAR}-12-22")
    office.take(*[office.collector.line("12", notice, 1, p["instalments"][0], at="0000", day=f"{YEAR}1220")
                  for notice, p in [*rich, poor]])

    refused = office.job("late-charge", expect=(2,))
    check("CO-39 while nobody knows from which due date it is claimed, the run says which row is missing",
          "claimed_from_due" in refused.stderr and "late_charge.tsv" in refused.stderr, refused.stderr)
    claimed(office)
    done = office.job("late-charge")
    run = office.one("SELECT MAX(run_no) FROM demand_batch WHERE kind = 5")
    lines = office.books.rows(f"SELECT payer_no, instalment, amount, late_charge FROM demand_line WHERE run_no = {run}"
                              " ORDER BY payer_no")
    check("CO-39 whose premium is complete owes the 延滞金 to the yen, nobody else does",
          lines == [[payer, 1, 0, amount] for payer, amount in sorted(want.items())], f"{lines} {want} {done.stdout}")
    slips = office.books.rows("SELECT payer_no, class, amount, late_charge FROM slip_paper WHERE cause_kind = 'letter'"
                              f" AND cause_no = {run} ORDER BY payer_no")
    check("CO-39 NT-09 each has a slip of its own for it", slips == [[payer, LATE_ONLY, amount, amount]
                                                              for payer, amount in sorted(want.items())], slips)
    text = papers_of(office, run)
    check("NT-09 the letter names premium, 延滞金 and day", "延滞金納入通知書" in text and
          all(f"{amount:,}円" in text for amount in want.values()), text[:1500])
    refused = office.approve("late-charge", operator="shuno1", expect=(2,))
    check("CO-39 the proposer does not approve", "別の職員" in refused.stderr, refused.stderr)

    (_, quick), (notice, slow) = rich[0], rich[1]
    serial = {payer: no for payer, no in office.books.rows(
        f"SELECT payer_no, serial FROM slip_paper WHERE cause_kind = 'letter' AND cause_no = {run}")}
    office.take(office.collector.line("12", rich[0][0], 1, want[quick["payer"]], at="0001", day=f"{YEAR}1222", of=LATE_ONLY,
                                      serial=serial[quick["payer"]]))
    done = office.approve("late-charge")
    pulled = office.books.rows(f"SELECT payer_no FROM demand_pull WHERE run_no = {run}")
    check("CO-39 who has paid it meanwhile is taken out at the approval", pulled == [[quick["payer"]]],
          f"{pulled} {done.stdout}{done.stderr}")
    before = office.books.sums()
    office.take(office.collector.line("12", notice, 1, want[slow["payer"]], at="0002", day=f"{YEAR}1222", of=LATE_ONLY,
                                      serial=serial[slow["payer"]]))
    after = office.books.sums()
    booked = office.books.rows("SELECT payer_no, amount FROM collection_allocation WHERE item = 2 ORDER BY payer_no")
    check("CO-39 paid with its slip it is booked as 延滞金, and nothing of it as premium",
          booked == sorted([p["payer"], want[p["payer"]]] for p in (quick, slow)) and
          after["receivable"] == before["receivable"] and after["overpaid"] == before["overpaid"], f"{booked} {before} {after}")
    set_day(office.ward, f"{YEAR}-12-23")
    done = office.job("late-charge")
    check("CO-39 it is asked for once", "0 人" in done.stdout and "通知済みの期" in done.stdout, done.stdout)
    distributed(office, rich[2][1]["payer"], want[rich[2][1]["payer"]])
    office.ward.run("verify", expect=(0,))


if __name__ == "__main__":
    sys.exit(year.run("late", story))
