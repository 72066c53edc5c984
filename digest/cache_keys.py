"""The keys of everything that is cached (articles, entries, theme, plan parts, pages, snapshots, picture variants), from program,
settings and inputs; and short hashes of a page's parts, which tell why it is rendered again. All keys are defined here;
`hashing.py` only hashes.

A key is the hash of everything that can change the result. `program` is part of each key that outlives a process: the hash of
digest's code, of the installed packages, and of Python (`program_key`). Keys include settings as `page_settings`: only those that
can change a page.
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
    """Return the key of the running program: its own files by path and hash, installed packages by name and version.

    So no cache version has to be raised by hand.
    """
    return fingerprint(list(own_files), list(distributions), python)


def parsing_key(program: str, parsing: object) -> str:
    """Return the part of the key that all calls of `parse` in a build share; `parsing` are the settings passed to `parse`."""
    return fingerprint("parse", program, parsing)


def article_key(path: str, file_hash: str, parsing: str) -> str:
    """Return the key of one call of `parse`, and so of the article and its text. NUL is a safe separator: no path contains it."""
    return content_hash(f"{parsing}\0{path}\0{file_hash}".encode())


def entry_hash(article: str, *decided_by_others: object) -> str:
    """Return the hash of an entry: its `article_key`, which covers the article's file, and values that depend on registries,
    settings or the current time.
    """
    return fingerprint(article, *decided_by_others)


def registries_key(texts: Mapping[str, bytes]) -> str:
    """Return the key of the registries: their bytes, by path."""
    return fingerprint({path: content_hash(data) for path, data in texts.items()})


def content_key(
    articles: Iterable[tuple[str, str]], assets: Iterable[tuple[str, str]], registries: str, diagnostics: Iterable[Diagnostic]
) -> str:
    """Return the key of content/: path and hash of each file, and the diagnostics of the files themselves."""
    return fingerprint(list(articles), list(assets), registries, list(diagnostics))


def theme_key(layers: object) -> str:
    """Return the key of a theme: by layer, the text of each template and word file, and the hash of each file in static/."""
    return fingerprint(layers)


def style_key(program: str, css: str) -> str:
    """Return the key of a published style sheet, by its text."""
    return content_hash(f"{program}\0{css}".encode())


def extension_key(name: str, version: str, entries: object, hashes: Iterable[str]) -> str:
    """Return the key of an installed extension: its version, its entry points, and the hashes of its Python files, because
    an editable install can change without a new version.
    """
    return fingerprint(name, version, entries, list(hashes))


def build_key(program: str, config: Config, theme: str, extensions: Mapping[str, str], content: str) -> str:
    """Return the key of all inputs of a build except the current time: if it is equal, the build stops before planning.

    Includes the settings that change only the report of a build: `links`, `strict`, and the warnings about the settings.
    """
    reported = config.links, config.strict, config.diagnostics
    return fingerprint(program, page_settings(config), reported, theme, list(extensions.items()), content)


def snapshot_key(program: str, config: Config, registries: str) -> str:
    """Return the key of a snapshot's inputs except the current time and the articles, which are compared one by one."""
    return fingerprint(program, page_settings(config), registries)


def plan_key(program: str, config: Config, theme: str, filters: Mapping[str, str], site: object) -> str:
    """Return the key of the inputs that all parts of the plan share. It includes the theme, as pages may use an added template."""
    return fingerprint(program, page_settings(config), theme, filters, site)


def part_key(plan: str, plan_pages: Callable[..., object], entries: Iterable[str], inputs: object) -> str:
    """Return the key of the pages of a part, which depend only on the arguments of its function; `entries` are `entry_hash` values.

    The hashes are joined because a string is hashed faster than a list: the parts of a large site have 60,000.
    """
    return fingerprint(plan, plan_pages.__module__, plan_pages.__qualname__, " ".join(entries), inputs)


def template_hash(sources: Iterable[tuple[str, str]], filters: Iterable[str]) -> str:
    """Return the hash of a template with all templates that it can include, and the keys of extensions whose filters they call."""
    return fingerprint(sorted(sources), sorted(filters))


def templates_key(program: str, theme: str, filters: Mapping[str, str]) -> str:
    """Return the key of the `template_hash` values of all templates of a theme."""
    return fingerprint(program, theme, filters)


def full_text_key(program: str, language: str, pages: Iterable[tuple[str, str]]) -> str:
    """Return the key of the full-text index: path and key of each indexed page."""
    return fingerprint(program, language, list(pages))


def checks_key(build: str, hidden: Iterable[tuple[str, str]], pages: Iterable[tuple[str, str]]) -> str:
    """Return the key of the diagnostics of finished pages: the pages by path and key, the texts that pages must not contain by
    `article_key` and status, and the inputs of the build (`build_key`).
    """
    return fingerprint("checks", build, sorted(hidden), list(pages))


def encoder_key(pillow: str, code: Iterable[str]) -> str:
    """Return the key of the encoder of picture variants: the version of Pillow, which bundles its libraries, and the hashes of our
    encoding code.

    It does not cover the whole program, so that a new version of digest does not encode every picture again.
    """
    return fingerprint(pillow, list(code))


def variant_key(encoder: str, variant: object) -> str:
    """Return the key of the bytes of a variant; `variant` contains the hash of the original."""
    return fingerprint(encoder, variant)


_encode_field_hashes = msgspec.json.Encoder().encode

_decode_context_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_decode_field_hashes = msgspec.json.Decoder(dict[str, int]).decode


class PageKeys:
    """The keys of a site's pages. A page's key covers everything its template can access: the program, the site data that all pages
    share, the page's context, and the `template_hash` of its template, which `templates` has by name.
    """

    def __init__(self, program: str, site: object, templates: Mapping[str, str]) -> None:
        site_hash = fingerprint(site)
        self.templates = templates
        self._program_and_site = f"{program} {site_hash} ".encode()
        self._short_hashes = {"the program": zlib.crc32(program.encode()), "the site": int(site_hash[:8], 16)}

    def key(self, template: str, context: bytes) -> str:
        """Return the key of a page; `context` is its context as JSON."""
        template_hash = self.templates.get(template, "")
        return hashlib.sha256(self._program_and_site + template_hash.encode() + context).hexdigest()[:32]

    def field_hashes(self, template: str, context: bytes) -> bytes:
        """Return short hashes of the parts of a page's key as JSON, by name, to find which of them changed."""
        template_hash = self.templates.get(template, "")
        hashes = self._short_hashes | {"the theme": zlib.crc32((template + template_hash).encode())}
        hashes |= {name: zlib.crc32(value) for name, value in _decode_context_fields(context).items()}
        del hashes["type"]  # the tag of the msgspec struct, not a field
        return _encode_field_hashes(hashes)


def changed_fields(hashes_before: msgspec.Raw | None, hashes_now: msgspec.Raw, was_recorded: bool) -> tuple[str, ...]:
    """Return why a page was rendered again: the parts of its key that differ between the `field_hashes` of two builds."""
    if not was_recorded or hashes_before is None:
        return ("new",)
    before, after = _decode_field_hashes(hashes_before), _decode_field_hashes(hashes_now)
    field_names = (name for name in dict.fromkeys((*after, *before)) if before.get(name) != after.get(name))
    changed_parts_of_key = tuple(name if name.startswith("the ") else f"data: {name}" for name in field_names)
    return changed_parts_of_key or ("the file was changed or lost",)
