#!/usr/bin/env python3
"""Embeds the SHA-256 of every file that the program reads beside itself: accidents/, params/, layouts/, maps/ (TE-06).

    scripts/share_manifest.py ROOT OUT.c OUT.d

The program compares them when it starts (src/release.c). OUT.d names the files and their folders, so a change, a new
file or one that is gone makes the list anew.
"""
import hashlib
import pathlib
import sys

FOLDERS = ("accidents", "layouts", "maps", "params")


def main(root, out, depfile):
    files, watched = [], []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_dir():
                watched.append(path)
            elif not path.name.startswith("."):
                files.append(path)
        watched.append(root / folder)
    lines = ['/* Made by scripts/share_manifest.py. */', '#include "release.h"', "",
             "const struct release_file release_files[] = {"]
    lines += [f'    {{"{path.relative_to(root)}", "{hashlib.sha256(path.read_bytes()).hexdigest()}"}},' for path in
              sorted(files, key=lambda path: str(path.relative_to(root)))]
    lines += ["};", "const size_t release_file_count = COUNT_OF(release_files);", ""]
    out.write_text("\n".join(lines), encoding="utf-8")
    depfile.write_text(f"{out}: " + " ".join(str(path) for path in files + watched) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
