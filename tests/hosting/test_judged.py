"""Finished pages pass the Nu Html Checker (markup and CSS) and axe-core (accessibility)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests import sites
from tests.golden.test_cases import CASES
from tests.hosting.axe import ALL, COLOURS, bring_axe, violations
from tests.hosting.host import hosted
from tests.selection import DAY, LONG

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
JUDGES = Path(sys.prefix) / "judges" / "node_modules"
CHECKER = JUDGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LOCAL = ("-Dnu.validator.servlet.allow-forbidden-hosts=true", "-Dnu.validator.servlet.allowed-address-type=all")
"""Options that allow the checker to request pages from this machine."""
QUICKLY = ("-Xmx1g", "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Java options for a short run: for a few hundred pages, optimising the code takes longer than it saves."""

KINDS = (
    "",
    "topics/security/",
    "tags/",
    "2026/",
    "2026/01/",
    "2026/01/29/",
    "2026/01/29/openssl-twelve-fixes/",
    "2026/01/15/copernicus-2025-third-warmest/",
    "2026/01/06/2025%EB%85%84-%ED%95%9C%EA%B5%AD-%EA%B8%B0%ED%9B%84-%ED%8A%B9%EC%84%B1/",
    "about/",
    "about/coverage/",
    "stories/",
    "stories/shorter-certificates/",
    "sources/",
    "sources/openssl/",
    "editions/",
    "editions/2026-01-16/",
    "search/?q=openssl",
    "404.html",
)
"""A page of each kind of the sample digest."""


ORIGINS = {
    "own": ROOT,
    **{name: CASES / name for name in ("hostile", "korean", "drafts_and_embargo")},
    "river": ROOT,
    "river_hostile": CASES / "hostile",
    "river_korean": CASES / "korean",
}
"""Sites with the default theme; the last three have the theme river."""
BASES = {"root": "/", "repo": "/repo/"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each site, built for the root of a host and for a base path: folders such as own-root and own-repo/repo."""
    place = tmp_path_factory.mktemp("judged")
    for name, origin in ORIGINS.items():
        root = place / name
        shutil.copytree(origin / "content", root / "content")
        settings = (origin / "digest.yml").read_text(encoding="utf-8").splitlines(keepends=True)
        theme = f"\ntheme: {'river' if name.startswith('river') else 'default'}\n"
        settings = [line for line in settings if not line.startswith("theme:")]
        (root / "digest.yml").write_text("".join(settings) + theme, encoding="utf-8")
        for at, base in BASES.items():
            output = f"{place}/www/{name}-{at}{base}".rstrip("/")
            built = sites.build(root, base_url=f"https://example.org{base}", output=output, drafts=True, future=True)
            assert built.code == 0, built.diagnostics
    bad = {"www/bad-root/bad.html": "<!doctype html><html lang=en><title>x</title><p><div></p><img src=x>"}
    sites.write(place, bad)
    return place / "www"


@pytest.mark.parametrize("name", ORIGINS)
def test_pages_below_a_base_path_differ_only_in_the_path(made: Path, name: str):
    """So results for the pages at the root also apply to the others."""
    root, below = made / f"{name}-root", made / f"{name}-repo/repo"
    pages = [path.relative_to(root) for path in root.rglob("*") if path.suffix in (".html", ".css")]
    assert {path.relative_to(below) for path in below.rglob("*") if path.suffix in (".html", ".css")} == set(pages)
    assert len(pages) > 15
    for page in pages:
        assert (below / page).read_bytes().replace(b"/repo/", b"/") == (root / page).read_bytes(), page


@pytest.fixture(scope="module")
def messages(made: Path) -> list[str]:
    """The checker's messages for all sites at the root: it runs once, because starting it takes longer than checking a site."""
    return complaints(made, "*-root/**/")


def complaints(folder: Path, where: str = "**/") -> list[str]:
    """Return the Nu Html Checker's messages for all pages and style sheets in a folder, including warnings.

    Pages are served over HTTP: the checker applies their policy, which does not allow a local file to load another one.
    """
    if not CHECKER.is_file() or not shutil.which("java"):
        pytest.skip("NOT TRIED: there is no Nu Html Checker (make test installs it where there is npm), or no Java")
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"{where}*.html"))
    sheets = {path.read_bytes(): str(path) for path in folder.glob(f"{where}*.css")}.values()
    assert pages
    with hosted("") as host:
        host.put(folder)
        addresses = [host.address + quote(page) for page in pages]
        options = ("--also-check-css", "--format", "json", "--stdout")
        command = ["java", *QUICKLY, *LOCAL, "-jar", str(CHECKER), *options, *addresses, *sheets]
        messages = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)["messages"]
    meant = [each for each in messages if not is_about_data(each)]
    return [f"{each.get('url', '')}:{each.get('lastLine', 0)}: {each['type']}: {each['message']}" for each in meant]


def is_about_data(messages: dict[str, Any]) -> bool:
    """Return whether the message says that the policy blocks JSON-LD, which is data and not subject to it (HTML, 4.12.1.1)."""
    is_refused = messages["message"].startswith("Inline script violates Content Security Policy")
    return is_refused and '<script type="application/ld+json">' in messages.get("extract", "")


@pytest.mark.parametrize("name", ORIGINS)
def test_the_checker_reports_nothing(messages: list[str], name: str):
    assert [complaint for complaint in messages if f"/{name}-root/" in complaint or ".css" in complaint] == []


def test_the_checker_detects_an_error(messages: list[str]):
    assert any("/bad-root/" in complaint and ": error: " in complaint for complaint in messages)


@pytest.fixture(scope="module", params=["own"])
def address(made: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this repository's digest."""
    with hosted("") as host:
        host.put(made / f"{request.param}-root")
        yield host.address


SCHEMES = {"light": ALL, "dark": COLOURS}
WINDOWS = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
"""The windows in which axe looks at pages: each page in one of them a day."""


@pytest.mark.parametrize("address", ["own", "river"], indirect=True)
def test_axe_reports_no_violation_on_any_kind_of_page(browser: Any, address: str):
    page = browser.new_page()
    found = []
    for number, path in enumerate(KINDS):
        page.goto(address + path)
        bring_axe(page)
        for scheme, window in product(SCHEMES, WINDOWS if LONG else (WINDOWS[(DAY + number) % 2],)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(window)
            found += [f"{path} {scheme} {window['width']}: {violation}" for violation in violations(page, SCHEMES[scheme])]
    page.close()
    assert found == []


def test_a_headline_in_a_tall_font_does_not_cover_the_links_above_it(browser: Any, address: str):
    """WCAG 2.2, 2.5.8. The line height of a headline depends on its font; here its box is made higher, as by a Chinese font."""
    page = browser.new_page(viewport=WINDOWS[1])
    page.goto(address)
    bring_axe(page)
    assert page.evaluate("() => document.querySelectorAll('.said + .headline a').length")
    page.evaluate("() => document.querySelectorAll('.headline a').forEach(each => (each.style.paddingBlock = '0.3em'))")
    assert violations(page) == []
    page.close()


def test_axe_detects_a_violation(browser: Any):
    page = browser.new_page(color_scheme="dark", viewport=WINDOWS[0])
    page.set_content(
        "<!doctype html><html lang=en><title>x</title><main><h1>A title</h1><p>A whole sentence.</main>"
        "<style>@media (prefers-color-scheme: dark) { p { background: #000; color: #111 } }</style>"
    )
    bring_axe(page)
    assert [violation.split()[0] for violation in violations(page)] == ["color-contrast"]
    page.emulate_media(color_scheme="light")
    assert violations(page) == []
    page.close()
