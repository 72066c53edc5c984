"""The keys of everything that is stored and reused: equal keys, equal results. All their formulas are in this file.

A key is the hash of everything that can change the result. `program` is in each key that outlives a process: the hash of digest's
code, of the installed packages, and of Python (`program_key`). Settings are in a key as `page_settings`: only those that can
change a page.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping

import msgspec

from digest.config.config import Config
from digest.config.setting_table import page_settings
from digest.diagnostics import Diagnostic
from digest.hashing import content_hash, fingerprint


def program_key(own_files: Iterable[tuple[str, str]], distributions: Iterable[str], python: str) -> str:
    """The key of the running program. Its own files by path and hash; what is installed by name and version, which is what a
    package promises to be; so there is no version to be raised by hand.
    """
    return fingerprint(list(own_files), list(distributions), python)


def parsing_key(program: str, parsing: object) -> str:
    """The key of what all calls of `parse` in a build share; `parsing` are the settings that `parse` gets."""
    return fingerprint("parse", program, parsing)


def article_key(path: str, file_hash: str, parsing: str) -> str:
    """The key of one call of `parse`, by all its arguments, and so of the article and its text. A path contains no NUL."""
    return content_hash(f"{parsing}\0{path}\0{file_hash}".encode())


def entry_hash(article: str, *decided_by_others: object) -> str:
    """The hash of an entry: its `article_key`, which covers all that the article says; and what registries, settings, the clock
    decide.
    """
    return fingerprint(article, *decided_by_others)


def registries_key(texts: Mapping[str, bytes]) -> str:
    """The key of the registries: their bytes, by path."""
    return fingerprint({path: content_hash(data) for path, data in texts.items()})


def content_key(
    articles: Iterable[tuple[str, str]], assets: Iterable[tuple[str, str]], registries: str, diagnostics: Iterable[Diagnostic]
) -> str:
    """The key of all of content/: path and hash of each file, and what is wrong with the files themselves."""
    return fingerprint(list(articles), list(assets), registries, list(diagnostics))


def theme_key(layers: object) -> str:
    """The key of a theme: the text of each template and file of words, the hash of each file of static/, by layer."""
    return fingerprint(layers)


def style_key(program: str, css: str) -> str:
    """The key of a published style sheet, by its text."""
    return content_hash(f"{program}\0{css}".encode())


def extension_key(name: str, version: str, entries: object, hashes: Iterable[str]) -> str:
    """The key of an installed extension: its version, its entry points, and the bytes of its Python files: it may be installed
    editable.
    """
    return fingerprint(name, version, entries, list(hashes))


def build_key(program: str, config: Config, theme: str, extensions: Mapping[str, str], content: str) -> str:
    """The key of all inputs of a build but the clock: if it is equal, not even a plan is made.

    Beside the settings of pages, those that decide what a build reports: `links`, `strict`, and the warnings about the settings.
    """
    reported = config.links, config.strict, config.diagnostics
    return fingerprint(program, page_settings(config), reported, theme, list(extensions.items()), content)


def snapshot_key(program: str, config: Config, registries: str) -> str:
    """The key of all inputs of collections but the clock and the articles, which a snapshot compares one by one."""
    return fingerprint(program, page_settings(config), registries)


def plan_key(program: str, config: Config, theme: str, filters: Mapping[str, str], site: object) -> str:
    """The key of what the pages of all parts share. It contains the theme: an added template may be a page's."""
    return fingerprint(program, page_settings(config), theme, filters, site)


def part_key(plan: str, plan_pages: Callable[..., object], entries: Iterable[str], inputs: object) -> str:
    """The key of the pages of a part: its function sees nothing but its arguments, entries by `entry_hash`.

    The hashes are joined, which is hashed faster than a list: a large site has 60,000 in its parts.
    """
    return fingerprint(plan, plan_pages.__module__, plan_pages.__qualname__, " ".join(entries), inputs)


def template_hash(sources: Iterable[tuple[str, str]], filters: Iterable[str]) -> str:
    """The hash of what a template can reach: names and texts of templates, and the keys of extensions whose filters they call."""
    return fingerprint(sorted(sources), sorted(filters))


def templates_key(program: str, theme: str, filters: Mapping[str, str]) -> str:
    """The key of the `template_hash` values of all templates of a theme."""
    return fingerprint(program, theme, filters)


def full_text_key(program: str, language: str, pages: Iterable[tuple[str, str]]) -> str:
    """The key of the full-text index: path and key of each page that is indexed."""
    return fingerprint(program, language, list(pages))


def checks_key(build: str, hidden: Iterable[tuple[str, str]], pages: Iterable[tuple[str, str]]) -> str:
    """The key of what the checks find in finished pages: the pages by path and key, the texts that they must not show by
    `article_key` and status, and what goes into a build (`build_key`).
    """
    return fingerprint("checks", build, sorted(hidden), list(pages))


def encoder_key(pillow: str, code: Iterable[str]) -> str:
    """The key of what makes variants of pictures: the version of Pillow, which brings its libraries, and the hashes of our own
    code.

    Not of the whole program: a new version of digest does not encode every picture again.
    """
    return fingerprint(pillow, list(code))


def variant_key(encoder: str, variant: object) -> str:
    """The key of the bytes of a variant, which contains the hash of the original."""
    return fingerprint(encoder, variant)


_encode_context = msgspec.json.Encoder().encode

_decode_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_decode_hashes = msgspec.json.Decoder(dict[str, int]).decode


class PageKeys:
    """The keys of a site's pages: of the program, what the page's template can reach, what all pages share, and its own context.

    A template sees nothing else. `templates` has the `template_hash` of each template.
    """

    def __init__(self, program: str, site: object, templates: Mapping[str, str]) -> None:
        site_hash = fingerprint(site)
        self.templates = templates
        self._program_and_site = f"{program} {site_hash} ".encode()
        self._short = {"the program": zlib.crc32(program.encode()), "the site": int(site_hash[:8], 16)}

    def key(self, template: str, context: bytes) -> str:
        """The key of a page; `context` is the page's as JSON."""
        reached = self.templates.get(template, "")
        return hashlib.sha256(self._program_and_site + reached.encode() + context).hexdigest()[:32]

    def field_hashes(self, template: str, context: bytes) -> bytes:
        """Short hashes of the parts of a page's key as JSON, by name: they tell which of them changed."""
        reached = self.templates.get(template, "")
        hashes = self._short | {"the theme": zlib.crc32((template + reached).encode())}
        hashes |= {name: zlib.crc32(value) for name, value in _decode_fields(context).items()}
        del hashes["type"]  # no field: it says which the fields are
        return _encode_context(hashes)


def changed_fields(hashes_before: msgspec.Raw | None, now: msgspec.Raw, was_recorded: bool) -> tuple[str, ...]:
    """Why a page was rendered again: which parts of its key changed, of the `field_hashes` of the last build and this one."""
    if not was_recorded or hashes_before is None:
        return ("new",)
    then, there = _decode_hashes(hashes_before), _decode_hashes(now)
    names = (name for name in dict.fromkeys((*there, *then)) if then.get(name) != there.get(name))
    changed = tuple(name if name.startswith("the ") else f"data: {name}" for name in names)
    return changed or ("the file was changed or lost",)
