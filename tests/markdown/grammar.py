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
from tests.markdown import constructs
from tests.markdown.mutations import mutated, seed_texts
from tests.markdown.writer import Make, Writer


def text_of(seed: int) -> str:
    """Return the text of this seed, as decoded for a reader."""
    chance = random.Random(seed)
    text = mutated(chance, seed_texts()) if seed % 4 == 3 else Writer(chance, INLINES, BLOCKS).text()
    return decode(text.encode(errors="replace"), Diagnostics("a.md")) or ""


def _marked(*marks: str) -> Make:
    """Return a writer of text between two marks, some of which are missing."""

    def make(writer: Writer, depth: int) -> str:
        mark = writer.one(marks)
        begin, end = ("", mark) if writer.is_unusual() else (mark, "") if writer.is_unusual() else (mark, mark)
        inner = writer.inline(depth)
        return begin + (inner if writer.is_unusual() else inner.strip()) + end

    return make


def _quoted(writer: Writer, depth: int) -> str:
    begin, end = writer.chance.choice(
        (('"', '"'), ("'", "'"), ("“", "”"), ("(", ")"), ("[", "]"), ('"', "'"), ("'\"", "\"'"), ("«", "»"))
    )
    return begin + writer.inline(depth) + ("" if writer.is_unusual() else end)


def _code(writer: Writer, depth: int) -> str:
    marks = writer.one(("`", "`", "`", "``", "```"))
    inner = writer.one(
        (
            *constructs.CODE,
            "a",
            "a b",
            " a ",
            "`",
            "a\nb",
            "a\n  b",
            "[a](b)",
            "\\",
            " ",
            "漢\n字",
            "|",
            "*a*",
            '"a"',
            "www.a.example",
        )
    )
    return marks + inner + ("" if writer.is_unusual() else marks)


def _link(writer: Writer, depth: int) -> str:
    mark = "!" if writer.chance.random() < 0.2 else ""
    destination = writer.one(
        constructs.DESTINATIONS
        if writer.is_unusual(4)
        else ("b.md", "https://a.example/b_c", "/b", "#c", "https://a.example/?q=1&r=2")
    )
    text = (
        writer.inline(depth)
        if writer.chance.random() < 0.7
        else writer.one(("", "a", "b.md", "-", "[a]", "a]", "a [b](c) d", "![i](j.png)", "www.a.example"))
    )
    pad = writer.one((" ", "\n", "  ", "\n  ", "\t", "\u00a0")) if writer.is_unusual() else ""
    title = writer.one(constructs.TITLES) if writer.chance.random() < 0.3 else ""
    return f"{mark}[{text}]({pad}{destination}{title}{pad}{'' if writer.is_unusual() else ')'}"


def _reference(writer: Writer, depth: int) -> str:
    mark = "!" if writer.chance.random() < 0.15 else ""
    label = writer.one(constructs.LABELS if writer.is_unusual(4) else ("r", "r s", "1", "R"))
    text = writer.inline(depth)
    return mark + writer.one(
        (
            f"[{label}]",
            f"[{label}][]",
            f"[{text}][{label}]",
            f"[{text}][{label}]",
            f"[{text}] [{label}]",
            f"[{text}][{label}]({label})",
        )
    )


def _note(writer: Writer, depth: int) -> str:
    return writer.one(("[^1]", "[^n]", "[^1]", f"^[{writer.inline(depth)}]", "[^x y]", "[^]", "[^n"))


def _piece(*tables: Sequence[str]) -> Make:
    """Return a writer of one piece of these tables."""
    pieces = [piece for table in tables for piece in table]
    return lambda writer, depth: writer.one(pieces)


def _spanned(writer: Writer, depth: int) -> str:
    return writer.one(("*a*", "**a**", "`a`", "[a](b.md)", "![a](b.png)", "~~a~~", "a", "[r]")) + writer.one(constructs.BRACES)


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
    _piece(constructs.ENTITIES): 4,
    _piece(constructs.MARKS): 3,
    _piece(constructs.ADDRESSES): 4,
    _piece(constructs.ANGLES): 3,
    _piece(constructs.TAGS): 4,
    _piece(constructs.BRACES): 1,
    _piece(constructs.TEMPLATES): 1,
    _piece(*constructs.SCRIPTS.values()): 1,
}  # fmt: skip
"""The inline constructs, with their weights. Most texts contain no rare ones."""


def _paragraph(writer: Writer, depth: int) -> str:
    return writer.inline(0)


def _heading(writer: Writer, depth: int) -> str:
    end = writer.one((" #", " ##", "#", " # ", " \\#", " {#a}", " {.b}", " {: .b}", " {#a} ##")) if writer.is_unusual(4) else ""
    return (
        "#" * writer.chance.choice((1, 2, 2, 2, 3, 4, 6, 7))
        + writer.one((" ", " ", " ", " ", "  ", "", "\t"))
        + writer.line()
        + end
    )


def _underlined(writer: Writer, depth: int) -> str:
    return (
        f"{writer.inline(1)}\n{writer.one(('===', '---', '=', '-', '--', '  ---', '    ---', '=== ', '= =', '-----------', ':--'))}"
    )


def _rule(writer: Writer, depth: int) -> str:
    return writer.one(
        ("---", "***", "___", "- - -", "* * *", " ---", "--", "-----", "**", "- - x", "_ _ _", "    ---", "+++", "* * * a", "---\t")
    )


def _quotation(writer: Writer, depth: int) -> str:
    mark = writer.one(("> ", "> ", "> ", ">", " > ", "   > ", ">  ", ">\t", "> > ", ">> ")) if writer.is_unusual(3) else "> "
    first = writer.one(("[!NOTE]", "[!warning]", "[!TIP] a", "[!X]", "[!NOTE]  ")) if writer.chance.random() < 0.1 else ""
    return writer.inside(mark + first + ("\n" + mark if first else ""), mark, depth)


def _list(writer: Writer, depth: int) -> str:
    number = writer.chance.choice((0, 1, 1, 1, 1, 2, 7, 99, 123456789))
    kind = writer.one(("-", "-", "*", "+", ".", ".", ")"))
    is_loose = writer.chance.random() < 0.25
    items = []
    for at in range(writer.chance.choice((1, 2, 2, 3, 4))):
        mark = f"{number + at}{kind}" if kind in ".)" else kind
        if writer.is_unusual():
            mark = writer.one(("-", "*", "+", "1.", "1)", "10.", "-", "0.", "1234567890."))
        gap = writer.one((" ", "  ", "   ", "    ", "     ", "\t", "", " \n", "\n")) if writer.is_unusual(2) else " "
        task = writer.one(("[ ] ", "[x] ", "[X] ", "[ ]", "[] ", "[x]  ", "[ ]\u00a0")) if writer.chance.random() < 0.08 else ""
        indent = " " * len(mark + gap.split("\n")[0])
        margin = writer.one((" ", "  ", "   ", "    ", "\t")) if writer.is_unusual() else ""
        items.append(margin + writer.inside(mark + gap + task, margin + indent, depth))
    return ("\n\n" if is_loose else "\n").join(items)


def _fence(writer: Writer, depth: int) -> str:
    mark = writer.one(("```", "```", "```", "~~~", "````", "``"))
    margin = writer.one((" ", "  ", "   ", "    ")) if writer.is_unusual() else ""
    lines = [writer.one(constructs.CODE) for _ in range(writer.chance.randint(0, 4))]
    end = (
        []
        if writer.is_unusual(2)
        else [
            writer.one((mark, mark, mark + "`", mark + " ", "  " + mark, mark + " x", "    " + mark))
            if writer.is_unusual(2)
            else mark
        ]
    )
    return "\n".join((margin + mark + writer.one(constructs.LANGUAGES), *(margin + line for line in lines), *end))


def _indented(writer: Writer, depth: int) -> str:
    return "\n".join(
        writer.one(("    ", "    ", "\t", "     ", "  \t", "")) + writer.one(constructs.CODE)
        for _ in range(writer.chance.randint(1, 4))
    )


def _html(writer: Writer, depth: int) -> str:
    parts = [writer.one(constructs.BLOCK_HTML)]
    for _ in range(writer.chance.randint(0, 3)):
        parts.append(
            writer.one((*constructs.BLOCK_HTML, "", "", "*a*", "a", "[a](b.md)"))
            if writer.chance.random() < 0.8
            else writer.inline(1)
        )
    return "\n".join(parts)


def _table(writer: Writer, depth: int) -> str:
    width = writer.chance.choice((1, 2, 2, 2, 3, 4))

    def row(cells: Sequence[str]) -> str:
        begin, between, end = writer.chance.choice(
            (("| ", " | ", " |"), ("| ", " | ", " |"), ("|", "|", "|"), ("", " | ", ""), ("", "|", "|"), ("|", " | ", ""))
        )
        return begin + between.join(cells) + end

    def cells() -> list[str]:
        count = width + (writer.chance.choice((-1, 1, 2)) if writer.is_unusual(2) else 0)
        return [
            writer.one(("", "a\\|b", "`a|b`", "`a\\|b`", "\\", "|", "- a", "  ", "{: .b}"))
            if writer.is_unusual(2)
            else writer.line(2)
            for _ in range(max(count, 1))
        ]

    rules = [
        writer.one(("-", ":-", ":", "--:", " --- ", "- -", "===", ""))
        if writer.is_unusual(1)
        else writer.one(("---", "---", ":--", "--:", ":-:", "-"))
        for _ in range(width)
    ]
    lines = [row(cells()), row(rules), *(row(cells()) for _ in range(writer.chance.randint(0, 4)))]
    if writer.is_unusual(2):
        lines[writer.chance.randrange(len(lines))] = writer.one(
            ("", "|", "a", "- a", "> a", "    a|b", "\ta|b", "|  |", "---", "# a", "```", "a\\")
        )
    if writer.is_unusual(2):
        lines.insert(0, writer.inline(1))
    margin = writer.one((" ", "   ", "    ")) if writer.is_unusual() else ""
    return "\n".join(margin + line for line in lines)


_GAPS = (" ", " ", " ", "", "\n", "  ", "\n  ", "\n    ")
"""Separators after the colon of a definition."""


def _definition(writer: Writer, depth: int) -> str:
    made = []
    for _ in range(writer.chance.choice((1, 1, 2, 3))):
        label = writer.one(constructs.LABELS if writer.is_unusual(4) else ("r", "r s", "1", "x"))
        destination = writer.one(constructs.DESTINATIONS if writer.is_unusual(4) else ("b.md", "https://a.example/b", "<b c>"))
        made.append(f"[{label}]:{writer.one(_GAPS)}{destination}{writer.one(constructs.TITLES)}")
    return "\n".join(made) + ("\n" + writer.inline(1) if writer.is_unusual(2) else "")


def _footnote(writer: Writer, depth: int) -> str:
    label = writer.one(("1", "n", "x", "x y", ""))
    first = f"{writer.line(2)}[^{label}]\n\n" if writer.chance.random() < 0.6 else ""
    return first + writer.inside(f"[^{label}]:{writer.one(_GAPS)}", "    ", depth)


def _terms(writer: Writer, depth: int) -> str:
    mark = writer.one((":", ":", "~"))
    gap = writer.one((" ", "   ", "\t", ""))
    return (
        f"{writer.line(1)}"
        + writer.one(("\n", "\n", "\n\n"))
        + "\n".join(writer.inside(mark + gap, " " * len(mark + gap), depth) for _ in range(writer.chance.choice((1, 2))))
    )


def _attributes(writer: Writer, depth: int) -> str:
    return writer.one(constructs.BRACES) + writer.one(("", "", "\n" + writer.inline(1)))


def _odd_line(writer: Writer, depth: int) -> str:
    return writer.one(
        (
            *constructs.MARKS,
            *constructs.TEMPLATES,
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
    ) * writer.chance.choice((1, 1, 1, 2, 3))


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
