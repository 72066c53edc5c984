"""Convert the HTML of a text to plain text, with an HTML parser, for letters: blocks, list marks, prefixes of quotations, table
rows, preformatted lines and rules, wrapped to a width. The address of each link follows its text."""

from __future__ import annotations

from html.parser import HTMLParser

from digest.text.line_wrapping import LINE_COLUMNS, wrapped

BLOCK_ELEMENTS = frozenset(
    str.split(
        "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table thead tbody tr hr figure figcaption section aside details summary "
        "dl dt dd article header footer center caption"
    )
)
"""Elements that start a new line."""

SKIPPED_ELEMENTS = frozenset(("script", "style", "svg", "math", "template", "audio", "video", "object", "iframe"))
"""Elements that are skipped with their contents."""

RULE_TEXT = "* * *"


def plain_text(html: str, columns: int = LINE_COLUMNS) -> str:
    """Return the HTML as plain text in lines of at most `columns` columns, with an empty line between paragraphs."""
    reader = _PlainTextReader(columns)
    reader.feed(html)
    reader.close()
    return reader.text()


class _PlainTextReader(HTMLParser):
    """Collects the blocks of plain text."""

    def __init__(self, columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.columns = columns
        self.blocks: list[tuple[str, bool]] = []
        """Each block, and whether it follows the previous one without an empty line."""
        self.line: list[str] = []
        """The pieces of the current paragraph."""
        self.margins: list[list[str]] = []
        """For each open list item and quotation, the prefix of the next line and the prefix of the lines after it."""
        self.lists: list[int | None] = []
        """For each open list, the number of its next item; None for a list without numbers."""
        self.links: list[tuple[str, int]] = []
        """For each open link, its address and the index in `line` where its text starts."""
        self.is_row = self.is_after_item = self.is_after_row = False
        """Whether the current line is a table row, and whether the last block was in a list or was a table row."""
        self.preformatted = 0
        """The number of open `pre` elements."""
        self.open_skipped = 0
        """The number of open elements that are skipped."""

    def text(self) -> str:
        """Return the plain text of everything read so far."""
        self.end_block()
        plain_text_so_far = ""
        for block, is_close in self.blocks:
            plain_text_so_far += ("\n" if is_close else "\n\n") * bool(plain_text_so_far) + block
        return plain_text_so_far

    def end_block(self) -> None:
        """End the paragraph, if one is open."""
        line = "".join(self.line)
        self.line = []
        if not line.strip():
            return
        is_item = bool(self.margins) and self.margins[-1][0] != self.margins[-1][1]
        plain_lines = []
        for line_text in line.strip("\n").split("\n"):
            first_margin, other_margin = self.margin()
            if self.preformatted:
                plain_lines.append((first_margin + line_text).rstrip())
            else:
                plain_lines.append(
                    wrapped(line_text, self.columns, other_margin, first_margin) if line_text.strip() else first_margin.rstrip()
                )
        is_row = self.is_row
        self.blocks.append(("\n".join(plain_lines), (is_item and self.is_after_item) or (is_row and self.is_after_row)))
        self.is_after_item, self.is_after_row = bool(self.lists), is_row

    def margin(self) -> tuple[str, str]:
        """Return the prefix of the next line, and of the lines after it. The mark of a list item is used once."""
        first_margin = "".join(margin[0] for margin in self.margins)
        for margin in self.margins:
            margin[0] = margin[1]
        return first_margin, "".join(margin[1] for margin in self.margins)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag in SKIPPED_ELEMENTS:
            self.open_skipped += 1
        elif tag in BLOCK_ELEMENTS:
            self.begin_block(tag, attributes)
        elif tag == "br":
            self.line.append("\n")
        elif tag == "a":
            self.links.append((attributes.get("href", ""), len(self.line)))
        elif tag == "img" and attributes.get("alt"):
            self.line.append(f"[{attributes['alt']}]")
        elif tag in ("td", "th") and any(piece.strip() for piece in self.line):
            self.line.append(" | ")

    def begin_block(self, tag: str, attributes: dict[str, str]) -> None:
        """Start an element that starts a new line."""
        self.end_block()
        if tag in ("ul", "ol"):
            start = attributes.get("start", "1")
            self.lists.append(None if tag == "ul" else int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            list_mark = "- " if number is None else f"{number}. "
            if number is not None:
                self.lists[-1] = number + 1
            self.margins.append([list_mark, " " * len(list_mark)])
        elif tag == "blockquote":
            self.margins.append(["> ", "> "])
        elif tag == "tr":
            self.is_row = True
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "hr":
            self.line.append(RULE_TEXT)
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in SKIPPED_ELEMENTS:
            self.open_skipped = max(self.open_skipped - 1, 0)
        elif tag == "a" and self.links:
            address, at = self.links.pop()
            link_text = "".join(self.line[at:]).strip()
            if address and address != link_text:
                self.line.append(f" <{address}>" if link_text else f"<{address}>")
        elif tag in BLOCK_ELEMENTS:
            self.end_block()
            if tag in ("li", "blockquote") and self.margins:
                self.margins.pop()
            elif tag in ("ul", "ol") and self.lists:
                self.lists.pop()
                self.is_after_item = bool(self.lists)
            elif tag == "tr":
                self.is_row = False
            elif tag == "table":
                self.is_after_row = False
            elif tag == "pre":
                self.preformatted = max(self.preformatted - 1, 0)

    def handle_data(self, data: str) -> None:
        """Add text to the paragraph; outside preformatted text, a line break becomes a space."""
        if not self.open_skipped:
            self.line.append(data if self.preformatted else data.replace("\n", " "))
