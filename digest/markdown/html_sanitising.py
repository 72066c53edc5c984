"""Sanitises raw HTML with nh3: the elements, attributes and schemes that are kept, inputs that become checkboxes; and the limits
(depth of elements, attributes of a tag, special characters) beyond which sanitising would take too long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from digest.markdown.address_encoding import LINK_SCHEMES, scheme
from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from nh3 import Cleaner

MAX_ELEMENT_DEPTH = 512
"""The maximum nesting of elements in browsers. The sanitiser's time grows with the square of the depth."""

MAX_ATTRIBUTES = 2_000
"""Maximum number of attributes of one tag. The sanitiser's time grows with their square too."""

MAX_SPECIAL_CHARACTERS = 50_000
"""Maximum number of characters at which the sanitiser splits a text. Its time grows with this number times the text length."""

_SPECIAL_CHARACTER = lazy_compile('[&<>"(\x80-\xbf]')
_RAW_TAG = lazy_compile("<(/?)([a-zA-Z][^\\s/>]*)([^<>]*)")
_BETWEEN_HTML_ATTRIBUTES = lazy_compile("[\\s/\"']+")
_VOID_ELEMENTS = frozenset(str.split("area base br col embed hr img input link meta source track wbr"))


def html_limit_error(raw_html: Iterable[str], text: str) -> str:
    """Return the reason why the raw HTML of a text would take too long to sanitise, or ''.

    `raw_html` is each piece of raw HTML, in the order of the text.
    """
    if len(text) > MAX_SPECIAL_CHARACTERS and len(_SPECIAL_CHARACTER.findall(text)) > MAX_SPECIAL_CHARACTERS:
        return f"the text contains more than {MAX_SPECIAL_CHARACTERS:,} special characters"
    open_elements: Counter[str] = Counter()
    element_depth = 0
    for raw in raw_html:
        for tag in _RAW_TAG.finditer(raw):
            tag_name = tag[2].lower()
            if not tag[1] and tag_name not in _VOID_ELEMENTS:
                open_elements[tag_name] += 1
                element_depth += 1
            elif tag[1] and open_elements[tag_name]:
                open_elements[tag_name] -= 1
                element_depth -= 1
            if element_depth > MAX_ELEMENT_DEPTH:
                return f"elements are nested more than {MAX_ELEMENT_DEPTH} deep"
            if len(tag[3]) > MAX_ATTRIBUTES and len(_BETWEEN_HTML_ATTRIBUTES.findall(tag[3])) > MAX_ATTRIBUTES:
                return f"a tag has more than {MAX_ATTRIBUTES:,} attributes"
    return ""


_GLOBAL_ATTRIBUTES = {"class", "id", "lang", "dir", "title"}
_ADDED_ELEMENTS = {"input", "section"}
_KEPT_ATTRIBUTES = {
    "*": _GLOBAL_ATTRIBUTES,
    "a": {"href", "hreflang", "name"},
    "input": {"checked", "aria-label"},
    "div": {"tabindex"},
    "pre": {"tabindex"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
}


def kept_elements() -> set[str]:
    """Return the names of the elements that are allowed."""
    import nh3  # most sites do not allow HTML

    return _ADDED_ELEMENTS | nh3.ALLOWED_TAGS


def sanitised(html: str) -> str:
    """Return the HTML without elements and attributes that are not allowed."""
    html = _html_cleaner(again=False).clean(html)
    if "<input" in html:
        # Every input becomes a disabled checkbox. Two passes, because one would add two attributes in random order.
        html = _html_cleaner(again=True).clean(html)
    return html


@cache
def _html_cleaner(*, again: bool) -> Cleaner:
    """Return the sanitiser of the first pass, or of the second (`again`), which disables inputs."""
    import nh3  # most sites do not allow HTML

    # Addresses in cite= are not checked, and browsers do not show them.
    kept_attributes = {tag: set(names) - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | _KEPT_ATTRIBUTES
    if again:
        kept_attributes["input"] = {*_KEPT_ATTRIBUTES["input"], "type"}
    return nh3.Cleaner(
        tags=kept_elements(),
        attributes=kept_attributes,
        set_tag_attribute_values={"input": {"disabled": ""} if again else {"type": "checkbox"}},
        attribute_filter=_filtered_attribute,
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
    )


def _filtered_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Return the value of an attribute; None for an image with `mailto:`: nh3 has one list of schemes for links and images."""
    if attribute in ("href", "src"):
        value = _BLANKS_IN_HTML_URL.sub("", value.strip(_BLANKS_AROUND_HTML_URL))
    return None if (tag, attribute) == ("img", "src") and scheme("".join(value.split())) == "mailto" else value


_BLANKS_AROUND_HTML_URL = "".join(map(chr, range(0x21)))
_BLANKS_IN_HTML_URL = lazy_compile("[\t\n\r]")
"""Characters that browsers strip from a URL (https://url.spec.whatwg.org/#concept-basic-url-parser)."""
