"""Check published files: no page, feed or sitemap contains a script, a handler or an address that is not from the theme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import yaml
from lxml import etree, html

from digest.output_paths import path_error

LIST = ".digest-files"

SCHEMES = frozenset({"", "http", "https", "mailto"})
"""The allowed schemes of addresses; '' for one within the site."""

FRAME = frozenset(
    str.split(
        "html head meta title link script body a header p nav ul li main article h1 h2 h3 h4 dl dt dd div time section figure img "
        "figcaption blockquote span strong b cite footer aside details summary table thead tbody tr th td ol svg path "
        "search form input button rect picture source"
    )
)
"""The elements of the default theme."""

TEXT = frozenset(
    str.split(
        "a abbr acronym area article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del details dfn "
        "div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd li map mark nav ol p pre q "
        "rp rt rtc ruby s samp section small span strike strong sub summary sup table tbody td th thead time tr tt u ul var wbr"
    )
)
"""The elements of a text: those that Markdown generates, and harmless HTML."""

SVG = "{http://www.w3.org/2000/svg}"

HEAD_ONLY = frozenset({"meta", "title", "link", "script"})

ATTRIBUTES = frozenset(
    str.split(
        "class id lang dir title tabindex href hreflang rel type src alt width height loading datetime cite content name property "
        "charset align char charoff rowspan colspan headers scope span start size summary checked disabled "
        "aria-label aria-hidden aria-current http-equiv role open viewBox viewbox d stroke stroke-width stroke-linecap "
        "preserveAspectRatio preserveaspectratio data-button data-scheme-switch data-label data-system data-light data-dark "
        "srcset sizes fetchpriority action autocomplete enterkeyhint maxlength"
    )
)
"""Attributes that cannot run code; `style` and `on…` are not among them."""

ADDRESSES = frozenset({"href", "src", "cite", "action"})

METAS = frozenset({"viewport", "description", "color-scheme", "generator", "robots", "fediverse:creator"})
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http:; "
"""The beginning of every page's content security policy."""
LANGUAGES = Path(__file__).parents[2] / "themes/base/i18n"
SWITCH_WORDS = [
    {
        "data-button": "scheme",
        "data-label": words["scheme"],
        **{f"data-{name}": words[f"scheme_{name}"] for name in ("system", "light", "dark")},
    }
    for words in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in LANGUAGES.glob("*.yml"))
]
"""The words of the theme's colour switch, in each of its languages."""
LINKS = frozenset({"canonical", "stylesheet", "icon", "alternate"})

ATOM = "{http://www.w3.org/2005/Atom}"
ATOM_ELEMENTS = frozenset(
    ATOM + name
    for name in str.split(
        "feed id title subtitle link updated author name uri icon generator entry published category summary content"
    )
)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

ARTICLE = b'<meta property="article:published_time"'
"""Markup that only the page of an article contains; in a text its brackets are escaped."""

LD_KEYS = frozenset(
    str.split(
        "@context @type headline url mainEntityOfPage inLanguage datePublished dateModified publisher description image keywords "
        "author isBasedOn correction name text"
    )
)
LD_ADDRESSES = frozenset({"url", "mainEntityOfPage", "image", "isBasedOn"})


def scheme_of(address: str) -> str:
    """Return the scheme of an address as browsers read it (url.spec.whatwg.org, 4.4): without outer white space and line ends."""
    bare = re.sub("[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    found = re.match("([A-Za-z][A-Za-z0-9+.-]*):", bare)
    return found[1].lower() if found else ""


def folded(text: str) -> str:
    """Return the text for comparison: white space collapsed to one space."""
    return " ".join(text.split())


def judge(site: dict[str, bytes], base_url: str, *, thorough: Iterable[str] = ()) -> list[str]:
    """Return complaints about the files of this site, each with its path.

    Pages are parsed by lxml; those in `thorough` by html5lib, which parses like browsers and takes forty times as long.
    """
    found: list[str] = []
    careful = frozenset(thorough)
    for path, data in site.items():
        found += [f"{path}: {complaint}" for complaint in _judge(path, data, base_url, path in careful)]
    return found


def _judge(path: str, data: bytes, base_url: str, thorough: bool) -> Iterator[str]:
    if path != LIST and path_error(path):
        yield path_error(path)
    if path == "search/index.html":
        return  # it contains nothing of an article
    if path.endswith(".html"):
        yield from judge_page(data, is_article=ARTICLE in data, thorough=thorough)
    elif path.startswith("search/") and path.endswith(".json"):
        yield from judge_search(path, data, base_url)
    elif path.rpartition("/")[2] == "feed.xml":
        yield from judge_feed(data)
    elif path.rpartition("/")[2] == "feed.json":
        for item in json.loads(data)["items"]:
            yield from judge_fragment(item.get("content_html", ""))
            yield from (
                f"an address {item[key]!r}"
                for key in ("url", "external_url")
                if scheme_of(item.get(key, "https:")) not in ("http", "https")
            )
    elif path == "sitemap.xml":
        yield from judge_sitemap(data, base_url)


def elements_of(data: bytes, thorough: bool) -> list[tuple[str, dict[str, str], str, str]]:
    """Return (name, attributes, name of the parent, text) of each element of a page; the name of a comment is '!'."""
    if thorough:
        root: Any = html5lib.parse(data, transport_encoding="utf-8", namespaceHTMLElements=False)
    else:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    return list(_elements(root))


def _elements(root: Any) -> Iterator[tuple[str, dict[str, str], str, str]]:
    waiting = [(root, "")]
    while waiting:
        element, parent = waiting.pop()
        name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else "!"
        yield name, dict(element.attrib) if name != "!" else {}, parent, element.text or ""
        waiting += [(child, name) for child in reversed(list(element))]


def judge_page(data: bytes, *, is_article: bool, thorough: bool = True) -> Iterator[str]:
    """Yield complaints about a page. It may have the theme's script; an article may also have a data script."""
    scripts: list[str] = []
    titles = 0
    for name, attributes, parent, text in elements_of(data, thorough):
        if name not in FRAME | TEXT:
            yield f"an element <{name}>"
        if name in HEAD_ONLY and parent != "head" and (name, parent) != ("title", "svg"):
            yield f"<{name}> outside of the head"
        yield from _attributes(name, attributes)
        yield from _in_head(name, attributes)
        titles += (name, parent) == ("title", "head")
        if name == "script" and not is_switch(attributes, text):
            scripts.append(text)
            if attributes != {"type": "application/ld+json"}:
                yield f"a script with {attributes}"
    if titles != 1:
        yield f"{titles} titles"
    if len(scripts) != is_article:
        yield f"{len(scripts)} scripts"
    for script in scripts:
        yield from judge_data(script)


def is_switch(attributes: dict[str, str], text: str) -> bool:
    """Return whether a script is the theme's own colour switch."""
    is_ours = bool(re.fullmatch(r"/(?!/)[!-~]*assets/scheme\.[0-9a-f]{10}\.js", attributes.get("src", "")))
    return is_ours and not text and {key: value for key, value in attributes.items() if key != "src"} in SWITCH_WORDS


def _attributes(name: str, attributes: dict[str, str]) -> Iterator[str]:
    for key, value in attributes.items():
        if key not in ATTRIBUTES:
            yield f"an attribute {key} of <{name}>"
        if key in ADDRESSES and scheme_of(value) not in SCHEMES:
            yield f"an address {value[:60]!r}"
    if "srcset" in attributes and not re.fullmatch(r"/(?!/)\S+ \d+w(, /(?!/)\S+ \d+w)*", attributes["srcset"]):
        yield f"sizes of a picture that are not all files of the site: {attributes['srcset'][:60]!r}"
    if name == "form" and not re.fullmatch(r"/(?!/)([!-~]*/)?search/", attributes.get("action", "")):
        yield f"a form that sends to {attributes}"
    is_task = attributes.get("type") == "checkbox" and "disabled" in attributes
    if name == "input" and not is_task and (attributes.get("type"), attributes.get("name")) != ("search", "q"):
        yield f"an <input> that takes something in: {attributes}"


def _in_head(name: str, attributes: dict[str, str]) -> Iterator[str]:
    if name == "meta":
        known = attributes.get("name") in METAS or "charset" in attributes or is_redirect(attributes) or is_policy(attributes)
        if not known and not attributes.get("property", "").startswith(("og:", "article:")):
            yield f"a meta element with {attributes}"
    elif name == "link" and attributes.get("rel") not in LINKS:
        yield f"a link element with {attributes}"


def judge_search(path: str, data: bytes, base_url: str) -> Iterator[str]:
    """Yield complaints about a file of the search index: words with numbers, or texts whose first is a path of the site."""
    if re.search(b"[<>&]", data):
        yield "markup in the search index"
    try:
        found = json.loads(data)
    except ValueError as error:
        yield f"the search index cannot be read: {error}"
        return
    if "/words-" in path:
        if not all(isinstance(place, int) and place >= 0 for places in found.values() for place in places):
            yield "places that are no numbers"
        return
    for card in found:
        if not all(isinstance(text, str) for text in card) or not card[0].startswith(f"{urlsplit(base_url).path}"):
            yield f"a result that leads to {card[0]!r}"


def is_redirect(attributes: dict[str, str]) -> bool:
    """Return whether a meta element redirects immediately to another page of this site."""
    return attributes.get("http-equiv") == "refresh" and bool(re.fullmatch("0; url=/(?!/)[!-~]*", attributes.get("content", "")))


def is_policy(attributes: dict[str, str]) -> bool:
    """Return whether a meta element is the page's policy."""
    return attributes.get("http-equiv") == "Content-Security-Policy" and attributes.get("content", "").startswith(POLICY)


def judge_data(script: str) -> Iterator[str]:
    """Yield complaints about an article's JSON-LD: only strings under known keys, and absolute addresses, are allowed."""
    if re.search("[<>&]", script):
        yield "markup in the JSON-LD"
    try:
        data = json.loads(script)
    except ValueError as error:
        yield f"the JSON-LD cannot be read: {error}"
        return
    if not isinstance(data, dict) or data.get("@type") != "NewsArticle":
        yield "the JSON-LD is no article"
    yield from _data(data, "")


def _data(value: object, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            if name not in LD_KEYS:
                yield f"a key {name[:60]} in the JSON-LD"
            yield from _data(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from _data(below, key)
    elif not isinstance(value, str):
        yield f"{key} in the JSON-LD is {value!r}, no text"
    elif key in LD_ADDRESSES and scheme_of(value) not in ("http", "https"):
        yield f"{key} in the JSON-LD is {value[:60]!r}"


def _xml(data: bytes) -> etree._Element:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type")
    return root


def judge_feed(data: bytes) -> Iterator[str]:
    """Yield complaints about an Atom feed, including its unescaped HTML."""
    try:
        root = _xml(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield f"no XML: {error}"
        return
    for element in root.iter():
        if element.tag not in ATOM_ELEMENTS:
            yield f"an element {element.tag}"
        elif element.tag == f"{ATOM}link" and scheme_of(element.get("href", "")) not in ("http", "https"):
            yield f"an address {element.get('href')!r}"
        elif element.tag in (f"{ATOM}uri", f"{ATOM}icon") and scheme_of(element.text or "") not in ("http", "https"):
            yield f"an address {element.text!r}"
        elif element.tag == f"{ATOM}id" and scheme_of(element.text or "") not in ("http", "https", "tag", "urn"):
            yield f"an id {element.text!r}"
        elif element.tag == f"{ATOM}content":
            if element.get("type") != "html":
                yield f"content of type {element.get('type')}"
            yield from judge_fragment(element.text or "")
        elif element.get("type", "text") != "text" and element.tag != f"{ATOM}link":
            yield f"{element.tag} of type {element.get('type')}"


def judge_fragment(text: str) -> Iterator[str]:
    """Yield complaints about an HTML fragment."""
    for name, attributes, _, _ in list(_elements(html5lib.parseFragment(text, namespaceHTMLElements=False)))[1:]:
        if name not in TEXT:
            yield f"an element <{name}> in a text"
        yield from _attributes(name, attributes)


def judge_sitemap(data: bytes, base_url: str) -> Iterator[str]:
    """Yield complaints about a sitemap, which may list only pages of this site."""
    try:
        root = _xml(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield f"no XML: {error}"
        return
    for element in root.iter():
        if element.tag not in {SITEMAP + name for name in ("urlset", "url", "loc", "lastmod")}:
            yield f"an element {element.tag}"
        if element.tag == f"{SITEMAP}loc" and not (element.text or "").startswith(base_url):
            yield f"an address of another site: {element.text}"


def headlines(site: dict[str, bytes], site_title: str) -> Iterator[tuple[str, str, str]]:
    """Yield the titles of each article's page: in the browser tab, in the heading, and in the JSON-LD."""
    for path, data in site.items():
        if path.endswith(".html") and ARTICLE in data:
            root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
            tab = folded(root.findtext("head/title")).removesuffix(f"| {folded(site_title)}").strip()
            heading = next((folded("".join(h1.itertext())) for h1 in root.iter("h1")), "")
            script = next((element.text for element in root.iter("script") if element.get("type")), "{}")
            yield tab, heading, folded(str(json.loads(script or "{}").get("headline")))
