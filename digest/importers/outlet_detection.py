"""Detects the registered source (outlet) of a parsed raw text without a URL, by its slug, name or host, alone or among other
words, in clues: mail addresses of bylines, newspapers' names, copyright notices and other lines that were left out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from msgspec import Struct

from digest.importers.pasted_mail import HEAD_LEFT_OUT, OTHER_MAIL
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire

MAX_CLUE_CHARACTERS = 300
"""The maximum length of a line that may name an outlet."""

_HOST_OF_OUTLET = r"(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}"
_ADDRESS_OF_OUTLET = re.compile(rf"(?:https?://)?(?P<host>{_HOST_OF_OUTLET})(?:/\S*)?", re.IGNORECASE)
_HOSTS_IN_TEXT = re.compile(rf"(?<![\w.@-]){_HOST_OF_OUTLET}(?![\w-])", re.IGNORECASE)
_MAIL_OF_OUTLET = re.compile(rf"[^\s@<>()\[\],;:]{{1,64}}@(?P<host>{_HOST_OF_OUTLET})", re.IGNORECASE)
_MARKS_IN_OUTLET_NAME = re.compile(r"[^\w&]+")
_AGENCY_SUFFIX = re.compile(r" (?:news )?agency$")
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_][\w'’&.-]*)\s+$")
_WORD_AFTER = re.compile(r"\s+(?P<word>[^\W\d_][\w'’&-]*)")

_WORDS_BEFORE_OUTLET = frozenset(str.split("the copyright copyrights by of from for source via"))
_WORDS_AFTER_OUTLET = frozenset(
    str.split(
        "all any co company corp corporation group holdings inc limited llc ltd media network networks newspaper newspapers "
        "no not online publishing rights unauthorised unauthorized"
    )
)
"""Capitalised words that may be next to a name without belonging to it; `Herald` does not match in `Evening Herald`."""

_OUTLET_NAME_CLUES = ("a newspaper's name", "a section name")
_COPYRIGHT_CLUE = "copyright"
_LINES_OF_OTHER_OUTLETS = ("links to other articles", HEAD_LEFT_OUT, OTHER_MAIL)
"""Lines that may name other outlets, or recipients."""


class OutletNames(Struct, frozen=True):
    """Slugs of registered outlets by the names that identify them."""

    slugs: Mapping[str, str]
    """Keys: slugs in folded case."""
    names: Mapping[str, str]
    """Keys: names in folded case."""
    domains: Mapping[str, str]
    """Keys: domains without `www.`."""

    def outlet_of_host(self, host: str) -> str:
        """Return the slug of the outlet with this host's domain, or ''."""
        host = host.casefold()
        while host:
            if host in self.domains:
                return self.domains[host]
            host = host.partition(".")[2]
        return ""

    def outlet_of(self, text: str) -> str:
        """Return the slug of the outlet with this slug, name or URL, or ''. `The`, marks and spaces are ignored."""
        folded = text.casefold().strip()
        address = _ADDRESS_OF_OUTLET.fullmatch(folded)
        outlet_slug = (address and self.outlet_of_host(address["host"])) or self.slugs.get(folded) or self.names.get(folded)
        if outlet_slug or not _bare_outlet_name(folded):
            return outlet_slug or ""
        return next(
            (
                slug
                for name, slug in (*self.names.items(), *self.slugs.items())
                if _bare_outlet_name(name) == _bare_outlet_name(folded)
            ),
            "",
        )

    def outlet_within(self, text: str) -> str:
        """Return the slug of the outlet that this line names among other words, or ''; the longest name wins."""
        slugs_of_hosts = (self.outlet_of_host(host[0]) for host in _HOSTS_IN_TEXT.finditer(text))
        slugs_of_names = (self.names[name] for name in sorted(self.names, key=len, reverse=True) if _names_outlet(text, name))
        return next(filter(None, (*slugs_of_hosts, *slugs_of_names)), "")

    def outlet_of_mail(self, text: str) -> str:
        """Return the slug of the outlet with the domain of a mail address in this line, or ''."""
        return next(
            filter(None, (self.outlet_of_host(mail_address["host"]) for mail_address in _MAIL_OF_OUTLET.finditer(text))), ""
        )


def _bare_outlet_name(name: str) -> str:
    """Return the name without article, marks, spaces and `News Agency`."""
    return _MARKS_IN_OUTLET_NAME.sub("", _AGENCY_SUFFIX.sub("", name.removeprefix("the ")))


def _names_outlet(text: str, outlet_name: str) -> bool:
    """Return whether the text contains the name, not as part of a longer one; `사` (company) may follow a Korean name."""
    name_end = r"(?!\w)" if outlet_name.isascii() else r"사?(?!\w)"
    for name_match in re.finditer(rf"(?<!\w){re.escape(outlet_name)}{name_end}", text, re.IGNORECASE):
        word_before, word_after = _WORD_BEFORE.search(text[: name_match.start()]), _WORD_AFTER.match(text, name_match.end())
        if not (_belongs_to_name(word_before, _WORDS_BEFORE_OUTLET) or _belongs_to_name(word_after, _WORDS_AFTER_OUTLET)):
            return True
    return False


def _belongs_to_name(neighbour_word: re.Match[str] | None, other_words: Container[str]) -> bool:
    """Return whether the word beside a name looks like a part of a longer one."""
    return (
        neighbour_word is not None and neighbour_word["word"][0].isupper() and neighbour_word["word"].casefold() not in other_words
    )


def detect_outlet(wire: Wire, names: OutletNames) -> Guess | None:
    """Return the slug of the source and the first line that names a registered outlet, or None.

    In order of precedence: the source that the importer found, the mail address of a byline, a newspaper's name on its own line,
    a copyright notice, and any other mail address outside the text.
    """
    return next(
        (Guess("source", outlet_slug, guess.line, guess.text) for outlet_slug, guess in _outlet_clues(wire, names) if outlet_slug),
        None,
    )


def _outlet_clues(wire: Wire, names: OutletNames) -> Iterator[tuple[str, Guess]]:
    short_clues = [guess for guess in wire.guesses if len(guess.text) <= MAX_CLUE_CHARACTERS]
    left_out_clues = [guess for guess in short_clues if guess.field == LEFT_OUT_NOTE]
    source_clues = [guess for guess in wire.guesses if guess.field == "source"]
    yield from (
        (names.outlet_of(wire.source), guess) for guess in source_clues or [Guess("source", wire.source, 0, "the importer")]
    )
    yield from ((names.outlet_of_mail(guess.text), guess) for guess in short_clues if guess.field == "authors")
    yield from ((names.outlet_of(guess.text), guess) for guess in left_out_clues if guess.value in _OUTLET_NAME_CLUES)
    yield from ((names.outlet_within(guess.text), guess) for guess in left_out_clues if guess.value == _COPYRIGHT_CLUE)
    yield from ((names.outlet_of_mail(guess.text), guess) for guess in left_out_clues if guess.value not in _LINES_OF_OTHER_OUTLETS)
