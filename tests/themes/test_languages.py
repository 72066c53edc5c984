"""The words of the themes: each language has all of them, with its plural forms, and untranslated words are marked as English."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from lxml import etree, html

from digest.diagnostics import Diagnostics
from digest.rendering.theme import Layer, Theme
from digest.rendering.theme_words import read_words
from digest.yaml import tree
from digest.yaml.yaml_reader import read_yaml
from tests import sites
from tests.conftest import run_digest
from tests.sites import article, write
from tests.themes.fixture_sites import NOW, SITES

FOLDER = Path(__file__).parents[2] / "themes" / "base" / "i18n"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yml"))
OTHERS = [language for language in LANGUAGES if language != "en"]


def words(language: str) -> dict[str, str | dict[str, str]]:
    """Return the words of a language's file; words with plural forms are mappings."""
    diagnostics = Diagnostics(language)
    node = read_yaml((FOLDER / f"{language}.yml").read_text(encoding="utf-8"), diagnostics)
    assert isinstance(node, tree.Mapping) and not diagnostics.found
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def plain(node: Any) -> str | dict[str, str]:
    return node.text if isinstance(node, tree.Scalar) else {key: value.text for key, (_, value) in node.entries.items()}


def parameters(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_the_list_of_languages():
    assert LANGUAGES == ["ar", "de", "en", "es", "fr", "ja", "ko", "zh-Hans", "zh-Hant"]


@pytest.mark.parametrize("language", OTHERS)
def test_each_language_has_the_words_of_english_in_their_order(language: str):
    assert list(words(language)) == list(words("en"))


@pytest.mark.parametrize(("language", "expected"), [("en", ", "), ("ar", "، "), ("ja", "、"), ("zh-Hant", "、")])
def test_names_are_joined_by_the_rules_of_the_language(language: str, expected: str):
    joined = words(language)["joined"]
    assert isinstance(joined, str) and joined == f"{{before}}{expected}{{after}}"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", ": "), ("ar", ": "), ("fr", "\u00a0: "), ("ja", "："), ("zh-Hans", "：")]
)
def test_a_label_is_joined_to_its_text_by_the_rules_of_the_language(language: str, expected: str):
    labelled = words(language)["labelled"]
    assert isinstance(labelled, str) and labelled == f"{{before}}{expected}{{after}}"


JAPANESE = {
    "digest.yml": (
        "title: 通信\nbase_url: https://example.org/\nlanguage: ja\nlists: {front: 1, topics: 1, tags: 1}\n"
        "editions: {every: day, cutoff: 18:00}\n"
    ),
    "content/topics.yml": "world: 世界\nscience: 科学\n",
    "content/sources.yml": "wire: {name: 通信社, domain: wire.example}\n",
    "content/stories/flood.md": "---\ntitle: 洪水\nstatus: closed\n---\n",
    "content/editions/2026-01-10.md": "---\ntitle: 今日\n---\n本文。\n",
    **{
        f"content/a{day}.md": article(
            f"見出し{day}",
            f"2026-01-{day}",
            topics="[world, science]",
            topic=None,
            tags="[水, 川]",
            source="wire",
            why="大事。",
            summary="要約。",
            author="山田",
            published="2026-01-01",
            story="flood",
            translation="key" if day == 10 else None,
            also="[{name: 新報, url: https://shinpo.example/a, title: 別の見出し}, 時報]",
        )
        for day in range(10, 12)
    },
    **{
        f"content/{language}.md": article("訳", "2026-01-12", source="wire", lang=language, translation="key", topic="world")
        for language in ("fr", "de")
    },
}
"""A Japanese site with every page on which a theme joins two texts."""


@pytest.mark.parametrize("theme", ["default", "river", "base"])
def test_no_english_comma_or_colon_joins_two_texts_on_a_japanese_page(tmp_path: Path, theme: str):
    """Including attributes, and the text of a letter."""
    root = write(tmp_path, {**JAPANESE, "digest.yml": f"{JAPANESE['digest.yml']}theme: {theme}\n"})
    ran = run_digest(root, "build", "--now", "2026-02-01")
    assert ran.code == 0, ran
    found, seen = {}, ""
    for path in (root / "site").rglob("*.html"):
        page = html.document_fromstring(path.read_bytes())
        texts = page.xpath("//body//text()[not(ancestor::script)] | //title/text() | //@aria-label")
        texts += page.xpath("//meta[@property='og:title']/@content")
        seen += "".join(texts)
        if wrong := {text for text in texts if re.search(r"[,:;](\s|$)", text)}:
            found[path.relative_to(root / "site").as_posix()] = wrong
    assert found == {} and "、" in seen and "：" in seen
    assert run_digest(root, "mail", "2026-01-10", "--provider", "plain", "--now", "2026-02-01").code == 0
    (letter,) = (root / "mail").glob("*.txt")
    assert "：" in letter.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_counted_words_have_the_plural_categories_of_the_language(language: str):
    """CLDR, Language Plural Rules; the English file determines which words have plural forms."""
    categories = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    english = words("en")
    for key, word in words(language).items():
        assert isinstance(word, dict) == isinstance(english[key], dict), key
        if isinstance(word, dict):
            assert {*word} == categories, key


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_those_of_english(language: str):
    """A plural form for one or two may contain the number as a word."""
    english = words("en")
    for key, word in words(language).items():
        expected = english[key]
        if isinstance(word, str):
            assert isinstance(expected, str) and parameters(word) == parameters(expected), key
        else:
            assert isinstance(expected, dict)
            for category, form in word.items():
                allowed = [parameters(expected["other"])] + [set()] * (category in ("zero", "one", "two"))
                assert parameters(form) in allowed, (key, category)


@pytest.mark.parametrize("language", OTHERS)
def test_all_words_are_translated(language: str):
    english = words("en")
    same = {key for key, word in words(language).items() if word == english[key]}
    assert same <= SHARED, "add words that are equal in both languages to SHARED"


SHARED = {"feed", "joined", "labelled", "link", "page_number", "permalink", "source", "sources_all"}
"""Words that are equal in English and in German or French."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_digest_reports_no_problem_with_the_words(language: str):
    files = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml")}
    _, _, diagnostics = read_words(Theme((Layer("themes/default", {}, files, {}),)), language)
    assert diagnostics == ()


def front(folder: Path, language: str, own: str = "") -> str:
    files = {
        "digest.yml": f"title: T\nbase_url: https://example.org/\nlanguage: {language}\n",
        "content/topics.yml": sites.TOPICS,
        "content/a.md": article("A", "2026-01-02", source="wire", why="Because."),
        **({f"themes/default/i18n/{language}.yml": own} if own else {}),
    }
    ran = run_digest(write(folder, files), "build", "--now", "2026-02-01")
    assert ran.code == 0, ran
    return (folder / "site/2026/01/02/a/index.html").read_text(encoding="utf-8")


def test_an_untranslated_word_is_shown_and_marked_as_english(tmp_path: Path):
    text = front(tmp_path, "it", 'source: Fonte\nminutes: {one: "{n} minuto", many: "{n} minuti", other: "{n} minuti"}\n')
    assert '<dt class="label">Fonte</dt>' in text and "<p>1 minuto</p>" in text
    assert '<b><span lang="en" dir="ltr">Why it matters</span></b>' in text
    assert re.search(r'aria-label="[^"<]*"', text) and 'aria-label="<' not in text


def test_an_untranslated_word_with_plural_forms_is_marked_as_english(tmp_path: Path):
    assert '<p lang="en" dir="ltr">1 minute to read</p>' in front(tmp_path, "it")


@pytest.mark.parametrize(("language", "why"), [("zh-TW", "為何重要"), ("zh", "为何重要"), ("de-AT", "Warum das wichtig ist")])
def test_a_region_has_the_words_of_its_language_or_script(tmp_path: Path, language: str, why: str):
    text = front(tmp_path, language)
    assert f"<b>{why}</b>" in text and f'<html lang="{language}"' in text


def forms(word: str | dict[str, str]) -> list[re.Pattern[str]]:
    """Return patterns for a word as a page shows it, with any number or name in it."""
    texts = word.values() if isinstance(word, dict) else [word]
    return [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))) for text in texts]


def unmarked(page: bytes) -> set[str]:
    """Return the theme's English words on a Swedish page that are not marked as English."""
    shown = {name: word for name, word in words("en").items() if name not in ("joined", "labelled", "search_found")}
    known = [form for word in shown.values() for form in forms(word)]
    found = set()
    for element in html.document_fromstring(page).find("body").iter():  # type: ignore[union-attr]
        if element.tag in (etree.Comment, "script", "template"):
            continue
        for text in (element.text, *(below.tail for below in element)):
            expected = (text or "").strip(" \n:·,.()")
            if (
                expected
                and any(form.fullmatch(expected) for form in known)
                and element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") != "en"
            ):
                found.add(expected)
    return found


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("theme", ["default", "river", "base"])
def test_no_english_word_on_any_page_of_another_language_is_unmarked(tmp_path: Path, theme: str):
    settings = str(SITES["rich"]["digest.yml"]).replace("language: en", "language: sv") + f"theme: {theme}\n"
    root = write(tmp_path, {**SITES["rich"], "digest.yml": settings})
    ran = run_digest(root, "build", "--preview", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    pages = {path.relative_to(root / "site").as_posix(): path.read_bytes() for path in (root / "site").rglob("*.html")}
    assert pages["index.html"].count(b'lang="en"') > 3
    assert {path: found for path, page in pages.items() if (found := unmarked(page))} == {}
