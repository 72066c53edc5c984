"""Golden sites: the output of whole sites equals stored files. `pytest tests/golden --accept` stores the output; review the diff.

A case is a folder with digest.yml and content/. `expected/` has the relevant output files; for a new case --accept writes all, and
you delete the others. `.digest-files` lists all output files; `said.txt` has the messages of the build.
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
    """Build a copy of the case in this empty folder, with the settings that the name of the expected folder implies."""
    write(place, plain_theme())
    for part in ("content", "themes", "extensions"):
        if (CASES / name / part).exists():
            shutil.copytree(CASES / name / part, place / part, dirs_exist_ok=True)
    shutil.copy(CASES / name / "digest.yml", place)
    built = sites.build(place, **dict.fromkeys(expected.split("-")[1:], True))
    return built, tree(place / "site")


@pytest.mark.parametrize(("name", "expected"), BUILDS)
def test_a_case_gives_the_expected_output(name: str, expected: str, tmp_path: Path, request: pytest.FixtureRequest):
    golden = CASES / name / expected
    built, output = build_case(name, expected, tmp_path)
    messages = "".join(f"{line}\n" for line in built.diagnostics)
    if request.config.getoption("--accept"):
        for path in sorted(tree(golden)) or sorted(output):
            write(golden, {path: output.get(path)})
        (CASES / name / f"{expected.replace('expected', 'said')}.txt").write_text(messages, encoding="utf-8")
    assert built.code == 0
    expected_files = tree(golden)
    assert LIST in expected_files, "the list of all files must be among the expected files"
    for path in sorted(expected_files):
        assert output.get(path, b"").decode(errors="replace") == expected_files[path].decode(errors="replace"), path
        assert output.get(path) == expected_files[path], path
    assert messages == (CASES / name / f"{expected.replace('expected', 'said')}.txt").read_text(encoding="utf-8")


def links(page: bytes) -> list[str]:
    """Return the addresses in a page or in the HTML of feed entries."""
    text = page.decode()
    return [unescape(found) for found in re.findall(r'(?:href|src)="([^"]*)"', text + unescape(text))]


@pytest.mark.parametrize(("name", "expected"), BUILDS)
def test_no_link_of_a_case_is_broken(name: str, expected: str, tmp_path: Path):
    _, output = build_case(name, expected, tmp_path)
    config = read_config((CASES / name / "digest.yml").read_text(encoding="utf-8"))
    broken = []
    for path, page in output.items():
        for address in links(page) if path.endswith((".html", ".xml")) else ():
            parts = urlsplit(address.removeprefix(config.origin))
            if parts.scheme or not parts.path:
                continue  # another site, or a fragment of this page
            within = unquote(parts.path).removeprefix(f"{config.base_path}/")
            if not parts.path.startswith(f"{config.base_path}/") or not ({within, f"{within}index.html"} & output.keys()):
                broken.append(f"{path}: {address}")
    assert broken == []


def everything(name: str, expected: str, place: Path) -> bytes:
    """Return all names and bytes of a built case."""
    built, output = build_case(name, expected, place)
    assert built.code == 0
    return b"\n".join(path.encode() + b"\n" + content for path, content in sorted(output.items()))


def test_below_a_path_every_address_is_below_it_or_absolute(tmp_path: Path):
    _, output = build_case("base_path", "expected", tmp_path)
    pages = {path: page for path, page in output.items() if path.endswith((".html", ".xml"))}
    assert len(pages) > 20
    for path, page in pages.items():
        for address in links(page):
            assert address.startswith(("/repo/", "https://", "#")), path
    feed_entries = re.findall(r'(?:href|src)="([^"]*)"', unescape(output["feed.xml"].decode()))
    assert all(address.startswith("https://") for address in feed_entries)


def test_no_file_contains_anything_of_a_hidden_article(tmp_path: Path):
    assert b"secret" not in everything("drafts_and_embargo", "expected", tmp_path).lower()


def test_with_drafts_and_future_all_hidden_articles_are_shown(tmp_path: Path):
    shown = everything("drafts_and_embargo", "expected-drafts-future", tmp_path)
    for title in ("draft", "embargo", "future", "expired", "page"):
        assert f"SECRET {title}".encode() in shown


def test_no_file_contains_the_text_of_a_linked_or_excerpted_article(tmp_path: Path):
    output = everything("modes", "expected", tmp_path)
    for name in ("full", "own-mode"):
        assert f"BODY of {name}".encode() in output
    for name in ("linked", "linked-with-summary", "excerpted", "narrowed"):
        assert f"BODY of {name},".encode() not in output
    assert b"Beginning of excerpted" in output
    for name in ("linked", "linked-with-summary", "narrowed"):
        assert f"Beginning of {name}.".encode() not in output


def test_the_first_page_of_a_list_has_between_one_and_two_times_its_size(tmp_path: Path):
    _, output = build_case("pagination", "expected", tmp_path)
    first, last = output["topics/world/index.html"].decode(), output["topics/world/page/3/index.html"].decode()
    assert first.count("<li>") == 15 + 1, "the pinned article is shown in addition to the newest 15"
    assert last.count("<li>") == 10
    assert "topics/world/page/4/index.html" not in output
