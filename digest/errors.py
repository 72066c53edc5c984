"""What can go wrong, and how it is said: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

CODES = {
    "E101": "the file cannot be read, or is not a file",
    "E102": "the file is not UTF-8 text",
    "E103": "the file is too large",
    "E104": "the front matter is missing or not closed",
    "E105": "the front matter, or a settings file, is not valid YAML",
    "E106": "YAML that is refused: anchors, tags, deep nesting, too large",
    "E107": "a key stands twice",
    "E108": "a line of content/published.tsv that is not an id, a tab and a path",
    "E110": "a merge conflict that was not resolved",
    "E201": "a required field is missing",
    "E202": "a field has a value of the wrong kind",
    "E203": "a date that does not exist or is not written as one",
    "E204": "a slug or file name that cannot become a url",
    "E205": "a topic that is not in content/topics.yml",
    "E206": "two tags with one url",
    "E207": "more values, headings or topics than a site can show",
    "E301": "a link to an article, page or file that does not exist",
    "E302": "an image or other file that does not exist",
    "E303": "a link to a missing anchor",
    "E304": "an output holds text of an article whose mode is link or excerpt",
    "E401": "two sources for one output file",
    "E402": "two redirects from one path to different pages",
    "E403": "two articles with one id",
    "E501": "a template that cannot be compiled",
    "E502": "a template that failed while a page was rendered",
    "E503": "a theme, or one of its files, that is missing or invalid",
    "E601": "an unknown setting, or one with a wrong value",
    "E701": "an extension that cannot be loaded",
    "E702": "a function of an extension that failed",
    "E703": "an invalid value or a reserved name from an extension",
    "N101": "a backup or conflict copy that is skipped",
    "N102": "texts in content/ that are not articles",
    "N103": "a file in content/ whose name is close to a registry's",
    "N201": "a key in the spelling of another program",
    "N202": "a field given in two spellings with the same value",
    "N203": "a key of another program that has no meaning here",
    "N204": "a language tag that is written in another form",
    "N205": "a slug that a topic had before",
    "N220": "a key of another program that makes an article a draft",
    "N302": "an external link that could not be verified",
    "N320": "code shown without colours, because highlighting it could take too long",
    "N321": "an attribute in braces that is not allowed was removed",
    "N401": "a redirect that is skipped, because its path has a page",
    "N402": "an address of an article that is not in content/published.tsv",
    "W101": "characters that are not allowed on a page were removed",
    "W102": "an article that is probably a copy of another",
    "W103": "a value without quotes that ends at a #",
    "W201": "an unknown key",
    "W203": "no source is named",
    "W204": "a draft lacks a required field",
    "W205": "the date in the file name differs from the date in the front matter",
    "W206": "one tag in several spellings",
    "W207": "a title with invisible or direction-changing characters",
    "W208": "a term against the house style",
    "W209": "a headline longer than the house style allows",
    "W210": "a word that stands twice",
    "W212": "a field given in two spellings with different values",
    "W214": "a language tag that probably means another language",
    "W215": "a word of the theme without one of its placeholders",
    "W216": "a word of the theme that no template uses",
    "W220": "an article with nothing but a title",
    "W222": "an article that was updated in the future",
    "W223": "an article that expires before it is published",
    "W301": "HTML that is shown as text",
    "W302": "a link or image whose address is not allowed was left out",
    "W303": "an image without alternative text",
    "W304": "a link to an article that is not published",
    "W305": "an id that stands twice on a page",
    "W306": "an external link to a page that is gone",
    "W320": "a reference to an undefined label, shown as text",
    "W321": "a reference to a footnote that does not exist, shown as text",
    "W322": "a label or footnote that is defined twice",
    "W323": "a footnote that nothing refers to, so it is not shown",
    "W324": "a malformed link, shown as text",
    "W325": "`**` without its partner, shown as text",
    "W326": "an HTML element that is not allowed was removed",
    "W327": "template code of another program that readers would see",
    "W401": "a redirect that is skipped, because its target does not exist",
    "W402": "a published address that no longer has a page",
    "W403": "an output folder that differs from what a build would make now",
    "W601": "a base_url that is only an example or a local address",
    "W501": "an image that browsers cannot show, or only in part",
    "W502": "Markdown in a field that is shown as plain text",
}
"""Every code of a fault (E), warning (W) or note (N), with what it means.

The number's first digit is the area: 1 files and YAML, 2 fields, 3 links, 4 paths, 5 themes, 6 settings, 7 extensions."""


class Fault(Struct, frozen=True, order=True):
    """One thing that is wrong in one place; its code begins with E for a fault, W for a warning, N for a note."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    tolerated: bool = False
    """Whether a setting of the site makes a warning of this fault."""

    @property
    def is_warning(self) -> bool:
        """Whether the build may go on, unless it is strict."""
        return self.code.startswith("W") or self.tolerated

    @property
    def is_error(self) -> bool:
        """Whether the build has to stop."""
        return self.code.startswith("E") and not self.tolerated

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message}"


BROKEN_LINKS = ("E301", "E302")
"""The faults that are warnings with the setting `links: warn`."""


def tolerate(faults: Iterable[Fault], codes: Collection[str]) -> list[Fault]:
    """The same faults, those with one of these codes as warnings."""
    return [replace(fault, tolerated=True) if fault.code in codes else fault for fault in faults]


class Faults:
    """The faults found so far in one file; a reader adds to it and goes on, so that all are told in one run."""

    def __init__(self, path: str, wrong: str = "E202") -> None:
        self.path = path
        self.wrong = wrong
        """The code of a value of the wrong kind in this file."""
        self.found: list[Fault] = []

    def add(self, line: int, column: int, code: str, message: str, hint: str = "") -> None:
        """Note one fault of this file; lines and columns count from 1. None is also the value of what could not be read."""
        self.found.append(Fault(self.path, line, column, code, message, hint))

    @property
    def fatal(self) -> bool:
        """Whether any of them is more than a warning."""
        return any(fault.is_error for fault in self.found)


class DigestError(Exception):
    """An error that is the user's to mend; the command line prints it and ends with its exit code."""

    exit_code = 1

    def __init__(self, message: str = "", *, hint: str = "", faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.faults = tuple(faults)


class ContentError(DigestError):
    """Articles, registries or templates that cannot become a site."""


class UsageError(DigestError):
    """A command that cannot be carried out as it was given: a wrong option, a folder that is refused, a missing extra."""

    exit_code = 2


class ConfigError(UsageError):
    """Settings that are wrong."""


class DiskError(DigestError):
    """The disk refused: full, read-only, no permission, too many open files."""

    exit_code = 3


class ClusterError(DigestError):
    """A cluster that cannot be used: no scheduler, no workers, or workers that would make other bytes."""

    exit_code = 3


class StaleError(DigestError):
    """An output folder that is not what a build would leave there now."""


class PublishError(DigestError):
    """A push that git or the remote refused, or that would lose what others put there."""


class LockedError(DigestError):
    """Another build of the same site is running (75 is EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that is most like this one, or '' if none is near. `likeness` is from 0 to 1, for equal words."""
    import difflib  # only on the way to an error message

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint such as 'did you mean tags?', or '' if no known word is near; arguments as for `nearest`."""
    near = nearest(word, known, likeness)
    return f"did you mean {near}?" if near else ""
