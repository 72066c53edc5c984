"""Code blocks: the language in a fence's info string, also as other programs write it; Pygments' lexers, formatter, and a table
of slow lexers; the limits for code (bytes, lines, words, blanks), the reason why a block is not highlighted, and the HTML of a
block.

Pygments' lexers are regular expressions for ordinary code. Hostile text makes many of them quadratic in its length, and some
cubic. So the cost of a block is limited before it is highlighted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from digest.markdown.body import escape_html
from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from pygments.formatter import Formatter
    from pygments.lexer import Lexer

_LANGUAGE_IN_BRACES = lazy_compile(r"\{([^{}]*)\}?\s*(\S*)")
_LANGUAGE_CLASS = lazy_compile(r"(?<!\S)\.([^\s.#,=}]+)")
_LANGUAGE_WORD = lazy_compile(r"[\w+#-][\w+#.-]*")
_CODE_DIRECTIVES = frozenset({"code", "code-block", "code-cell", "highlight", "sourcecode"})
"""MyST directives that are followed by the language."""


@cache
def _lexers() -> dict[str, str]:
    """Map each alias of a language, and each file extension of only one language, to its first name in Pygments."""
    from pygments.lexers import get_all_lexers  # imported at the first code block: most articles have none

    by_alias: dict[str, str] = {}
    extensions: dict[str, set[str]] = {}
    # Lexers of other installed packages are excluded: a page must not depend on anything that is not in its key.
    for _, aliases, file_patterns, _ in get_all_lexers(plugins=False):
        if not aliases or aliases[0] in _UNUSABLE_LEXERS:
            continue
        for alias in aliases:
            by_alias.setdefault(alias.lower(), aliases[0])
        for file_pattern in file_patterns:
            if file_pattern.startswith("*."):
                extensions.setdefault(file_pattern[2:].lower(), set()).add(aliases[0])
    return {extension: next(iter(names)) for extension, names in extensions.items() if len(names) == 1} | by_alias


def language_of(info_string: str) -> str:
    """Return the language in a fence's info string, in lower case and unabbreviated if Pygments knows it; '' for no info string.

    Reads `python` (CommonMark 0.31.2, 4.5) and the forms of other programs: `{.python #id}` (Pandoc), `{python, echo=F}`
    (knitr), `{code-cell} python` (MyST), `py{1}` and `js:app.js` (Gatsby, VitePress), `rust,no_run` (rustdoc), `python=` (HackMD).
    """
    if "\\" in info_string or "&" in info_string:
        from markdown_it.common.utils import unescapeAll

        info_string = unescapeAll(info_string)
    info_string = info_string.strip()
    if not info_string:
        return ""
    first_word = info_string.split(maxsplit=1)[0]
    language_word = first_word if first_word.lower() in _lexers() else _unwrapped_language(info_string)
    lexer = _lexers().get(language_word.lower())
    if lexer is None:
        return language_word or first_word
    return lexer if _abbreviates_language(language_word.lower(), lexer) else language_word.lower()


def _unwrapped_language(info_string: str) -> str:
    """Return the language's name without braces, dots and options joined to it; '' for none."""
    braces = _LANGUAGE_IN_BRACES.match(info_string)
    if braces:
        class_match = _LANGUAGE_CLASS.search(braces[1])
        info_string = class_match[1] if class_match else braces[1].strip().lstrip("=")
        if info_string in _CODE_DIRECTIVES and braces[2]:
            info_string = braces[2]
    language_match = _LANGUAGE_WORD.match(info_string.removeprefix("."))
    return language_match[0].removesuffix(".") if language_match else ""


def _abbreviates_language(alias: str, name: str) -> bool:
    """Whether the name contains the letters of `alias` in this order: py → python, rb → ruby, but not r → splus."""
    letters = iter(name)
    return all(letter in letters for letter in alias)


MAX_CODE_BYTES = 8 * 1024
"""Maximum size in bytes of a highlighted block, for most languages."""

MAX_CODE_LINE = 500
"""Maximum characters of a line. Many lexers are quadratic or cubic in the length of lines, blank space and words."""

MAX_BLANK_CODE_LINES = 10
MAX_BLANK_IN_CODE = 200
"""Maximum consecutive blank lines, and whitespace characters."""

MAX_CODE_WORDS = 100
MAX_CODE_WORD = 200
"""Maximum consecutive words with only whitespace between them, and characters of a word."""

MAX_CODE_SHARE = 4
"""Maximum highlighted code per article, in blocks of the maximum size; smaller blocks count as fractions."""

MIN_CODE_BYTES = 256
"""The size in bytes that smaller blocks count as: creating a lexer takes time too."""

_SLOW_LEXERS = {
    4096: """
        apacheconf aspx-cs aspx-vb augeas bdd cfm cheetah componentpascal csharp css+django css+mako css+myghty delphi
        devicetree duel genshi html html+cheetah html+django html+genshi html+mako html+myghty html+smarty html+twig
        html+ul4 javascript+cheetah javascript+django javascript+mako javascript+myghty jsp kmsg livescript logos mako
        mason mathematica modula2 moonscript mxml myghty nemerle objective-c++ pike ragel-objc rhtml slash sql+jinja
        ssp tea tsql twig wikitext xml+django xml+mako xml+myghty xml+ruby xml+ul4 xml+velocity xslt xul+mozpreproc
    """,
    2048: """
        aspectj cr evoque fan fancy html+evoque java kal org peg perl perl6 ragel ragel-java terraform thrift tid
        trac-wiki urlencoded xml+evoque
    """,
    1024: "easytrieve xpp",
    256: "systemd",
}
LEXER_LIMITS = {lexer: limit for limit, lexers in _SLOW_LEXERS.items() for lexer in lexers.split()}
"""Maximum size in bytes of a block, for languages whose lexers take more than 0.2 s of CPU for the slowest 8 KiB.

Measured with Pygments 2.21 (2026-11-29, 2 cores under load): 591 lexers with 44 to 95 patterns each, such as `(`, `<?`, `m{`, `/*`,
repeated within the limits of lines, blank space and words. The limit is computed from the growth between two sizes.
"""

_UNUSABLE_LEXERS = frozenset(("mcschema",))
"""Lexers that take exponential time: more than 15 s for 60 bytes."""

# Each pattern can match only at the start of such a run, so no character is read twice.
_BLANKS_IN_CODE = lazy_compile(rf"(?<!\s)\s{{{MAX_BLANK_IN_CODE + 1}}}")
_BLANK_CODE_LINES = lazy_compile(
    rf"(?<!\s)[^\S\n]*+\n(?:[^\S\n]*+\n){{{MAX_BLANK_CODE_LINES + 1}}}|\A(?:[^\S\n]*+\n){{{MAX_BLANK_CODE_LINES + 1}}}"
)
_WORDS_IN_CODE = lazy_compile(rf"(?<![\w$\s])\s*+(?:[\w$]++\s++){{{MAX_CODE_WORDS}}}[\w$]")
_LONG_WORD_IN_CODE = lazy_compile(rf"(?<![\w$])[\w$]{{{MAX_CODE_WORD + 1}}}")


class CodeHighlighter:
    """Decides which code blocks of an article are highlighted: blocks in order, until there is too much code."""

    def __init__(self) -> None:
        self.share = 0.0

    def style_of(self, info: str, code: str) -> CodeStyle:
        """Return the style of the next block."""
        language = language_of(info)
        lexer = _lexers().get(language.lower())
        if lexer is None:
            return CodeStyle(language)
        code_bytes, byte_limit = len(code.encode()), LEXER_LIMITS.get(lexer, MAX_CODE_BYTES)
        skip_reason = _code_limit_error(code, code_bytes, byte_limit)
        code_share = max(code_bytes, MIN_CODE_BYTES) / byte_limit
        if not skip_reason and self.share + code_share > MAX_CODE_SHARE:
            skip_reason = "the article has too much code"
        if skip_reason:
            return CodeStyle(language, skip_reason=skip_reason)
        self.share += code_share
        return CodeStyle(language, lexer)


class CodeStyle(NamedTuple):
    """The style of a code block: its language, its lexer, and the reason why a known language is not highlighted."""

    language: str
    lexer: str = ""
    skip_reason: str = ""


def _code_limit_error(code: str, code_bytes: int, byte_limit: int) -> str:
    """Return the reason why a block is not highlighted; '' if it is."""
    if code_bytes > byte_limit:
        return f"the block is longer than {byte_limit:,} bytes"
    code_lines = code.split("\n")
    longest_line = max(map(len, code_lines))
    if longest_line > MAX_CODE_LINE:
        return f"a line is longer than {MAX_CODE_LINE} characters"
    # Most blocks have too few blanks and words to match these patterns, which take more time than the rest of this function.
    code_words = code.split()
    if (len(code_lines) > MAX_BLANK_CODE_LINES and _BLANK_CODE_LINES.search(code)) or (
        len(code) - sum(map(len, code_words)) > MAX_BLANK_IN_CODE and _BLANKS_IN_CODE.search(code)
    ):
        return f"more than {MAX_BLANK_CODE_LINES} lines or {MAX_BLANK_IN_CODE} characters in a row are blank"
    if (len(code_words) > MAX_CODE_WORDS and _WORDS_IN_CODE.search(code)) or (
        longest_line > MAX_CODE_WORD and _LONG_WORD_IN_CODE.search(code)
    ):
        return f"more than {MAX_CODE_WORDS} words in a row, or a word of more than {MAX_CODE_WORD} characters"
    return ""


def code_block(code: str, code_style: CodeStyle, attributes: Mapping[str, object]) -> str:
    """Return the HTML of a code block, which is focusable because it scrolls (WCAG 2.2, 2.1.1)."""
    code_classes = " ".join(
        filter(None, (str(attributes.get("class", "")), f"language-{code_style.language}" if code_style.language else ""))
    )
    if code_classes:
        attributes = {**attributes, "class": code_classes}
    attributes_text = "".join(f' {name}="{escape_html(str(value))}"' for name, value in attributes.items())
    code_html = _highlighted_code(code, code_style.lexer) if code_style.lexer else escape_html(code)
    return f'<pre tabindex="0"><code{attributes_text}>{code_html}</code></pre>\n'


@lru_cache(maxsize=256)  # a text for which pulldown-cmark gave up is read twice
def _highlighted_code(code: str, lexer: str) -> str:
    """Return the code as HTML with spans of Pygments' classes."""
    from pygments import highlight

    return highlight(code, _lexer_class(lexer)(stripnl=False), _code_formatter())


@cache
def _lexer_class(lexer_name: str) -> type[Lexer]:
    """Return the class of a lexer; cached because Pygments searches all of its 600 lexers."""
    from pygments.lexers import find_lexer_class_by_name

    return find_lexer_class_by_name(lexer_name)


@cache
def _code_formatter() -> Formatter[str]:
    """Return Pygments' formatter; cached because it builds a style sheet, which takes as long as highlighting a small block."""
    from pygments.formatters import HtmlFormatter  # late, as in `_lexers`

    return HtmlFormatter(nowrap=True)
