"""Generates texts of all constructs of the dialect, nested and badly written: each text is a function of its seed.

`python -m tests.markdown.grammar SEED` prints the text of a seed. One text in four is a mutation of a seed text (`mutations`), the
others are written here. Each has its own preferences: most texts are plain with few unusual pieces, because the quick reader reads
those, and some are unusual throughout.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

from digest.articles.content_file import decode
from digest.diagnostics import Diagnostics
from tests.markdown import constructs as of
from tests.markdown.mutations import mutated, seed_texts
from tests.markdown.writer import Make, Writer


def text_of(seed: int) -> str:
    """Return the text of this seed, as decoded for a reader."""
    chance = random.Random(seed)
    text = mutated(chance, seed_texts()) if seed % 4 == 3 else Writer(chance, INLINES, BLOCKS).text()
    return decode(text.encode(errors="replace"), Diagnostics("a.md")) or ""


def _marked(*marks: str) -> Make:
    """Return a writer of text between two marks, some of which are missing."""

    def make(to: Writer, depth: int) -> str:
        mark = to.one(marks)
        begin, end = ("", mark) if to.odd() else (mark, "") if to.odd() else (mark, mark)
        inner = to.inline(depth)
        return begin + (inner if to.odd() else inner.strip()) + end

    return make


def _quoted(to: Writer, depth: int) -> str:
    begin, end = to.chance.choice(
        (('"', '"'), ("'", "'"), ("“", "”"), ("(", ")"), ("[", "]"), ('"', "'"), ("'\"", "\"'"), ("«", "»"))
    )
    return begin + to.inline(depth) + ("" if to.odd() else end)


def _code(to: Writer, depth: int) -> str:
    marks = to.one(("`", "`", "`", "``", "```"))
    inner = to.one(
        (*of.CODE, "a", "a b", " a ", "`", "a\nb", "a\n  b", "[a](b)", "\\", " ", "漢\n字", "|", "*a*", '"a"', "www.a.example")
    )
    return marks + inner + ("" if to.odd() else marks)


def _link(to: Writer, depth: int) -> str:
    mark = "!" if to.chance.random() < 0.2 else ""
    destination = to.one(
        of.DESTINATIONS if to.odd(4) else ("b.md", "https://a.example/b_c", "/b", "#c", "https://a.example/?q=1&r=2")
    )
    text = (
        to.inline(depth)
        if to.chance.random() < 0.7
        else to.one(("", "a", "b.md", "-", "[a]", "a]", "a [b](c) d", "![i](j.png)", "www.a.example"))
    )
    pad = to.one((" ", "\n", "  ", "\n  ", "\t", "\u00a0")) if to.odd() else ""
    return f"{mark}[{text}]({pad}{destination}{to.one(of.TITLES) if to.chance.random() < 0.3 else ''}{pad}{'' if to.odd() else ')'}"


def _reference(to: Writer, depth: int) -> str:
    mark = "!" if to.chance.random() < 0.15 else ""
    label = to.one(of.LABELS if to.odd(4) else ("r", "r s", "1", "R"))
    text = to.inline(depth)
    return mark + to.one(
        (
            f"[{label}]",
            f"[{label}][]",
            f"[{text}][{label}]",
            f"[{text}][{label}]",
            f"[{text}] [{label}]",
            f"[{text}][{label}]({label})",
        )
    )


def _note(to: Writer, depth: int) -> str:
    return to.one(("[^1]", "[^n]", "[^1]", f"^[{to.inline(depth)}]", "[^x y]", "[^]", "[^n"))


def _piece(*tables: Sequence[str]) -> Make:
    """Return a writer of one piece of these tables."""
    pieces = [piece for table in tables for piece in table]
    return lambda to, depth: to.one(pieces)


def _spanned(to: Writer, depth: int) -> str:
    return to.one(("*a*", "**a**", "`a`", "[a](b.md)", "![a](b.png)", "~~a~~", "a", "[r]")) + to.one(of.BRACES)


INLINES: dict[Make, int] = {
    _marked("*", "*", "_"): 10,
    _marked("**", "**", "__"): 10,
    _marked("***", "___", "*_", "~~", "~", "~~~", "****"): 3,
    _quoted: 6,
    _code: 8,
    _link: 20,
    _reference: 6,
    _note: 2,
    _spanned: 1,
    _piece(of.ENTITIES): 4,
    _piece(of.MARKS): 3,
    _piece(of.ADDRESSES): 4,
    _piece(of.ANGLES): 3,
    _piece(of.TAGS): 4,
    _piece(of.BRACES): 1,
    _piece(of.TEMPLATES): 1,
    _piece(*of.SCRIPTS.values()): 1,
}  # fmt: skip
"""The inline constructs, with their weights. Most texts contain no rare ones."""


def _paragraph(to: Writer, depth: int) -> str:
    return to.inline(0)


def _heading(to: Writer, depth: int) -> str:
    end = to.one((" #", " ##", "#", " # ", " \\#", " {#a}", " {.b}", " {: .b}", " {#a} ##")) if to.odd(4) else ""
    return "#" * to.chance.choice((1, 2, 2, 2, 3, 4, 6, 7)) + to.one((" ", " ", " ", " ", "  ", "", "\t")) + to.line() + end


def _underlined(to: Writer, depth: int) -> str:
    return f"{to.inline(1)}\n{to.one(('===', '---', '=', '-', '--', '  ---', '    ---', '=== ', '= =', '-----------', ':--'))}"


def _rule(to: Writer, depth: int) -> str:
    return to.one(
        ("---", "***", "___", "- - -", "* * *", " ---", "--", "-----", "**", "- - x", "_ _ _", "    ---", "+++", "* * * a", "---\t")
    )


def _quotation(to: Writer, depth: int) -> str:
    mark = to.one(("> ", "> ", "> ", ">", " > ", "   > ", ">  ", ">\t", "> > ", ">> ")) if to.odd(3) else "> "
    first = to.one(("[!NOTE]", "[!warning]", "[!TIP] a", "[!X]", "[!NOTE]  ")) if to.chance.random() < 0.1 else ""
    return to.inside(mark + first + ("\n" + mark if first else ""), mark, depth)


def _list(to: Writer, depth: int) -> str:
    number = to.chance.choice((0, 1, 1, 1, 1, 2, 7, 99, 123456789))
    kind = to.one(("-", "-", "*", "+", ".", ".", ")"))
    is_loose = to.chance.random() < 0.25
    items = []
    for at in range(to.chance.choice((1, 2, 2, 3, 4))):
        mark = f"{number + at}{kind}" if kind in ".)" else kind
        if to.odd():
            mark = to.one(("-", "*", "+", "1.", "1)", "10.", "-", "0.", "1234567890."))
        gap = to.one((" ", "  ", "   ", "    ", "     ", "\t", "", " \n", "\n")) if to.odd(2) else " "
        task = to.one(("[ ] ", "[x] ", "[X] ", "[ ]", "[] ", "[x]  ", "[ ]\u00a0")) if to.chance.random() < 0.08 else ""
        indent = " " * len(mark + gap.split("\n")[0])
        margin = to.one((" ", "  ", "   ", "    ", "\t")) if to.odd() else ""
        items.append(margin + to.inside(mark + gap + task, margin + indent, depth))
    return ("\n\n" if is_loose else "\n").join(items)


def _fence(to: Writer, depth: int) -> str:
    mark = to.one(("```", "```", "```", "~~~", "````", "``"))
    margin = to.one((" ", "  ", "   ", "    ")) if to.odd() else ""
    lines = [to.one(of.CODE) for _ in range(to.chance.randint(0, 4))]
    end = (
        []
        if to.odd(2)
        else [to.one((mark, mark, mark + "`", mark + " ", "  " + mark, mark + " x", "    " + mark)) if to.odd(2) else mark]
    )
    return "\n".join((margin + mark + to.one(of.LANGUAGES), *(margin + line for line in lines), *end))


def _indented(to: Writer, depth: int) -> str:
    return "\n".join(to.one(("    ", "    ", "\t", "     ", "  \t", "")) + to.one(of.CODE) for _ in range(to.chance.randint(1, 4)))


def _html(to: Writer, depth: int) -> str:
    parts = [to.one(of.BLOCK_HTML)]
    for _ in range(to.chance.randint(0, 3)):
        parts.append(to.one((*of.BLOCK_HTML, "", "", "*a*", "a", "[a](b.md)")) if to.chance.random() < 0.8 else to.inline(1))
    return "\n".join(parts)


def _table(to: Writer, depth: int) -> str:
    width = to.chance.choice((1, 2, 2, 2, 3, 4))

    def row(cells: Sequence[str]) -> str:
        begin, between, end = to.chance.choice(
            (("| ", " | ", " |"), ("| ", " | ", " |"), ("|", "|", "|"), ("", " | ", ""), ("", "|", "|"), ("|", " | ", ""))
        )
        return begin + between.join(cells) + end

    def cells() -> list[str]:
        count = width + (to.chance.choice((-1, 1, 2)) if to.odd(2) else 0)
        return [
            to.one(("", "a\\|b", "`a|b`", "`a\\|b`", "\\", "|", "- a", "  ", "{: .b}")) if to.odd(2) else to.line(2)
            for _ in range(max(count, 1))
        ]

    rules = [
        to.one(("-", ":-", ":", "--:", " --- ", "- -", "===", ""))
        if to.odd(1)
        else to.one(("---", "---", ":--", "--:", ":-:", "-"))
        for _ in range(width)
    ]
    lines = [row(cells()), row(rules), *(row(cells()) for _ in range(to.chance.randint(0, 4)))]
    if to.odd(2):
        lines[to.chance.randrange(len(lines))] = to.one(
            ("", "|", "a", "- a", "> a", "    a|b", "\ta|b", "|  |", "---", "# a", "```", "a\\")
        )
    if to.odd(2):
        lines.insert(0, to.inline(1))
    margin = to.one((" ", "   ", "    ")) if to.odd() else ""
    return "\n".join(margin + line for line in lines)


_GAPS = (" ", " ", " ", "", "\n", "  ", "\n  ", "\n    ")
"""Separators after the colon of a definition."""


def _definition(to: Writer, depth: int) -> str:
    made = []
    for _ in range(to.chance.choice((1, 1, 2, 3))):
        label = to.one(of.LABELS if to.odd(4) else ("r", "r s", "1", "x"))
        destination = to.one(of.DESTINATIONS if to.odd(4) else ("b.md", "https://a.example/b", "<b c>"))
        made.append(f"[{label}]:{to.one(_GAPS)}{destination}{to.one(of.TITLES)}")
    return "\n".join(made) + ("\n" + to.inline(1) if to.odd(2) else "")


def _footnote(to: Writer, depth: int) -> str:
    label = to.one(("1", "n", "x", "x y", ""))
    first = f"{to.line(2)}[^{label}]\n\n" if to.chance.random() < 0.6 else ""
    return first + to.inside(f"[^{label}]:{to.one(_GAPS)}", "    ", depth)


def _terms(to: Writer, depth: int) -> str:
    mark = to.one((":", ":", "~"))
    gap = to.one((" ", "   ", "\t", ""))
    return (
        f"{to.line(1)}"
        + to.one(("\n", "\n", "\n\n"))
        + "\n".join(to.inside(mark + gap, " " * len(mark + gap), depth) for _ in range(to.chance.choice((1, 2))))
    )


def _attributes(to: Writer, depth: int) -> str:
    return to.one(of.BRACES) + to.one(("", "", "\n" + to.inline(1)))


def _odd_line(to: Writer, depth: int) -> str:
    return to.one(
        (
            *of.MARKS,
            *of.TEMPLATES,
            "-",
            "*",
            "+",
            "1.",
            "1)",
            ">",
            "#",
            "##",
            "|",
            "=",
            ":",
            ": a",
            "~ a",
            "[r]:",
            "[",
            "<",
            "&",
            "\\",
            "```",
            "~~~",
            "|-|",
            ":-",
            "[^1]:",
            "- ",
            "-\t",
        )
    ) * to.chance.choice((1, 1, 1, 2, 3))


BLOCKS: dict[Make, int] = {
    _paragraph: 30,
    _heading: 7,
    _underlined: 2,
    _rule: 2,
    _quotation: 7,
    _list: 12,
    _fence: 5,
    _indented: 2,
    _html: 4,
    _table: 5,
    _definition: 5,
    _footnote: 2,
    _terms: 1,
    _attributes: 1,
    _odd_line: 2,
}  # fmt: skip
"""The blocks, with their weights."""


if __name__ == "__main__":
    sys.stdout.write(text_of(int(sys.argv[1])))
