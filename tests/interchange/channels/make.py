#!/usr/bin/env python3
"""Sample files of the payment channels, set byte by byte from payment_formats.md and interfaces.md.

    python3 tests/interchange/channels/make.py

Nothing here comes from the engine: positions, paddings and check digits are written a second time, so that a
wrong position in a definition is found. People, accounts and numbers are invented.
"""
import pathlib

HERE = pathlib.Path(__file__).parent


def fixed(length, *parts):
    """One record: (position from 1, bytes or text) on blanks."""
    record = bytearray(b" " * length)
    for position, value in parts:
        raw = value if isinstance(value, bytes) else value.encode("cp932")
        assert position - 1 + len(raw) <= length, (position, value)
        record[position - 1:position - 1 + len(raw)] = raw
    return bytes(record)


def weight3(base):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(base)))
    return base + str(-total % 10)


def ocr(base):
    """The two check digits of an OCR line stand before it (11.2)."""
    v, w, second, first = 9, 3, 0, 0
    for i, digit in enumerate(map(int, base)):
        if i % 2 == 0:
            second += digit * v
            v = v - 1 if v > 2 else 9
        else:
            second += digit
    second %= 10
    for i, digit in enumerate(map(int, base)):
        if i % 2 == 0:
            first += digit
        else:
            first += digit * w
            w = w + 1 if w < 9 else 2
    first = (first + 2 * second) % 11
    return f"{0 if first == 10 else first}{second}{base}"


def crc16(raw):
    crc = 0xFFFF
    for byte in raw:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def put(name, records, end=b"\r\n"):
    (HERE / name).write_bytes(b"".join(r + end for r in records))


def csv(name, header, lines, encoding="cp932", end="\r\n"):
    text = "".join(line + end for line in ([header] if header else []) + lines)
    (HERE / name).write_bytes(text.encode(encoding))


def barcode(company, client, free16, reissue, limit, amount):
    return weight3("91" + company + client + free16 + str(reissue) + limit + "0" + f"{amount:06}")


# ---- 全銀 91, 3.7: five records, two groups in the second file -------------------------------------------------

PEOPLE = [("ﾔﾏﾀﾞ ﾀﾛｳ", 12340), ("ｽｽﾞｷ ｲﾁﾛｳ", 8000), ("ﾀﾅｶ ﾊﾅｺ", 25600), ("ｻﾄｳ ｼﾞﾛｳ", 100), ("ｶ)ﾐﾎﾝｼﾖｳｼﾞ", 56789)]


def zengin_header(kind, bank, day, code="0", name="ｼﾝｼﾞﾕｸｸｶｲｹｲｶﾝﾘｼﾔ"):
    return fixed(120, (1, "1" + kind + code + "1310400001"), (15, name), (55, day), (59, bank), (63, "ﾐﾎﾝｷﾞﾝｺｳ"),
                 (78, "001"), (81, "ﾎﾝﾃﾝ"), (96, "1"), (97, "0012345"))


def zengin_data(bank, n, name, amount, result, branch="001"):
    key = weight3(f"2025010000012345{n:02}1")
    return fixed(120, (1, "2" + bank), (6, "ﾐﾎﾝｷﾞﾝｺｳ"), (21, branch), (24, "ﾎﾝﾃﾝ"), (43, "1"),
                 (44, f"{1234560 + n:07}"), (51, name), (81, f"{amount:010}"), (91, "0"), (92, key), (112, result))


def zengin_group(results, bank="0001", day="0630", is_request=False, code="0"):
    rows = list(zip(PEOPLE, results))
    done = [a for (_, a), r in rows if r == "0" and not is_request]
    total = sum(a for (_, a), _ in rows)
    fail_n, fail = (0, 0) if is_request else (len(rows) - len(done), total - sum(done))
    branch = "234" if bank == "9900" else "001"
    return ([zengin_header("91", bank, day, code)] +
            [zengin_data(bank, i + 1, name, amount, r, branch) for i, ((name, amount), r) in enumerate(rows)] +
            [fixed(120, (1, f"8{len(rows):06}{total:012}{len(done):06}{sum(done):012}{fail_n:06}{fail:012}"))])


END120, END200 = fixed(120, (1, "9")), fixed(200, (1, "9"))
put("zengin-91-request.dat", zengin_group("00000", is_request=True) + [END120])
put("zengin-91-result.dat", zengin_group("01030") + zengin_group("0020", bank="0005", day="0105") + [END120])
put("zengin-91-request-jpbank.dat", zengin_group("000", bank="9900", is_request=True) + [END120])
put("zengin-91-result-jpbank.dat", zengin_group("0104", bank="9900") + [END120])


def ebcdic(raw):
    """Capitals, digits and signs by IBM's code page 290, kana by its rows."""
    table = {0x20: 0x40, 0x28: 0x4D, 0x29: 0x5D, 0x2D: 0x60, 0x2E: 0x4B, 0x2F: 0x61}
    for i in range(10):
        table[0x30 + i] = 0xF0 + i
    for i, c in enumerate("ABCDEFGHI"):
        table[ord(c)] = 0xC1 + i
    for i, c in enumerate("JKLMNOPQR"):
        table[ord(c)] = 0xD1 + i
    for i, c in enumerate("STUVWXYZ"):
        table[ord(c)] = 0xE2 + i
    rows = [(0x81, "ｱｲｳｴｵｶｷｸｹｺ"), (0x8C, "ｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉ"), (0x9D, "ﾊﾋﾌ"), (0xA2, "ﾍﾎﾏﾐﾑﾒﾓﾔﾕ"), (0xAC, "ﾖﾗﾘﾙ"),
            (0xBA, "ﾚﾛﾜﾝﾞﾟ")]
    for first, letters in rows:
        for i, letter in enumerate(letters):
            table[letter.encode("cp932")[0]] = first + i
    return bytes(table[b] for b in raw)


for way in ("request", "result"):
    group = zengin_group("00000" if way == "request" else "01030", is_request=way == "request", code="1")
    put(f"zengin-91-{way}-ebcdic.dat", [ebcdic(r) for r in group + [END120]], end=b"")

# ---- 全銀 21, 01, 03 (5, 6) ------------------------------------------------------------------------------------

transfers = [("0001", "001", "1", "7654321", "ﾔﾏﾀﾞ ﾀﾛｳ", 4300, "0000000017", "", ""),
             ("9900", "238", "1", "1234567", "ﾀﾅｶ ﾊﾅｺ", 12800, "0000000024", "", ""),
             ("0005", "112", "4", "0000123", "ｽｽﾞｷ ｲﾁﾛｳ", 150, "KANPU R7 N", "O.31      ", "Y")]
put("zengin-21.dat",
    [zengin_header("21", "0001", "0715")] +
    [fixed(120, (1, "2" + b), (21, br), (39, "0000"), (43, k), (44, a), (51, n), (81, f"{m:010}"), (91, "0"),
           (92, c1), (102, c2), (112, "7"), (113, y)) for b, br, k, a, n, m, c1, c2, y in transfers] +
    [fixed(120, (1, f"8{len(transfers):06}{sum(t[5] for t in transfers):012}")), END120])

notices = [("000001", "310430", 100000, 0, "ｼﾕｳﾉｳﾀﾞｲｺｳ ｶ)", ""), ("000002", "010501", 25600, 5000, "ﾔﾏﾀﾞ ﾀﾛｳ", ""),
           ("000003", "010501", 25600, 0, "ﾔﾏﾀﾞ ﾀﾛｳ", "1")]
kept = [n for n in notices if not n[5]]
gone = [n for n in notices if n[5]]
put("zengin-01.dat",
    [fixed(200, (1, "1010010507310430010501"), (23, "0001"), (27, "ﾐﾎﾝｷﾞﾝｺｳ"), (42, "001"), (45, "ﾎﾝﾃﾝ"), (60, "1"),
           (61, "0012345"), (68, "ｼﾝｼﾞﾕｸｸｶｲｹｲｶﾝﾘｼﾔ"))] +
    [fixed(200, (1, "2" + ref), (8, day), (14, day), (20, f"{amount:010}"), (30, f"{cheques:010}"), (40, "0000000000"),
           (50, name), (98, "ﾐﾎﾝｷﾞﾝｺｳ"), (113, "ﾎﾝﾃﾝ"), (128, cancel)) for ref, day, amount, cheques, name, cancel in notices] +
    [fixed(200, (1, f"8{len(kept):06}{sum(n[2] for n in kept):012}{len(gone):06}{sum(n[2] for n in gone):012}")), END200])

moves = [("1", "11", 62000, "ｼﾕｳﾉｳﾀﾞｲｺｳ ｶ)"), ("2", "12", 4300, "ﾔﾏﾀﾞ ﾀﾛｳ"), ("1", "14", 900, "ﾀﾅｶ ﾊﾅｺ")]
sums = {d: [m[2] for m in moves if m[0] == d] for d in "12"}
put("zengin-03.dat",
    [fixed(200, (1, "1030071225071224071224"), (23, "0001"), (27, "ﾐﾎﾝｷﾞﾝｺｳ"), (42, "001"), (45, "ﾎﾝﾃﾝ"), (63, "1"),
           (64, "0000012345"), (74, "ｼﾝｼﾞﾕｸｸｶｲｹｲｶﾝﾘｼﾔ"), (114, "1"), (115, "1"), (116, f"{1000000:014}"))] +
    [fixed(200, (1, f"2{i + 1:08}071224071224{d}{t}{amount:012}{0:012}000000000000"), (61, "0"), (62, "0000000"), (69, "001"),
           (72, "0000000000"), (82, name), (130, "ﾐﾎﾝｷﾞﾝｺｳ"), (145, "ﾎﾝﾃﾝ"), (160, "ﾌﾘｺﾐ"))
     for i, (d, t, amount, name) in enumerate(moves)] +
    [fixed(200, (1, f"8{len(sums['1']):06}{sum(sums['1']):013}{len(sums['2']):06}{sum(sums['2']):013}1"
                    f"{1000000 + sum(sums['1']) - sum(sums['2']):014}{len(moves):07}")), END200])

# ---- 収納代行 (9) and モバイルレジ (12) -------------------------------------------------------------------------

FREE16 = ["2510001234501001", "2510001234502001", "2510005678901001"]
codes = [barcode("912345", "00131", f, 0, "250731", a) for f, a in zip(FREE16, (12340, 8000, 300000))]
days = [("01", "20250630", "1234", "0"), ("02", "20250630", "0905", "20250707"), ("03", "20250701", "2359", "0")]
csv("cvs-csv13.csv", "データ種別,収納日,収納時刻,バーコード,ユーザー使用欄1,ユーザー使用欄2,印紙フラグ,金額,チェーンコード,チェーン名,"
    "店舗コード,振込日,データ作成日",
    [f'{k},{d},{t},EAN{c},{c[13:19]},{c[19:30]},0,{int(c[37:43])},030,"ファミリー,マート",001234,{p},20250701'
     for c, (k, d, t, p) in zip(codes, days)])


def type_a(rows, chain):
    return ([fixed(120, (1, "120250701"))] +
            [fixed(120, (1, "2" + k + d + t), (16, "1"), (17, c), (64, "0001234"), (71, "29"), (73, "20250701"),
                   (81, p if p != "0" else "00000000"), (89, "20250708"), (97, chain)) for c, (k, d, t, p) in rows] +
            [fixed(120, (1, f"8{len(rows):06}{sum(int(c[37:43]) for c, _ in rows):012}")), END120])


put("cvs-fixed120-a.dat", type_a(list(zip(codes, days)), "CVS030"))
put("mobile-bank.dat", type_a([(codes[0], ("02", "20250630", "2100", "20250704")),
                               (codes[1], ("02", "20250701", "0001", "20250704"))], "MRBANK"))
put("mobile-card.dat", type_a([(codes[0], ("01", "20250630", "2100", "0")), (codes[1], ("02", "20250701", "0001", "20250815")),
                               (codes[2], ("03", "20250701", "0002", "0"))], "MRCARD"))


def type_b(company, client, rows):
    data = [fixed(120, (1, "2" + k + d + t), (16, c), (63, "0001234"), (70, "20250701"), (78, p if p != "0" else "00000000"),
                  (86, "00000000"), (94, "20250708"), (102, "0030")) for c, (k, d, t, p) in rows]
    return ([fixed(120, (1, "120250701" + company + client), (20, "ｼﾝｼﾞﾕｸｸ"))] + data +
            [fixed(120, (1, f"8{len(rows):06}{sum(int(c[37:43]) for c, _ in rows):012}"))])


codes_b = [barcode("912345", "00131", f, 0, "250731", a) for f, a in zip(FREE16, (12340, 8000, 300000))]
other = [barcode("912345", "00132", FREE16[2], 1, "999999", 500)]
put("cvs-fixed120-b.dat", type_b("12345", "00131", list(zip(codes_b, days))) +
    type_b("12345", "00132", [(other[0], ("02", "20250630", "0000", "20250707"))]) + [END120])
csv("card-agent-payin.csv", "払込日,対象期間（自）,対象期間（至）,カード会社,件数,売上金額,手数料,払込金額",
    ['20250815,20250701,20250731,"見本カード",2,20340,203,20137', '20250815,20250701,20250731,"",1,500,0,500'])

# ---- ペイジー (10.4) -------------------------------------------------------------------------------------------

PAY = [weight3("2025" + "01" + "00012345" + "01" + "001"), weight3("2025" + "01" + "00012345" + "02" + "001"),
       weight3("2025" + "01" + "00056789" + "01" + "001")]


def pay_easy(layout_id, records, total):
    return ([fixed(200, (1, "1" + layout_id), (12, "13104" + "20250612" + "183000" + "0001"))] + records +
            [fixed(200, (1, f"8{len(records):08}{total:014}")), END200])


def claim(action, key, amount, late, name, item, slip, result=""):
    return fixed(200, (1, "2" + action + "13104" + key + "482915" + "0000000101"), (44, f"{amount:011}{late:09}"),
                 (64, name), (94, item), (118, "20250630" + "20250831"), (134, f"{slip:012}"), (146, result))


claims = [("1", PAY[0], 12340, 0, "ﾔﾏﾀﾞ ﾀﾛｳ", "ｺｸﾎ R7 01ｷ", 1001), ("2", PAY[1], 8100, 100, "ｽｽﾞｷ ｲﾁﾛｳ", "ｺｸﾎ R7 02ｷ", 1002),
          ("3", PAY[2], 0, 0, "ﾀﾅｶ ﾊﾅｺ", "ｺｸﾎ R7 01ｷ", 1003)]
total = sum(c[2] for c in claims)
put("pay-easy-claims.dat", pay_easy("CLAIM", [claim(*c) for c in claims], total))
put("pay-easy-withdraw.dat", pay_easy("CLAIM", [claim("3", *c[1:]) for c in claims], total))
put("pay-easy-answer.dat", pay_easy("ANSWER", [claim(*c, r) for c, r in zip(claims, ("00", "03", "00"))], total))
csv("claim-event.csv", "処理,収納機関番号,納付番号,確認番号,納付区分,金額,うち延滞金,氏名カナ,項目カナ,納期限,使用期限,納付書の内部番号",
    [f'{ {"1": "new", "2": "change", "3": "delete"}[a] },13104,{k},482915,0000000101,{m},{l},{n},{i},20250630,20250831,{s:012}'
     for a, k, m, l, n, i, s in claims], encoding="utf-8", end="\n")
paid = [("1", PAY[0], 12340, "20250613", "101500", "1", "20250616", "R2025061300000000001"),
        ("1", PAY[1], 8100, "20250613", "235959", "2", "20250616", "R2025061300000000002"),
        ("2", PAY[1], 8100, "20250613", "235959", "2", "00000000", "R2025061300000000002")]
put("pay-easy-receipts.dat", pay_easy("RECEIPT", [
    fixed(200, (1, "2" + a + "13104" + k + "0000000101"), (38, f"{m:011}{d}{t}"), (63, "0001" + "001" + r),
          (71, d + p), (87, ref)) for a, k, m, d, t, r, p, ref in paid], sum(p[2] for p in paid)))

# ---- slips of banks, counters, mandates (7, 11.4, 15) ----------------------------------------------------------

SLIP = [weight3("2025" + "1" + "00012345" + "01" + "0" + "01"), weight3("2025" + "1" + "00012345" + "02" + "1" + "02")]
slips = [(SLIP[0], 12340, 0, "1", ""), (SLIP[1], 8100, 100, "3", "")]
put("ocr-slip.dat",
    [fixed(120, (1, "1" + "00000042" + "20250702" + f"{len(slips):06}" + f"{sum(s[1] for s in slips):012}"))] +
    [fixed(120, (1, "2" + "00000042" + f"{i + 1:05}" + k + f"{m:09}{l:09}" + "20250630" + "20250702" + "0001001" + by),
           (76, bad), (82, f"IMG{i + 1:013}")) for i, (k, m, l, by, bad) in enumerate(slips)] + [END120])
claim_no = weight3("000000123")
put("ocr-refund.dat",
    [fixed(120, (1, "3" + "00000043" + "20250702" + "000001")),
     fixed(120, (1, "4" + "00000043" + "00001" + claim_no + "9900" + "238" + "1" + "1234567"), (40, "ﾀﾅｶ ﾊﾅｺ"),
           (70, "20250628" + "1" + "0" + "4"), (87, "IMG0000000000001")), END120])
csv("branch-counter.csv", "",
    ["1,001,01,20250630", f"2,00001,{SLIP[0]},12340,0,0915,0", f"2,00002,{SLIP[1]},8100,100,1020,1", "8,1,12340,12340",
     "1,001,02,20250630", f"2,00001,{SLIP[1]},8100,100,1100,0", "8,1,8100,8100"], encoding="utf-8")
csv("mandate-list.csv", "依頼番号,処理,受付日,受付方法,納付義務者,科目,銀行番号,支店番号,預金種目,口座番号,記号,番号,口座名義,続柄,"
    "開始年度,開始期,結果,回答日",
    ["000000000001,1,20250610,2,H0000001,01,0001,001,1,1234567,,,ﾔﾏﾀﾞ ﾀﾛｳ,1,2025,03,0,20250610",
     "000000000002,2,20250611,1,H0000002,01,9900,234,1,,12340,12345671,ﾀﾅｶ ﾊﾅｺ,2,2025,04,,"])
csv("payin-sheet.csv", "払込日,収納チャネル,件数,金額", ["20250707,04,2,20340", "20250707,07,1,12340", "20250708,10,3,0"])

# ---- eL-QR (13) ------------------------------------------------------------------------------------------------


def elqr_code(upper_base, lower_base, amount):
    body = ("000201" + "010212" + "2796" + "000513800" + "0183" + ocr(upper_base) + ocr(lower_base) + "5411" + f"{amount:011}" +
            "6226" + "20252025" + "01" + "20250630" + "20250731" + "8085" + "0" * 85 + "6305")
    return (body + f"{crc16(body.encode()):05}").encode()


# The upper lines are those of the published vectors (11.2); what they say of the amount stands in positions 14-24.
put("elqr-code.dat", [elqr_code("0000000000000000039500213800012700000", "202501000001234501001234560131040000000000", 39500),
                      elqr_code("0010000000000000012340213800000000000", "202501000001234501001234560131040000000000", 12340)])
csv("elqr.csv", "案件特定キー番号,共通納税機関コード,税目・料金番号,賦課年度,期別,金額,納付日,納付方法,払込日,取消区分",
    [f"{PAY[0]},13104,127,2026,04,12340,20260930,4,20261005,0", f"{PAY[1]},13104,127,2026,05,8100,20261031,2,0,0"])

# ---- 年金特別徴収 (interfaces.md 7.2), 500 bytes ----------------------------------------------------------------

HEAD = "13104" + "001" + "30" + " " + "1" + "20250820"
amounts = [(12400, 0, 0), (8300, 8300, 0)]
put("pension-withholding-result.dat",
    [fixed(500, (1, "1" + HEAD))] +
    [fixed(500, (1, "2" + HEAD + f"{9900000010 + i}" + "1150" + "19550401" + "2"), (45, "ﾔﾏﾀﾞ ﾀﾛｳ"),
           (70, "00" + "00" + "20250815" + "".join(f"{a:011}" for a in row))) for i, row in enumerate(amounts)] +
    [fixed(500, (1, "3" + HEAD + f"{len(amounts):09}" + "".join(f"{sum(c):011}" for c in zip(*amounts))))])

# ---- 消込データ ------------------------------------------------------------------------------------------------

csv("receipt-event.csv", "収納チャネル,種別,納付書番号,金額,領収日,領収時刻,払込日,チェーン,店舗,うち延滞金,相手の照会番号",
    ["03,final,20250100000123450111,12340,20250630,,,,,,", f"04,preliminary,{codes[0][8:29]},12340,20250630,1234,,030,001234,,",
     f"07,cancel,{PAY[1]},8100,20250613,2359,20250616,0001,001,100,R2025061300000000002"], encoding="utf-8", end="\n")
