"""The registries of a site: topics from content/topics.yml and sources from content/sources.yml, with their tables of fields and
readers (name, domain, logo, old slugs); hosts of URLs in their normal form; and the source of a citation by name or host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from digest.articles.article import Citation, Located
from digest.articles.field_readers import read_url
from digest.config.base_url import ascii_host
from digest.config.language_tags import read_language
from digest.config.time_zones import read_timezone
from digest.diagnostics import Diagnostics
from digest.grouping.edition_ledger import Record
from digest.grouping.published_file import PublishedAddresses
from digest.output_paths import segment_error
from digest.slugs import slug, slug_error
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, Table, table
from digest.yaml.tree import Node, Scalar
from digest.yaml.value_readers import nfc, report_error
from digest.yaml.yaml_reader import read_yaml


class Topic(Struct, frozen=True):
    """An entry of content/topics.yml."""

    slug: str
    name: str
    description: str = ""
    was: tuple[Located, ...] = ()
    """The old slugs."""


class Source(Struct, frozen=True):
    """An entry of content/sources.yml: a publisher of originals."""

    slug: str
    name: str
    domain: str = ""
    timezone: str = ""
    language: str = ""
    mode: str = ""
    feed: str = ""
    byline: str = ""
    logo: Located | None = None

    @property
    def site(self) -> str:
        """The URL of the front page; '' without a domain."""
        return f"https://{self.domain}/" if self.domain else ""


class Registries(Struct, frozen=True):
    """The topics and sources in their order, the published paths, and the recorded editions."""

    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    complete: bool = True
    """False if topics.yml is invalid: then no topic of an article is reported as unknown."""
    published: PublishedAddresses = {}
    ledger: tuple[Record, ...] = ()
    """The recorded editions, from content/editions.tsv; empty on a site without editions."""


def _read_source_logo(node: Node, name: str, diagnostics: Diagnostics) -> Located | None:
    logo_text = value_readers.read_text_value(node, name, diagnostics)
    if logo_text is None:
        return None
    if logo_text.startswith("/") and not logo_text.startswith("//"):
        return Located(logo_text, node.line, node.column)
    if ":" not in logo_text:
        hint = "write /logo.svg for content/static/logo.svg, or https://…"
        return report_error(node, diagnostics, f"{name} must be a file of content/static/ or a web address", hint)
    address = read_url(node, name, diagnostics)
    return Located(address, node.line, node.column) if address else None


def _read_source_domain(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    domain_text = value_readers.read_text_value(node, name, diagnostics)
    if domain_text is None or _SOURCE_DOMAIN.fullmatch(ascii_host(domain_text)):
        return domain_text
    host = source_host(domain_text) or source_host(f"https://{domain_text}")
    example = host if _SOURCE_DOMAIN.fullmatch(host) else "example.org"
    return report_error(node, diagnostics, f"{name} must be the name of a host", f"write {name}: {example}")


def _read_old_topic_slugs(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Located, ...] | None:
    old_slugs = value_readers.scalars(node, name, diagnostics)
    if old_slugs is None:
        return None
    for old_slug in old_slugs:
        if segment_error(old_slug.text):
            report_error(old_slug, diagnostics, f"{name}: {segment_error(old_slug.text)}", "write a slug that the topic had")
    return tuple(
        Located(old_slug.text, old_slug.line, old_slug.column) for old_slug in old_slugs if not segment_error(old_slug.text)
    )


TOPIC_FIELDS = table(
    Field("name", value_readers.read_text_value, "the name that readers see"),
    Field("description", value_readers.optional_text, "one sentence for the topic's page"),
    Field(
        "was",
        _read_old_topic_slugs,
        "its old slugs, as a list: articles with an old slug belong to it, with a note, and the old pages become redirects",
    ),
)

SOURCE_FIELDS = table(
    Field("name", value_readers.read_text_value, "the name that readers see"),
    Field(
        "domain",
        _read_source_domain,
        "the host of its website, such as `example.org`: an article whose `source_url` is there belongs to it",
    ),
    Field("timezone", read_timezone, "the time zone of its dates, for `digest import`"),
    Field("language", read_language, "its language", ("lang",)),
    Field(
        "mode",
        value_readers.choice("link", "excerpt", "full"),
        "how much of its texts you are allowed to publish: `link`, `excerpt` or `full`",
    ),
    Field("feed", read_url, "the address of its feed, for `sources.opml`"),
    Field("byline", value_readers.read_text_value, "the text at the end of its bylines, for `digest import`"),
    Field(
        "logo", _read_source_logo, "a small picture beside its name: `/logo.svg` for `content/static/logo.svg`, or a web address"
    ),
)


MAX_TOPICS = 5000
"""The largest number of topics. Each is on the front page and the search page, and has its own pages."""


def read_topics(text: str, diagnostics: Diagnostics) -> tuple[Topic, ...]:
    """Return the topics of content/topics.yml in their order; adds diagnostics."""
    topics = tuple(Topic(slug=name, **values) for name, values in _registry_entries(text, TOPIC_FIELDS, diagnostics))
    if len(topics) > MAX_TOPICS:
        diagnostics.add(1, 1, "E207", f"{len(topics):,} topics, at most {MAX_TOPICS:,}", "join topics, or use tags")
    return topics


def read_sources(text: str, diagnostics: Diagnostics) -> tuple[Source, ...]:
    """Return the sources of content/sources.yml in their order; adds diagnostics."""
    return tuple(Source(slug=name, **values) for name, values in _registry_entries(text, SOURCE_FIELDS, diagnostics))


def _registry_entries(text: str, fields: Table, diagnostics: Diagnostics) -> Iterable[tuple[str, dict[str, Any]]]:
    registry_node = read_yaml(text, diagnostics, text_kind="registry")
    if registry_node is None:
        return
    if not isinstance(registry_node, tree.Mapping):
        report_error(
            registry_node, diagnostics, "the registry must map a slug to {name, …}", "write  slug:  and below it, indented, name: …"
        )
        return
    for key, (key_node, entry_node) in registry_node.entries.items():
        entry_slug = nfc(key)
        # A topic can have the name of a folder of the site, because its pages are in /topics/.
        is_slug = slug(entry_slug, limit=len(entry_slug.encode())) == entry_slug
        entry_slug_problem = segment_error(entry_slug) if is_slug else slug_error(entry_slug)
        if entry_slug_problem:
            hint = "choose another name" if is_slug else "use lower-case letters, digits and -"
            report_error(key_node, diagnostics, entry_slug_problem, hint)
        elif isinstance(entry_node, Scalar):
            yield entry_slug, {"name": nfc(entry_node.text) or entry_slug}
        elif isinstance(entry_node, tree.Mapping):
            registry_values = schema.read_fields(entry_node, fields, diagnostics, key_kind=f"key of {entry_slug}:")
            yield entry_slug, {"name": entry_slug, **registry_values}
        else:
            report_error(entry_node, diagnostics, f"{entry_slug} must be a mapping", "write name: … below it, indented")


def registered_source(citation: Citation, sources: Mapping[str, Source]) -> Source | None:
    """Return the source of a citation, by slug or name, else by the domain of its url. `sources` is from `sources_by_key`."""
    source = sources.get(citation.name.casefold())
    if source or not citation.url:
        return source
    host = source_host(citation.url)
    while host:
        if f"//{host}" in sources:
            return sources[f"//{host}"]
        host = host.partition(".")[2]
    return None


_SITE_HOST = lazy_compile(r"(?i)https?://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)")
_SOURCE_DOMAIN = lazy_compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?")


def source_host(url: str) -> str:
    """Return the normalised host of a valid url, or ''. `urlsplit` would take 20 µs per article."""
    host_match = _SITE_HOST.match(url)
    return _normalised_host(host_match[1]) if host_match else ""


def shown_host(url: str) -> str:
    """Return the host of a url as shown to readers: normalised, without `www.`, and in its own script."""
    host = source_host(url).removeprefix("www.")
    if "xn--" not in host:
        return host
    import idna  # imported late: few URLs have such a host

    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _normalised_host(host: str) -> str:
    """Return the host in lower case, in Punycode, and without a trailing dot."""
    if not host.isascii():
        host = ascii_host(host) or host
    return host.lower().removesuffix(".")


def sources_by_key(sources: Iterable[Source]) -> dict[str, Source]:
    """Return the sources by slug, by case-folded name, and by `//domain`."""
    keyed_sources: dict[str, Source] = {}
    for source in sources:
        domain = _normalised_host(source.domain).removeprefix("www.")
        for key in (source.slug, source.name.casefold(), f"//{domain}" if domain else ""):
            if key:
                keyed_sources.setdefault(key, source)
    return keyed_sources
