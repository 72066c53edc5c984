"""Text that may not be published is found in whatever form a file holds it."""

from __future__ import annotations

import json
from html import escape
from unicodedata import normalize

import pytest

from digest.checks.leaks import PIECE, leaked, letters
from digest.checks.markup import shown_text

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
