"""The default theme on this repository's own digest: valid pages, no broken link, no external request, small, readable."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import etree, html

from digest.diagnostics import Diagnostics
from digest.yaml import tree
from digest.yaml.yaml_reader import read_yaml
from tests.conftest import run_digest

ROOT = Path(__file__).parents[2]
THEME = ROOT / "themes" / "default"
BASE = "https://example.org/digest/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The output of the repository's digest."""
    root = tmp_path_factory.mktemp("own")
    for file in (ROOT / "digest.yml", *(ROOT / "content").rglob("*")):
        if file.is_file():
            place = root / file.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    ran = run_digest(root, "build", "--now", "2026-11-01", "--strict")
    assert (ran.code, ran.err) == (0, "")
    return root / "site"


def pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def test_every_page_is_html_without_a_parse_error(built):
    wrong = {}
    for path, text in pages(built).items():
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        if parser.errors:
            wrong[path] = parser.errors[:3]
    assert wrong == {}


def test_every_page_has_one_h1_no_skipped_level_no_double_id_and_a_language(built):
    for path, text in pages(built).items():
        tree = html.document_fromstring(text.encode())
        levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert tree.get("lang") == "en", path
        assert tree.xpath("//main") and tree.xpath("//title")[0].text.strip(), path


def test_every_internal_link_leads_to_an_existing_file_and_id(built):
    known = pages(built)
    dead = []
    for path, text in known.items():
        here = urljoin(BASE, path.removesuffix("index.html"))
        for element, _, link, _ in html.document_fromstring(text.encode()).iterlinks():
            address = urljoin(here, link)
            if not address.startswith(BASE):
                assert urlsplit(address).netloc != "example.org", f"{path}: {link} leaves the base path"
                assert element.tag == "a", f"{path}: asks another server for {link}"
                continue
            target = unquote(urlsplit(address).path.removeprefix(urlsplit(BASE).path))
            file = f"{target}index.html" if target == "" or target.endswith("/") else target
            if not (built / file).is_file():
                dead.append((path, link))
            fragment = unquote(urlsplit(address).fragment)
            if fragment and file in known and f'id="{fragment}"' not in known[file]:
                dead.append((path, link))
    assert dead == []


def test_pages_have_only_external_scripts_and_no_inline_style(built):
    for path, text in pages(built).items():
        tree = html.document_fromstring(text.encode())
        scripts = [script for script in tree.iter("script") if script.get("type") != "application/ld+json"]
        names = [re.sub(r"/digest/assets/(\w+)\.[0-9a-f]{10}\.js", r"\1", script.get("src") or "none") for script in scripts]
        assert names == ["scheme", "search"][: 1 + (path == "search/index.html")], path
        assert not any(script.text for script in scripts) and not tree.xpath("//@style") and not list(tree.iter("style")), path
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")], path


def test_the_404_page_has_a_search_form_and_the_colophon_links_all_indexes(built):
    known = {path: html.document_fromstring(text.encode()) for path, text in pages(built).items()}
    (form,) = known["404.html"].xpath("//main//form")
    assert form.get("action") == "/digest/search/" and form.xpath(".//input[@name='q'][@aria-label]") and form.xpath(".//button")
    wanted = {"feed.xml", "2026/", "2025/", "editions/", "tags/", "sources/", "stories/", "topics/climate/", "about/coverage/"}
    for path, page in known.items():
        links = {link.removeprefix("/digest/") for link in page.xpath("//footer//a/@href")}
        assert wanted <= links, (path, wanted - links)


def test_all_scripts_together_have_at_most_3_kilobytes(built):
    scripts = {path.name.split(".")[0]: len(gzip.compress(path.read_bytes())) for path in built.rglob("*.js")}
    assert scripts.keys() == {"scheme", "search"} and sum(scripts.values()) <= 3 * 1024, scripts


POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' https: http:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def policy(text: str) -> dict[str, str]:
    """Return the directives of a page's policy, which must come first because it does not apply to markup before it."""
    found = re.search(r'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n', text)
    assert found, text[:400]
    return dict(directive.strip().split(" ", 1) for directive in found[1].split(";"))


def test_every_page_begins_with_a_policy_that_allows_only_the_sites_own_files(built):
    for path, text in pages(built).items():
        assert policy(text) == POLICY, path


MINE = "themes/default/templates/"


def test_redirect_pages_have_the_policy_too_and_a_site_can_override_it(site):
    files = {
        "digest.yml": "title: T\nbase_url: https://example.org/\n",
        "content/topics.yml": "t: {name: T}\n",
        "content/a.md": "---\ntitle: A\ndate: 2026-01-02\ntopic: t\naliases: [/old/]\n---\nText.\n",
    }
    root = site(files)
    assert run_digest(root, "build").code == 0
    assert policy((root / "site/old/index.html").read_text()) == POLICY
    own = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">\n'
    lost = "{% set wasm = true %}{% extends 'base.html' %}\n"
    root = site(files | {MINE + "partials/policy.html": own})
    assert run_digest(root, "build").code == 0
    assert {*(str(policy(text)) for text in pages(root / "site").values())} == {str({"default-src": "'self'"})}
    (root / MINE / "partials/policy.html").unlink()
    root = site(files | {MINE + "404.html": lost})
    assert run_digest(root, "build").code == 0
    wasm = {"script-src": "'self' 'wasm-unsafe-eval'", "worker-src": "'self' blob:"}
    assert policy((root / "site/404.html").read_text()) == POLICY | wasm
    assert policy((root / "site/index.html").read_text()) == POLICY


def test_articles_in_another_language_are_marked_on_their_page_and_in_lists(built):
    known = pages(built)
    korean = {path: text for path, text in known.items() if re.search(r"[가-힣]", path) and path.startswith("2")}
    assert len(korean) >= 3
    for path, text in korean.items():
        assert html.document_fromstring(text.encode()).xpath("//main//h1[ancestor-or-self::*[@lang='ko']]"), path
    front = html.document_fromstring(known["index.html"].encode())
    assert front.xpath("//*[self::h2 or self::h3 or self::h4][ancestor-or-self::*[@lang='ko']]")


def test_the_feed_is_atom(built):
    feed = etree.fromstring((built / "feed.xml").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    own = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert own["self"] == f"{BASE}feed.xml" and own["alternate"] == BASE
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 20
    for element in [feed, *entries]:
        assert element.findtext(f"{ATOM}title")
        assert DATED.fullmatch(element.findtext(f"{ATOM}updated"))
        assert re.match(r"(tag|https):", element.findtext(f"{ATOM}id"))
    # RFC 4287, 4.1.1: a feed has an author unless each of its entries has.
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None or all(entry.find(f"{ATOM}author") is not None for entry in entries)
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") for entry in entries)
    for entry in entries:
        links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        assert len(links) == 1 and links[0].get("href").startswith(BASE)
        content = html.fragment_fromstring(entry.findtext(f"{ATOM}content"), create_parent="div")
        for _, _, link, _ in content.iterlinks():
            assert urlsplit(link).scheme in ("https", "http", "mailto") or link.startswith("#"), link


def test_the_sitemap_lists_every_page_once_with_its_last_modification_date(built):
    root = etree.fromstring((built / "sitemap.xml").read_bytes())
    locations = [element.text for element in root.iter(f"{SITEMAP}loc")]
    files = {unquote(location.removeprefix(BASE)) + "index.html" for location in locations}
    assert len(files) == len(locations)
    assert files == {path for path in pages(built) if path != "404.html"}
    assert all(DATED.fullmatch(element.text) for element in root.iter(f"{SITEMAP}lastmod"))


def words(language: str) -> dict[str, object]:
    diagnostics = Diagnostics(language)
    node = read_yaml((ROOT / "themes/base/i18n" / f"{language}.yml").read_text(encoding="utf-8"), diagnostics)
    assert isinstance(node, tree.Mapping) and not diagnostics.found
    return {key: value for key, (_, value) in node.entries.items()}


def test_each_word_of_the_theme_is_used():
    themes = (ROOT / "themes" / name / "templates" for name in ("base", "default"))
    templates = "".join(path.read_text(encoding="utf-8") for theme in themes for path in theme.rglob("*.*"))
    dynamic = {"draft", "embargoed", "expired", "brief", "link", "quote", "per_week", "per_month", "per_year", "per_years"}
    unused = [key for key in words("en") if key not in dynamic and not re.search(rf"\b{key}\b", templates)]
    assert unused == []


def test_text_is_readable_in_both_colour_schemes():
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text on the page's background."""
    style = (THEME / "static" / "style.css").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"--([\w-]+):\s*light-dark\(([^)]*)\)", style))
    assert pairs, "the colours are custom properties with light-dark()"
    colours = {name: [value.strip() for value in both.split(",")] for name, both in pairs.items()}
    grounds, decoration = {"paper", "wash"}, {"hair", "rule"}
    for name in colours.keys() - grounds - decoration:
        for ground in grounds:
            for front, back in zip(colours[name], colours[ground], strict=True):
                assert contrast(front, back) >= 4.5, (name, front, ground, back)


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_sites_head_html_is_on_every_page_with_the_head_of_the_theme(site):
    """Also on pages whose templates override the block `head`, such as articles."""
    folder = site(
        {
            "digest.yml": "title: Test\nbase_url: https://example.org/d/\neditions: {every: week}\n",
            "content/topics.yml": "life: Life\n",
            "content/2026/01/one.md": "---\ntitle: One\ndate: 2026-01-10\ntopic: life\ntags: [ice]\n---\nText.\n",
            "themes/default/templates/partials/head.html": '<meta name="verification" content="{{ site.title }}">\n',
        }
    )
    ran = run_digest(folder, "build", "--now", "2026-11-01")
    assert ran.code == 0, ran.err
    without = [path for path, text in pages(folder / "site").items() if '<meta name="verification" content="Test">' not in text]
    assert without == []
    assert "NewsArticle" in (folder / "site/2026/01/10/one/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(ROOT.glob("themes/*/static/*.js")), ids=lambda path: path.name)
def test_no_script_of_a_theme_names_a_class(path: Path):
    """Classes are for style sheets; scripts use `data-` attributes and ids."""
    text = path.read_text(encoding="utf-8")
    named = r"""className\s*[=:]\s*["'`]|classList|["'`][^"'`]*\bclass="""
    selected = r"""(?:querySelector(?:All)?|closest|matches)\([^)]*["'`, ]\.[a-z]"""
    assert re.findall(f"{named}|{selected}", text) == []


STYLES = sorted(ROOT.glob("themes/*/static/style.css"))


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.parts[-3])
def test_every_theme_uses_the_colour_and_the_fonts_of_the_brand(style: Path):
    text = style.read_text(encoding="utf-8")
    assert "var(--brand" in text and "var(--brand-ink" in text
    stacks = re.findall(r"--(?:serif|sans):\s*([^;]*);", text) or re.findall(r"\bfont: [^;]*?/[\d.]+ ([^;]*);", text)[:1]
    assert stacks and all(stack.startswith(("var(--brand-serif,) ", "var(--brand-sans,) ")) for stack in stacks), stacks
