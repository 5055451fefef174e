"""Files of the channels that have no partner of their own: OCR of bank slips, counters, the mobile services.

Written by byte position from payment_formats.md 9.3, 11.4 and 12; knows nothing of the program. The till of a store
and the Pay-easy centre are store.py and pay_easy.py.
"""
from store import check_digit

RECORD = 120


def barcode(company, client, slip, amount, until):
    """44 digits (8.1): a slip is a dictionary with year, class, notice, instalment, kind and serial."""
    digits = (f"91{company}{client}{slip['year'] % 100:02}{slip['class']}{slip['notice']:08}{slip['instalment']:02}"
              f"{slip['kind']}{slip['serial']:02}{(slip['serial'] - 1) % 10}{until % 1000000:06}0{amount:06}")
    assert len(digits) == 43
    return digits + check_digit(digits)


def line_key(slip):
    """19 digits of the lower OCR line, with its check digit (11.4)."""
    digits = (f"{slip['year']}{slip['class']}{slip['notice']:08}{slip['instalment']:02}{slip['kind']}"
              f"{slip['serial']:02}")
    return digits + check_digit(digits)


def pay_number(slip):
    digits = f"{slip['year']:04}{slip['class']:02}{slip['notice']:08}{slip['instalment']:02}{slip['serial']:03}"
    return digits + check_digit(digits)


def fixed(*parts):
    record = bytearray(b" " * RECORD)
    for position, text in parts:
        record[position - 1:position - 1 + len(text)] = text.encode("cp932")
    assert len(record) == RECORD
    return bytes(record)


def joined(records):
    return b"".join(r + b"\r\n" for r in records)


def ocr_file(batch, made, slips):
    """One paper batch; a slip is (key, amount, late, day, paid in, bank)."""
    head = fixed((1, f"1{batch:08}{made}{len(slips):06}{sum(s[1] for s in slips):012}"))
    lines = [fixed((1, f"2{batch:08}{at:05}{key}{amount:09}{late:09}{day}{payin}{bank:07}1"))
             for at, (key, amount, late, day, payin, bank) in enumerate(slips, 1)]
    return joined([head, *lines])


def counter_file(office, day, slips):
    """One counter and day with its cash close; a slip is (key, amount, late, time)."""
    lines = [f"1,{office:03},01,{day}"]
    lines += [f"2,{at:05},{key},{amount},{late},{time},0" for at, (key, amount, late, time) in enumerate(slips, 1)]
    total = sum(s[1] for s in slips)
    lines.append(f"8,{len(slips)},{total},{total}")
    return "".join(line + "\r\n" for line in lines).encode()


def mobile_file(chain, made, payments):
    """The shape of type A, from a mobile service; a payment is (kind, barcode, day, time, paid in)."""
    lines = [fixed((1, f"2{kind}{day}{time}0{code}"), (64, "0000001"), (73, str(day)), (81, f"{payin or 0:08}"), (97, chain))
             for kind, code, day, time, payin in payments]
    total = sum(int(p[1][37:43]) for p in payments)
    return joined([fixed((1, f"1{made}")), *lines, fixed((1, f"8{len(payments):06}{total:012}")), fixed((1, "9"))])
