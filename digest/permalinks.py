"""Slugs, output paths and urls: the only code that makes them.

An output path is relative to the site's folder, uses `/`, never leads out of it, and is possible on every system: it follows the
rules of Windows for file names (learn.microsoft.com, "Naming Files, Paths, and Namespaces") and is in NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote, unquote

from digest.text.patterns import later

MAX_BYTES = 80
"""The longest slug that is made of a title or a tag, in bytes of UTF-8."""

MAX_SEGMENT = 200
"""The longest slug or path segment that is written as it is given, in bytes of UTF-8: file systems allow 255, with an ending."""

MAX_PATH = 1000
"""The longest output path in bytes of UTF-8."""

RESERVED = frozenset({"404", "assets", "feed", "index", "page", "sitemap", "static", "tags", "topics"})
"""Slugs that no article may have, because the site's own files and folders are called so."""

_DEVICE = later(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FORBIDDEN = later(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\ud800-\udfff]')
_UNRESERVED = later(r"[A-Za-z0-9._~/-]*")
_ASCII_SLUG = later(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN_PATH = later(
    rf"(?>(?:(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])/)[a-z0-9-]{{1,{MAX_SEGMENT}}}/)*)"
    rf"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)[a-z0-9-]{{1,{MAX_SEGMENT - 5}}}\.html"
)
"""The path of most pages: nothing in it is forbidden anywhere."""


_MARKS = later(r"[^\w\s\x00-\u02ff]{31,}")
"""What may be more than thirty combining marks in a row."""


def composed(text: str) -> str:
    """The text in Unicode's NFC form; of more than thirty marks on one letter that are not in its order the first thirty are kept.

    Putting marks into their order takes the square of their number. No language needs as many (UAX #15, 13, Stream-Safe Text).
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MARKS.sub(_thirty_marks, text))


def _thirty_marks(run: re.Match[str]) -> str:
    kept = []
    for is_mark, group in groupby(run[0], lambda character: unicodedata.combining(character) > 0):
        marks = list(group)
        classes = [unicodedata.combining(mark) for mark in marks]
        kept += marks[:30] if is_mark and classes != sorted(classes) else marks
    return "".join(kept)


def slug(text: str, limit: int = MAX_BYTES) -> str:
    """The text as a part of a url: NFC, case folded, letters, marks and digits of any script, `-` between words.

    Longer than `limit` bytes is cut at a word. '' when nothing of the text is left.
    """
    if _ASCII_SLUG.fullmatch(text) and len(text) <= limit:
        return text
    folded = composed(composed(text).casefold())
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    words = "-".join(kept.split())
    if len(words.encode()) <= limit:
        return words
    cut = words.encode()[: limit + 1].decode(errors="ignore")
    while len(cut.encode()) > limit:
        cut = cut[:-1]
    at = cut.rfind("-") if words[len(cut)] != "-" else -1
    return cut[:at] if at > 0 else cut


def tag_slug(text: str) -> str:
    """The slug of a tag: as `slug`, but C++ is c-plus-plus, C# is c-sharp, .NET is dot-net."""
    spoken = re.sub(r"^\.(?=\w)", "dot-", text.strip())
    return slug(spoken.replace("+", "-plus").replace("#", "-sharp"))


@lru_cache(maxsize=65536)
def fold(tag: str) -> str:
    """Equal for two spellings of one tag: `AI` and `ai`."""
    return composed(tag).strip().casefold()


def slug_error(text: str) -> str:
    """Why this cannot be an article's slug, or '' if it can."""
    if _ASCII_SLUG.fullmatch(text) and len(text) <= MAX_SEGMENT and text not in RESERVED and not _DEVICE.fullmatch(text):
        return ""  # most slugs
    if text in RESERVED:
        return f"the slug {text} is reserved"
    if text != slug(text, limit=10_000) or not text:
        return f"{printable(text) or 'an empty text'} is not a slug"
    return segment_error(text)


@lru_cache(maxsize=65536)
def segment_error(segment: str) -> str:
    """Why this cannot be one part of an output path, or '' if it can."""
    if segment in ("", ".", ".."):
        return f"'{segment}' is not a file name"
    if _FORBIDDEN.search(segment):
        return f"{printable(segment)} contains a character that is not allowed in file names"
    if _DEVICE.fullmatch(segment):
        return f"{segment} is a device name on Windows"
    if segment[-1] in ". " or segment[0] == " ":
        return f"'{segment}' begins or ends with a character that some systems drop"
    if len(segment.encode()) > MAX_SEGMENT:
        return f"{segment[:20]}… is longer than {MAX_SEGMENT} bytes"
    if not unicodedata.is_normalized("NFC", segment):
        return f"{segment} is not in Unicode's NFC form"
    return ""


def path_error(path: str) -> str:
    """Why this cannot be an output path, or '' if it can."""
    if len(path) <= MAX_PATH and _PLAIN_PATH.fullmatch(path):
        return ""
    if path.startswith("."):
        return f"{printable(path)} begins with a dot, and dot-files in the output folder are not digest's"
    for segment in path.split("/"):
        diagnostic = segment_error(segment)
        if diagnostic:
            return diagnostic
    return "" if len(path.encode()) <= MAX_PATH else f"the path is longer than {MAX_PATH:,} bytes"


def unusual_paths(paths: Iterable[str]) -> list[str]:
    """Those of these paths that are not the path of a page in lower-case ASCII, which is right and its own `collision_key`.

    Asked for all paths at once it takes a fifth of the time.
    """
    is_plain = _PLAIN_PATH.fullmatch
    return [path for path in paths if not is_plain(path) or len(path) > MAX_PATH]


def collision_key(path: str) -> str:
    """Equal for two paths that are one file on a system that ignores case or Unicode form."""
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path.casefold())


def printable(text: str) -> str:
    """The text with surrogates and control characters written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in text)


@lru_cache(maxsize=65536)
def url_of(path: str) -> str:
    """The url of an output path below the site's root: `a/index.html` → `/a/`, percent-encoded (RFC 3986)."""
    if path == "index.html":
        return "/"
    shown = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return "/" + (shown if _UNRESERVED.fullmatch(shown) else quote(shown))


def path_of(url: str) -> str:
    """The output path of a page at this path of the site, whether percent-encoded or not: `/a/` and `/a` → `a/index.html`."""
    path = composed(unquote(url)).strip("/")
    if path.endswith((".html", ".htm")) and not url.endswith("/"):
        return path
    return f"{path}/index.html" if path else "index.html"


def url_error(url: str) -> str:
    """Why this cannot be the path of a page below the front page, such as `/2025/old-name/`, or '' if it can."""
    if not url.startswith("/"):
        return "it does not begin with /"
    if "?" in url or "#" in url:
        return "it contains ? or #"
    path = path_of(url)
    return "it is the front page" if path == "index.html" else path_error(path)


def article_path(pattern: str, moment: datetime, name: str, *, language: str = "", topic: str = "", file: str = "") -> str:
    """The output path of an article by a pattern such as `/{year}/{month}/{day}/{slug}/` or `/{topic}/{slug}.html`.

    `{path}` is the folders of its `file` below content/; without `{slug}` in the pattern also its slug.
    """
    path = _path_of_day(pattern, moment.date()).replace("{slug}", name)
    if "{" not in path:
        return path
    folders = [slug(folder) for folder in file.split("/")[1:-1]]
    if "{slug}" not in pattern:
        folders.append(name)
    path = path.replace("{path}", "/".join(folders)).replace("{topic}", topic).replace("{lang}", language.lower())
    return _EMPTY_SEGMENT.sub("/", path).removeprefix("/")


_EMPTY_SEGMENT = later("//+")


@lru_cache(maxsize=16384)
def _path_of_day(pattern: str, day: date) -> str:
    """What the articles of one day have in common."""
    path = pattern.strip("/").replace("{year}", f"{day.year:04}").replace("{month}", f"{day.month:02}")
    return path.replace("{day}", f"{day.day:02}") + ("" if path.endswith(".html") else "/index.html")


PLACEHOLDERS = ("year", "month", "day", "slug", "lang", "topic", "path")
"""What the pattern of articles' urls may contain in braces."""


def pattern_error(pattern: str) -> str:
    """Why this cannot be the pattern of articles' urls, or '' if it can."""
    if "{slug}" not in pattern and "{path}" not in pattern:
        return "the permalink needs {slug} or {path}"
    if not (pattern.startswith("/") and pattern.endswith(("/", ".html"))):
        return "the permalink must begin with / and end with / or .html"
    own = "{slug}" if "{slug}" in pattern else "{path}"
    file = pattern.rpartition("/")[2]
    if file and file != "index.html" and own not in file:
        return f"the permalink must contain {own} in its last part, before .html"
    bare = re.sub(rf"\{{({'|'.join(PLACEHOLDERS)})\}}", "x", pattern.strip("/"))
    if "{" in bare or "}" in bare:
        return f"the permalink may contain {', '.join(f'{{{name}}}' for name in PLACEHOLDERS[:-1])} and {{{PLACEHOLDERS[-1]}}}"
    return path_error(bare)
