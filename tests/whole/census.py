#!/usr/bin/env python3
"""The statistics of a whole invented ward: every figure of every sheet opens its list, as pages, paper and file, as TAP.

    tests/whole/census.py [--postgres]

Rows EL-36, EL-38, EL-39. The counts of the sheets are those a plain question to the database gives; each figure on the page is
the number its list tells; a sheet is asked for as XLSX and printed as PDF; who may not see 在留資格 sees no sheet of it.
"""
import html
import re
import sys
import urllib.parse

import served
import year
from collect import Books
from year import PASSWORD, YEAR, Ward, assess, check

RIGHTS = "addressee.view,eligibility.view,output.request"
DAY = f"{YEAR}-06-05"
SPRING = f"{YEAR}-04-30" # people move in April
SHEETS = [("monthly", DAY), ("moves", SPRING), ("monthly", SPRING), ("ages", DAY), ("nations", DAY), ("stays", DAY), ("gaps", DAY)]


def cells(text):
    """Code of the row, or its label where it has none -> figures, and the links behind those that are not 0."""
    body = text.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    found, links = {}, []
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.S):
        code = re.search(r"<td>(.*?)</td>", row) or re.search(r'<th scope="row">(?:<strong>)?(.*?)<', row, re.S)
        figures = re.findall(r'<td class="num">(.*?)</td>', row, re.S)
        plain = [re.sub(r"<[^>]*>|,", "", f) for f in figures]
        found[code[1]] = [int(p) if p.isdigit() else p for p in plain]
        for figure in figures:
            link = re.search(r'href="([^"]*)">([\d,]+)<', figure)
            if link:
                links.append((html.unescape(link[1]), int(link[2].replace(",", ""))))
    return found, links


def insured(books):
    day = DAY.replace("-", "")
    return books.rows(f"SELECT COUNT(DISTINCT addressee_no) FROM eligibility_fact WHERE kind = 1 AND valid_from <= {day} "
                      f"AND valid_until > {day} AND superseded_at = 9223372036854775807")[0][0]


def sheets_of(desk, books):
    """Every figure of every sheet is what its list tells."""
    people = insured(books)
    for sheet, day in SHEETS:
        page = desk.get(f"/census?on={day}&sheet={sheet}")
        check(f"{sheet}: the page opens and adds up", page.status == 200 and "一致しています" in page.text, page.text[-2500:])
        found, links = cells(page.text)
        wrong = []
        for link, figure in links:
            told = re.search(r"<strong>([\d,]+)件</strong>", desk.get(link).text)
            if told is None or int(told[1].replace(",", "")) != figure:
                wrong.append((link, figure, told and told[1]))
        check(f"{sheet}: each of its {len(links)} figures opens a list of as many", not wrong and (links or sheet == "gaps"),
              wrong[:3])
        if sheet == "monthly" and day == DAY:
            check("EL-36 the closing is who is insured on the day", found["当月末現在"][1] == people > 0, f"{found} {people}")
            check("EL-36 退職 is empty", {row[-1] for row in found.values()} == {"—"}, found)
        if sheet == "ages":
            check("EL-39 the sum of the ages is the insured", found["kei"][0] == people, f"{found['kei']} {people}")
        if sheet == "nations":
            check("EL-38 nationalities of the town stand in it", len(found) > 2, found)


def year_of(desk):
    """年報: the months that are over, each figure with its list, no average before there are twelve."""
    page = desk.get(f"/census/year?on={DAY}")
    check("EL-36 the year shows April and May, and no average yet", page.status == 200 and "どの月も前月末＋増−減＝当月末です" in page.text
          and "平均は12か月" in page.text and "<strong>平均" not in page.text, page.text[-2500:])
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]*)">.*?</tr>', page.text, re.S)
    links = re.findall(r'<td class="num"><a href="([^"]*)">([\d,]+)<', page.text)
    wrong = []
    for link, figure in links:
        told = re.search(r"<strong>([\d,]+)件</strong>", desk.get(html.unescape(link)).text)
        if told is None or told[1] != figure:
            wrong.append((link, figure, told and told[1]))
    check(f"each of its {len(links)} figures opens a list of as many", len(rows) == 2 and links and not wrong, wrong[:3])
    check("each month opens its own sheet", all(desk.get(html.unescape(r)).status == 200 for r in rows), rows)


def outside_of_the_screen(ward, desk, books):
    page = desk.get(f"/census?on={DAY}&sheet=ages")
    fields = dict(re.findall(r'<input type="hidden" name="(on|known|basis|sheet)" value="([^"]*)"',
                             page.text.split('action="/census/paper"', 1)[1]))
    paper = desk.send("/census/paper", fields)
    check("EL-39 a sheet is printed as PDF", paper.body.startswith(b"%PDF"), paper.text[-800:])
    link = html.unescape(re.search(r'href="(/output/new\?[^"]*)"', page.text)[1])
    query = dict(urllib.parse.parse_qsl(link.split("?", 1)[1]))
    asked = ward.run("output", "ask", query["list"], "--format", "xlsx", "--criteria", query["criteria"], "--purpose", "月報の作成",
                     operator="tokei1", expect=(0,))
    check("EL-39 the sheet is asked for as XLSX with the words of the page", asked.returncode == 0, asked.stdout + asked.stderr)
    rows = books.rows("SELECT row_count, person_count FROM output_request ORDER BY request_no DESC LIMIT 1")[0]
    check("and has a row for each age, about nobody", rows[0] == 78 and rows[1] == 0, rows)


def story(base, store):
    ward = Ward(base / "data", store)
    ward.operators()
    for who, more in (("tokei1", ",residence.view"), ("tokei2", "")):
        ward.run("operator", "add", who, "--name", "統計 係", "--section", "資格係", "--may", RIGHTS + more, stdin=PASSWORD)
    books = Books(ward, store.removeprefix("postgres:") if store else None)
    if store:
        served.let_in(books.url)
    feeds = base / "feeds"
    ward.run("town", "make", "--persons", "300", "--seed", "5", "--year", str(YEAR), "--out", str(feeds))
    assess(ward, feeds)
    served.more_pages_a_minute(ward.folder)
    server = served.Served(ward.folder, base / "serve.log")
    try:
        desk, other = served.Operator(server, "tokei1"), served.Operator(server, "tokei2")
        desk.log_in(PASSWORD.strip())
        other.log_in(PASSWORD.strip())
        sheets_of(desk, books)
        year_of(desk)
        outside_of_the_screen(ward, desk, books)
        refused = other.get(f"/census?on={DAY}&sheet=nations")
        check("EL-38 who may not see 在留資格 sees no sheet of it", refused.status != 200 and "権限がありません" in refused.text and
              "sheet=nations" not in other.get("/census").text, refused.status)
        code = server.stop()
        check("the server ends when asked, silently", code == 0 and not re.search(
            "Sanitizer|runtime error|[Aa]ssert", server.printed().decode("utf-8", "replace")), server.printed()[-800:])
    finally:
        server.kill()


if __name__ == "__main__":
    sys.exit(year.run("census", story))
