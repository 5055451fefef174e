#!/usr/bin/env python3
"""Embeds params/national/addressee/variants.tsv: embed_variants.py variants.tsv variants.c

The keys in a database are made with this table, so it belongs to the program and not to a folder of data. The build
stops when a form stands twice, leads to itself, or to a form that leads on.
"""
import pathlib
import sys


def main():
    source, target = map(pathlib.Path, sys.argv[1:3])
    pairs = {}
    lines = [line for line in source.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != 4 or len(fields[0]) != 1 or len(fields[1]) != 1 or fields[0] in pairs:
            sys.exit(f"{source}: line {number}: {line}")
        if fields[2] != f"U+{ord(fields[0]):04X}":
            sys.exit(f"{source}: line {number}: the code is not that of the character")
        pairs[fields[0]] = fields[1]
    for form, to in pairs.items():
        if to in pairs:
            sys.exit(f"{source}: {form} leads to {to}, which leads on")
    rows = "".join(f"    {{0x{ord(f):04X}, 0x{ord(t):04X}}},\n" for f, t in sorted(pairs.items()))
    target.write_text('/* Made from params/national/addressee/variants.tsv. */\n#include "addressee/search_key.h"\n\n'
                      f"const struct variant search_variants[] = {{\n{rows}}};\n"
                      f"const size_t search_variant_count = {len(pairs)};\n", encoding="utf-8")


main()
