"""Valid and invalid values of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.config.config import (
    LEDGER_FILE,
    PUBLISHED_FILE,
    SETTINGS_FILE,
    SOURCES_FILE,
    STYLE_FILE,
    TOPICS_FILE,
    Config,
    ExtensionName,
    FeedSettings,
    Lists,
    NavEntry,
    PublishSettings,
    RenamedTag,
    TagSettings,
)
from digest.config.setting_table import read_config
from digest.errors import ConfigError

START = "title: T\nbase_url: https://example.org/\n"


def setting(text: str) -> Config:
    return read_config(START + text)


def errors(text: str) -> list[str]:
    """The diagnostics of an invalid setting."""
    with pytest.raises(ConfigError) as caught:
        setting(text)
    return [
        f"{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message}" for diagnostic in caught.value.diagnostics
    ]


@pytest.mark.parametrize(
    "address",
    [
        "vscode://file{path}:{line}:{column}",
        "idea://open?file={path}",
        "http://127.0.0.1:8080/open?{path}",
        "x-my.editor+1:{path}",
    ],
)
def test_an_editor_is_a_url_with_a_path(address: str):
    assert setting(f'editor: "{address}"\n').editor == address


@pytest.mark.parametrize(
    "address",
    [
        "vscode://file",
        "{path}",
        "/usr/bin/vi {path}",
        "1x:{path}",
        "javascript:open('{path}')",
        "JavaScript:{path}",
        "data:text/html,{path}",
        "DATA:{path}",
        "vbscript:{path}",
        "VBScript:{path}",
    ],
)
def test_an_editor_url_that_runs_code_or_opens_no_file_is_rejected(address: str):
    """The preview links to it next to each diagnostic."""
    assert errors(f'editor: "{address}"\n') == ["3:9: E601 editor must be an address with {path}"]


def test_an_empty_editor_disables_the_link():
    assert setting('editor: ""\n').editor == ""


def test_missing_settings_have_defaults():
    config = setting("")
    assert (config.timezone, config.language, config.theme, config.output.folder) == ("UTC", "en", "default", "site")
    assert (config.default_mode, config.permalink, config.search, config.links) == (
        "full",
        "/{year}/{month}/{day}/{slug}/",
        "index",
        "error",
    )
    assert (config.news_sitemap, config.open_data, config.not_found, config.typography, config.html) == (
        False,
        True,
        True,
        False,
        False,
    )
    assert config.lists == Lists(20, 20, 20, 20, 20, 20) and config.feed == FeedSettings(20, "full", True, ("atom", "json"))
    assert (config.tags.min_count, config.nav, config.max_article_bytes) == (1, None, 5 * 1024 * 1024)
    assert (config.drafts, config.future, config.strict, config.preview, config.diagnostics) == (False, False, False, False, ())


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://example.org/", "https://example.org", ""),
        ("https://example.org:8080/a/b/", "https://example.org:8080", "/a/b"),
    ],
)
def test_origin_and_path_of_the_base_url(url: str, origin: str, path: str):
    config = read_config(f"title: T\nbase_url: {url}\n")
    assert (config.origin, config.base_path) == (origin, path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1: E601 no settings"]),
        ("# nothing\n", ["1:1: E601 no settings"]),
        ("title: T\n", ["1:1: E601 the setting base_url is missing"]),
        ("base_url: https://example.org/\n", ["1:1: E601 the setting title is missing"]),
        ("title:\nbase_url: https://example.org/\n", ["1:7: E601 title is empty"]),
        ("tile: T\ntitle: T\nbase_url: https://example.org/\n", ["1:1: E601 unknown setting tile"]),
    ],
)
def test_missing_and_unknown_settings_are_reported(text: str, expected: list[str]):
    with pytest.raises(ConfigError) as caught:
        read_config(text)
    assert [
        f"{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message}" for diagnostic in caught.value.diagnostics
    ] == expected


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("lists: {front: 0, days: 1000}", "lists", Lists(front=0, days=1000)),
        ("feed: {entries: 1, content: summary, terms: no, formats: [rss]}", "feed", FeedSettings(1, "summary", False, ("rss",))),
        ("publish: {remote: r, branch: b, cname: news.example.org}", "publish", PublishSettings("r", "b", "news.example.org")),
        ("tags: {slugs: {C--: c-minus-minus}, min_count: 10000}", "tags", TagSettings({"C--": "c-minus-minus"}, 10000)),
        ("fediverse_creator: a.b@example.social", "fediverse_creator", "@a.b@example.social"),
        ("fediverse_creator: '@a@example.social'", "fediverse_creator", "@a@example.social"),
        ("fediverse_creator: ''", "fediverse_creator", ""),
        ("tags: {slugs: {Cafe\u0301: cafes}}", "tags", TagSettings({"Café": "cafes"})),
        ("tags: {renamed: {Cafe\u0301: Bistro\u0301}}", "tags", TagSettings(renamed=(RenamedTag("Café", "Bistró", 3, 18),))),
        ("nav: [Cafe\u0301]", "nav", (NavEntry("", "Café", 3, 7),)),
        ("footer: [{name: A, url: /, rel: me license author}]", "footer", (NavEntry("A", "/", 3, 10, "me license author"),)),
        ("extensions: [_own.py]", "extensions", (ExtensionName("_own.py", 3, 14),)),
        ("theme: mine", "theme", "mine"),
        ("permalink: /{slug}.html", "permalink", "/{slug}.html"),
        ("max_article_bytes: 1", "max_article_bytes", 1),
        ("nav: []", "nav", ()),
        (
            "nav: [world, {name: Feed, url: /feed.xml}, {name: Mail, url: mailto:a@b.example}]",
            "nav",
            (NavEntry("", "world", 3, 7), NavEntry("Feed", "/feed.xml", 3, 14), NavEntry("Mail", "mailto:a@b.example", 3, 44)),
        ),
        (
            "extensions: [reading.py, digest_charts]",
            "extensions",
            (ExtensionName("reading.py", 3, 14), ExtensionName("digest_charts", 3, 26)),
        ),
    ],
)
def test_valid_settings_are_read(text: str, field: str, found: Any):
    assert getattr(setting(text), field) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lists: {front: 1001}", "3:16: E601 front must be a whole number from 0 to 1000"),
        ("lists: [front]", "3:8: E601 lists must be a mapping"),
        ("lists: {fronts: 1}", "3:9: E601 unknown setting of lists: fronts"),
        ("feed: {entries: 0}", "3:17: E601 entries must be a whole number from 1 to 1000"),
        ("tags: {min_count: 0}", "3:19: E601 min_count must be a whole number from 1 to 10000"),
        ("tags: {slugs: [a]}", "3:15: E601 slugs must map a tag to its slug"),
        ("tags: {slugs: {a: [b]}}", "3:19: E601 the slug of the tag a: "),
        ("tags: {slugs: {a: B c}}", "3:19: E601 the slug of the tag a: "),
        ("tags: {renamed: [a]}", "3:17: E601 renamed must map a tag's old name to its new one"),
        ("tags: {renamed: {a: [b]}}", "3:21: E601 renamed: the new name of a must be text"),
        ("tags: {renamed: {a: '!'}}", "3:18: E601 renamed: ! is not the name of a tag"),
        ("tags: {renamed: {a: ''}}", "3:18: E601 renamed: an empty text is not the name of a tag"),
        ("tags: {renamed: {a: con}}", "3:18: E601 renamed: con is not the name of a tag"),
        ("tags: {renamed: {ai: B, b: AI}}", "3:18: E601 renamed: ai is renamed to itself, by way of B"),
        ("tags: {renamed: {x: a, a: b, b: a}}", "3:24: E601 renamed: a is renamed to itself, by way of b"),
        ("tags: {renamed: {a: b, b: c, c: a}}", "3:18: E601 renamed: a is renamed to itself, by way of b"),
        ("theme: ../x", "3:8: E601 theme must be the name of a folder in themes/"),
        ("permalink: /x/", "3:12: E601 "),
        ("nav: [{name: x}]", "3:7: E601 an entry of nav needs name and url"),
        ("nav: [{name: x, url: y}]", "3:22: E601 url must begin with / or https://"),
        ("nav: [[a]]", "3:7: E601 an entry of nav must be a topic, a plain page, or name and url"),
        ("nav: [~]", "3:7: E601 an entry of nav must be a topic, a plain page, or name and url"),
        ("publish: {cname: 'https://a.example'}", "3:18: E601 cname must be the name of a host"),
        ("publish: {cname: localhost}", "3:18: E601 cname must be the name of a host"),
        (f"publish: {{cname: {'a' * 64}.example}}", "3:18: E601 cname must be the name of a host"),
        ("fediverse_creator: a", "3:20: E601 fediverse_creator must be an account"),
        ("fediverse_creator: '@a@b.example/c'", "3:20: E601 fediverse_creator must be an account"),
        ("fediverse_creator: '@a@b.example c'", "3:20: E601 fediverse_creator must be an account"),
        ("fediverse_creator: '@a@b'", "3:20: E601 fediverse_creator must be an account"),
        ("extensions: [a.py, a.py]", "3:20: E601 extensions: a.py is listed twice"),
        ("extensions: [../a.py]", "3:14: E601 extensions: ../a.py is neither a file name nor a package"),
        ("max_article_bytes: 0", "3:20: E601 max_article_bytes must be a whole number from 1 to 999999999"),
        ("default_mode: ful", "3:15: E601 default_mode must be one of full, excerpt, link"),
    ],
)
def test_an_invalid_setting_is_one_error_with_its_position(text: str, expected: str):
    (found,) = errors(text)
    assert found.startswith(expected)


def test_another_spelling_and_a_chain_of_renamed_tags_are_not_cycles():
    config = setting("tags: {renamed: {ai: AI, a: b, b: c, d: c}}")
    assert [(tag.old, tag.new, tag.line, tag.column) for tag in config.tags.renamed] == [
        ("ai", "AI", 3, 18), ("a", "b", 3, 26), ("b", "c", 3, 32), ("d", "c", 3, 38),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "item", "limit"),
    [
        ("nav: [{}]", "nav", "a", 200),
        ("footer: [{}]", "footer", "a", 50),
        ("extensions: [{}]", "extensions", "e{}.py", 100),
        ("theme_options: {{{}}}", "theme_options", "o{}: 1", 100),
        ("brand: {{fonts: {{serif: [{}]}}}}", "serif", "Font", 20),
        ("brand: {{fonts: {{sans: [{}]}}}}", "sans", "Font", 20),
    ],
)
def test_a_list_of_settings_has_a_maximum_length(text: str, name: str, item: str, limit: int):
    items = [item.format(number) for number in range(limit + 1)]
    assert setting(text.format(", ".join(items[:limit])))
    (found,) = errors(text.format(", ".join(items)))
    assert f"{name} has {limit + 1} values, at most {limit}" in found


@pytest.mark.parametrize("path", [SETTINGS_FILE, TOPICS_FILE, SOURCES_FILE, PUBLISHED_FILE, LEDGER_FILE, STYLE_FILE])
def test_the_reference_describes_each_file_of_a_site_by_its_path(path: str):
    pages = (Path(__file__).parents[2] / "docs/reference").glob("*.md")
    assert any(f"`{path}`" in page.read_text(encoding="utf-8") for page in pages)
