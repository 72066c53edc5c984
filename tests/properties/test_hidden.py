"""The property: no file of the site contains anything of an unpublished article or of a restricted text."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.command_run import CommandRun
from digest.commands.mail import LetterChoice, letter_of
from digest.config.setting_table import read_config
from tests import sites
from tests.selection import examples
from tests.sites import article, build, tree, write

OUTLETS = sites.OUTLETS + "shut: {name: Shut, domain: shut.example, mode: link, feed: https://shut.example/feed}\n"

HIDDEN = {
    "draft": {"draft": "true"},
    "dated later": {"date": "2026-03-01 12:00:01"},
    "embargoed": {"publish_at": "2026-03-01 21:00"},
    "expired": {"expires": "2026-03-01 12:00"},
    "draft in an edition": {"draft": "true", "edition": "2026-02-01"},
    "dated later, in an earlier edition": {"date": "2026-03-01 12:00:01", "edition": "2026-02-01"},
    "draft that is also pinned": {"draft": "true", "pin_until": "2027-01-01", "featured": "true"},
}
"""Reasons why an article is unpublished at `sites.NOW`."""

MODES = {
    "linked": {"mode": "link"},
    "linked by its outlet": {"source": "shut"},
    "linked by its address": {"source": None, "source_url": "https://www.shut.example/x"},
    "excerpted": {"mode": "excerpt"},
    "excerpted by its outlet": {"source": "gazette"},
}
"""Reasons why the text of an article is not published, or only its beginning."""

SETTINGS = [
    "theme: default\nfeed: {formats: [atom, json, rss]}\nnews_sitemap: true\n",
    "theme: default\nfeed: {content: summary, formats: [rss], entries: 1}\nlists: {front: 1, topics: 1, tags: 1, days: 1}\n",
    "theme: plain\nfeed: {formats: [rss, json, atom]}\nnews_sitemap: true\ntypography: true\n",
    "theme: plain\nhtml: true\ntags: {min_count: 2}\nlists: {topics: 0}\n",
    "theme: default\nfeed: {formats: [atom, json, rss]}\neditions: {every: day, cutoff: '12:00'}\n",
    "theme: default\neditions: {every: day, hold: true, front: river}\nlists: {authors: 5}\nfeed: {formats: [atom, json, rss]}\n",
]


def hidden_article(number: int, why: str) -> str:
    """Return an unpublished article whose fields and paragraphs all contain the word CANARY."""
    fields = {
        "summary": "CANARY summary",
        "headline": "CANARY headline",
        "why": "CANARY why",
        "points": "[CANARY point]",
        "quote": "{text: CANARY quote, by: CANARY speaker}",
        "tags": f"[CANARY tag, CANARY{number}]",
        "authors": "[CANARY author]",
        "source": "{name: CANARY outlet, url: 'https://a.example/CANARY', title: CANARY original}",
        "also": "[{name: CANARY also, url: 'https://b.example/CANARY'}]",
        "image": f"{{src: CANARY{number}.png, alt: CANARY picture, credit: CANARY credit}}",
        "corrections": "[{date: 2026-02-20, text: CANARY correction}]",
        "id": f"CANARY-{number}",
        "story": f"[CANARY story, open, CANARY{number}]",
        "covers": "open.md",
        "translation": "open",
        "lang": ("de", "fr", "it", "es", "nl", "pl", "sv")[number],
        "slug": f"canary-{number}",
    }
    return article("CANARY title", **fields | HIDDEN[why], body=f"CANARY text.\n\n![CANARY](CANARY{number}.png)")


def restricted_article(number: int, why: str, has_summary: bool) -> str:
    """Return an article with a restricted text that contains the word CANARY, for an excerpt after its beginning."""
    begins = "A beginning." if why.startswith("excerpt") else "CANARY beginning."
    fields = {"tags": f"[even, s{number}]", "summary": "Our own words." if has_summary else None} | MODES[why]
    body = f"{begins}\n\nCANARY text.\n\n![CANARY](CANARY{number}.png)\n\n[CANARY](https://c.example/CANARY)"
    return article(f"Shut {number}", f"2026-02-{1 + number % 28:02}", **fields, body=body)


def built(files: dict[str, str | bytes]) -> tuple[bytes, bytes]:
    """Return all names and bytes of the site of these files, built first with unpublished articles and then without them."""
    place = Path(tempfile.mkdtemp(prefix="digest-"))
    try:
        write(place, files)
        made = []
        for shown in (True, False):
            result = build(place, drafts=shown, future=shown)
            assert result.code == 0, result.diagnostics
            made.append(b"\n".join(path.encode() + b"\n" + data for path, data in tree(place / "site").items()))
        return made[0], made[1]
    finally:
        shutil.rmtree(place)


def site_of(hidden: list[str], restricted: list[tuple[str, bool]], setting: str) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for number, why in enumerate(hidden):
        files[f"content/2026/hidden{number}.md"] = hidden_article(number, why)
        files[f"content/2026/CANARY{number}.png"] = sites.PIXEL
    for number, (why, has_summary) in enumerate(restricted, len(hidden)):
        files[f"content/2026/shut{number}.md"] = restricted_article(number, why, has_summary)
        files[f"content/2026/CANARY{number}.png"] = sites.PIXEL
    links = " ".join(f"[it]({Path(path).name})" for path in files if path.endswith(".md"))
    files["content/2026/open.md"] = article("Open", body=f"See {links}.", tags="[even]", story="open", translation="open")
    settings = sites.SETTINGS.replace("theme: plain\n", setting)
    base = {path: text for path, text in sites.tiny(0).items() if path != "content/static/robots.txt"}
    return files | base | {"digest.yml": settings, "content/sources.yml": OUTLETS}


@pytest.mark.thorough
@pytest.mark.quick
@settings(max_examples=examples(12, quick=6), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    hidden=st.lists(st.sampled_from(sorted(HIDDEN)), max_size=4),
    restricted=st.lists(st.tuples(st.sampled_from(sorted(MODES)), st.booleans()), min_size=1, max_size=4),
    setting=st.sampled_from(SETTINGS),
)
def test_no_file_contains_hidden_text(hidden: list[str], restricted: list[tuple[str, bool]], setting: str):
    assert b"canary" not in built(site_of(hidden, restricted, setting))[1].lower()


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_letter_contains_hidden_text(setting: str, tmp_path: Path):
    restricted = [(why, has_summary) for why in MODES for has_summary in (True, False)]
    place = write(tmp_path, site_of(sorted(HIDDEN), restricted, setting))
    config = read_config((place / "digest.yml").read_text(encoding="utf-8"))
    for choice in (LetterChoice(), LetterChoice(since="2020-01-01")):
        letter = letter_of(place, config, sites.NOW, choice, CommandRun()).letter
        assert b"Our own words." in letter.html or not choice.since
        assert b"canary" not in (letter.html + letter.text + letter.subject.encode()).lower()


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_file_contains_hidden_text_for_any_reason(setting: str):
    restricted = [(why, has_summary) for why in MODES for has_summary in (True, False)]
    everything = built(site_of(list(HIDDEN), restricted, setting))[1]
    assert b"canary" not in everything.lower()
    assert f"Shut {len(HIDDEN)}".encode() in everything and b"Open" in everything


@pytest.mark.parametrize("why", HIDDEN)
def test_a_build_with_unpublished_articles_contains_every_hidden_word(why: str):
    shown = built(site_of([why], [], SETTINGS[0]))[0]
    names = ("headline", "summary", "why", "point", "quote", "tag", "author", "outlet", "also", "picture", "correction", "text")
    assert [name for name in names if f"CANARY {name}".encode() not in shown] == []


@pytest.mark.parametrize("why", MODES)
def test_a_permitted_text_is_shown(why: str):
    files = site_of([], [(why, False)], SETTINGS[0])
    text = str(files["content/2026/shut0.md"]).replace("mode: ", "kind: article\nextra: {}  # ").replace("shut", "wire")
    opened = files | {"content/2026/shut0.md": text.replace("gazette", "wire")}
    assert b"CANARY text" in built(opened)[1]


@pytest.mark.parametrize("mode", ["link", "excerpt", "full"])
def test_a_default_mode_equals_the_mode_in_each_article(mode: str):
    """For outlets without a mode, unregistered outlets and no outlet; the mode of an outlet or article takes precedence."""
    heads: list[dict[str, str | None]] = [{"source": "wire"}, {"source": "Somebody"}, {"source": None}]
    others = {
        "content/2026/gazette.md": article("Excerpt", source="gazette", body="Beginning.\n\nCANARY."),
        "content/2026/own.md": article("Own", mode="full", body="Beginning.\n\nShown."),
    }

    def site(setting: str, fields: dict[str, str]) -> dict[str, str | bytes]:
        body = "Beginning.\n\nUNKNOWN text."
        articles = {f"content/2026/a{n}.md": article(f"A {n}", body=body, **head | fields) for n, head in enumerate(heads)}
        settings = sites.SETTINGS.replace("theme: plain\n", SETTINGS[0] + setting)
        return sites.tiny(0) | others | articles | {"digest.yml": settings}

    by_default = built(site(f"default_mode: {mode}\n", {}))[1]
    assert by_default == built(site("", {"mode": mode}))[1]
    assert (b"UNKNOWN" in by_default) == (mode == "full")
    assert b"Shown." in by_default and b"CANARY" not in by_default
