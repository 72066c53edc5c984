"""The keys of pages: equal keys, equal bytes; and why a key is another than before."""

from __future__ import annotations

import hashlib
import zlib

import msgspec

from digest.disk.program import program
from digest.extension import Code
from digest.fingerprint import fingerprint
from digest.pages.page import Site
from digest.rendering.theme import Theme

_encode = msgspec.json.Encoder().encode

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_numbers = msgspec.json.Decoder(dict[str, int]).decode


class Look(msgspec.Struct, frozen=True):
    """What all pages have in common: the theme, what each of its templates can reach, what every page knows, and extensions."""

    theme: Theme
    closures: dict[str, str]
    site: Site
    extensions: tuple[Code, ...] = ()
    """Where filters come from that are not ours; `closures` name them."""

    def closure(self, template: str) -> str:
        """What names all that a template can reach; '' for one that is not there."""
        return self.closures.get(template, "")


class Keys:
    """The keys of a site's pages: the fingerprint of the program, the templates that a page can reach, and all that it may know.

    `context` is the page's as JSON, `closure` what names all that its template can reach; `asking` is the name of the program,
    where that is not this very process.
    """

    def __init__(self, site: Site, asking: str = "") -> None:
        name = fingerprint(site)
        self.site = int(name[:8], 16)
        asking = asking or program()
        self.program = zlib.crc32(asking.encode())
        self.shared = f"{asking} {name} ".encode()

    def key(self, closure: str, context: bytes) -> str:
        """Equal keys, equal bytes."""
        return hashlib.sha256(self.shared + closure.encode() + context).hexdigest()[:32]

    def reasons(self, template: str, closure: str, context: bytes) -> bytes:
        """The fingerprints of the parts of a key as JSON, to say which of them changed."""
        parts = {"the program": self.program, "the theme": zlib.crc32((template + closure).encode()), "the site": self.site}
        for name, value in _fields(context).items():
            parts[name] = zlib.crc32(value)
        del parts["type"]  # no field: it says which the fields are
        return _encode(parts)


def explain(before: msgspec.Raw | None, now: msgspec.Raw, was_recorded: bool) -> tuple[str, ...]:
    """Why a page was made again: the parts of its key that changed."""
    if not was_recorded or before is None:
        return ("new",)
    then, there = _numbers(before), _numbers(now)
    parts = (part for part in dict.fromkeys((*there, *then)) if then.get(part) != there.get(part))
    changed = tuple(part if part.startswith("the ") else f"data: {part}" for part in parts)
    return changed or ("the file was changed or lost",)
