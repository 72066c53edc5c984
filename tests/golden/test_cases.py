"""Golden sites: folder in, folder out. `pytest tests/golden --accept` writes what is expected anew; read the difference.

A case is a folder with digest.yml and content/. `expected/` holds those of the built files that matter; for a new case --accept
writes all, and you delete the others. `.digest-files` among them names all files; `said.txt` is what the build says.
`expected-drafts-future/` is for the same site built with these settings on.
"""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from digest.config.setting_table import read_config
from tests import sites
from tests.sites import LIST, Built, plain_theme, tree, write

CASES = Path(__file__).parent / "cases"
BUILDS = sorted({(case.name, found.name) for case in CASES.iterdir() for found in (case / "expected", *case.glob("expected-*"))})


def build_case(name: str, expected: str, place: Path) -> tuple[Built, dict[str, bytes]]:
    """Build a copy of the case in this empty folder, with the settings that the name of the expected folder asks for."""
    write(place, plain_theme())
    for part in ("content", "themes", "extensions"):
        if (CASES / name / part).exists():
            shutil.copytree(CASES / name / part, place / part, dirs_exist_ok=True)
    shutil.copy(CASES / name / "digest.yml", place)
    built = sites.build(place, **dict.fromkeys(expected.split("-")[1:], True))
    return built, tree(place / "site")


@pytest.mark.parametrize(("name", "expected"), BUILDS)
def test_a_case_builds_what_is_expected(name: str, expected: str, tmp_path: Path, request: pytest.FixtureRequest):
    golden = CASES / name / expected
    built, made = build_case(name, expected, tmp_path)
    said = "".join(f"{line}\n" for line in built.diagnostics)
    if request.config.getoption("--accept"):
        for path in sorted(tree(golden)) or sorted(made):
            write(golden, {path: made.get(path)})
        (CASES / name / f"{expected.replace('expected', 'said')}.txt").write_text(said, encoding="utf-8")
    assert built.code == 0
    wanted = tree(golden)
    assert LIST in wanted, "the list of all files belongs to what matters"
    for path in sorted(wanted):
        assert made.get(path, b"").decode(errors="replace") == wanted[path].decode(errors="replace"), path
        assert made.get(path) == wanted[path], path
    assert said == (CASES / name / f"{expected.replace('expected', 'said')}.txt").read_text(encoding="utf-8")


def links(page: bytes) -> list[str]:
    """The addresses in a page, and in what its feeds show."""
    text = page.decode()
    return [unescape(found) for found in re.findall(r'(?:href|src)="([^"]*)"', text + unescape(text))]


@pytest.mark.parametrize(("name", "expected"), BUILDS)
def test_no_link_of_a_case_is_broken(name: str, expected: str, tmp_path: Path):
    _, made = build_case(name, expected, tmp_path)
    config = read_config((CASES / name / "digest.yml").read_text(encoding="utf-8"))
    broken = []
    for path, page in made.items():
        for address in links(page) if path.endswith((".html", ".xml")) else ():
            parts = urlsplit(address.removeprefix(config.origin))
            if parts.scheme or not parts.path:
                continue  # somebody else's site, or a place on this page
            within = unquote(parts.path).removeprefix(f"{config.base_path}/")
            if not parts.path.startswith(f"{config.base_path}/") or not ({within, f"{within}index.html"} & made.keys()):
                broken.append(f"{path}: {address}")
    assert broken == []


def everything(name: str, expected: str, place: Path) -> bytes:
    """All names and bytes of a built case."""
    built, made = build_case(name, expected, place)
    assert built.code == 0
    return b"\n".join(path.encode() + b"\n" + content for path, content in sorted(made.items()))


def test_below_a_path_every_address_is_below_it_or_absolute(tmp_path: Path):
    _, made = build_case("base_path", "expected", tmp_path)
    pages = {path: page for path, page in made.items() if path.endswith((".html", ".xml"))}
    assert len(pages) > 20
    for path, page in pages.items():
        for address in links(page):
            assert address.startswith(("/repo/", "https://", "#")), path
    feed_entries = re.findall(r'(?:href|src)="([^"]*)"', unescape(made["feed.xml"].decode()))
    assert all(address.startswith("https://") for address in feed_entries)


def test_nothing_of_a_hidden_article_is_in_any_file(tmp_path: Path):
    assert b"secret" not in everything("drafts_and_embargo", "expected", tmp_path).lower()


def test_with_drafts_and_future_all_of_them_are_shown(tmp_path: Path):
    shown = everything("drafts_and_embargo", "expected-drafts-future", tmp_path)
    for title in ("draft", "embargo", "future", "expired", "page"):
        assert f"SECRET {title}".encode() in shown


def test_the_text_of_an_article_that_is_only_linked_or_excerpted_is_in_no_file(tmp_path: Path):
    made = everything("modes", "expected", tmp_path)
    for name in ("full", "own-mode"):
        assert f"BODY of {name}".encode() in made
    for name in ("linked", "linked-with-summary", "excerpted", "narrowed"):
        assert f"BODY of {name},".encode() not in made
    assert b"Beginning of excerpted" in made
    for name in ("linked", "linked-with-summary", "narrowed"):
        assert f"Beginning of {name}.".encode() not in made


def test_the_first_page_of_a_list_holds_from_once_to_twice_its_size(tmp_path: Path):
    _, made = build_case("pagination", "expected", tmp_path)
    first, last = made["topics/world/index.html"].decode(), made["topics/world/page/3/index.html"].decode()
    assert first.count("<li>") == 15 + 1, "what is pinned is shown beside the newest 15"
    assert last.count("<li>") == 10
    assert "topics/world/page/4/index.html" not in made
