"""A letter holds only what mail programs know, by the data of caniemail.com.

`caniemail.json` was made of the package `caniemail` (npm, MIT) like this: of each feature the latest result in each of the
`clients` was taken, where "y" (supported) and "a" (partly) count as known and "n" as unknown; the number is the share of clients
that know it. Features below 0.7 are left out. Names of elements, attributes, properties and formats come from the features' titles.

What a letter needs to be read (structure, colours, sizes) must be known to every client. The few things in `IMPROVING` make it
nicer where they are known.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest
from msgspec.structs import replace

from tests.mail.letters import INTRO, SETTINGS, letter, page_of

TABLE = json.loads((Path(__file__).parent / "caniemail.json").read_text(encoding="utf-8"))

EVERYWHERE = 1.0

IMPROVING = {
    "elements": {"body", "style"},
    "attributes": {"role"},
    "properties": {"height", "max-height", "overflow", "white-space", "word-break", "word-wrap"},
    "at_rules": {"media"},
}
"""The body keeps no style in some programs, so the cell has it too; `height: auto` is for images; `max-height` and `overflow` hide
the first line, which `display: none` hides as well; the others divide long words."""

UNTESTED = {
    "elements": {"html", "head", "title", "meta", "a", "b", "i", "em", "br", "sub", "sup"},
    "attributes": {"href", "src", "alt", "class", "style", "charset", "name", "content", "border", "start", "colspan", "rowspan"},
    "properties": {"color", "font-family"},
}
"""caniemail.com does not test these: HTML 2 and CSS 1."""

LONGHANDS = re.compile(r"(border|margin|padding)-(?:top|right|bottom|left)|(border)-(?:color|style|width)")


def unknown(kind: str, used: set[str]) -> set[str]:
    known = {name for name, share in TABLE[kind].items() if share >= EVERYWHERE} | UNTESTED.get(kind, set())
    return used - known - (IMPROVING.get(kind, set()) & TABLE[kind].keys())


def declarations(css: str) -> list[tuple[str, str]]:
    return [(name.strip(), value.strip()) for name, _, value in (part.partition(":") for part in css.split(";")) if name.strip()]


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_a_letter_has_only_what_mail_programs_know(language: str):
    every = (
        "<h1>h</h1><h3>t</h3><details><summary>s</summary>x</details><p><s>a</s> <mark>b</mark> <kbd>c</kbd> <sup>1</sup></p><hr>"
    )
    config = replace(SETTINGS, language=language)
    made = letter(page_of(config=config), config=config, intro=INTRO + every + '<svg><path d="M0 0"/></svg><video src="x"></video>')
    page = made.html.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert unknown("elements", {element.tag for element in elements}) == set()
    assert unknown("attributes", {name for element in elements for name in element.attrib}) == set()
    (style,) = [element.text for element in elements if element.tag == "style"]
    assert unknown("at_rules", set(re.findall(r"@([a-z-]+)", style))) == set()
    rules = ["".join(re.findall(r"\{([^{}]*)\}", style))]
    found = [pair for css in (*rules, *(element.get("style", "") for element in elements)) for pair in declarations(css)]
    names = {(lambda m: m[1] or m[2])(m) if (m := LONGHANDS.fullmatch(name)) else name for name, _ in found}
    assert unknown("properties", names) == set()
    assert {value for name, value in found if name == "display"} == {"none"}, "no grid, no flex"
    assert not [value for _, value in found if "var(" in value or "url(" in value or "light-dark" in value]
    pictures = [element.get("src") for element in elements if element.tag == "img"]
    assert pictures == ["https://harbour.news/pier.png"]
    assert unknown("images", {picture.rpartition(".")[2] for picture in pictures}) == set()


def test_the_table_tells_what_is_not_known_everywhere():
    assert unknown("elements", {"svg", "details", "p", "video"}) == {"svg", "details", "video"}
    assert unknown("properties", {"gap", "grid", "float", "color"}) == {"gap", "grid", "float"}
    assert unknown("images", {"svg", "webp", "png"}) == {"svg", "webp"}
