#!/usr/bin/env python3
"""Answers of banks and of the card terminal's service to mandates of direct debit, as TAP.

    tests/whole/mandates.py [--postgres]

The lists are written as a bank writes them (payment_formats.md 7): accepted, refused with a reason, ended, for a payer
nobody knows, twice, cut off. What has been registered by two clerks stays theirs; what the terminal has proved is
registered as it comes.
"""
import sys

import year
from collect import said
from debit import Story
from year import YEAR, check

HEAD = ("依頼番号,処理,受付日,受付方法,納付義務者,科目,銀行番号,支店番号,預金種目,口座番号,記号,番号,口座名義,続柄,開始年度,開始期,"
        "結果,回答日\r\n")
OPEN = "superseded_at = 9223372036854775807 AND valid_until = 99991231"


class Desk:
    """A bank's desk for mandates: a line for each."""

    def __init__(self):
        self.last = 0

    def line(self, payer, account, answer, action=1, source=1, answered=f"{YEAR}0620", no=None):
        self.last += 1
        bank, branch, number, mark, passbook = account
        return (f"{no or self.last:012},{action},{YEAR}0610,{source},{payer:015},31,{bank},{branch},1,{number},{mark},"
                f"{passbook},ｼﾝｼﾞﾕｸ ﾀﾛｳ,1,{YEAR},02,{answer},{answered}\r\n")


def bank_account(at):
    return ("0001", f"{100 + at}", f"{4000 + at:07}", "", "")


def post_account(at):
    return ("9900", "000", "", "12340", f"{1000 + at:07}1")


def state_of(s, payer):
    rows = s.books.rows(f"SELECT state, act, source, account, reason FROM debit_mandate WHERE payer_no = {payer} AND {OPEN}"
                        " ORDER BY valid_from DESC")
    return [str(c) for c in rows[0][:4]] + [rows[0][4]] if rows else None


def story(base, store):
    s = Story(base, store)
    s.make()
    s.register()
    desk, files = Desk(), iter(range(1, 99))

    def take(lines, day=f"{YEAR}-06-22", expect=(0, 1), cut=0):
        path = base / f"answers-{next(files)}.csv"
        raw = (HEAD + "".join(lines)).encode("cp932")
        path.write_bytes(raw[:-cut] if cut else raw)
        return s.ward.run("import", str(path), "--partner", "金融機関", "--layout", "mandate-list", "--business-date", day,
                          operator="shuno1", expect=expect)

    def tasks():
        return sorted(r[0] for r in s.books.rows("SELECT code FROM interchange_task WHERE code LIKE 'M%'"))

    registered = [s.payers[n]["payer"] for n in s.notices]
    others = [p["payer"] for p in s.books.payers().values() if p["payer"] not in registered][:6]
    before = s.books.rows("SELECT COUNT(*) FROM debit_mandate")
    first = [
        desk.line(registered[0], bank_account(0), 0),                       # accepted: stands already
        desk.line(registered[4], ("0001", "104", "0004004", "", ""), 1),    # no such account
        desk.line(registered[8], ("0001", "108", "0004008", "", ""), 3),    # the seal differs
        desk.line(registered[3], post_account(3), 0),                       # the post bank, by mark and number
        desk.line(999999999999998, bank_account(0), 0),                     # nobody
        desk.line(others[0], bank_account(50), 0),                          # paper, but nobody entered it
        desk.line(others[1], bank_account(51), 0, source=2),                # the card terminal
        desk.line(others[2], post_account(52), 0, source=3),                # the web, the post bank
        desk.line(others[3], bank_account(53), "", answered=""),            # not answered yet
        desk.line(others[4], bank_account(54), 2, source=2),                # refused at once
    ]
    cut = take(first, expect=(2,), cut=40)
    check("CO-17 a list that was cut off changes nothing", s.books.rows("SELECT COUNT(*) FROM debit_mandate") == before
          and tasks() == [], cut.stderr)
    done = take(first)
    check("CO-17 an account that stands is confirmed by the answer", state_of(s, registered[0])[:2] == ["1", "1"]
          and said(done, "登録済みの口座の確認 2 件"), done.stdout + done.stderr)
    check("CO-17 a refused mandate stops with the bank's reason",
          state_of(s, registered[4])[:2] == ["2", "5"] and state_of(s, registered[4])[4] == "口座なし"
          and state_of(s, registered[8])[4] == "印鑑相違", (state_of(s, registered[4]), state_of(s, registered[8])))
    check("CO-17 a paper nobody has entered is registered by nobody: two clerks do that",
          state_of(s, others[0]) is None and tasks().count("M10") == 1, tasks())
    check("PX-10 what the terminal has proved is registered for the next due date",
          state_of(s, others[1])[:3] == ["1", "1", "2"] and state_of(s, others[2])[:3] == ["1", "1", "3"],
          (state_of(s, others[1]), state_of(s, others[2])))
    check("Y38 (PF-38) the post bank's account follows from mark and number for debits",
          s.books.rows(f"SELECT bank, branch, jp_mark FROM debit_mandate WHERE payer_no = {others[2]}")
          in ([["9900", "234", "12340"]], [[9900, 234, 12340]]))
    check("CO-17 nobody's, unentered and refused ones are tasks: M01, M10, M20",
          tasks() == ["M01", "M10", "M20", "M20", "M20"], tasks())
    words = " ".join(r[0] for r in s.books.rows("SELECT words FROM interchange_task WHERE code LIKE 'M%'"))
    check("no task tells an account number", not any(n in words for n in ("4004", "4008", "4050", "4054")), words)
    check("a mandate without an answer is waited for", said(done, "回答のない依頼 1 件"), done.stdout + done.stderr)

    rows = s.books.rows("SELECT COUNT(*) FROM debit_mandate")
    again = take([first[0], first[5], desk.line(others[3], bank_account(53), 0, source=2, answered=f"{YEAR}0622")])
    check("E10 the same answer in another file is not taken again", said(again, "E10") and tasks().count("M10") == 1
          and s.books.rows("SELECT COUNT(*) FROM debit_mandate")[0][0] == rows[0][0] + 1, again.stdout)
    moved = [desk.line(others[1], bank_account(61), 0, action=2, source=2, answered=f"{YEAR}0625"),
             desk.line(others[2], post_account(52), 0, action=9, answered=f"{YEAR}0625"),
             desk.line(others[4], bank_account(54), 0, action=9, answered=f"{YEAR}0625"),
             desk.line(others[5], bank_account(55), 0, source=2, answered=f"{YEAR}0801")]
    take(moved, day=f"{YEAR}-06-26")
    check("CO-17 another account by the terminal: the old one ends the day before, the debit says 変更",
          state_of(s, others[1])[:2] == ["1", "2"] and s.books.rows(
              f"SELECT valid_from, valid_until, first_code FROM debit_mandate WHERE payer_no = {others[1]} AND"
              " superseded_at = 9223372036854775807 ORDER BY valid_from")
          == [[int(f"{YEAR}0620"), int(f"{YEAR}0625"), 1], [int(f"{YEAR}0625"), 99991231, 2]])
    check("CO-17 what the holder ended at the bank ends here; what was none is a task",
          state_of(s, others[2])[:2] == ["3", "6"] and tasks().count("M30") == 1 and tasks().count("M31") == 1, tasks())
    check("an answer of a day to come is a task", tasks().count("M02") == 1 and state_of(s, others[5]) is None, tasks())
    s.propose(f"{YEAR}-06-30", f"{YEAR}-06-26")
    asked = {r[0] for r in s.books.rows("SELECT payer_no FROM debit_item")}
    check("PX-10 the next extraction asks the accounts of the answers, and no refused one",
          {others[1], others[3]} <= asked and not {others[2], registered[4], registered[8], others[0]} & asked, asked)
    s.verified("after the answers")


if __name__ == "__main__":
    sys.exit(year.run("mandates", story))
