#!/usr/bin/env python3
"""The template compiler, as TAP: what would be unsafe on a page does not compile, and the rest compiles right."""
import pathlib
import subprocess
import sys
import tempfile

COMPILER = pathlib.Path(sys.argv[1])
HEAD = "{# const char *x, struct url u #}\n"

BAD = [
    ("a placeholder in a script", "<script>{{ x }}</script>", "inside <script>"),
    ("a placeholder in a style", "<style>{{ x }}</style>", "inside <style>"),
    ("a placeholder in an event attribute", '<p onclick="go({{ x }})">', "onclick"),
    ("a placeholder in a style attribute", '<p style="{{ x }}">', "style"),
    ("an unquoted attribute", "<p class={{ x }}>", "quoted"),
    ("an unquoted attribute without placeholder", "<p class=a>", "not quoted"),
    ("a placeholder as attribute name", "<p {{ x }}>", "inside a tag"),
    ("a placeholder as tag name", "<{{ x }}>", "inside a tag"),
    ("a text where a URL stands", '<a href="{{ x }}">', "url:"),
    ("a text in a form's action", '<form action="{{ x }}">', "url:"),
    ("a text in an image's source", '<img src="{{ x }}" alt="">', "url:"),
    ("a text behind a path in a URL", '<a href="/a/{{ x }}">', "url:"),
    ("a URL in the text", "<p>{{ url: u }}</p>", "outside an attribute"),
    ("a URL in another attribute", '<p title="{{ url: u }}">', "no url:"),
    ("a page in an attribute", '<iframe srcdoc="{{ x }}"></iframe>', "srcdoc"),
    ("a tag that does not end", "<p class=\"a\"", "ends inside a tag"),
    ("a comment that does not end", "<!-- a", "comment"),
    ("an inline script", "<script>go()</script>", "inline script"),
    ("an event attribute", '<p onclick="go()">a</p>', "onclick"),
    ("a style attribute", '<p style="color: red">a</p>', "style"),
    ("a script from elsewhere", '<script src="https://example.com/a.js"></script>', "elsewhere"),
    ("a link without a protocol to elsewhere", '<link rel="stylesheet" href="//example.com/a.css">', "elsewhere"),
]

GOOD = [
    ("text", "<p>{{ x }}</p>", "html_value(out, x);"),
    ("a quoted attribute", '<p title="a {{ x }}">', "html_value(out, x);"),
    ("a URL", '<a href="{{ url: u }}">a</a>', "html_url(out, u);"),
    ("a filter", "<td>{{ 5 | yen }}</td>", "html_yen(out, 5);"),
    ("a statement", "{% if (x != NULL) { %}<p>a</p>{% } %}", "if (x != NULL) {"),
    ("a fixed script of ours", '<script src="/assets/a.js" defer></script>', "/assets/a.js"),
    ("a conditional attribute", '<option{% if (x) { %} selected{% } %}>a</option>', " selected"),
    ("quotes and backslashes", '<p title="a\\b">\\</p>', '\\"a\\\\b\\">\\\\</p>'),
]

count = failures = 0


def report(name, ok, words=""):
    global count, failures
    count += 1
    failures += not ok
    print(f"{'ok' if ok else 'not ok'} {count} - {name}")
    if not ok:
        print("#   " + words.replace("\n", "\n#   "))


def compile_template(folder, text, head=HEAD):
    template = folder / "page.html"
    template.write_text(head + text, encoding="utf-8")
    done = subprocess.run([sys.executable, COMPILER, folder / "out.c", folder / "out.h", template],
                          capture_output=True, text=True)
    made = (folder / "out.c").read_text(encoding="utf-8") if (folder / "out.c").exists() else ""
    (folder / "out.c").unlink(missing_ok=True)
    return done.returncode, done.stderr, made


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for title, text, words in BAD:
            code, stderr, made = compile_template(folder, "<p>\n" + text)
            report(f"{title} is a build error", code != 0 and words in stderr and not made, stderr or "it compiled")
            report(f"{title}: the message names file and line", "page.html:3:" in stderr, stderr)
        for title, text, wanted in GOOD:
            code, stderr, made = compile_template(folder, text)
            report(f"{title} compiles", code == 0 and wanted in made, stderr + made)
        code, stderr, _ = compile_template(folder, "<p>a</p>", head="")
        report("a template without parameters is a build error", code != 0 and "parameters" in stderr, stderr)
    print(f"1..{count}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
