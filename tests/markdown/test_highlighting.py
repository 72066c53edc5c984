"""Code in colours: which language a fence names, and how much is coloured."""

from __future__ import annotations

from time import process_time

import pytest

from digest.markdown.highlighting import (
    LEAST_CODE_BYTES,
    LEXER_LIMITS,
    MAX_BLANK_CODE_LINES,
    MAX_BLANK_IN_CODE,
    MAX_CODE_BYTES,
    MAX_CODE_LINE,
    MAX_CODE_SHARE,
    MAX_CODE_WORD,
    MAX_CODE_WORDS,
    language_of,
)
from tests.markdown.test_markdown_reader import read, shown

WORDS = {
    "python": "python",
    "Python": "python",
    "{.python}": "python",
    "{.python #listing .numberLines}": "python",
    "{#listing .python}": "python",
    "{ .py }": "python",
    "{python}": "python",
    "{python, echo=FALSE}": "python",
    "{code-cell} python": "python",
    "py{1}": "python",
    "py {1,3-5}": "python",
    "python=": "python",
    "python=12": "python",
    'python title="x"': "python",
    "python:3": "python",
    ".py": "python",
    "js:app.js": "javascript",
    "ts [app.ts]": "typescript",
    "rust,no_run": "rust",
    "{r setup}": "r",
    "C#": "c#",
    "c++": "c++",
    "html+jinja": "html+jinja",
    "Dockerfile": "dockerfile",
    "mjs": "mjs",
    "{.mermaid}": "mermaid",
    "no-such-language": "no-such-language",
    "foo\\+bar &amp;": "foo+bar",
    ";": ";",
    "{}": "{}",
    " ": "",
}


@pytest.mark.parametrize(("info", "language"), WORDS.items())
def test_the_words_behind_a_fence_name_a_language(info: str, language: str):
    assert language_of(info) == language
    assert shown(f"~~~{info}\nx\n~~~").startswith(
        f'<pre tabindex="0"><code class="language-{language}">' if language else '<pre tabindex="0"><code>'
    )


@pytest.mark.parametrize("info", ["{.python}", "py{1}", "python=", "Python", "{python, echo=F}"])
def test_code_is_coloured_whatever_stands_around_its_language(info: str):
    assert '<span class="k">return</span>' in shown(f"```{info}\nreturn 1\n```")


def coloured(code: str, blocks: int = 1, language: str = "python") -> tuple[int, list[str]]:
    """How many of several equal blocks are coloured, and what is reported."""
    text = f"```{language}\n{code}\n```\n\n" * blocks
    return shown(text).count('<span class="mi">'), read(text)[1]


def test_a_block_within_bounds_is_coloured():
    assert coloured("1\n" + "\n" * MAX_BLANK_CODE_LINES + "#" * MAX_CODE_LINE) == (1, [])
    assert coloured("1\n'" + " " * MAX_BLANK_IN_CODE + "'\n'" + "a " * MAX_CODE_WORDS + "'\n'" + "a" * MAX_CODE_WORD + "'") == (
        1,
        [],
    )
    assert coloured("1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 - 1)) == (1, [])


@pytest.mark.parametrize(
    "code",
    [
        "1\n" + "#" * (MAX_CODE_LINE + 1),
        "1\n" + "\n" * (MAX_BLANK_CODE_LINES + 1) + "2",
        "1\n" + " \n\t\n" * (MAX_BLANK_CODE_LINES // 2 + 1) + "2",
        "1\n(" + " " * (MAX_BLANK_IN_CODE + 1) + "2)",
        "1\n'" + "a " * (MAX_CODE_WORDS + 1) + "'",
        "1\n" + "a\n" * (MAX_CODE_WORDS + 1),
        "1\n'" + "a" * (MAX_CODE_WORD + 1) + "'",
        "1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 + 1),
        "1\n" + ("é" * 99 + "\n") * (MAX_CODE_BYTES // 190),
    ],
)
def test_a_block_above_a_bound_is_shown_without_colours_and_with_a_note(code: str):
    assert coloured(code) == (0, ["1:1 N320"])


def test_the_bounds_are_these():
    """The time that lexers may take was measured with them."""
    assert (MAX_CODE_BYTES, MAX_CODE_LINE, MAX_BLANK_CODE_LINES, MAX_BLANK_IN_CODE, MAX_CODE_WORDS, MAX_CODE_WORD) == (
        8192,
        500,
        10,
        200,
        100,
        200,
    )
    assert (MAX_CODE_SHARE, LEAST_CODE_BYTES) == (4, 256)
    some = {"html": 4096, "csharp": 4096, "perl": 2048, "java": 2048, "easytrieve": 1024, "xpp": 1024, "systemd": 256}
    assert some.items() <= LEXER_LIMITS.items() and len(LEXER_LIMITS) == 83


def test_an_article_has_so_much_code_coloured():
    code = "1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 - 1)
    count, reported = coloured(code, MAX_CODE_SHARE + 2)
    assert count == MAX_CODE_SHARE
    assert [line.split()[1] for line in reported] == ["N320", "N320"]


def test_many_small_blocks_count_as_larger_ones():
    count, reported = coloured("1", 600)
    assert count == MAX_CODE_SHARE * MAX_CODE_BYTES // LEAST_CODE_BYTES
    assert len(reported) == 600 - count


def test_a_language_that_is_not_known_needs_no_bound():
    assert read("```mermaid\n" + "x" * 100_000 + "\n```")[1] == []


HARD = {
    "autohotkey": "\n",
    "csharp": "a\n",
    "easytrieve": "\t",
    "html": "<?",
    "java": "$\n",
    "make": "{",
    "perl": "m{",
    "systemd": "\t",
}
"""What lexers take longest for: without bounds the cube or square of it."""


def hard_article(language: str, piece: str) -> str:
    """100 KB of blocks of such code, each as long as it may be coloured."""
    size = LEXER_LIMITS.get(language, MAX_CODE_BYTES) - 64
    line = piece * min(9 if piece.isspace() else 90, 450 // len(piece)) + ";\n"
    block = f"```{language}\n{(line * (size // len(line) + 1))[:size]}\n```\n\n"
    return block * (100_000 // len(block) + 1)


@pytest.mark.parametrize(("language", "piece"), HARD.items())
def test_no_article_takes_long_to_colour(language: str, piece: str):
    text = hard_article(language, piece)
    begun = process_time()
    html = shown(text)
    taken = process_time() - begun
    assert html.count("<span") > 10
    assert taken < 10, "a second at most was measured, and this has tenfold room"


@pytest.mark.parametrize(("language", "piece"), HARD.items())
def test_nor_does_one_in_a_single_block(language: str, piece: str):
    begun = process_time()
    read(f"```{language}\n{piece * (100_000 // len(piece))}\n```")
    assert process_time() - begun < 5


def test_a_lexer_whose_time_doubles_with_each_byte_is_never_used():
    assert "<span" not in shown("```mcschema\n" + "a.b " * 15 + "\n```")
