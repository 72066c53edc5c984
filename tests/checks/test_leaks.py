"""Leaks: hidden text is found in every encoding of a file."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from html import escape
from itertools import permutations
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import KeyDate
from digest.articles.date_reader import Moment
from digest.checks import leaks
from digest.checks.html_references import shown_text
from digest.checks.leaks import (
    LEAK_STRIDES,
    LEAK_WINDOW,
    MAX_INDEXED_WINDOWS,
    MIN_HIDDEN_TEXT_LETTERS,
    MIN_LEAK_LETTERS,
    HiddenArticle,
    HiddenTexts,
    hidden_texts,
    leak_diagnostics,
    leaked,
    leaks_only,
    letters,
    published_strings,
    published_words,
    windows_of,
    without_windows,
)
from digest.markdown.body import Body
from tests.selection import examples
from tests.values import collected, read

LATIN = "The café's façade was lit by forty lamps, while “nobody” who sat inside it had asked for as much as one of them."
KOREAN = (
    "부두에 남은 사람들은 안개가 걷힐 때까지 배를 기다렸고 선장은 등대가 다시 켜질 것이라고 말했다 그러나 밤새 불은 켜지지 않았다"
    * 2
)
RARE = "𠮷野家の前で待つ人々は" * 8


def hidden_draft(text: str, **head: str) -> HiddenTexts:
    """Return the hidden texts of a draft with this text."""
    draft = read("a", draft="true", **head)
    return hidden_texts((), [HiddenArticle(draft, "draft")], {draft.body: Body((f"<p>{escape(text)}</p>",))})


def texts_in(hidden: HiddenTexts) -> list[str]:
    """Return the letters of each hidden text."""
    return hidden.letters.strip("\0").split("\0") if hidden.letters.strip("\0") else []


@pytest.mark.parametrize("text", [LATIN, KOREAN, RARE], ids=["latin", "korean", "beyond the BMP"])
def test_leak_is_found_in_every_encoding(text: str):
    hidden = hidden_draft(text)
    for path, held in (
        ("a.txt", text),
        ("a.txt", normalize("NFD", text).upper()),
        ("a.md", text.replace(" ", "\n")),
        ("a.json", json.dumps({"a": text})),
        ("A.JSON", json.dumps({"a": text}, ensure_ascii=False)),
        ("a.json", json.dumps({"html": f"<p>{escape(text[:9])}<a href='/x/'>{escape(text[9:])}</a>"}).replace("<", "\\u003c")),
        ("A.Json", json.dumps({"a": text.replace(" ", "\n")})),
        ("a.json", json.dumps({"html": f"<img alt='{escape(text)}'>"})),
        ("a.html", f"<script>x = {json.dumps(text)}</script>"),
        ("a.html", f"<p data-text='{escape(text)}'>"),
        ("a.html", f"<!-- {text} -->"),
        ("a.html", "".join(f"<b>&#{ord(character)};</b>" for character in text)),
        ("a.rss", escape(f"<p>{escape(text)}</p>")),
        ("A.RSS", escape("".join(f"<b>&#{ord(character)};</b>" for character in text))),
        ("a.txt", "".join(f"{character}\u00ad" for character in text)),
    ):
        assert leaked(shown_text(path, held), hidden), (path, held)
        assert not leaked(shown_text(path, held[:30]), hidden), path


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet=st.sampled_from("aZé_ -.5가𠮷ſßﬁ\u0301\u00ad·½Ⅷ\u0660"), max_size=30))
def test_letters_are_the_alphanumeric_characters_of_python(text: str):
    assert letters(text) == "".join(filter(str.isalnum, normalize("NFKC", text))).casefold()


WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"


def hidden_texts_of_article(mode: str, text: str = WORDS, **head: str) -> list[str]:
    """Return the hidden texts of a published article with this text."""
    entries = collected(read("a", mode=mode, **head)).entries
    return texts_in(hidden_texts(entries, (), {entries[0].article.body: Body((f"<p>{text}</p>",))}))


def test_text_of_linked_articles_is_hidden_and_full_text_is_not():
    assert hidden_texts_of_article("link") == [letters(WORDS)]
    assert hidden_texts_of_article("full") == []


@pytest.mark.parametrize(("length", "is_hidden"), [(MIN_HIDDEN_TEXT_LETTERS - 1, False), (MIN_HIDDEN_TEXT_LETTERS, True)])
def test_short_texts_are_not_hidden_texts(length: int, is_hidden: bool):
    text = "".join(chr(0x4E00 + at) for at in range(length))
    assert bool(hidden_texts_of_article("link", text)) == is_hidden
    assert bool(texts_in(hidden_draft(text))) == is_hidden


FIELDS = [
    {"headline": WORDS},
    {"summary": WORDS},
    {"why": WORDS},
    {"points": f"[{WORDS}]"},
    {"quote": f"{{text: {WORDS}, by: X}}"},
    {"image": f"{{src: https://a.example/p.png, alt: {WORDS}}}"},
    {"image": f"{{src: https://a.example/p.png, alt: x, caption: {WORDS}}}"},
    {"corrections": f"[{{date: 2026-02-02, text: {WORDS}}}]"},
]


@pytest.mark.parametrize("head", FIELDS, ids=str)
def test_published_fields_of_an_article_are_not_hidden(head: dict[str, str]):
    assert hidden_texts_of_article("link", **head) == []


@pytest.mark.parametrize("head", FIELDS, ids=str)
def test_all_texts_of_unpublished_articles_are_hidden(head: dict[str, str]):
    assert texts_in(hidden_draft("Short.", **head)) == [letters(WORDS)]


def test_excerpt_may_be_published_and_the_rest_of_the_text_is_hidden():
    entry = collected(read("a", mode="excerpt", body=f"{WORDS} {LATIN}")).entries[0]
    other = "And then something else entirely follows that only the original at its own place may show."
    hidden = hidden_texts([entry], (), {entry.article.body: Body((f"<p>{entry.article.excerpt}</p>", f"<p>{other}</p>"))})
    assert texts_in(hidden) == [letters(other)]
    assert not leaked(f"{entry.article.excerpt} And then more.", hidden)
    runs = leaked(other, hidden)
    assert [hidden.owner(run) for run in runs] == [("content/a.md", "")]


def test_beginning_of_the_text_of_a_linked_article_is_hidden():
    entry = collected(read("a", mode="link", body=f"{WORDS} {LATIN}")).entries[0]
    hidden = hidden_texts([entry], (), {entry.article.body: Body((f"<p>{WORDS} {LATIN}</p>",))})
    assert entry.article.excerpt and texts_in(hidden) == [letters(WORDS + LATIN)]
    assert leaked(entry.article.excerpt, hidden)


def test_all_leaks_in_a_file_are_found_in_any_order():
    drafts = [read(name, draft="true") for name in "abc"]
    bodies = {name: Body((f"<p>{text}</p>",)) for name, text in zip("abc", (WORDS, LATIN, RARE), strict=True)}
    hidden = hidden_texts((), [HiddenArticle(draft, "draft") for draft in drafts], bodies)
    for texts in permutations((WORDS, LATIN, RARE)):
        assert sorted(hidden.owner(run)[0] for run in leaked(" 1 ".join(texts), hidden)) == [f"content/{name}.md" for name in "abc"]


def test_each_article_is_checked_and_shared_text_belongs_to_the_first():
    entries = collected(read("a", mode="full"), read("b", mode="link"), read("c", mode="link"), read("d", mode="link")).entries
    draft, body = read("e", draft="true"), Body((f"<p>{WORDS}</p>",))
    texts = {"a": body, "c": body, "d": Body((f"<p>{WORDS}</p>", f"<p>{LATIN}</p>")), "e": body}
    hidden = hidden_texts(entries, [HiddenArticle(draft, "draft")], texts)
    assert {hidden.owner(run)[0] for run in leaked(WORDS, hidden)} == {"content/c.md"}
    assert {hidden.owner(run)[0] for run in leaked(LATIN, hidden)} == {"content/d.md"}, "b has no text, and a is published in full"


def story(seed: int, words: int) -> str:
    """Return random words that are different for each seed."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(words))


@pytest.mark.parametrize("most", [MAX_INDEXED_WINDOWS, 300, 100, 0])
def test_leaks_of_minimum_length_are_found_with_every_stride(most: int, monkeypatch: pytest.MonkeyPatch):
    """At every offset in the hidden text and in the output."""
    for step, block in LEAK_STRIDES:
        assert block + step - 2 + LEAK_WINDOW <= MIN_LEAK_LETTERS
        assert step - 1 + LEAK_WINDOW <= MIN_HIDDEN_TEXT_LETTERS
    monkeypatch.setattr(leaks, "MAX_INDEXED_WINDOWS", most)
    texts = [story(seed, 40) for seed in range(4)]
    title = story(9, 60).replace(" ", "")[:MIN_HIDDEN_TEXT_LETTERS]
    hidden = hidden_draft(" ".join(texts), headline=title)
    text = letters(" ".join(texts))
    for at in range(0, len(text) - MIN_LEAK_LETTERS, 7):
        for before in range(at % 3, 23, 3):
            assert leaked("0" * before + text[at : at + MIN_LEAK_LETTERS] + "0", hidden), (at, before)
            assert not leaked("0" * before + text[at : at + MIN_LEAK_LETTERS - 1] + "0", hidden), (at, before)
    for before in range(23):
        assert leaked("0" * before + title, hidden), before
        assert not leaked("0" * before + title[1:], hidden), before


@pytest.mark.parametrize(("step", "block"), LEAK_STRIDES)
def test_only_the_needed_windows_are_indexed(step: int, block: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leaks, "LEAK_STRIDES", ((step, block),))
    for length in range(MIN_HIDDEN_TEXT_LETTERS, MIN_HIDDEN_TEXT_LETTERS + block):
        hidden = hidden_draft(letters(story(0, 100))[:length])
        (text,) = texts_in(hidden)
        starts = range(length - LEAK_WINDOW + 1)
        assert hidden.windows == {text[at : at + LEAK_WINDOW]: 1 + at for at in starts if at % block < step}


def test_repeated_leak_is_found_once():
    hidden = hidden_draft(LATIN)
    assert leaked(f"{LATIN} 1 {LATIN} 2 {LATIN}", hidden) == {(1, 1 + len(letters(LATIN)))}


def runs_of(output: str, hidden: HiddenTexts, *published: str) -> list[str]:
    """Return the letters that are leaks if `published` texts are published."""
    return [hidden.letters[slice(*run)] for run in leaks_only(leaked(output, hidden), hidden, lambda: published)]


def test_text_that_is_also_published_is_no_leak():
    hidden = hidden_draft(f"{WORDS}. {LATIN}")
    assert runs_of(f"{WORDS}. {LATIN}", hidden) == [letters(WORDS + LATIN)]
    assert runs_of(WORDS, hidden, f"They wrote: {WORDS.upper()}!") == []
    assert runs_of(f"{WORDS} {LATIN}", hidden, WORDS, LATIN) == [], "also across two adjacent published texts"
    assert runs_of(f"{WORDS} {LATIN}", hidden, WORDS), "the rest is a leak"


def test_draft_with_published_headlines_and_summaries_is_no_leak():
    cards = [
        ("Ferries sail again after the long storm", "The harbour opened on Monday.", "Times"),
        ("Snow on the pass", WORDS, "A B"),
    ]
    listed = " ".join(f"{title} {source} {summary}" for title, summary, source in cards)
    published = [text for title, summary, _ in cards for text in (title, summary)]
    hidden = hidden_draft(listed)
    assert leaked(listed, hidden) and runs_of(listed, hidden, *published) == []


def test_published_texts_are_loaded_only_if_needed():
    def published() -> list[str]:
        pytest.fail("published texts were loaded")

    assert leaks_only((), hidden_draft(LATIN), published) == set()
    entries = collected(read("a", mode="link")).entries
    hidden = hidden_texts(entries, (), {"a": Body((f"<p>{LATIN}</p>",))})
    assert len(leaks_only(leaked(LATIN, hidden), hidden, published)) == 1


def test_text_of_a_linked_article_is_a_leak_beside_the_published_text_of_a_draft():
    entries = collected(read("a", mode="link")).entries
    draft = read("b", draft="true")
    bodies = {"a": Body((f"<p>{LATIN}</p>",)), "b": Body((f"<p>{WORDS}</p>",))}
    hidden = hidden_texts(entries, [HiddenArticle(draft, "draft")], bodies)
    assert runs_of(f"{LATIN} 1 {WORDS}", hidden, WORDS, LATIN) == [letters(LATIN)]


def test_key_dates_of_an_unpublished_story_are_hidden():
    dates = (KeyDate(Moment(datetime(2026, 2, 1, tzinfo=UTC), False), WORDS),)
    story_text = replace(read("a", draft="true"), dates=dates)
    assert texts_in(hidden_texts((), [HiddenArticle(story_text, "draft")], {})) == [letters(WORDS)]


def test_strings_of_a_value_are_found_at_any_depth_in_order():
    assert list(published_strings({"a": ("one", ["two", {"b": "three"}]), "c": 4, "d": "five"})) == ["one", "two", "three", "five"]


def test_published_words_are_the_fields_and_the_text_that_the_mode_allows():
    body = Body((f"<p>{WORDS} <a ", f">{LATIN}</a> <a href='https://a.example/with-many-words'>x</a></p>"))
    article = read("a", body=KOREAN, summary="Summary.", source="{name: Outlet, url: https://b.example/x, title: Theirs}")
    full, excerpt, link = (published_words(article, mode, body) for mode in ("full", "excerpt", "link"))
    for text in (full, excerpt, link):
        assert "Summary." in text and "Theirs" in text and "https://b.example/x" in text
    assert all(part in full for part in (WORDS, LATIN, "https://a.example/with-many-words"))
    assert article.excerpt in excerpt and WORDS not in excerpt
    assert article.excerpt not in link


def test_without_windows_returns_the_parts_between_allowed_windows():
    text = "".join(chr(0x4E00 + at) for at in range(200))
    assert without_windows(text, ()) == [text]
    assert without_windows(text, {*windows_of(text[50:80])}) == [text[:50], text[80:]]
    assert without_windows(text, {*windows_of(text[10:160])}) == [text[160:]]
    assert without_windows(text, {*windows_of(text[:161])}) == []
    assert without_windows(text[: MIN_HIDDEN_TEXT_LETTERS - 1], ()) == []


@pytest.mark.parametrize(
    ("state", "why"), [("draft", "is a draft"), ("embargoed", "is not published yet"), ("expired", "has expired")]
)
def test_diagnostic_of_a_leak_has_article_page_and_reason(state: str, why: str):
    draft = read("a", draft="true")
    hidden = hidden_texts((), [HiddenArticle(draft, state)], {draft.body: Body((LATIN,))})
    run = (1, 1 + len(letters(LATIN)))
    (found,) = leak_diagnostics([("site/x.html", "content/pages/x.md", run), ("site/x.html", "content/pages/x.md", run)], hidden)
    assert found.message == f"text of content/a.md shows here, which {why} (page of content/pages/x.md)"
    assert (found.path, found.code, found.hint) == ("site/x.html", "E304", "remove it, or publish the article")


def test_leaks_are_reported_once_per_output_and_article_sorted():
    drafts = [read("b", draft="true"), read("a", draft="true")]
    hidden = hidden_texts((), [HiddenArticle(draft, "draft") for draft in drafts], {"b": Body((WORDS,)), "a": Body((LATIN,))})
    runs = [*leaked(WORDS, hidden), *leaked(LATIN, hidden)]
    found = leak_diagnostics([(path, "x", run) for path in ("site/y.txt", "site/x.txt") for run in (*runs, *runs)], hidden)
    assert [(leak.path, leak.message.split()[2]) for leak in found] == [
        (path, file) for path in ("site/x.txt", "site/y.txt") for file in ("content/a.md", "content/b.md")
    ]


def test_windows_have_the_same_length():
    text = "".join(chr(ord("a") + at % 26) for at in range(leaks.LEAK_WINDOW + 2))
    assert list(leaks.windows_of(text)) == [text[:-2], text[1:-1], text[2:]]
    assert list(leaks.windows_of(text[: leaks.LEAK_WINDOW - 1])) == []


def test_run_does_not_wrap_around_the_text():
    """A negative index would compare the last letters of an output."""
    window = "abcdefghijklmnopqrst"
    assert leaks._leaked_run(f"{window}x", 0, f"\0x{window}\0", 2) == (2, 22)
    assert leaks._leaked_run(f"x{window}y", 1, f"\0x{window}\0", 2) == (1, 22)
    assert leaks._leaked_run(window, 0, f"\0{window}more\0", 1) == (1, 21)


def test_run_has_at_most_the_letters_of_a_leak_before_it():
    before = "x" * 100
    assert leaks._leaked_run(f"{before}{LATIN}", 100, f"\0{before}{LATIN}\0", 101) == (101 - MIN_LEAK_LETTERS, 101 + len(LATIN))


def test_leak_of_a_linked_article_has_a_hint_about_its_mode():
    entries = collected(read("a", mode="link")).entries
    hidden = hidden_texts(entries, (), {"a": Body((f"<p>{LATIN}</p>",))})
    (found,) = leak_diagnostics([("site/x.html", "x", run) for run in leaked(LATIN, hidden)], hidden)
    assert found.message == "text of content/a.md shows here, which may not be published whole (page of x)"
    assert found.hint == "remove it, or change the mode of the article or its source"
