"""Syntax highlighting: the language of a fence, and the limits."""

from __future__ import annotations

from time import process_time

import pytest

from digest.diagnostics import Diagnostics
from digest.markdown.highlighting import (
    LEXER_LIMITS,
    MAX_BLANK_CODE_LINES,
    MAX_BLANK_IN_CODE,
    MAX_CODE_BYTES,
    MAX_CODE_LINE,
    MAX_CODE_SHARE,
    MAX_CODE_WORD,
    MAX_CODE_WORDS,
    MIN_CODE_BYTES,
    language_of,
)
from digest.markdown.markdown_reader import read_markdown
from tests.markdown.test_markdown_reader import read, shown

LANGUAGES = {
    "python": "python",
    "Python": "python",
    "{.python}": "python",
    "{.python #listing .numberLines}": "python",
    "{#listing .python}": "python",
    "{ .py }": "python",
    "{.python, echo=FALSE}": "python",
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
    "{.python #id": "python",
    "&#112;ython": "python",
    "{=html}": "html",
    "{code}": "code",
    "{code-block} Rust": "rust",
    "{sourcecode} rust": "rust",
    "py.": "python",
    "Red/System": "red/system",
    "h": "h",
    ";": ";",
    "{}": "{}",
    " ": "",
}


@pytest.mark.parametrize(("info", "language"), LANGUAGES.items())
def test_language_of_an_info_string(info: str, language: str):
    assert language_of(info) == language
    assert shown(f"~~~{info}\nx\n~~~").startswith(
        f'<pre tabindex="0"><code class="language-{language}">' if language else '<pre tabindex="0"><code>'
    )


@pytest.mark.parametrize("info", ["{.python}", "py{1}", "python=", "Python", "{python, echo=F}"])
def test_code_is_highlighted_for_every_form_of_info_string(info: str):
    assert '<span class="k">return</span>' in shown(f"```{info}\nreturn 1\n```")


def highlighted(code: str, blocks: int = 1, language: str = "python") -> tuple[int, list[str]]:
    """Return how many of several equal blocks are highlighted, and the reports."""
    text = f"```{language}\n{code}\n```\n\n" * blocks
    return shown(text).count('<span class="mi">'), read(text)[1]


def test_a_block_within_the_limits_is_highlighted():
    assert highlighted("1\n" + "\n" * MAX_BLANK_CODE_LINES + "#" * MAX_CODE_LINE) == (1, [])
    assert highlighted("1\n'" + " " * MAX_BLANK_IN_CODE + "'\n'" + "a " * MAX_CODE_WORDS + "'\n'" + "a" * MAX_CODE_WORD + "'") == (
        1,
        [],
    )
    assert highlighted("1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 - 1)) == (1, [])
    whole = "1\n" + ("#" * 63 + "\n") * 127 + "#" * 61  # and the line end
    assert (highlighted(whole), highlighted(whole + "#")) == ((1, []), (0, ["1:1 N320"]))


@pytest.mark.parametrize(
    "code",
    [
        "1\n" + "#" * (MAX_CODE_LINE + 1),
        "1\n" + "\n" * (MAX_BLANK_CODE_LINES + 1) + "2",
        "1\n" + " \n\t\n" * (MAX_BLANK_CODE_LINES // 2 + 1) + "2",
        "1\n(" + " " * (MAX_BLANK_IN_CODE + 1) + "2)",
        "1\n'" + "a " * (MAX_CODE_WORDS + 1) + "'",
        "1\n" + "a\n" * (MAX_CODE_WORDS + 1),
        "a\n" * MAX_CODE_WORDS + "a",
        "\n" * (MAX_BLANK_CODE_LINES + 1) + "1",
        "1" + " " * MAX_BLANK_IN_CODE,
        "1\n'" + "a" * (MAX_CODE_WORD + 1) + "'",
        "1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 + 1),
        "1\n" + ("é" * 99 + "\n") * (MAX_CODE_BYTES // 190),
    ],
)
def test_a_block_above_a_limit_is_not_highlighted_and_noted(code: str):
    assert highlighted(code) == (0, ["1:1 N320"])


def test_values_of_the_limits():
    """The limits of lexers were measured with these values."""
    assert (MAX_CODE_BYTES, MAX_CODE_LINE, MAX_BLANK_CODE_LINES, MAX_BLANK_IN_CODE, MAX_CODE_WORDS, MAX_CODE_WORD) == (
        8192,
        500,
        10,
        200,
        100,
        200,
    )
    assert (MAX_CODE_SHARE, MIN_CODE_BYTES) == (4, 256)
    some = {"html": 4096, "csharp": 4096, "perl": 2048, "java": 2048, "easytrieve": 1024, "xpp": 1024, "systemd": 256}
    assert some.items() <= LEXER_LIMITS.items() and len(LEXER_LIMITS) == 83


def test_limit_of_highlighted_code_per_article():
    code = "1\n" + ("#" * 99 + "\n") * (MAX_CODE_BYTES // 100 - 1)
    count, reported = highlighted(code, MAX_CODE_SHARE + 2)
    assert count == MAX_CODE_SHARE
    assert [line.split()[1] for line in reported] == ["N320", "N320"]


def test_a_block_above_a_limit_does_not_count_for_the_article():
    long_line = "```python\n" + "#" * (MAX_CODE_BYTES - 1) + "\n```\n\n"
    assert '<span class="mi">' in shown(long_line * (MAX_CODE_SHARE + 1) + "```python\n1\n```")


def test_empty_lines_at_the_beginning_of_code_are_kept():
    assert shown("```python\n\n\n1\n\n```").startswith('<pre tabindex="0"><code class="language-python">\n\n<span class="mi">1')


def test_a_block_that_is_not_highlighted_is_reported_with_its_own_reason():
    full = "```python\n" + ("#" * 63 + "\n") * 128 + "```\n\n"
    long_block, long_line = (f"```python\n{code}\n```\n\n" for code in (("#" * 99 + "\n") * 100, "#" * 501))
    diagnostics = Diagnostics("a.md")
    read_markdown(full * MAX_CODE_SHARE + long_block + long_line + full, diagnostics, 1, html=False, typography=False)
    assert [one.message.removeprefix("code without colours: ") for one in diagnostics.found] == [
        "the block is longer than 8,192 bytes",
        "a line is longer than 500 characters",
        "the article has too much code",
    ]


def test_an_extension_of_several_languages_is_not_highlighted():
    assert "<span" not in shown("```h\nint a;\n```") and "<span" in shown("```hpp\nint a;\n```")


def test_the_case_of_an_extension_does_not_matter():
    code = "LOCAL total\ntotal = 1"
    assert "<span" in shown(f"```PRG\n{code}\n```") and "<span" in shown(f"```prg\n{code}\n```")


def test_small_blocks_count_as_the_minimum_size():
    count, reported = highlighted("1", 600)
    assert count == MAX_CODE_SHARE * MAX_CODE_BYTES // MIN_CODE_BYTES
    assert len(reported) == 600 - count


def test_an_unknown_language_has_no_limit():
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
"""Pieces for which lexers take longest: quadratic or cubic time without limits."""


def hard_article(language: str, piece: str) -> str:
    """Return 100 KB of blocks of such code, each as long as the limit allows."""
    size = LEXER_LIMITS.get(language, MAX_CODE_BYTES) - 64
    line = piece * min(9 if piece.isspace() else 90, 450 // len(piece)) + ";\n"
    block = f"```{language}\n{(line * (size // len(line) + 1))[:size]}\n```\n\n"
    return block * (100_000 // len(block) + 1)


@pytest.mark.parametrize(("language", "piece"), HARD.items())
def test_highlighting_hostile_blocks_takes_limited_time(language: str, piece: str):
    text = hard_article(language, piece)
    start = process_time()
    html = shown(text)
    seconds = process_time() - start
    assert html.count("<span") > 10
    assert seconds < 10, "at most one second was measured; the limit is ten times as high"


@pytest.mark.parametrize(("language", "piece"), HARD.items())
def test_a_single_hostile_block_takes_limited_time(language: str, piece: str):
    start = process_time()
    read(f"```{language}\n{piece * (100_000 // len(piece))}\n```")
    assert process_time() - start < 5


def test_a_lexer_with_exponential_time_is_never_used():
    assert "<span" not in shown("```mcschema\n" + "a.b " * 15 + "\n```")
