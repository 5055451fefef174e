#!/usr/bin/env python3
"""Compiles HTML templates to C: scripts/compile_templates.py OUT.c OUT.h TEMPLATE.html...

A template opens with its parameters and then is HTML:

    {# const struct addressee *person, yen total #}
    {% include "web/screens.h" %}           C header the parameters need
    <p>{{ person->name }}</p>               escaped text, the writer chosen by the type
    <td>{{ total | yen }}</td>              escaped text, html_yen() writes it
    {% for (size_t i = 0; i < n; i++) { %}  C statements, as they are
    {% } %}
    <a href="{{ url: household_url(out, no) }}">   a URL stands only in href, src or action

Placeholders stand in element text and in quoted attribute values. Inside a tag, an unquoted attribute, a
script, a style, an on... or style attribute, or a URL attribute without `url:`, a placeholder is a build error.
So is an inline script or style, an on... or style attribute, and a fixed URL that leads anywhere but to our own
paths: the policy of the pages would refuse them, and here it is seen first.
"""
import pathlib
import re
import sys

URL_ATTRIBUTES = {"href", "src", "action", "formaction", "poster"}
TOKEN = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.S)


class TemplateError(Exception):
    pass


class Context:
    """Where in the HTML we are, byte by byte: just enough to know what a placeholder would mean."""

    def __init__(self):
        self.state = "text"
        self.tag = self.attribute = self.quote = self.value = ""

    def feed(self, html):
        i = 0
        while i < len(html):
            c = html[i]
            if self.state == "text":
                if self.tag in ("script", "style"):
                    end = html.lower().find("</" + self.tag, i)
                    if html[i:end if end >= 0 else None].strip():
                        raise TemplateError(f"an inline {self.tag}")
                    if end < 0:
                        return
                    self.tag, i = "", end
                    continue
                if html.startswith("<!--", i):
                    end = html.find("-->", i)
                    if end < 0:
                        raise TemplateError("a comment does not end")
                    i = end + 3
                    continue
                if c == "<":
                    self.state, self.tag = "tag-name", ""
            elif self.state == "tag-name":
                if c.isalnum() or c in "-!/":
                    self.tag += c.lower()
                elif c == ">":
                    self.state = "text"
                else:
                    self.state, self.attribute = "tag", ""
            elif self.state == "tag":
                if c == ">":
                    self.state = "text"
                elif c == "=":
                    self.state, self.value = "value", ""
                    if self.attribute.startswith("on") or self.attribute in ("style", "srcdoc"):
                        raise TemplateError(f"the attribute {self.attribute}")
                elif c.isspace():
                    if self.attribute and html[i:].lstrip()[:1] != "=":
                        self.attribute = ""
                elif c != "/":
                    self.attribute += c.lower()
            elif self.state == "value":
                if c in "\"'":
                    self.state, self.quote = "quoted", c
                elif not c.isspace():
                    raise TemplateError(f"the attribute {self.attribute} is not quoted")
            elif self.state == "quoted" and c == self.quote:
                fixed = self.value
                if self.attribute in URL_ATTRIBUTES and fixed and (fixed[0] not in "/#" or fixed.startswith("//")):
                    raise TemplateError(f"the attribute {self.attribute} leads elsewhere: {fixed}")
                self.state, self.attribute = "tag", ""
            elif self.state == "quoted":
                self.value += c
            i += 1

    def check_placeholder(self, is_url):
        if self.state == "text":
            if self.tag in ("script", "style"):
                raise TemplateError(f"a placeholder inside <{self.tag}>")
            if is_url:
                raise TemplateError("a URL placeholder outside an attribute")
            return
        if self.state != "quoted":
            raise TemplateError("a placeholder inside a tag, outside a quoted attribute")
        name = self.attribute
        if name.startswith("on") or name in ("style", "srcdoc"):
            raise TemplateError(f"a placeholder in the attribute {name}")
        if (name in URL_ATTRIBUTES) != is_url:
            raise TemplateError(f"the attribute {name} wants {'no ' if is_url else 'a '}url: placeholder")
        if is_url and self.value:
            raise TemplateError(f"the attribute {name} wants the whole address from one url: placeholder")


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("?", "\\?") + '"'


def compile_one(path):
    text = path.read_text(encoding="utf-8")
    name = path.stem.replace("-", "_")
    context, lines, includes, parameters = Context(), [], [], None
    line_no = 1
    try:
        for token in TOKEN.split(text):
            at = line_no
            line_no += token.count("\n")
            if token.startswith("{#"):
                if parameters is None:
                    parameters = " ".join(token[2:-2].split())
                continue
            if token.startswith("{%"):
                code = token[2:-2].strip()
                header = re.fullmatch(r'include\s+"([\w./]+)"', code)
                if header:
                    includes.append(header.group(1))
                    continue
                lines.append(f'#line {at} "{path.name}"\n{code}')
                continue
            if token.startswith("{{"):
                code = token[2:-2].strip()
                is_url = code.startswith("url:")
                context.check_placeholder(is_url)
                if is_url:
                    lines.append(f'#line {at} "{path.name}"\nhtml_url(out, {code[4:].strip()});')
                elif re.search(r"\|\s*\w+$", code):
                    expression, writer = code.rsplit("|", 1)
                    lines.append(f'#line {at} "{path.name}"\nhtml_{writer.strip()}(out, {expression.strip()});')
                else:
                    lines.append(f'#line {at} "{path.name}"\nhtml_value(out, {code});')
                continue
            context.feed(token)
            # Indentation and line ends between tags say nothing on a page: they are left out.
            small = re.sub(r"\n\s*", "\n", token)
            if small.strip() or (small and "\n" not in small):
                lines.append(f"html_markup(out, {c_string(small)});")
        if parameters is None:
            raise TemplateError("the template names no parameters: {# ... #}")
        if context.state != "text":
            raise TemplateError("the template ends inside a tag")
    except TemplateError as error:
        raise SystemExit(f"{path}:{line_no}: {error}")
    signature = f"void template_{name}(struct html *out{', ' + parameters if parameters else ''})"
    return includes, signature, lines


def main():
    out_c, out_h, *templates = sys.argv[1:]
    headers, signatures, bodies = ["web/html.h"], [], []
    for template in sorted(templates):
        includes, signature, lines = compile_one(pathlib.Path(template))
        headers += [h for h in includes if h not in headers]
        signatures.append(signature + ";")
        bodies.append(signature + "\n{\n(void)out;\n" + "\n".join(lines) + "\n}\n")
    guard = "KOKUHO_WEB_TEMPLATES_H"
    pathlib.Path(out_h).write_text(
        f"/* Made from the templates by scripts/compile_templates.py. */\n#ifndef {guard}\n#define {guard}\n" +
        "".join(f'#include "{h}"\n' for h in headers) + "\n".join(signatures) + "\n#endif\n", encoding="utf-8")
    pathlib.Path(out_c).write_text(
        "/* Made from the templates by scripts/compile_templates.py. */\n"
        f'#include "{pathlib.Path(out_h).name}"\n' + "\n".join(bodies), encoding="utf-8")


if __name__ == "__main__":
    main()
