"""Syntax highlighting: the language that a fence names, and limits for the code.

Pygments' lexers are regular expressions made for ordinary code. For hostile text, many take time quadratic in its length, some
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
"""Directives of MyST, behind whose braces the language stands."""


@cache
def _lexers() -> dict[str, str]:
    """Pygments' first name of a language by each of its names, and by file extensions that are no other language's."""
    from pygments.lexers import get_all_lexers  # at the first block of code: most articles have none

    by_alias: dict[str, str] = {}
    extensions: dict[str, set[str]] = {}
    # Those of installed packages are left out: a page may depend on nothing that is not in its key.
    for _, aliases, patterns, _ in get_all_lexers(plugins=False):
        if not aliases or aliases[0] in _UNUSABLE_LEXERS:
            continue
        for alias in aliases:
            by_alias.setdefault(alias.lower(), aliases[0])
        for pattern in patterns:
            if pattern.startswith("*."):
                extensions.setdefault(pattern[2:].lower(), set()).add(aliases[0])
    return {extension: next(iter(names)) for extension, names in extensions.items() if len(names) == 1} | by_alias


def language_of(info: str) -> str:
    """The language that the words behind a fence name, in lower case and not abbreviated if it is known; '' for no words.

    `python`, as CommonMark has it (0.31.2, 4.5), and what other programs made of it: `{.python #id}` (Pandoc), `{python, echo=F}`
    (knitr), `{code-cell} python` (MyST), `py{1}` and `js:app.js` (Gatsby, VitePress), `rust,no_run` (rustdoc), `python=` (HackMD).
    """
    if "\\" in info or "&" in info:
        from markdown_it.common.utils import unescapeAll

        info = unescapeAll(info)
    info = info.strip()
    if not info:
        return ""
    first_word = info.split(maxsplit=1)[0]
    language_word = first_word if first_word.lower() in _lexers() else _unwrapped(info)
    lexer = _lexers().get(language_word.lower())
    if lexer is None:
        return language_word or first_word
    return lexer if _abbreviates(language_word.lower(), lexer) else language_word.lower()


def _unwrapped(info: str) -> str:
    """The language's name without braces, dots, and what is joined to it; '' for none."""
    braces = _LANGUAGE_IN_BRACES.match(info)
    if braces:
        class_match = _LANGUAGE_CLASS.search(braces[1])
        info = class_match[1] if class_match else braces[1].strip().lstrip("=")
        if info in _CODE_DIRECTIVES and braces[2]:
            info = braces[2]
    word = _LANGUAGE_WORD.match(info.removeprefix("."))
    return word[0].removesuffix(".") if word else ""


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of `short` stand in the name in this order: py is python, rb is ruby, but r is not splus."""
    letters = iter(name)
    return all(letter in letters for letter in short)


MAX_CODE_BYTES = 8 * 1024
"""The most bytes of a block that is coloured, in most languages."""

MAX_CODE_LINE = 500
"""Characters of a line. Of lines, blank space and words many lexers take the square or the cube."""

MAX_BLANK_CODE_LINES = 10
MAX_BLANK_IN_CODE = 200
"""Lines and characters of blank space in a row."""

MAX_CODE_WORDS = 100
MAX_CODE_WORD = 200
"""Words with nothing but blank space between them, and characters of a word."""

MAX_CODE_SHARE = 4
"""How many blocks of the greatest size an article may have coloured, or how many more that are smaller."""

LEAST_CODE_BYTES = 256
"""What a smaller block counts as: its lexer has to be made."""

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
"""Bytes of a block in languages whose lexers take more than 0.2 s of CPU for the hardest 8 KiB.

Measured with Pygments 2.21 (2026-11-29, 2 cores under load): 591 lexers with 44 to 95 patterns each, such as `(`, `<?`, `m{`, `/*`,
again and again within the bounds of lines, blank space and words. The limit follows the growth between two sizes.
"""

_UNUSABLE_LEXERS = frozenset(("mcschema",))
"""This lexer takes more than 15 s for 60 bytes: time doubles with each."""

# Each begins only where what it looks for begins, so nothing is read twice.
_BLANKS_IN_CODE = lazy_compile(rf"(?<!\s)\s{{{MAX_BLANK_IN_CODE + 1}}}")
_BLANK_CODE_LINES = lazy_compile(
    rf"(?<!\s)[^\S\n]*+\n(?:[^\S\n]*+\n){{{MAX_BLANK_CODE_LINES + 1}}}|\A(?:[^\S\n]*+\n){{{MAX_BLANK_CODE_LINES + 1}}}"
)
_WORDS_IN_CODE = lazy_compile(rf"(?<![\w$\s])\s*+(?:[\w$]++\s++){{{MAX_CODE_WORDS}}}[\w$]")
_LONG_WORD = lazy_compile(rf"(?<![\w$])[\w$]{{{MAX_CODE_WORD + 1}}}")


class CodeColours:
    """Decides which code blocks of an article are coloured: blocks in order, until there is too much code."""

    def __init__(self) -> None:
        self.share = 0.0

    def style_of(self, info: str, code: str) -> CodeStyle:
        """How the next block is shown."""
        language = language_of(info)
        lexer = _lexers().get(language.lower())
        if lexer is None:
            return CodeStyle(language)
        code_bytes, limit = len(code.encode()), LEXER_LIMITS.get(lexer, MAX_CODE_BYTES)
        excess = _code_excess(code, code_bytes, limit)
        part = max(code_bytes, LEAST_CODE_BYTES) / limit
        if not excess and self.share + part > MAX_CODE_SHARE:
            excess = "the article has too much code"
        if excess:
            return CodeStyle(language, excess=excess)
        self.share += part
        return CodeStyle(language, lexer)


class CodeStyle(NamedTuple):
    """How a block of code is shown: its language, the lexer that colours it, and why none does although one could."""

    language: str
    lexer: str = ""
    excess: str = ""


def _code_excess(code: str, code_bytes: int, limit: int) -> str:
    """Why a block is not coloured, or '' if it is."""
    if code_bytes > limit:
        return f"the block is longer than {limit:,} bytes"
    lines = code.split("\n")
    longest_line = max(map(len, lines))
    if longest_line > MAX_CODE_LINE:
        return f"a line is longer than {MAX_CODE_LINE} characters"
    # Most blocks have too few blanks and words for what these look for, in more time than all else here takes.
    words = code.split()
    if (len(lines) > MAX_BLANK_CODE_LINES and _BLANK_CODE_LINES.search(code)) or (
        len(code) - sum(map(len, words)) > MAX_BLANK_IN_CODE and _BLANKS_IN_CODE.search(code)
    ):
        return f"more than {MAX_BLANK_CODE_LINES} lines or {MAX_BLANK_IN_CODE} characters in a row are blank"
    if (len(words) > MAX_CODE_WORDS and _WORDS_IN_CODE.search(code)) or (longest_line > MAX_CODE_WORD and _LONG_WORD.search(code)):
        return f"more than {MAX_CODE_WORDS} words in a row, or a word of more than {MAX_CODE_WORD} characters"
    return ""


def code_block(code: str, code_style: CodeStyle, attributes: Mapping[str, object]) -> str:
    """The HTML of a block of code. What scrolls is reached by the keyboard (WCAG 2.2, 2.1.1)."""
    classes = " ".join(
        filter(None, (str(attributes.get("class", "")), f"language-{code_style.language}" if code_style.language else ""))
    )
    if classes:
        attributes = {**attributes, "class": classes}
    attributes_text = "".join(f' {name}="{escape_html(str(value))}"' for name, value in attributes.items())
    code_html = _coloured(code, code_style.lexer) if code_style.lexer else escape_html(code)
    return f'<pre tabindex="0"><code{attributes_text}>{code_html}</code></pre>\n'


@lru_cache(maxsize=256)  # a text of which pulldown-cmark gave up is read twice
def _coloured(code: str, lexer: str) -> str:
    """The code with its words in spans of Pygments' classes."""
    from pygments import highlight

    return highlight(code, _lexer_class(lexer)(stripnl=False), _formatter())


@cache
def _lexer_class(name: str) -> type[Lexer]:
    """The class of a lexer: Pygments looks through all of its 600 for each."""
    from pygments.lexers import find_lexer_class_by_name

    return find_lexer_class_by_name(name)


@cache
def _formatter() -> Formatter[str]:
    """Pygments' formatter, made once: it makes a style sheet too, which takes as long as colouring a small block."""
    from pygments.formatters import HtmlFormatter  # as for `_lexers`

    return HtmlFormatter(nowrap=True)
