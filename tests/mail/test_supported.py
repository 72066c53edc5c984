"""Letters use only features that mail programs support, by the data of caniemail.com.

`caniemail.json` is derived from the package `caniemail` (npm, MIT): for each feature, the latest result in each of the `clients`,
where "y" (supported) and "a" (partly) count as supported and "n" as unsupported. The number is the share of clients that support
the feature. Features below 0.7 are omitted. Names of elements, attributes, properties and formats are from the features' titles.

Features that a letter needs to be readable (structure, colours, sizes) must be supported by every client. Features in `IMPROVING`
are optional.
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
"""Optional features. Some programs remove the style of the body, so the cell has it too; `height: auto` is for images;
`max-height` and `overflow` hide the preheader, which `display: none` hides too; the others break long words."""

UNTESTED = {
    "elements": {"html", "head", "title", "meta", "a", "b", "i", "em", "br", "sub", "sup"},
    "attributes": {"href", "src", "alt", "class", "style", "charset", "name", "content", "border", "start", "colspan", "rowspan"},
    "properties": {"color", "font-family"},
}
"""Features of HTML 2 and CSS 1, which caniemail.com does not test."""

LONGHANDS = re.compile(r"(border|margin|padding)-(?:top|right|bottom|left)|(border)-(?:color|style|width)")


def unsupported(kind: str, used: set[str]) -> set[str]:
    known = {name for name, share in TABLE[kind].items() if share >= EVERYWHERE} | UNTESTED.get(kind, set())
    return used - known - (IMPROVING.get(kind, set()) & TABLE[kind].keys())


def declarations(css: str) -> list[tuple[str, str]]:
    return [(name.strip(), value.strip()) for name, _, value in (part.partition(":") for part in css.split(";")) if name.strip()]


@pytest.mark.parametrize("language", ["en", "ko", "ar"])
def test_letter_uses_only_features_that_mail_programs_support(language: str):
    every = (
        "<h1>h</h1><h3>t</h3><details><summary>s</summary>x</details><p><s>a</s> <mark>b</mark> <kbd>c</kbd> <sup>1</sup></p><hr>"
    )
    config = replace(SETTINGS, language=language)
    made = letter(page_of(config=config), config=config, intro=INTRO + every + '<svg><path d="M0 0"/></svg><video src="x"></video>')
    page = made.html.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert unsupported("elements", {element.tag for element in elements}) == set()
    assert unsupported("attributes", {name for element in elements for name in element.attrib}) == set()
    (style,) = [element.text for element in elements if element.tag == "style"]
    assert unsupported("at_rules", set(re.findall(r"@([a-z-]+)", style))) == set()
    rules = ["".join(re.findall(r"\{([^{}]*)\}", style))]
    found = [pair for css in (*rules, *(element.get("style", "") for element in elements)) for pair in declarations(css)]
    names = {(lambda m: m[1] or m[2])(m) if (m := LONGHANDS.fullmatch(name)) else name for name, _ in found}
    assert unsupported("properties", names) == set()
    assert {value for name, value in found if name == "display"} == {"none"}, "no grid, no flex"
    assert not [value for _, value in found if "var(" in value or "url(" in value or "light-dark" in value]
    pictures = [element.get("src") for element in elements if element.tag == "img"]
    assert pictures == ["https://harbour.news/pier.png"]
    assert unsupported("images", {picture.rpartition(".")[2] for picture in pictures}) == set()


def test_table_has_unsupported_features():
    assert unsupported("elements", {"svg", "details", "p", "video"}) == {"svg", "details", "video"}
    assert unsupported("properties", {"gap", "grid", "float", "color"}) == {"gap", "grid", "float"}
    assert unsupported("images", {"svg", "webp", "png"}) == {"svg", "webp"}
