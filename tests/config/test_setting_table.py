"""The table of settings: every setting is read and has its default; numbers have limits, choices their values."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from digest.config.brand_settings import GENERIC_FONTS, BrandFile, BrandSettings, FontFace, Fonts
from digest.config.config import (
    Config,
    ExtensionName,
    FeedSettings,
    Lists,
    NavEntry,
    OutputSetting,
    PublishSettings,
    RenamedTag,
    TagSettings,
    ThemeOption,
)
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.config.mail_settings import PROVIDERS, MailSettings, Provider
from digest.config.setting_table import SETTINGS, read_config
from digest.errors import ConfigError
from digest.yaml.tree import Scalar

START = "title: T\nbase_url: https://example.org/\n"


def setting(text: str) -> Config:
    return read_config(START + text)


def is_valid(text: str) -> bool:
    try:
        setting(text)
    except ConfigError:
        return False
    return True


ALL = """\
title: The title
base_url: https://example.org/news/
timezone: Asia/Seoul
language: ko
week_start: saturday
description: In short.
default_mode: excerpt
excerpt: 40
theme: mine
theme_options: {dense: true}
output: public
permalink: /{slug}/
nav: [world, {name: Feed, url: /feed.xml}]
brand: {color: abc, color_dark: '#def', logo: a.svg, logo_dark: b.svg, icon: i.png, touch_icon: t.png, card: c.jpg,
  fonts: {serif: [Charter, {file: f.woff2, weight: 200 900, style: italic}], sans: g.otf}, scheme: dark}
footer: [about, {name: Me, url: 'https://a.example/', rel: me license}]
lists: {front: 1, topics: 2, tags: 3, years: 4, months: 5, days: 6, sources: 7, stories: 8, authors: 9}
tags: {slugs: {C: see}, renamed: {AI: ML}, min_count: 2}
feed: {entries: 9, content: summary, terms: false, formats: [rss, atom]}
pictures: all
picture_sizes: never
picture_credit: true
editions: {every: day, cutoff: '18:00', first: 2026-01-09, number: 7, hold: true, front: river}
mail: {provider: listmonk, from: Desk <a@b.example>, unsubscribe: 'https://b.example/', note: Here}
related: 20
charts: false
story_order: oldest
search: none
news_sitemap: true
open_data: false
fediverse_creator: '@a@b.example'
publish: {remote: r, branch: b, cname: c.example}
extensions: [x.py]
links: warn
not_found: false
typography: true
html: true
max_article_bytes: 999999999
editor: 'x:{path}'
"""

EXPECTED: dict[str, Any] = {
    "title": "The title",
    "base_url": "https://example.org/news/",
    "timezone": "Asia/Seoul",
    "language": "ko",
    "week_start": "saturday",
    "description": "In short.",
    "default_mode": "excerpt",
    "excerpt": 40,
    "theme": "mine",
    "theme_options": (ThemeOption("dense", Scalar("true", 10, 24, True), 10, 17),),
    "output": OutputSetting("public", 11, 9),
    "permalink": "/{slug}/",
    "nav": (NavEntry("", "world", 13, 7), NavEntry("Feed", "/feed.xml", 13, 14)),
    "brand": BrandSettings(
        color="#aabbcc",
        color_dark="#ddeeff",
        logo=BrandFile("a.svg", 14, 47),
        logo_dark=BrandFile("b.svg", 14, 65),
        icon=BrandFile("i.png", 14, 78),
        touch_icon=BrandFile("t.png", 14, 97),
        card=BrandFile("c.jpg", 14, 110),
        fonts=Fonts(
            (FontFace("Charter"), FontFace(file=BrandFile("f.woff2", 15, 35), weight="200 900", style="italic")),
            (FontFace(file=BrandFile("g.otf", 15, 84)),),
        ),
        scheme="dark",
    ),
    "footer": (NavEntry("", "about", 16, 10), NavEntry("Me", "https://a.example/", 16, 17, "me license")),
    "lists": Lists(front=1, topics=2, tags=3, years=4, months=5, days=6, sources=7, stories=8, authors=9),
    "tags": TagSettings({"C": "see"}, 2, (RenamedTag("AI", "ML", 18, 35),)),
    "feed": FeedSettings(9, "summary", False, ("rss", "atom")),
    "pictures": "all",
    "picture_sizes": "never",
    "picture_credit": True,
    "editions": EditionSettings("day", Cutoff(0, 18 * 60), "2026-01-09", 7, True, "river"),
    "mail": MailSettings("listmonk", "a@b.example", "Desk", "https://b.example/", "Here"),
    "related": 20,
    "charts": False,
    "story_order": "oldest",
    "search": "none",
    "news_sitemap": True,
    "open_data": False,
    "fediverse_creator": "@a@b.example",
    "publish": PublishSettings("r", "b", "c.example"),
    "extensions": (ExtensionName("x.py", 33, 14),),
    "links": "warn",
    "not_found": False,
    "typography": True,
    "html": True,
    "max_article_bytes": 999_999_999,
    "editor": "x:{path}",
}

RUN_FIELDS = {"drafts": False, "future": False, "strict": False, "preview": False, "diagnostics": ()}


def test_every_setting_is_read():
    assert asdict(read_config(ALL)) == EXPECTED | RUN_FIELDS


def test_every_setting_has_its_default():
    assert asdict(setting("")) == RUN_FIELDS | {
        "title": "T", "base_url": "https://example.org/", "timezone": "UTC", "language": "en", "week_start": "", "description": "",
        "default_mode": "full", "excerpt": 280, "theme": "default", "theme_options": (), "output": OutputSetting(),
        "permalink": "/{year}/{month}/{day}/{slug}/", "nav": None, "brand": BrandSettings(), "footer": (), "lists": Lists(),
        "tags": TagSettings(), "feed": FeedSettings(), "pictures": "lead", "picture_sizes": "auto", "picture_credit": False,
        "editions": None, "mail": MailSettings(), "related": 5, "charts": True, "story_order": "newest", "search": "index",
        "news_sitemap": False, "open_data": True, "fediverse_creator": "", "publish": PublishSettings(), "extensions": (),
        "links": "error", "not_found": True, "typography": False, "html": False, "max_article_bytes": 5 * 1024 * 1024,
        "editor": "vscode://file{path}:{line}:{column}",
    }  # fmt: skip


def test_nested_settings_have_defaults():
    assert asdict(Lists()) == dict.fromkeys(("front", "topics", "tags", "years", "months", "days", "sources"), 20) | {
        "authors": 0,
        "stories": 100,
    }
    assert asdict(FeedSettings()) == {"entries": 20, "content": "full", "terms": True, "formats": ("atom", "json")}
    assert asdict(TagSettings()) == {"slugs": {}, "min_count": 1, "renamed": ()}
    assert asdict(PublishSettings()) == {"remote": "origin", "branch": "gh-pages", "cname": ""}
    assert asdict(MailSettings()) == {"provider": "plain", "sender": "", "name": "", "unsubscribe": "", "note": ""}
    empty = dict.fromkeys(("logo", "logo_dark", "icon", "touch_icon", "card"))
    assert asdict(BrandSettings()) == {"color": "", "color_dark": "", **empty, "fonts": Fonts((), ()), "scheme": "system"}
    assert asdict(FontFace()) == {"name": "", "file": None, "weight": "400", "style": "normal"}


LISTS = {"nav", "footer", "extensions"}


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in LISTS])
def test_a_value_of_the_wrong_type_is_one_error_at_its_position(name: str):
    """This includes settings whose text is converted first."""
    text = "".join(line for line in START.splitlines(keepends=True) if not line.startswith(f"{name}:"))
    with pytest.raises(ConfigError) as caught:
        read_config(f"{text}{name}: [[a]]\n")
    (found,) = caught.value.diagnostics
    assert (found.line, found.column, found.code) == (text.count("\n") + 1, len(name) + 3, "E601")
    assert name in found.message


@pytest.mark.parametrize(
    ("text", "minimum", "maximum"),
    [
        *((f"lists: {{{kind}: NUMBER}}", 0, 1000) for kind in asdict(Lists())),
        ("tags: {min_count: NUMBER}", 1, 10_000),
        ("feed: {entries: NUMBER}", 1, 1000),
        ("excerpt: NUMBER", 40, 2000),
        ("related: NUMBER", 0, 20),
        ("max_article_bytes: NUMBER", 1, 999_999_999),
        ("editions: {number: NUMBER}", 0, 999_999),
    ],
)
def test_a_number_has_a_minimum_and_a_maximum(text: str, minimum: int, maximum: int):
    allowed = {number: is_valid(text.replace("NUMBER", str(number))) for number in (minimum - 1, minimum, maximum, maximum + 1)}
    assert list(allowed.values()) == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("week_start: WORD", "monday tuesday wednesday thursday friday saturday sunday"),
        ("default_mode: WORD", "full excerpt link"),
        ("pictures: WORD", "lead all none"),
        ("picture_sizes: WORD", "auto always never"),
        ("story_order: WORD", "newest oldest"),
        ("search: WORD", "index pagefind none"),
        ("links: WORD", "error warn"),
        ("feed: {content: WORD}", "full summary"),
        ("feed: {formats: [WORD]}", "atom json rss"),
        ("editions: {every: WORD}", "day week month"),
        ("editions: {front: WORD}", "edition river"),
        ("brand: {scheme: WORD}", "system light dark"),
        ("brand: {fonts: {serif: {file: a.otf, style: WORD}}}", "normal italic"),
        ("mail: {provider: WORD}", "buttondown listmonk mailchimp plain"),
    ],
)
def test_a_choice_has_these_values(text: str, words: str):
    assert all(is_valid(text.replace("WORD", word)) for word in words.split())
    with pytest.raises(ConfigError) as caught:
        setting(text.replace("WORD", "nothing-like-these"))
    (found,) = caught.value.diagnostics
    assert set(found.message.partition(" must be one of ")[2].split(", ")) == set(words.split())


@pytest.mark.parametrize(
    ("text", "item", "maximum"),
    [
        ("nav: [ITEMS]", "a", 200),
        ("footer: [ITEMS]", "a", 50),
        ("extensions: [ITEMS]", "a.py", 100),
        ("theme_options: {ITEMS}", "a: 1", 100),
        ("brand: {fonts: {serif: [ITEMS]}}", "a", 20),
        ("brand: {fonts: {sans: [ITEMS]}}", "a", 20),
    ],
)
def test_a_list_has_a_maximum_length(text: str, item: str, maximum: int):
    for count in (maximum, maximum + 1):
        items = ", ".join(f"x{number}{item}" for number in range(count))
        assert is_valid(text.replace("ITEMS", items)) is (count == maximum)


PICTURES = ("svg", "png", "webp", "avif", "jpg", "jpeg", "gif")


@pytest.mark.parametrize(
    ("name", "endings"),
    [("logo", PICTURES), ("icon", ("svg", "png")), ("touch_icon", ("png",)), ("card", ("png", "jpg", "jpeg", "webp", "gif"))],
)
def test_an_image_of_the_brand_has_one_of_these_extensions(name: str, endings: tuple[str, ...]):
    for ending in (*PICTURES, "SVG", "bmp", "tiff", "html", "pngx"):
        assert is_valid(f"brand: {{{name}: a.{ending}}}") is (ending.lower() in endings), ending


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/static/a.svg", "a.svg"),
        ("/brand/a.svg", "brand/a.svg"),
        ("brand/a.svg", "brand/a.svg"),
        ("../a.svg", None),
        ("a/../../a.svg", None),
        ("a..b/c.svg", "a..b/c.svg"),
        ("https://a.example/a.svg", None),
        ("//a.example/a.svg", None),
        ("C:a.svg", None),
        (r"a\b.svg", None),
        ("''", None),
    ],
)
def test_a_file_of_the_brand_is_in_static(path: str, expected: str | None):
    text = f"brand: {{logo: {path}}}"
    assert is_valid(text) is (expected is not None)
    if expected:
        logo = setting(text).brand.logo
        assert logo is not None and logo.path == expected


@pytest.mark.parametrize(
    ("written", "is_accepted"),
    [
        ("Charter", True),
        ("'Source Serif 4'", True),
        ("x" * 100, True),
        ("x" * 101, False),
        ("'a;b'", False),
        ("'a\"b'", False),
        ("'a<b'", False),
        ("'a@b'", False),
        ("a.woff2", True),
        ("a.WOFF", True),
        ("fonts/a.ttf", True),
        ("fonts/a.otf", True),
        ("fonts/a", False),
        ("fonts/a.svg", False),
        ("{file: a.otf}", True),
        ("{file: a.svg}", False),
        ("{weight: 400}", False),
        ("{file: a.otf, weight: 1}", True),
        ("{file: a.otf, weight: 999}", True),
        ("{file: a.otf, weight: 1000}", False),
        ("{file: a.otf, weight: 0}", False),
        ("{file: a.otf, weight: 200  900}", True),
        ("{file: a.otf, weight: 200 900 300}", False),
        ("{file: a.otf, weight: bold}", False),
    ],
)
def test_a_font_is_a_name_or_a_file(written: str, is_accepted: bool):
    assert is_valid(f"brand: {{fonts: {{sans: {written}}}}}") is is_accepted


def test_the_files_and_fonts_of_a_brand():
    brand = read_config(ALL).brand
    assert list(brand.files) == ["logo", "logo_dark", "icon", "touch_icon", "card"]
    assert [file.path for file in brand.files.values()] == ["a.svg", "b.svg", "i.png", "t.png", "c.jpg"]
    assert [face.name or (face.file and face.file.path) for face in brand.faces] == ["Charter", "f.woff2", "g.otf"]
    assert not setting("brand: {logo: a.svg}").brand.files.keys() - {"logo"}
    generic = "serif sans-serif monospace system-ui ui-serif ui-sans-serif ui-monospace ui-rounded"
    assert set(generic.split()) == GENERIC_FONTS


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("brand: {color_dark: '#def'}", 3, 21, "color_dark needs color"),
        ("brand: {logo_dark: a.svg}", 3, 20, "logo_dark needs logo"),
        ("brand: {color: '#797979'}", 3, 16, "color: neither dark nor light letters have a contrast of 4.5:1 with #797979"),
        ("brand: {color: ''}", 3, 16, "color is empty"),
        ("brand: {fonts: {serif: {weight: 400}}}", 3, 24, "serif: a font needs its file"),
        ("brand: {touch_icon: a.jpg}", 3, 21, "touch_icon must be a .png"),
        ("brand: {logo: a.pdf}", 3, 15, "logo must be a file that ends with .svg, .png, .webp, .avif, .jpg, .jpeg or .gif"),
        ("brand: {icon: a.jpg}", 3, 15, "icon must be a file that ends with .svg or .png"),
        ("brand: {card: a.svg}", 3, 15, "card must be a file that ends with .png, .jpg, .jpeg, .webp or .gif"),
        ("footer: [{name: a, url: /, rel: Me}]", 3, 33, "rel must be words of small letters"),
        ("footer: [{name: a}]", 3, 10, "an entry of footer needs name and url"),
        ("nav: [{name: a, url: /, rel: me}]", 3, 25, "unknown key rel"),
        ("theme_options: {a: [b]}", 3, 20, "theme_options: a must be one value"),
        ("theme_options: [a]", 3, 16, "theme_options must be a mapping"),
        ("extensions: [a b]", 3, 14, "extensions: a b is neither a file name nor a package"),
        ("extensions: [con]", 3, 14, "extensions: con is neither a file name nor a package"),
        ("mail: {from: a@b}", 3, 14, "from must be a mail address"),
        ("mail: [a]", 3, 7, "mail must be a mapping"),
        ("feed: {formats: {a: b}}", 3, 17, "formats must be a list"),
    ],
)
def test_an_invalid_setting_is_reported_at_its_position(text: str, line: int, column: int, message: str):
    with pytest.raises(ConfigError) as caught:
        setting(text)
    (found,) = caught.value.diagnostics
    assert (found.line, found.column, found.code, found.message) == (line, column, "E601", message)


@pytest.mark.parametrize("value", ["[a, b]", "[]", "[[a]]", "{a: b}", "{}"])
@pytest.mark.parametrize(
    "text",
    [
        "nav: [{name: X, url: /}]",
        "nav: [{name: a, url: X}]",
        "footer: [{name: a, url: /, rel: X}]",
        "mail: {from: X}",
        "mail: {unsubscribe: X}",
        "mail: {note: X}",
        "mail: {provider: X}",
        "brand: {color: X}",
        "brand: {logo: X}",
        "feed: {content: X}",
        "feed: {entries: X}",
        "lists: {topics: X}",
        "publish: {branch: X}",
        "theme: X",
        "permalink: X",
        "output: X",
        "language: X",
        "timezone: X",
        "editor: X",
        "tags: {renamed: {a: X}}",
        "tags: {slugs: {a: X}}",
    ],
)
def test_a_list_or_mapping_in_place_of_a_text_is_reported(text: str, value: str):
    with pytest.raises(ConfigError) as caught:
        setting(text.replace("X", value))
    column = text.index("X") + 1
    (found,) = caught.value.diagnostics
    assert (found.line, found.code) == (3, "E601") and found.column in (column, column + 1)


@pytest.mark.parametrize(
    ("url", "is_accepted"), [("/", True), ("https://a.example/", True), ("http://a.example/", True), ("mailto:a@b.example", True),
                          ("javascript:x", False), ("a/", False), ("'#a'", False)],
)  # fmt: skip
def test_allowed_urls_of_navigation_entries(url: str, is_accepted: bool):
    assert is_valid(f"nav: [{{name: a, url: {url}}}]") is is_accepted
    assert is_valid(f"footer: [{{name: a, url: {url}}}]") is is_accepted


@pytest.mark.parametrize(
    ("name", "is_accepted"),
    [
        ("news.example.org", True),
        (f"{'a' * 63}.example", True),
        (f"{'a' * 64}.example", False),
        (".".join(["a" * 61] * 4) + ".abcde", True),
        (".".join(["a" * 61] * 4) + ".abcdef", False),
        ("-a.example", False),
        ("a-.example", False),
        ("A.example", False),
        ("a.example.", False),
        ("example", False),
    ],
)
def test_a_host_is_a_dns_name(name: str, is_accepted: bool):
    assert is_valid(f"publish: {{cname: {name}}}") is is_accepted


def test_the_variables_of_each_provider():
    assert {
        "buttondown": Provider("{{ unsubscribe_url }}", "", r"\{(?=[{%#])"),
        "listmonk": Provider("{{ UnsubscribeURL }}", "", r"\{(?=\{)"),
        "mailchimp": Provider("*|UNSUB|*", "*|LIST:ADDRESS|*", r"\*(?=\|)"),
        "plain": Provider("", "", ""),
    } == PROVIDERS


@pytest.mark.parametrize(("local", "is_accepted"), [("a" * 242, True), ("a" * 243, False)])
def test_a_mail_address_has_at_most_254_characters(local: str, is_accepted: bool):
    assert is_valid(f"mail: {{from: {local}@example.org}}") is is_accepted


@pytest.mark.parametrize(
    ("options", "is_preview"),
    [({}, False), ({"preview": True}, True), ({"drafts": True}, False), ({"future": True}, False),
     ({"drafts": True, "future": True}, True)],
)  # fmt: skip
def test_a_site_with_drafts_and_future_articles_is_a_preview(options: dict[str, bool], is_preview: bool):
    assert Config("T", "https://example.org/", **options).is_preview is is_preview
