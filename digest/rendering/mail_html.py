"""Convert the HTML of a text for mail programs, with an HTML parser: tables of the elements, attributes, link schemes and picture
formats that are kept; others are renamed, removed, or replaced by their contents, an unsupported picture by a link with its `alt`
text."""

from __future__ import annotations

from html.parser import HTMLParser

from digest.markdown.body import escape_html

KEPT_ELEMENTS = frozenset(
    str.split(
        "a b blockquote br code del em h2 h3 h4 h5 h6 hr i img li ol p pre small span strong sub sup table tbody td th thead tr ul"
    )
)
"""Elements that are kept unchanged."""

RENAMED_ELEMENTS = {
    "h1": "h2",
    "figcaption": "p",
    "summary": "p",
    "dt": "p",
    "dd": "p",
    "caption": "p",
    "s": "del",
    "ins": "em",
    "mark": "strong",
}
"""Elements that some mail programs remove, with their replacements. All other elements are replaced by their contents."""

REMOVED_ELEMENTS = frozenset(("script", "style", "svg", "math", "template", "audio", "video", "object", "iframe"))
"""Elements that are removed with their contents."""

VOID_MAIL_ELEMENTS = frozenset(("br", "hr", "img"))

MAIL_ATTRIBUTES = {"a": ("href",), "ol": ("start",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan")}
ATTRIBUTES_EVERYWHERE = ("lang", "dir")

MAIL_PICTURE_ENDINGS = ("png", "jpg", "jpeg", "gif")
"""The formats that every mail program supports: Outlook for Windows lacks WebP, Gmail lacks SVG (caniemail.com)."""

MAIL_LINK_SCHEMES = ("https://", "http://", "mailto:")

MAIL_PICTURE_WIDTH = 552
"""The width of a letter's text in pixels; Outlook for Windows uses the attribute `width` and ignores the style."""


def mailable(html: str) -> str:
    """Return the HTML without what mail programs do not display. An unsupported picture becomes a link with its `alt` text."""
    reader = _MailableReader()
    reader.feed(html)
    reader.close()
    return "".join(reader.html_parts)


class _MailableReader(HTMLParser):
    """Copies the parts of the HTML that are kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html_parts: list[str] = []
        self.open_removed = 0
        """The number of open elements that are removed with their contents."""
        self.are_unlinked: list[bool] = []
        """For each open link, whether its tags are dropped because its address does not work in mail."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy the start tag of an element that is kept."""
        if tag in REMOVED_ELEMENTS:
            self.open_removed += 1
        tag = RENAMED_ELEMENTS.get(tag, tag)
        if self.open_removed or tag not in KEPT_ELEMENTS:
            return
        attributes = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.html_parts.append(self.picture(attributes))
            return
        if tag == "a":
            self.are_unlinked.append(not attributes.get("href", "").lower().startswith(MAIL_LINK_SCHEMES))
            if self.are_unlinked[-1]:
                return
        kept_attributes = (*MAIL_ATTRIBUTES.get(tag, ()), *ATTRIBUTES_EVERYWHERE)
        self.html_parts.append(
            f"<{tag}{''.join(_mail_attribute(name, attributes[name]) for name in kept_attributes if attributes.get(name))}>"
        )

    def picture(self, attributes: dict[str, str]) -> str:
        """Return the picture, or the link or text that replaces it."""
        source, alt = attributes.get("src", ""), attributes.get("alt", "")
        is_absolute = source.lower().startswith(("https://", "http://"))
        if is_absolute and source.partition("?")[0].partition("#")[0].rpartition(".")[2].lower() in MAIL_PICTURE_ENDINGS:
            width = attributes.get("width", "")
            width_attribute = (
                _mail_attribute("width", str(min(int(width), MAIL_PICTURE_WIDTH)))
                if width.isascii() and width.isdigit() and len(width) < 6
                else ""
            )
            return f"<img{_mail_attribute('src', source)}{_mail_attribute('alt', alt)}{width_attribute}>"
        if is_absolute and alt and not self.are_unlinked:
            return f"<a{_mail_attribute('href', source)}>{escape_html(alt)}</a>"
        return escape_html(alt)

    def handle_endtag(self, tag: str) -> None:
        """Copy the end tag of an element whose start tag was copied."""
        if tag in REMOVED_ELEMENTS:
            self.open_removed = max(self.open_removed - 1, 0)
            return
        tag = RENAMED_ELEMENTS.get(tag, tag)
        if self.open_removed or tag not in KEPT_ELEMENTS or tag in VOID_MAIL_ELEMENTS:
            return
        if tag == "a" and (not self.are_unlinked or self.are_unlinked.pop()):
            return
        self.html_parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text, unless it is in a removed element."""
        if not self.open_removed:
            self.html_parts.append(escape_html(data))


def _mail_attribute(name: str, value: str) -> str:
    return f' {name}="{escape_html(value)}"'
