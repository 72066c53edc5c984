"""Text that may not be published is found in whatever form a file holds it."""

from __future__ import annotations

import json
from html import escape
from unicodedata import normalize

import pytest

from digest.articles.text import Body
from digest.checks.leaks import PIECE, leaked, letters, pieces
from digest.checks.markup import shown_text
from tests.values import collected, read

LATIN = "The café's façade was lit by forty lamps, while “nobody” who sat inside it had asked for as much as one of them."
KOREAN = (
    "부두에 남은 사람들은 안개가 걷힐 때까지 배를 기다렸고 선장은 등대가 다시 켜질 것이라고 말했다 그러나 밤새 불은 켜지지 않았다"
    * 2
)
RARE = "𠮷野家の前で待つ人々は" * 8


def is_found(text: str, path: str, held: str) -> bool:
    hidden = letters(text)
    pieces = {hidden[at : at + PIECE]: "a.md" for at in range(0, len(hidden) - PIECE + 1, PIECE)}
    assert pieces
    return leaked(shown_text(path, held), pieces) == ["a.md"]


@pytest.mark.parametrize("text", [LATIN, KOREAN, RARE], ids=["latin", "korean", "beyond the BMP"])
def test_a_text_is_found_however_it_is_written(text: str):
    for path, held in (
        ("a.txt", text),
        ("a.txt", normalize("NFD", text).upper()),
        ("a.md", text.replace(" ", "\n")),
        ("a.json", json.dumps({"a": text})),
        ("A.JSON", json.dumps({"a": text}, ensure_ascii=False)),
        ("a.html", f"<script>x = {json.dumps(text)}</script>"),
        ("a.html", f"<p data-text='{escape(text)}'>"),
        ("a.html", f"<!-- {text} -->"),
        ("a.html", "".join(f"<b>&#{ord(character)};</b>" for character in text)),
        ("a.rss", escape(f"<p>{escape(text)}</p>")),
        ("a.txt", "".join(f"{character}\u00ad" for character in text)),
    ):
        assert is_found(text, path, held), (path, held)
        assert not is_found(text, path, held[:30]), path


WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
HIDDEN = letters(WORDS)


def hidden_pieces(mode: str, text: str = WORDS, **head: str) -> dict[str, str]:
    """What of an article with this text may show nowhere."""
    entries = collected(read("a", mode=mode, **head)).entries
    return pieces(entries, {entries[0].article.body: Body((f"<p>{text}</p>",))})


def test_the_text_of_an_article_that_is_only_linked_is_looked_for_in_whole_pieces():
    assert PIECE == 40, "two copied sentences are enough to be found, and no phrase of a few words is"
    found = hidden_pieces("link")
    assert list(found) == [HIDDEN[at : at + 40] for at in range(0, len(HIDDEN) - 39, 40)]
    assert set(found.values()) == {"content/a.md"} and len(found) == 2
    assert hidden_pieces("full") == {}


@pytest.mark.parametrize(("length", "count"), [(39, 0), (40, 1), (79, 1), (80, 2)])
def test_a_text_is_looked_for_from_so_many_letters_on(length: int, count: int):
    assert len(hidden_pieces("link", "".join(chr(0x4E00 + at) for at in range(length)))) == count


@pytest.mark.parametrize(
    "head",
    [
        {"headline": WORDS},
        {"summary": WORDS},
        {"why": WORDS},
        {"points": f"[{WORDS}]"},
        {"quote": f"{{text: {WORDS}, by: X}}"},
        {"image": f"{{src: https://a.example/p.png, alt: {WORDS}}}"},
        {"image": f"{{src: https://a.example/p.png, alt: x, caption: {WORDS}}}"},
        {"corrections": f"[{{date: 2026-02-02, text: {WORDS}}}]"},
    ],
    ids=str,
)
def test_what_the_article_itself_may_show_of_its_text_is_not_looked_for(head: dict[str, str]):
    assert hidden_pieces("link", **head) == {}


def test_an_excerpt_may_show_the_beginning_of_the_text_and_nothing_more():
    entry = collected(read("a", mode="excerpt", body=f"{WORDS} {LATIN}")).entries[0]
    other = "And then something else entirely follows that only the original at its own place may show."
    found = pieces([entry], {entry.article.body: Body((f"<p>{entry.article.excerpt}</p>", f"<p>{other}</p>"))})
    assert found and all(piece not in letters(entry.article.excerpt) for piece in found)
    assert leaked(entry.article.excerpt, found) == [] and leaked(other, found) == ["content/a.md"]


def test_of_several_articles_each_is_looked_at_and_a_text_of_two_is_the_first_ones():
    entries = collected(read("a", mode="full"), read("b", mode="link"), read("c", mode="link"), read("d", mode="link")).entries
    body = Body((f"<p>{WORDS}</p>",))
    found = pieces(entries, {"a": body, "c": body, "d": Body((f"<p>{WORDS}</p>", f"<p>{LATIN}</p>"))})
    assert leaked(WORDS, found) == ["content/c.md"]
    assert leaked(LATIN, found) == ["content/d.md"], "b, which has no text, and a, which shows all of it, are passed over"
