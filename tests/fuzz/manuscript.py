"""Generate hostile articles (path and bytes) from seeds. `python -m tests.fuzz.manuscript SEED` prints one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple
from unicodedata import normalize

from tests.fuzz import vocabulary as words

KNOWN_TOPICS = ("world", "science", "economy", "tags")
LANGUAGES = ("en", "ko", "ar", "pt-BR", "zh-Hant-TW", "x-private", "qaa", "de-1996")
FOLDERS = ("2026", "2026/02", "x y", "%2e%2e", "한국")
KINDS = ("article", "brief", "link", "quote")


class Manuscript(NamedTuple):
    """One case: path and content of a file."""

    seed: int
    path: str
    """The path in messages and urls, in NFC; the path on disk may have another form."""
    data: bytes
    file: str = ""
    """The path on disk, if it is different."""

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.path!r}\n{self.data!r}"


class Fuzzer:
    """Generates texts from tokens; equal seeds give equal texts."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def chance(self, share: float) -> bool:
        """Return True with this probability."""
        return self.random.random() < share

    def one(self, tokens: Sequence[str]) -> str:
        """Return a random one of these values."""
        return tokens[int(self.random.random() * len(tokens))]

    def text(self, most: int = 6) -> str:
        """Return a few tokens of all kinds, concatenated."""
        return "".join(self._token() for _ in range(self.random.randint(1, most)))

    def _token(self) -> str:
        roll = self.random.random()
        for share, tokens in _SHARES:
            if roll < share:
                return self.one(tokens) + (" " if self.chance(0.5) else "")
        return self.one(words.PLAIN) + " "

    def run(self) -> str:
        """Return one token, repeated very often."""
        return self.one(words.RUNS) * self.random.choice((20, 100, 400, 1500))

    def address(self) -> str:
        """Return an address, rarely one that a page may contain."""
        return self.one(words.RELATIVE if self.chance(0.5) else words.ADDRESSES)


_SHARES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.22, words.SCRIPTS),
    (0.32, words.UNICODE),
    (0.40, words.MARKDOWN),
    (0.44, words.ADDRESSES),
    (0.47, words.YAML),
    (0.49, words.PIECES),
)
"""Cumulative probabilities of kinds of tokens; above the last one the token is a plain word."""


def manuscript(seed: int) -> Manuscript:
    """Return the article of this seed."""
    fuzzer = Fuzzer(seed)
    path = _path(fuzzer, seed)
    data = f"---\n{head(fuzzer)}---\n{body(fuzzer)}\n".encode("utf-8", "surrogatepass")
    if fuzzer.chance(0.06):
        data = damaged(fuzzer, data)
    return Manuscript(seed, normalize("NFC", path), data, path)


def _path(fuzzer: Fuzzer, seed: int) -> str:
    """Return a file name that the file system accepts; most names contain their seed."""
    name = f"a{seed}"
    if fuzzer.chance(0.3):
        hostile = fuzzer.text(2).translate({ord("/"): "-", 0: "-"}).encode("utf-8", "ignore")[:120].decode("utf-8", "ignore")
        name = f"{name}{hostile}" if fuzzer.chance(0.8) else hostile.strip("#. ~") or name
    if fuzzer.chance(0.1):
        name = f"2026-02-0{fuzzer.random.randint(0, 9)}-{name}"
    folder = "pages" if fuzzer.chance(0.08) else fuzzer.one(FOLDERS)
    return f"content/{folder}/{name}.md"


def head(fuzzer: Fuzzer) -> str:
    """Return front matter with hostile values; in most cases the article is still published."""
    lines = [f"title: {quoted(fuzzer, fuzzer.text())}", f"date: {_date(fuzzer)}", f"topic: {_topic(fuzzer)}"]
    for name, (share, make) in _FIELDS.items():
        if fuzzer.chance(share):
            lines.append(f"{name}: {make(fuzzer)}")
    if fuzzer.chance(0.08):
        fuzzer.random.shuffle(lines)
        lines.insert(fuzzer.random.randrange(len(lines) + 1), fuzzer.one(words.YAML) + fuzzer.text(2))
    if fuzzer.chance(0.03):
        del lines[fuzzer.random.randrange(len(lines))]
    return "\n".join(lines) + "\n"


def quoted(fuzzer: Fuzzer, text: str) -> str:
    """Return the text as a YAML value, in any YAML style, rarely unquoted and unescaped."""
    roll = fuzzer.random.random()
    if roll < 0.55:
        return json.dumps(fit(text), ensure_ascii=False)
    if roll < 0.70:
        return json.dumps(fit(text))
    if roll < 0.83:
        return "'" + " ".join(fit(text).split()).replace("'", "''") + "'"
    if roll < 0.96:
        sign = fuzzer.one(("|", ">", "|-", ">-", "|2"))
        return f"{sign}\n" + "\n".join(f"  {line.lstrip()}" for line in ("x" + fit(text)).splitlines() if line.strip())
    return text if roll < 0.98 else json.dumps(text)


_UNFIT = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFEFF, 0xFDD0])
_UNFIT |= dict.fromkeys([plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF)])


def fit(text: str) -> str:
    """Return the text without characters that are refused, so that the rest reaches the page."""
    return text.translate(_UNFIT).encode("utf-8", "ignore").decode()


def _date(fuzzer: Fuzzer) -> str:
    roll = fuzzer.random.random()
    if roll < 0.8:
        return f"2026-02-0{fuzzer.random.randint(1, 4)}" + fuzzer.one(("", "", " 23:26", "T23:26:00+09:00", "T00:00:00Z"))
    if roll < 0.97:
        return quoted(fuzzer, fuzzer.one(words.DATES)) if fuzzer.chance(0.3) else fuzzer.one(words.DATES)
    return fuzzer.one(words.BAD_DATES)


def _any_date(fuzzer: Fuzzer) -> str:
    return fuzzer.one(words.DATES)


def _topic(fuzzer: Fuzzer) -> str:
    return fuzzer.one(KNOWN_TOPICS) if fuzzer.chance(0.98) else quoted(fuzzer, fuzzer.text(2))


def _line(fuzzer: Fuzzer) -> str:
    return quoted(fuzzer, fuzzer.text())


def _texts(fuzzer: Fuzzer) -> str:
    """Return a list of texts in brackets."""
    return f"[{', '.join(_value(fuzzer) for _ in range(fuzzer.random.randint(1, 4)))}]"


def _value(fuzzer: Fuzzer) -> str:
    """Return a text in double quotes, which is valid anywhere."""
    return json.dumps(fit(fuzzer.text(3)).strip() or "x", ensure_ascii=fuzzer.chance(0.3))


def _tags(fuzzer: Fuzzer) -> str:
    """Return tags, most of which have different urls."""
    values = []
    for _ in range(fuzzer.random.randint(1, 3)):
        word = f"{fuzzer.random.randrange(10**6)}x" if fuzzer.chance(0.6) else fuzzer.one(("ai", "AI", "c++", "한국", ".net"))
        values.append(word if word.isalpha() or fuzzer.chance(0.3) else fit(fuzzer.text(2))[:60] + word)
    return json.dumps(list(dict.fromkeys(values)), ensure_ascii=False)


def _url(fuzzer: Fuzzer) -> str:
    """Return a valid web address with an appended text; rarely an invalid one."""
    if fuzzer.chance(0.03):
        return json.dumps(fuzzer.address(), ensure_ascii=False)
    kept = fuzzer.one(words.SCRIPTS + words.PIECES).translate(_UNFIT | dict.fromkeys(map(ord, '<>"\\ \t\n\r\ud800')))
    near = fuzzer.one(
        ("https://a.example/", "https://wire.example/", "http://b.example:8080/", "https://a.example?", "HTTPS://A.example/#")
    )
    return json.dumps(near + "".join(kept.split()), ensure_ascii=False)


def _citation(fuzzer: Fuzzer) -> str:
    """Return a source: a name, or a mapping with all its fields."""
    if fuzzer.chance(0.4):
        return _value(fuzzer)
    parts = {
        "name": _value,
        "url": _url,
        "title": _value,
        "author": _value,
        "published": lambda fuzzer: json.dumps(_any_date(fuzzer)),
        "lang": lambda fuzzer: fuzzer.one(LANGUAGES),
    }
    chosen = [f"{name}: {make(fuzzer)}" for name, make in parts.items() if name in ("name", "url") or fuzzer.chance(0.4)]
    return f"{{{', '.join(chosen)}}}"


def _image(fuzzer: Fuzzer) -> str:
    source = json.dumps(fuzzer.one(words.PICTURES) if fuzzer.chance(0.95) else fuzzer.address())
    words_about = (f"{name}: {_value(fuzzer)}" for name in ("alt", "credit", "caption"))
    return f"{{src: {source}, {', '.join(words_about)}}}"


def _quote(fuzzer: Fuzzer) -> str:
    parts = (f"{name}: {_value(fuzzer)}" for name in ("text", "by"))
    return f"{{{', '.join(parts)}}}"


def _corrections(fuzzer: Fuzzer) -> str:
    return f"[{{date: {json.dumps(_any_date(fuzzer))}, text: {_value(fuzzer)}}}]"


def _also(fuzzer: Fuzzer) -> str:
    return f"[{_citation(fuzzer)}, {_citation(fuzzer)}]"


def _extra(fuzzer: Fuzzer) -> str:
    return json.dumps({fit(fuzzer.text(2)): [fit(fuzzer.text(2)), {"x": fit(fuzzer.text(2))}]}, ensure_ascii=False)


def _aliases(fuzzer: Fuzzer) -> str:
    old = f"/2025/old-{fuzzer.random.randrange(10**9)}/"  # two articles with the same alias are an error
    return json.dumps([f"/{fuzzer.one(words.PIECES)}{old}" if fuzzer.chance(0.05) else old])


def _slug(fuzzer: Fuzzer) -> str:
    if fuzzer.chance(0.85):
        return f"s{fuzzer.random.randrange(10**9)}-한글"
    return json.dumps(fuzzer.one(words.PIECES))


_FIELDS: dict[str, tuple[float, Callable[[Fuzzer], str]]] = {
    "headline": (0.2, _line),
    "summary": (0.4, _line),
    "why": (0.3, _line),
    "points": (0.2, _texts),
    "tags": (0.35, _tags),
    "authors": (0.4, _texts),
    "source": (0.6, _citation),
    "via": (0.2, _citation),
    "also": (0.2, _also),
    "image": (0.2, _image),
    "quote": (0.2, _quote),
    "corrections": (0.15, _corrections),
    "updated": (0.15, _any_date),
    "publish_at": (0.03, _any_date),
    "expires": (0.03, _any_date),
    "pin_until": (0.08, _any_date),
    "draft": (0.02, lambda fuzzer: fuzzer.one(("true", "no", "Yes"))),
    "featured": (0.1, lambda fuzzer: fuzzer.one(("true", "no"))),
    "weight": (0.1, lambda fuzzer: fuzzer.one(("-5", "0", "999"))),
    "kind": (0.3, lambda fuzzer: fuzzer.one(KINDS)),
    "lang": (0.3, lambda fuzzer: fuzzer.one(LANGUAGES)),
    "mode": (0.15, lambda fuzzer: fuzzer.one(("full", "excerpt", "link"))),
    "story": (0.05, _line),
    "slug": (0.15, _slug),
    "aliases": (0.1, _aliases),
    "id": (0.3, _line),
    "extra": (0.2, _extra),
}
"""The probability of each field, and the function that makes its value."""


def body(fuzzer: Fuzzer) -> str:
    """Return Markdown with blocks of every kind that contain tokens of every kind."""
    return "\n".join(fuzzer.random.choice(_BLOCKS)(fuzzer) for _ in range(fuzzer.random.randint(0, 7)))


_LINKS = (
    "[{}]({})", "![{}]({})", "[{}](<{}>)", "![{}](<{}>)", '[{}]({} "{}")', "<{1}>", "[{}][r]\n\n[r]: {}\n", "[{}]: {}"
)  # fmt: skip


def _link(fuzzer: Fuzzer) -> str:
    address = fuzzer.address()
    form = fuzzer.one(_LINKS)
    if form[0] == "!" and fuzzer.chance(0.9):
        address = fuzzer.one(words.PICTURES)  # it must exist, or the article is refused before it reaches a page
    return form.format(fuzzer.text(2), address, fuzzer.text(1))


def _markup(fuzzer: Fuzzer) -> str:
    return "".join(_link(fuzzer) if fuzzer.chance(0.15) else fuzzer.text(2) for _ in range(fuzzer.random.randint(1, 6)))


def _fence(fuzzer: Fuzzer) -> str:
    return f"\n```{fuzzer.one(words.FENCES)}\n{fuzzer.text()}\n```\n"


def _table(fuzzer: Fuzzer) -> str:
    return f"\n| {fuzzer.text(1)} | b |\n|:--|--:|\n| {fuzzer.text(2)} | {_link(fuzzer)} |\n"


_BLOCKS: tuple[Callable[[Fuzzer], str], ...] = (
    lambda fuzzer: f"{_markup(fuzzer)}\n",
    lambda fuzzer: f"{_markup(fuzzer)}\n",
    lambda fuzzer: f"\n{_link(fuzzer)}\n",
    lambda fuzzer: f"\n## {fuzzer.text(3)}\n",
    lambda fuzzer: f"\n- {fuzzer.text(3)}\n  - [x] {fuzzer.text(2)}\n",
    lambda fuzzer: f"\n> {fuzzer.text(3)}\n> > {fuzzer.text(2)}\n",
    lambda fuzzer: f"\nword[^1] [^x]\n\n[^1]: {fuzzer.text(3)}\n\n[^x]: {_link(fuzzer)}\n",
    lambda fuzzer: f"\n{fuzzer.text(1)}\n:   {fuzzer.text(3)}\n",
    lambda fuzzer: f"\n{fuzzer.one(words.SCRIPTS)}\n{fuzzer.one(words.SCRIPTS)}\n",
    _fence,
    _table,
    lambda fuzzer: fuzzer.run() if fuzzer.chance(0.3) else fuzzer.text(12),
    lambda fuzzer: "".join(fuzzer.one(words.MARKDOWN) for _ in range(30)),
)


def damaged(fuzzer: Fuzzer, data: bytes) -> bytes:
    """Return the bytes with a few of them removed, doubled, or replaced."""
    made = bytearray(data)
    for _ in range(fuzzer.random.randint(1, 6)):
        at = fuzzer.random.randrange(len(made) + 1)
        end = at + fuzzer.random.choice((1, 1, 2, 8, 40))
        pieces = (b"", bytes(made[at:end]) * 2, fuzzer.random.randbytes(1), b"\r\n", b"---\n", b"\xef\xbb\xbf", b"\xff\xfe")
        made[at:end] = fuzzer.random.choice(pieces)
    return bytes(made)


if __name__ == "__main__":
    sys.stdout.buffer.write(manuscript(int(sys.argv[1])).data)
