"""Texts that grow: those of CommonMark's pathological tests, and others on which some program took the square."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Family = Callable[[int], str]
"""n → a text whose length is about proportional to n."""


def root(length: int) -> int:
    """How deep a text may nest, or how long its longest part may be, that has this length."""
    return int(length**0.5)


MARKDOWN: Mapping[str, Family] = {
    "nested strong emphasis": lambda n: "*a **a " * n + "b" + " a** a*" * n,
    "closers of emphasis": lambda n: "a_ " * n,
    "openers of emphasis": lambda n: "_a " * n,
    "closers of links": lambda n: "a]" * n,
    "openers of links": lambda n: "[a" * n,
    "mismatched openers and closers": lambda n: "*a_ " * n,
    "openers, then mismatched closers": lambda n: "*a " * n + "_a*_ " * n,
    "openers and closers in threes": lambda n: "a**b" + "c* " * n,
    "openers of links, closers of emphasis": lambda n: "[ a_" * n,
    "link, bracket, link": lambda n: "[ (](" * n,
    "image, link": lambda n: "![[]()" * n,
    "emphasis across links": lambda n: "**x [a*b**c*](d)" * n,
    "nested brackets": lambda n: "[" * n + "a" + "]" * n,
    "nested images": lambda n: "![" * n + "a" + "](b.png)" * n,
    "nested quotations": lambda n: "> " * n + "a",
    "quotations that deepen": lambda n: "".join("> " * depth + "a\n" for depth in range(root(n))),
    "emphasis in a deep quotation": lambda n: ">" * n + "a*" * n,
    "nested lists": lambda n: "".join("  " * depth + "* a\n" for depth in range(root(n))),
    "nested lists on one line": lambda n: "- " * n + "x",
    "blank lines in nested lists": lambda n: "- " * n + "x" + "\n" * n,
    "blank lines in nested lists in a quotation": lambda n: "> " + "- " * n + "x\n" + ">\n" * n,
    "items": lambda n: "- a\n" * n,
    "numbered items": lambda n: "1. a\n" * n,
    "backticks of every length": lambda n: "".join("e" + "`" * length for length in range(1, root(n))),
    "unclosed links in angles": lambda n: "[a](<b" * n,
    "unclosed links": lambda n: "[a](b" * n,
    "unclosed titles": lambda n: '[a](b "c' * n,
    "unclosed comments": lambda n: "</" + "<!--" * n,
    "unclosed instructions": lambda n: "a <?" * n,
    "unclosed declarations": lambda n: "a <!A" * n,
    "unclosed CDATA": lambda n: "a <![CDATA[" * n,
    "unclosed tags": lambda n: "<a " * n,
    "unclosed attributes": lambda n: "a <b c='" * n,
    "angles": lambda n: "<" * n,
    "ampersands": lambda n: "&#x" * n,
    "entities": lambda n: "&amp;&#1;&copy;" * n,
    "entities that are none": lambda n: "&abc" * n,
    "stars": lambda n: "*" * n,
    "stars between letters": lambda n: "a**b" * n,
    "underscores between letters": lambda n: "a_b" * n,
    "tildes": lambda n: "~~a " * n,
    "struck through": lambda n: "~~a~~b" * n,
    "quotation marks": lambda n: "\"a' " * n,
    "blocks of quotation marks": lambda n: ("\"a' " * 500 + "\n\n") * (n // 100),
    "apostrophes": lambda n: "a'b " * n,
    "dashes and dots": lambda n: "a--b...(c)+-" * n,
    "a paragraph of lines": lambda n: "word\n" * n,
    "hard breaks": lambda n: "a  \n" * n,
    "paragraphs": lambda n: "word\n\n" * n,
    "one long word": lambda n: "a" * n,
    "one long Korean word": lambda n: "한" * n,
    "combining characters": lambda n: "e\u0301\u0323" * n,
    "links": lambda n: "[a](b.md) " * n,
    "links that are refused": lambda n: "[a](java&#115;cript:x) " * n,
    "links that are not found as written": lambda n: "[a](b&amp;c) " * n,
    "images": lambda n: "![a](b.png)\n" * n,
    "addresses in angles": lambda n: "<https://a.example/> " * n,
    "bare addresses": lambda n: "https://a.example/ www.a.example a@b.example " * n,
    "tags": lambda n: "<b>a</b> " * n,
    "blocks of HTML": lambda n: "<div>\n\na\n\n</div>\n\n" * n,
    "references": lambda n: "".join(f"[a{i}]\n\n[a{i}]: b{i}.md\n\n" for i in range(n)),
    "references defined again": lambda n: "[a]: b\n" * n,
    "one reference many times": lambda n: "[a] " * n + "\n\n[a]: b.md",
    "a reference with a long name": lambda n: f"[{'a' * n}]\n\n[{'a' * n}]: b.md",
    "unclosed definitions": lambda n: "[a]: <\n" * n,
    "footnotes": lambda n: "".join(f"[^{i}]\n\n[^{i}]: t\n\n" for i in range(n)),
    "footnotes that are not there": lambda n: "[^a" * n + "]" * n,
    "footnotes in place": lambda n: "^[a " * n + "]" * n,
    "one footnote many times": lambda n: "[^1] " * n + "\n\n[^1]: t",
    "headings that are alike": lambda n: "# a\n\n" * n,
    "underlined headings": lambda n: "a\n=\n" * n,
    "hashes": lambda n: "# " + "#" * n + " #" * n,
    "table rows": lambda n: "a|b\n-|-\n" + "x|y\n" * n,
    "table columns": lambda n: "a|" * n + "\n" + "-|" * n + "\n",
    "a wide table with short rows": lambda n: "a|" * root(n) + "\n" + "-|" * root(n) + "\n" + "x\n" * root(n),
    "tables that are none": lambda n: "a|b\n" * n,
    "escaped bars": lambda n: "a|b\n-|-\n" + "\\|" * n,
    "definitions": lambda n: "a\n: b\n\n" * n,
    "definitions of one term": lambda n: "a\n" + ": b\n" * n,
    "tasks": lambda n: "- [ ] a\n" * n,
    "alerts": lambda n: "> [!NOTE]\n> x\n\n" * n,
    "fences": lambda n: "```\n" * n,
    "a fence with a long name": lambda n: "```" + "a" * n + "\n```\n",
    "indented code": lambda n: "    a\n\n" * n,
    "escapes": lambda n: "\\*" * n,
    "backslashes": lambda n: "\\" * n,
    "blank lines": lambda n: "\n" * n,
    "spaces": lambda n: "a" + " " * n + "b",
    "tabs": lambda n: "\t" * n + "a",
}

HTML: Mapping[str, Family] = {
    "elements in each other": lambda n: "<div>" * n,
    "closed elements in each other": lambda n: "<div>" * n + "</div>" * n,
    "marks in each other": lambda n: "<b><i><u>" * n,
    "marks that overlap": lambda n: "<b><i></b></i>" * n,
    "marks and paragraphs": lambda n: "<b><p>" * n,
    "marks, then ends of paragraphs": lambda n: "<b>" * n + "</p>" * n,
    "ends of nothing": lambda n: "</p>" * n,
    "lists in each other": lambda n: "<ul><li>" * n,
    "items": lambda n: "<li>" * n,
    "links in each other": lambda n: "<a href=/x>" * n,
    "tables in each other": lambda n: "<table><tr><td>" * n,
    "text in tables": lambda n: "<table>a" * n,
    "attributes": lambda n: "<p " + "".join(f"a{i}=1 " for i in range(n)) + ">",
    "one attribute many times": lambda n: "<p " + "a " * n + ">",
    "elements that are unknown": lambda n: "<xyz>" * n,
    "elements that are left out": lambda n: "<script></script>" * n,
    "elements of drawings": lambda n: "<svg><g>" * n,
    "comments": lambda n: "<!-- -->" * n,
    "entities": lambda n: "<b>&amp;&lt;</b>" * n,
    "images": lambda n: "<img src=pic.png alt=x>" * n,
}
"""Raw HTML in a block of its own."""

PAGES: Mapping[str, Family] = HTML | {
    "images that are bare": lambda n: "<img>\n" * n,
    "ids that stand twice": lambda n: "<p id=a>\n" * n,
    "links to as many places": lambda n: "".join(f"<a href=/{i}>\n" for i in range(n)),
}
"""Pages of which as much is wrong as they are long."""

BYTES: Mapping[str, Callable[[int], bytes]] = {
    "letters": lambda n: b"word " * n,
    "Korean": lambda n: "한국 ".encode() * n,
    "decomposed": lambda n: "\u1112\u1161\u11abe\u0301\u0323".encode() * n,
    "accents on one letter": lambda n: b"e" + "\u0301\u0323".encode() * n,
    "line ends": lambda n: "a\r\nb\rc\u2028".encode() * n,
    "characters to drop": lambda n: b"a\x01" * n,
    "a wrong byte at the end": lambda n: "한\n".encode() * n + b"\xff",
    "NUL at the end": lambda n: b"a\n" * n + b"\0",
    "Korean of before Unicode": lambda n: "한국 ".encode("cp949") * n,
    "UTF-8 read as another encoding": lambda n: "cafÃ© 한국 é» ".encode() * n,
    "replaced characters": lambda n: "\ufffd\n".encode() * n,
}

FILES: Mapping[str, Family] = {
    "a long text": lambda n: "---\ntitle: x\n---\n" + "word\n" * n,
    "never closed": lambda n: "---\n" + "a: b\n" * n,
    "rules": lambda n: "---\ntitle: x\n---\n" + "---\n" * n,
    "opened late": lambda n: "\n" * n + "---\ntitle: x\n---\n",
    "other rules": lambda n: "---" + "-" * n + "\n",
    "spaces behind a rule": lambda n: "---" + " " * n + "x\n",
    "keys without a fence": lambda n: "title: x\n  y\n" * n,
    "keys below dots": lambda n: "---\na: b\n...\n" + "a: b\n- c\n" * n,
    "comments in TOML": lambda n: "+++\n" + "# a\n" * n,
}

CONFLICTS: Mapping[str, Family] = {
    "begun": lambda n: "<<<<<<< a\n" * n + ">>>>>>> b\n",
    "whole": lambda n: "<<<<<<< a\n=======\n>>>>>>> b\n" * n,
    "in fences": lambda n: "```\n<<<<<<< a\n```\n=======\n>>>>>>> b\n" * n,
}

YAML: Mapping[str, Family] = {
    "keys": lambda n: "".join(f"k{i}: v\n" for i in range(n)),
    "one key many times": lambda n: "a: b\n" * n,
    "a long list": lambda n: "a:\n" + "- b\n" * n,
    "a long list in brackets": lambda n: f"a: [{'b, ' * n}]",
    "mappings in a list": lambda n: "a:\n" + "- {b: c}\n" * n,
    "a long word": lambda n: "a: " + "b" * n,
    "words": lambda n: "a: " + "b " * n,
    "lines": lambda n: "a: |\n" + "  b\n" * n,
    "folded lines": lambda n: "a: b\n" + "  b\n" * n,
    "quotation marks": lambda n: "a: '" + "''" * n + "'",
    "escapes": lambda n: 'a: "' + "\\u0041" * n + '"',
    "comments": lambda n: "# b\n" * n + "a: b\n",
    "values that end at a sign": lambda n: "a:\n" + "- b #c\n" * n,
    "blank lines": lambda n: "a: b\n" + "\n" * n,
    "colons": lambda n: "a: b" + ": c" * n,
    "never closed": lambda n: "a: [" + "b, " * n,
    "an open quotation mark": lambda n: 'a: "' + "b\n  " * n,
    "what does not fit": lambda n: "a: b\n" * n + "\tc\n",
}

WORDS: Mapping[str, Family] = {
    "letters": lambda n: "a" * n,
    "words": lambda n: "word " * n,
    "capitals": lambda n: "WORD " * n,
    "Korean": lambda n: "한국 " * n,
    "Korean and Latin": lambda n: "한a" * n,
    "points": lambda n: "." * n,
    "spaces": lambda n: " " * n + "a",
    "hyphens": lambda n: "-a" * n,
    "accents": lambda n: "e\u0301" * n,
    "accents on one letter": lambda n: "e" + "\u0301\u0323" * n,
    "one accent on one letter": lambda n: "e" + "\u0301" * n,
    "what is not printable": lambda n: "\u202e\x01" * n,
    "plus and sharp": lambda n: "+#" * n,
    "emoji": lambda n: "😀" * n,
    "slashes": lambda n: "a/" * n,
    "markup": lambda n: "*_`[<&amp;" * n,
    "underscores": lambda n: "__a" * n,
    "quotation marks": lambda n: "\"'\\" * n,
}

DATES: Mapping[str, Family] = {
    "digits": lambda n: "1" * n,
    "a day and spaces": lambda n: "2026-01-04 " + " " * n + "x",
    "a day of many digits": lambda n: "2026-01-04 10:00:00." + "1" * n,
    "spaces before a month": lambda n: "4" + " " * n + "January",
    "days": lambda n: "2026-01-04 " * n,
    "points": lambda n: "1." * n,
    "letters": lambda n: "4 " + "a" * n,
    "days of several languages": lambda n: "2026年1月4日（日）午後11時26分 4. März 2026 um 23.26 Uhr " * n,
}

TAGS: Mapping[str, Family] = {
    "links": lambda n: '<p><a href="b.md" title="c">x</a></p>\n' * n,
    "one link many times": lambda n: '<a href="a.md">x</a>' * n,
    "tags without addresses": lambda n: '<p class="a" id="b">x</p>\n' * n,
    "attributes": lambda n: "<p " + 'a="b" ' * n + ">",
    "attributes never closed": lambda n: "<p " + 'a="b" ' * n,
    "tags never closed": lambda n: '<p a="' * n,
    "tags in attributes": lambda n: '<p a="<p a=' * n,
    "names": lambda n: "<p " + "a " * n,
    "spaces": lambda n: "<p" + " " * n,
    "angles": lambda n: "<" * n,
    "quoted angles": lambda n: '<p a="' + "<p " * n + '">',
    "schemes": lambda n: '<a href="' + "a" * n + ':x">x</a>',
    "entities": lambda n: f'<a href="{"&amp;" * n}">x</a>',
}

UNITS = {
    "words": "a ",
    "capitals": "By Aa Bb ",
    "names": "- MINA ROH\n",
    "blanks": " ",
    "lines": "\n",
    "form feeds": "\x0c",
    "soft hyphens": "\u00ad\n",
    "at signs": "a@",
    "dates": "2026-01-04 ",
    "labels": "Published: ",
    "times": "1:11",
    "brackets": "((((",
    "dashes": "-- ",
    "commas": "A, ",
    "hangul": "기자 ",
    "equals": "(서울=",
    "credits": "사진=",
    "items": "- a\n",
    "rules": "- - ",
    "paths": "A > ",
    "copyright": "Copyright (c) ",
    "short lines": "a b\n",
    "sentences": "Go on.\n",
    "underscores": "__a",
    "entities": "&a",
    "combining": "e\u0301",
    "bylines": "By JANE DOE\n",
    "dated lines": "Published: 2026-01-04 10:00\n",
    "links": "https://a.example/x\n",
    "buttons": "Share\n",
    "heads of mails": "From: a@b.example\nTo: c@d.example\nSubject: x\n\na\n",
    "quoted lines": "> a b\n",
    "telephone numbers": "02-555-0100 ",
    "headers": "X-Aa: b\n",
    "reply marks": "Re: ",
}
"""What raw newspaper texts may be long of."""

MAIL = "From: a@b.example\nTo: c@d.example\nDate: 2026-01-04 10:00\n\nA text.\n"

NEWSPAPERS: Mapping[str, Family] = {
    f"{name}{where}": (lambda n, unit=unit, lead=lead: lead + unit * n)  # type: ignore[misc]
    for name, unit in UNITS.items()
    for where, lead in (("", ""), (" below a headline", "Title\n"), (" in a mail", MAIL))
}
