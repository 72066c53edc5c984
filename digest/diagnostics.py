"""Diagnostics: path, line, column, code, message and hint of a problem; the table that explains every code (E101 to W601); and the
folding of many similar diagnostics into a count. `terminal.py` prints them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from digest.text.lazy_pattern import lazy_compile

DIAGNOSTIC_CODES = {
    "E101": "the file cannot be read, or is not a file",
    "E102": "the file is not UTF-8 text",
    "E103": "the file is too large",
    "E104": "the front matter is missing or not closed",
    "E105": "the front matter, or a settings file, is not valid YAML",
    "E106": "YAML that is refused: anchors, tags, deep nesting, too large",
    "E107": "a key is used twice",
    "E108": "a line of content/published.tsv that cannot be read, or contradicts another",
    "E109": "a line of content/editions.tsv that is not an edition, or contradicts another",
    "E110": "a merge conflict that was not resolved",
    "E201": "a required field is missing",
    "E202": "a field with an invalid value",
    "E203": "a date that does not exist or cannot be read",
    "E204": "a slug or file name that cannot become a url",
    "E205": "a topic that is not in content/topics.yml",
    "E206": "two tags with the same url",
    "E207": "too many values, headings or topics",
    "E208": "a day on which no edition closes",
    "E301": "a link to an article, page or file that does not exist",
    "E302": "an image or other file that does not exist",
    "E303": "a link to a missing anchor",
    "E304": "an output contains text that must not be published",
    "E305": "`covers` names an article that itself covers another one",
    "E306": "two articles in one language with the same `translation`",
    "E401": "two files or pages with one output path",
    "E402": "two redirects from one path to different pages",
    "E403": "two articles with the same id",
    "E501": "a template that cannot be compiled",
    "E502": "a template that failed while a page was rendered",
    "E503": "a theme, or one of its files, that is missing or invalid",
    "E601": "an unknown setting, or one with an invalid value",
    "E701": "an extension that cannot be loaded",
    "E702": "a function of an extension that failed",
    "E703": "an invalid value or a reserved name from an extension",
    "N101": "a backup or conflict copy that is skipped",
    "N102": "texts in content/ that are not articles",
    "N103": "a file in content/ whose name resembles the name of a registry",
    "N201": "a key in the spelling of another program",
    "N202": "a field given in two spellings with the same value",
    "N203": "a key of another program that has no meaning here",
    "N204": "a language tag that is not in its usual form",
    "N205": "a former slug of a topic",
    "N220": "a key of another program that makes an article a draft",
    "N302": "an external link that could not be verified",
    "N320": "code shown without colours, because highlighting it could take too long",
    "N321": "an attribute in braces that is not allowed was removed",
    "N401": "a redirect that is skipped, because its path has a page",
    "N402": "an address of an article that is not in content/published.tsv",
    "N403": "an edition that is not in content/editions.tsv",
    "N501": "large pictures, of which smaller versions could be made",
    "W101": "characters that are not allowed on a page were removed",
    "W102": "an article that is probably a copy of another",
    "W103": "a value without quotes that ends at a #",
    "W201": "an unknown key",
    "W203": "no source is named",
    "W204": "a draft lacks a required field",
    "W205": "the date in the file name differs from the date in the front matter",
    "W206": "one tag in several spellings",
    "W207": "a title with invisible or direction-changing characters",
    "W208": "a term that the house style avoids",
    "W209": "a headline longer than the house style allows",
    "W210": "a word that is written twice in a row",
    "W212": "a field given in two spellings with different values",
    "W214": "a language tag that probably means another language",
    "W215": "a word of the theme without one of its placeholders",
    "W216": "a word of the theme that no template uses",
    "W220": "an article that has only a title",
    "W222": "an article with an update or a correction in the future",
    "W223": "an article that expires before it is published",
    "W224": "an intro that belongs to no edition",
    "W225": "a lead story that is not in its edition",
    "W226": "an update or a correction before the date of the article",
    "W301": "HTML that is shown as text",
    "W302": "a link or image whose address is not allowed was left out",
    "W303": "an image without alternative text",
    "W304": "a link to an article that is not published",
    "W305": "an id that is used twice on a page",
    "W306": "an external link to a page that is gone",
    "W320": "a reference to an undefined label, shown as text",
    "W321": "a reference to a footnote that does not exist, shown as text",
    "W322": "a label or footnote that is defined twice",
    "W323": "a footnote that nothing refers to, so it is not shown",
    "W324": "a malformed link, shown as text",
    "W325": "`**` without its partner, shown as text",
    "W326": "an HTML element that is not allowed was removed",
    "W327": "template code or a wiki link of another program that readers would see",
    "W401": "a redirect that is skipped, because its target does not exist",
    "W402": "a published address that no longer has a page",
    "W403": "an output folder that differs from what a build would make now",
    "W404": "a recorded edition with other articles than when it was recorded",
    "W405": "an edition that appeared before one that is recorded, and has no number",
    "W406": "a published article whose text changed without `updated` or a correction",
    "W601": "a base_url that is only an example or a local address",
    "W501": "an image that browsers cannot show, or only in part",
    "W503": "a picture that cannot be made smaller",
    "W504": "a template, or a part of one, that no page shows",
    "W502": "Markdown in a field that is shown as plain text",
}
"""The meaning of every code of an error (E), warning (W) or note (N).

The number's first digit is the area: 1 files and YAML, 2 fields, 3 links, 4 paths, 5 themes, 6 settings, 7 extensions."""


class Diagnostic(Struct, frozen=True, order=True):
    """An error (code E…), warning (W…) or note (N…) with its location."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    tolerated: bool = False
    """True if a setting of the site turns this error into a warning."""

    @property
    def is_warning(self) -> bool:
        """True if it stops only a strict build."""
        return self.code.startswith("W") or self.tolerated

    @property
    def is_error(self) -> bool:
        """True if it stops the build."""
        return self.code.startswith("E") and not self.tolerated

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"


BROKEN_LINKS = frozenset({"E301", "E302"})
"""The errors that the setting `links: warn` turns into warnings."""


def tolerate(diagnostics: Iterable[Diagnostic], codes: Collection[str]) -> list[Diagnostic]:
    """Return the diagnostics, with errors of these codes turned into warnings."""
    return [replace(diagnostic, tolerated=True) if diagnostic.code in codes else diagnostic for diagnostic in diagnostics]


class Diagnostics:
    """The diagnostics of one file. A reader adds to them and continues, so that one run reports all problems."""

    def __init__(self, path: str, wrong: str = "E202") -> None:
        self.path = path
        self.wrong = wrong
        """The code of an invalid value in this file."""
        self.found: list[Diagnostic] = []

    def add(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Add a diagnostic; line and column count from 1. Returns None, so that a reader can return the call's result."""
        self.found.append(Diagnostic(self.path, line, column, code, message, hint))

    @property
    def fatal(self) -> bool:
        """True if any of them is an error."""
        return any(diagnostic.is_error for diagnostic in self.found)


SHOWN_OF_A_CODE = {"N": 3, "W": 20}
"""The maximum number of notes or warnings of one code that are printed."""

MANY_DIAGNOSTICS = 10
"""More diagnostics than this with the same code and cause are folded."""

SHOWN_OF_MANY = 3
"""The number of folded diagnostics that are printed."""

_PAGE_OF_SOURCE = lazy_compile(r" \(page of [^()]*\)$")
"""The part of a message that names the page. It is not part of the cause: a template error is reported for every page."""


class Folded(Struct, frozen=True):
    """The diagnostics to print, and a line for each group of omitted ones with their count."""

    shown: tuple[Diagnostic, ...]
    rest: tuple[str, ...]


def fold_diagnostics(diagnostics: Sequence[Diagnostic]) -> Folded:
    """Keep the first three of more than ten diagnostics with the same code and cause, in their order.

    Keep at most twenty warnings and three notes of one code, whatever their causes. `rest` counts the omitted ones.
    """
    causes = [_cause_of(diagnostic) for diagnostic in diagnostics]
    counts_of_causes = Counter(causes)
    shown_diagnostics: list[Diagnostic] = []
    shown_by_cause: Counter[tuple[str, str]] = Counter()
    shown_by_code: Counter[str] = Counter()
    omitted_by_cause: Counter[tuple[str, str]] = Counter()
    omitted_by_code: Counter[str] = Counter()
    for diagnostic, cause in zip(diagnostics, causes, strict=True):
        if counts_of_causes[cause] > MANY_DIAGNOSTICS and shown_by_cause[cause] == SHOWN_OF_MANY:
            omitted_by_cause[cause] += 1
        elif shown_by_code[diagnostic.code] == SHOWN_OF_A_CODE.get(_severity_of(diagnostic), sys.maxsize):
            omitted_by_code[diagnostic.code] += 1
        else:
            shown_by_cause[cause] += 1
            shown_by_code[diagnostic.code] += 1
            shown_diagnostics.append(diagnostic)
    omitted_lines = [f"{code}: {count} more: {message}" for (code, message), count in omitted_by_cause.items()]
    omitted_lines += [f"{code}: {count} more like these" for code, count in omitted_by_code.items()]
    return Folded(tuple(shown_diagnostics), tuple(omitted_lines))


def _cause_of(diagnostic: Diagnostic) -> tuple[str, str]:
    message = diagnostic.message
    return diagnostic.code, _PAGE_OF_SOURCE.sub("", message) if message.endswith(")") else message


def _severity_of(diagnostic: Diagnostic) -> str:
    return "E" if diagnostic.is_error else "W" if diagnostic.is_warning else "N"
