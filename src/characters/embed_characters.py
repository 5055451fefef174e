#!/usr/bin/env python3
"""Makes the table of characters: embed_characters.py FONT UNICODE radicals.tsv variants.tsv characters_table.c

Every ideograph that FONT can draw, with its sequences of variation selectors; strokes, parts, readings and variants
from the Unihan files of the folder UNICODE (Debian: unicode-data). The build stops when a reading is not understood
or a row has no strokes or part.
"""
import bz2
import collections
import pathlib
import re
import struct
import sys

# Readings of Unihan are Roman letters. Longest spelling first.
ROMAN = """A ア I イ U ウ E エ O オ KA カ KI キ KU ク KE ケ KO コ SA サ SI シ SHI シ SU ス SE セ SO ソ TA タ TI チ CHI チ
TU ツ TSU ツ TE テ TO ト NA ナ NI ニ NU ヌ NE ネ NO ノ HA ハ HI ヒ HU フ FU フ HE ヘ HO ホ MA マ MI ミ MU ム ME メ MO モ
YA ヤ YU ユ YO ヨ RA ラ RI リ RU ル RE レ RO ロ WA ワ WI ヰ WE ヱ WO ヲ GA ガ GI ギ GU グ GE ゲ GO ゴ ZA ザ JI ジ ZI ジ
ZU ズ ZE ゼ ZO ゾ DA ダ DI ヂ DU ヅ DZU ヅ DE デ DO ド BA バ BI ビ BU ブ BE ベ BO ボ PA パ PI ピ PU プ PE ペ PO ポ
KYA キャ KYU キュ KYO キョ SHA シャ SHU シュ SHO ショ SYA シャ SYU シュ SYO ショ CHA チャ CHU チュ CHO チョ TYA チャ
TYU チュ TYO チョ NYA ニャ NYU ニュ NYO ニョ HYA ヒャ HYU ヒュ HYO ヒョ MYA ミャ MYU ミュ MYO ミョ RYA リャ RYU リュ
RYO リョ GYA ギャ GYU ギュ GYO ギョ JA ジャ JU ジュ JO ジョ ZYA ジャ ZYU ジュ ZYO ジョ BYA ビャ BYU ビュ BYO ビョ
PYA ピャ PYU ピュ PYO ピョ DZA ヅァ KWA クヮ GWA グヮ JYA ジャ JYU ジュ JYO ジョ DYO ヂョ FA ファ FI フィ FE フェ FO フォ
VU ヴ TCHI ッチ SHE シェ JE ジェ CHE チェ SHYU シュ SHYO ショ CHYU チュ DYU デュ DHI ディ THI ティ DYA ヂャ WHI ウィ TWU トゥ VA ヴァ VI ヴィ"""
KANA = dict(zip(ROMAN.split()[::2], ROMAN.split()[1::2]))


def kana(word):
    out, at = "", 0
    while at < len(word):
        for length in (4, 3, 2, 1):
            if word[at:at + length] in KANA:
                out, at = out + KANA[word[at:at + length]], at + length
                break
        else:
            if word[at] in "NM'":
                out += "" if word[at] == "'" else "ン"
            elif word[at:at + 2] == word[at] * 2 or word[at:at + 3] == "TCH":
                out += "ッ"
            else:
                return None
            at += 1
    return out


def is_ideograph(code):
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def font_map(path):
    """Code points and sequences that the font has glyphs for: tables cmap of format 12 and 14."""
    data = path.read_bytes()
    tables = struct.unpack(">H", data[4:6])[0]
    start = next(struct.unpack(">I", data[20 + 16 * i:24 + 16 * i])[0] for i in range(tables)
                 if data[12 + 16 * i:16 + 16 * i] == b"cmap")
    codes, sequences = set(), set()
    for i in range(struct.unpack(">H", data[start + 2:start + 4])[0]):
        at = start + struct.unpack(">HHI", data[start + 4 + 8 * i:start + 12 + 8 * i])[2]
        form = struct.unpack(">H", data[at:at + 2])[0]
        if form == 12:
            for j in range(struct.unpack(">I", data[at + 12:at + 16])[0]):
                first, last, _ = struct.unpack(">III", data[at + 16 + 12 * j:at + 28 + 12 * j])
                codes.update(c for c in range(first, last + 1) if is_ideograph(c))
        elif form == 14:
            sequences |= sequences_of(data, at)
    return codes, {(base, selector) for base, selector in sequences if base in codes}


def sequences_of(data, at):
    """Those with a glyph of their own; the others look like their base."""
    found = set()
    for j in range(struct.unpack(">I", data[at + 6:at + 10])[0]):
        row = at + 10 + 11 * j
        selector = int.from_bytes(data[row:row + 3], "big")
        own = struct.unpack(">I", data[row + 7:row + 11])[0]
        if own == 0 or selector < 0xE0100:  # the standard selectors repeat what has a code of its own
            continue
        for k in range(struct.unpack(">I", data[at + own:at + own + 4])[0]):
            place = at + own + 4 + 5 * k
            found.add((int.from_bytes(data[place:place + 3], "big"), selector))
    return found


def unihan(folder, codes):
    fields = collections.defaultdict(dict)
    for name in ("Readings", "RadicalStrokeCounts", "Variants", "IRGSources"):
        with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("U+"):
                    code, field, value = line.rstrip("\n").split("\t")
                    code = int(code[2:], 16)
                    if code in codes:
                        fields[field][code] = value
    return fields


def japanese(fields, code):
    """Strokes and parts as Japan counts them (Adobe-Japan1), as (part, strokes) with the count of the whole."""
    found = re.findall(r"C\+\d+\+(\d+)\.(\d+)\.(\d+)", fields["kRSAdobe_Japan1_6"].get(code, ""))
    return [(int(part), int(own) + int(rest)) for part, own, rest in found]


def row_of(fields, code):
    totals = [int(n) for n in fields["kTotalStrokes"].get(code, "").split()]
    parts = [int(p) for p in re.findall(r"(\d+)'*\.-?\d+", fields["kRSUnicode"].get(code, ""))]
    for part, strokes in japanese(fields, code):
        totals.append(strokes)
        parts.append(part)
    if not totals or not parts:
        sys.exit(f"U+{code:04X}: no strokes or no part in the Unihan files")
    parts = list(dict.fromkeys(parts))
    words = (fields["kJapaneseOn"].get(code, "") + " " + fields["kJapaneseKun"].get(code, "")).split()
    readings = list(dict.fromkeys(kana(word) for word in words))
    if None in readings:
        sys.exit(f"U+{code:04X}: a reading is not understood: {' '.join(words)}")
    source = fields["kIRG_JSource"].get(code, "")
    rank = 0 if source.startswith("J0") else 1 if source.startswith(("J1", "J3", "J4", "JA")) or readings else 2
    return min(totals), max(totals), (parts + [0, 0])[:3], rank, readings


def fold_of(path):
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and len(cells[0]) == 1:
            pairs[ord(cells[0])] = ord(cells[1])
    return pairs


def variants(fields, codes, fold):
    """What may stand for what in a name: the forms that search takes for one, and those that Unihan calls variants."""
    near = collections.defaultdict(set)
    for field in ("kSemanticVariant", "kZVariant", "kCompatibilityVariant"):
        for code, value in fields[field].items():
            for other in re.findall(r"U\+([0-9A-F]+)", value):
                near[code].add(int(other, 16))
                near[int(other, 16)].add(code)
    families = collections.defaultdict(set)
    for code in codes:
        families[fold.get(code, code)].add(code)
    pairs = set()
    for family in families.values():
        around = set(family).union(*(near[code] for code in family)) & codes
        pairs |= {(code, other) for code in family for other in around if other != code}
        pairs |= {(other, code) for code in family for other in around if other != code}
    return sorted(pairs)


def radicals(path):
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"\d", line):
            number, forms, names = line.split("\t")
            rows.append((int(number), [re.fullmatch(r"(.)(\d+)", f).groups() for f in forms.split()], names))
    if [row[0] for row in rows] != list(range(1, 215)):
        sys.exit(f"{path}: the parts are not those from 1 to 214, each once")
    return rows


def main():
    font, unicode, parts, alike, target = map(pathlib.Path, sys.argv[1:])
    codes, sequences = font_map(font)
    fields = unihan(unicode, codes)
    pool, places = [], {}

    def place(words):
        if words not in places:
            places[words] = sum(len(w.encode()) + 1 for w in pool)
            pool.append(words)
        return places[words]
    place("")
    rows = []
    for code in sorted(codes):
        low, high, found, rank, readings = row_of(fields, code)
        rows.append(f"{{0x{code:X}, {place(' '.join(readings))}, {low}, {high}, {{{found[0]}, {found[1]}, {found[2]}}}, {rank}}},")
    forms = [(number, form, strokes, names) for number, all_forms, names in radicals(parts) for form, strokes in all_forms]
    pairs = variants(fields, codes, fold_of(alike))
    text = ["/* Made by embed_characters.py from the font and the Unihan files of the system. */",
            '#include "characters/table.h"', "", "const struct character characters[] = {", *rows, "};",
            f"const size_t character_count = {len(rows)};", "", "const char character_readings[] ="]
    text += [f'"{words}\\0"' for words in pool] + [";", "", "const struct character_pair character_variants[] = {"]
    text += [f"{{0x{a:X}, 0x{b:X}}}," for a, b in pairs] + ["};", f"const size_t character_variant_count = {len(pairs)};",
             "", "const struct character_pair character_sequences[] = {"]
    text += [f"{{0x{base:X}, 0x{selector:X}}}," for base, selector in sorted(sequences)]
    text += ["};", f"const size_t character_sequence_count = {len(sequences)};", "",
             "const struct character_part character_parts[] = {"]
    text += [f'{{{number}, {strokes}, "{form}", "{names}"}},' for number, form, strokes, names in forms]
    text += ["};", f"const size_t character_part_count = {len(forms)};", ""]
    target.write_text("\n".join(text), encoding="utf-8")


main()
