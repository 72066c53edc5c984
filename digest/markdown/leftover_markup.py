"""Reports Markdown mistakes that remain as text: undefined or repeated labels, footnotes without definition or reference, broken
or reversed links, definitions within a paragraph, and double stars that are not a pair, except powers, pointers and arguments of
programs. `foreign_markup.py` reports the markup of other programs.

CommonMark has no errors: a link to an undefined label is text. So mistakes are searched for in the text that remains after all
rules, and then located in the source of the block. Prose that only looks like Markdown is not reported: `[sic]`, `**kwargs`,
`2 ** 3`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.diagnostics import Diagnostics
from digest.markdown.code_spans import without_code
from digest.markdown.link_positions import normalized_label
from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore

_FOOTNOTES = "footnote_definitions"
"""The key in the parser's environment for the labels of defined footnotes, each with its line."""


def collect_footnotes(state: StateCore) -> None:
    """Core rule: store where footnotes are defined, because mdit-py-plugins drops those without a reference."""
    if "footnotes" in state.env:
        state.env[_FOOTNOTES] = [
            (str(token.meta["label"]), token.map[0] if token.map else 0)
            for token in state.tokens
            if token.type == "footnote_reference_open"
        ]


def footnote_lines(env: Mapping[str, Any]) -> dict[str, int]:
    """Return the line, from 0, on which each footnote is defined, by its label."""
    return dict(env.get(_FOOTNOTES, ()))


class LeftoverText(NamedTuple):
    """The text of one block that remains after all rules."""

    text: str
    """The texts of the block; NUL replaces tags and code."""
    begin: int
    """The first line, from 0."""
    end: int


def is_suspect(text: str) -> bool:
    """Whether the text may contain invalid Markdown; quick, because most texts contain no bracket."""
    return ("*" in text and "**" in text) or (("[" in text or "]" in text) and SUSPECT_MARKS.search(text) is not None)


def has_starred_notes(lines: Iterable[str]) -> bool:
    """Whether a line begins with `** `, like a note in print, to which `word**` refers."""
    return any(map(_STARRED_NOTE.match, lines))


def report_leftover(
    leftover: LeftoverText,
    lines: Sequence[str],
    env: dict[str, Any],
    has_notes: Callable[[], bool],
    first_line: int,
    diagnostics: Diagnostics,
) -> None:
    """Report the invalid Markdown in a block. `lines` and `env` are those of the whole text; `has_notes` is `has_starred_notes`."""
    source_text = without_code_and_html("\n".join(lines[leftover.begin : leftover.end]))
    line_starts = [0, *(line_end.end() for line_end in re.finditer("\n", source_text))]
    link_labels, footnote_refs = env.get("references", {}), env.get("footnotes", {}).get("refs", {})
    for offset, code, message, hint in _leftovers(source_text, leftover.text, link_labels, footnote_refs, has_notes):
        line = bisect_right(line_starts, offset) - 1
        diagnostics.add(first_line + leftover.begin + line, offset - line_starts[line] + 1, code, message, hint)


SUSPECT_MARKS = lazy_compile(r"\*\*|\]\[|\]\(|\[\^|\)\[|\]:")


_STARRED_NOTE = lazy_compile(r"[ \t>|]*+(?:\*\*|\\\*\\\*)[ \t]")

_HIDDEN_MARKUP = lazy_compile(r"\\[!-/:-@\[-`{-~]|<[^<>\n]*+>")


def without_code_and_html(block: str) -> str:
    """Return the block's source with each character of code, HTML and escapes replaced by NUL."""
    return _HIDDEN_MARKUP.sub(lambda markup: "\0" * len(markup[0]), without_code(block, "\0"))


def report_definitions(env: dict[str, Any], first_line: int, diagnostics: Diagnostics) -> None:
    """Report definitions without effect: labels that are defined twice, footnotes without a reference."""
    for duplicate_label in env.get("duplicate_refs", ()):
        label = str(duplicate_label["label"]).lower()
        first_defined = first_line + env["references"][duplicate_label["label"]]["map"][0]
        hint = f"the one in line {first_defined} is used: remove one, or give it another label"
        diagnostics.add(first_line + duplicate_label["map"][0], 1, "W322", f"[{label[:40]}] is defined twice", hint)
    footnote_refs = env.get("footnotes", {}).get("refs", {})
    first_lines: dict[str, int] = {}
    for label, line in env.get(_FOOTNOTES, ()):
        shown_label = label[:40]
        if label in first_lines:
            hint = f"the first is in line {first_lines[label]}, and the last is used: remove one, or give it another label"
            diagnostics.add(first_line + line, 1, "W322", f"[^{shown_label}] is defined twice", hint)
        elif footnote_refs.get(":" + label, 0) < 0:
            hint = f"refer to it as [^{shown_label}], or remove it"
            diagnostics.add(first_line + line, 1, "W323", f"the footnote [^{shown_label}] is not shown: nothing refers to it", hint)
        first_lines.setdefault(label, first_line + line)


Leftover = tuple[int, str, str, str]
"""The offset in the block, the code, the message and the hint of a diagnostic."""


def _leftovers(
    source_text: str, leftover_text: str, link_labels: dict[str, Any], footnote_refs: dict[str, int], has_notes: Callable[[], bool]
) -> Iterator[Leftover]:
    if "[^" in leftover_text:
        referenced_labels = set(_FOOTNOTE_REFERENCE.findall(leftover_text))
        for label_match in _FOOTNOTE_REFERENCE.finditer(source_text):
            label = label_match[1]
            if ":" + label not in footnote_refs and not _CHARACTER_RANGES.fullmatch(label) and label in referenced_labels:
                message = f"{label_match[0]} is shown as text: there is no footnote of that name"
                yield label_match.start(), "W321", message, f"add a line {label_match[0]}: …, or write \\{label_match[0]}"
    if "][" in leftover_text:
        for label_match in _LABEL_REFERENCE.finditer(source_text):
            label = label_match[2] or label_match[1]
            is_cited = label_match[1].strip().isdigit() and (label_match[2].isdigit() or not label_match[2])
            if normalized_label(label) not in link_labels and not is_cited and label.strip(" \0"):
                message = f"{_shortened_mark(label_match[0])} is shown as text: there is no [{_shortened_mark(label)}]:"
                yield label_match.start(), "W320", message, f"add a line [{_shortened_mark(label)}]: https://…, or write \\["
    if "](" in leftover_text:
        yield from _broken_links(source_text)
    if ")[" in leftover_text:
        for label_match in _REVERSED_LINK.finditer(source_text):
            message = f"{_shortened_mark(label_match[0])} is shown as text: the brackets are the wrong way round"
            yield label_match.start(), "W324", message, "write [text](address)"
    if "]:" in leftover_text:
        for label_match in _LATE_DEFINITION.finditer(source_text):
            message = f"{_shortened_mark(label_match[0].strip())} is shown as text: a definition cannot continue a paragraph"
            yield label_match.start(1), "W324", message, "put an empty line above it"
    if "**" in leftover_text:
        at = _stray_opening_stars(leftover_text)
        if at < 0 and not has_notes():
            at = _stray_closing_stars(leftover_text)
        if at >= 0:
            stars_match = _WORDS_BESIDE_STARS.match(leftover_text, at)
            stars_begin = source_text.find(stars_match[0]) if stars_match else -1
            if stars_begin >= 0:
                message = (
                    f"{leftover_text[at : at + 20].split(chr(0))[0].split(chr(10))[0]} is shown as text: this ** is not a pair"
                )
                hint = "put both directly beside the words, **like this**, or a backslash before one that is text"
                yield stars_begin, "W325", message, hint


def _shortened_mark(text: str) -> str:
    text = " ".join(text.replace("\0", "…").split())
    return text if len(text) <= 40 else text[:39] + "…"


_FOOTNOTE_REFERENCE = lazy_compile(r"\[\^([\w.:-]{1,100}+)\](?!:)")
_CHARACTER_RANGES = lazy_compile(r"(?:[\w.]-[\w.])+\w*")
"""The content of a negated character class of a regular expression, such as [^a-z]."""

_LABEL_REFERENCE = lazy_compile(r"(?<![A-Za-z0-9_\])])!?\[([^\[\]]{1,500}+)\]\[([^\[\]]{0,500}+)\]")
_REVERSED_LINK = lazy_compile(r"\([^()\n]{1,200}+\)\[(?:https?://|www\.)[^\[\]\s]{1,500}+\]")
_LATE_DEFINITION = lazy_compile(r"^[ \t>]*+(\[[^\[\]\n]{1,200}+\]:[ \t]*+<?https?://\S{1,500}+)", re.MULTILINE)
_LINK_ADDRESS = lazy_compile(r"\]\([ \t]*+([^()\n]{0,500}+(?>(?:\([^()\n]{0,500}+\)[^()\n]{0,500}+){0,10}))(\)?)")
_LIKE_AN_ADDRESS = lazy_compile(
    r"<?(?:https?:|mailto:|www\.|\.{0,2}/|#)\S|[^\n]*\.(?:md|markdown|html?|pdf|png|jpe?g|gif|webp|svg)(?:[#?]\S*)?\s*\Z"
)
_TITLED_ADDRESS = lazy_compile(r"\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*")


def _broken_links(source_text: str) -> Iterator[Leftover]:
    for link_match in _LINK_ADDRESS.finditer(source_text):
        address_text, closing_bracket = link_match[1], link_match[2]
        before_link = source_text[max(link_match.start() - 500, 0) : link_match.start()].rpartition("[")
        is_link = bool(before_link[1]) and ("]" not in before_link[2] or before_link[2].endswith(")"))  # an image within a link
        if not is_link or "{{" in address_text or "{%" in address_text or not _LIKE_AN_ADDRESS.match(address_text):
            continue
        if not closing_bracket:
            if "\0" not in address_text and source_text[link_match.end() : link_match.end() + 1] in ("", "\n"):
                yield (
                    link_match.start() + 1,
                    "W324",
                    f"({_shortened_mark(address_text)} is shown as text: no ) ends the link",
                    "add the )",
                )
        elif not _TITLED_ADDRESS.fullmatch(address_text):
            message = f"({_shortened_mark(address_text)}) is shown as text: an address contains no space, and a title is in quotes"
            yield link_match.start() + 1, "W324", message, "write %20 for a space, or put the address between < and >"


_STRAY_STARS = lazy_compile(r"(?<!\*)\*{2,3}(?!\*)")
_WORDS_BESIDE_STARS = lazy_compile(r"(?:\w{1,12}(?=\*))?\*++[^\w\s\0\"'“”‘’.-]?\w{0,12}")
_STARS_OF_PROGRAMS = lazy_compile(
    r"(?:\w*_\w*|kw\w*|\w*(?:args|opts|options|params|props|config|dict|fields|settings))\b|\w+[)\]}=]|/|\*?\."
)
_OPERAND_AFTER_STARS = lazy_compile(r"[ \t](?:[0-9]|[A-Za-z]\b)")
_BASE_BEFORE = lazy_compile(r"(?:[0-9)]|\b[A-Za-z])[ \t]")


def _stray_opening_stars(leftover_text: str) -> int:
    """Return the offset of the first `**` that was meant as strong emphasis; -1 for none."""
    star_runs = [run.span() for run in _STRAY_STARS.finditer(leftover_text) if not _is_power_operator(leftover_text, *run.span())]
    for (begin, end), (following_begin, following_end) in zip(star_runs, [*star_runs, (-1, -1)][1:], strict=True):
        previous_character, next_character = leftover_text[max(begin - 1, 0) : begin], leftover_text[end : end + 1]
        opens = (
            not next_character.isspace()
            and next_character not in ("", "\0")
            and not (previous_character.isascii() and previous_character.isalnum())
        )
        is_apart = (not previous_character or previous_character.isspace()) and next_character.isspace() and end - begin == 2
        if not opens and not is_apart:
            continue
        if opens and (_STARS_OF_PROGRAMS.match(leftover_text, end) or previous_character in ("(", "{", "[", ",")):
            continue
        if following_begin < 0:
            return begin if opens and (next_character.isalnum() or next_character in "\"'“‘「『《〈(") else -1
        text_between, text_ahead = leftover_text[end:following_begin], leftover_text[following_end : following_end + 1]
        closes = not text_between[-1:].isspace() and not (text_ahead.isascii() and text_ahead.isalnum())
        if any(c.isalpha() for c in text_between) and (opens or closes or not text_ahead or text_ahead.isspace()):
            return begin
    return -1


_STARS_AT_END = lazy_compile(r"(?<!\*)(?>\*\*)(?=[\s.,;:!?)]|\Z)")
_LETTERS_BEFORE_STARS = lazy_compile(r"[^\W\d_]{1,12}\Z")
_TYPES_OF_POINTERS = frozenset(("bool", "char", "double", "file", "float", "int", "long", "short", "struct", "unsigned", "void"))


def _stray_closing_stars(leftover_text: str) -> int:
    """Return the offset of the word before the only `**` of a block, which looks like the end of strong emphasis; -1 for none."""
    if len(_STRAY_STARS.findall(leftover_text)) > 1:
        return -1
    last_stars = _STARS_AT_END.search(leftover_text)
    word_before_stars = (
        _LETTERS_BEFORE_STARS.search(leftover_text, max(last_stars.start() - 12, 0), last_stars.start()) if last_stars else None
    )
    return word_before_stars.start() if word_before_stars and word_before_stars[0].lower() not in _TYPES_OF_POINTERS else -1


def _is_power_operator(leftover_text: str, begin: int, end: int) -> bool:
    """Whether the marks are between two operands, as in `2 ** 3`."""
    return bool(_OPERAND_AFTER_STARS.match(leftover_text, end) and _BASE_BEFORE.fullmatch(leftover_text, max(begin - 2, 0), begin))
