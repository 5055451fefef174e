#!/usr/bin/env python3
"""Embeds files of the browser in C: embed_assets.py OUT.c PATH=FILE...

Each becomes one entry of web_assets with its type, its bytes and a tag made from their SHA-256.
"""
import hashlib
import pathlib
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def main():
    out, *pairs = sys.argv[1:]
    arrays, entries = [], []
    for number, pair in enumerate(pairs):
        path, file = pair.split("=", 1)
        content = pathlib.Path(file).read_bytes()
        rows = [", ".join(str(b) for b in content[i:i + 24]) for i in range(0, len(content), 24)]
        arrays.append(f"static const unsigned char bytes_{number}[] = {{\n" + ",\n".join(rows) + "};\n")
        tag = hashlib.sha256(content).hexdigest()[:24]
        entries.append(f'    {{"{path}", "{TYPES[pathlib.Path(file).suffix]}", "\\"{tag}\\"", '
                       f"(const char *)bytes_{number}, sizeof(bytes_{number})}},\n")
    pathlib.Path(out).write_text('#include "web/assets.h"\n' + "".join(arrays) +
                                 "const struct web_asset web_assets[] = {\n" + "".join(entries) + "};\n"
                                 "const size_t web_asset_count = COUNT_OF(web_assets);\n", encoding="utf-8")


if __name__ == "__main__":
    main()
