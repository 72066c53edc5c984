"""Tells which characters are Chinese, Japanese or Korean, for rules that expect spaces between words.

The ranges are from Unicode 17, not from `unicodedata`: it differs between versions of Python, and knows no emoji.
A range may contain code points that are not assigned.
"""

from __future__ import annotations

from digest.text.lazy_pattern import lazy_compile

_WIDE_RANGES = (
    "\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b"
    "\uff01-\uffee\U00016fe0-\U0001b2fb\U0001d300-\U0001d376\U0001f1ae\U0001f200\U0001f202-\U0001f219\U0001f21b-\U0001f22e"
    "\U0001f230\U0001f231\U0001f237\U0001f23b-\U0001f248\U0001f260-\U0001f265\U0001f6d9\U0001f7da\U0001fa8b-\U0001fa8d\U0001facc"
    "\U0001fadd\U0001faeb\U0001faf9\U0001fafa\U00020000-\U0003fffd"
)

CJK_RANGES = f"\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb{_WIDE_RANGES}"
"""A class of a regular expression: East Asian Width W, F or H (UAX #11) without emoji, and hangul.

The "CJK character" of https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md.
"""

UNSPACED_RANGES = (
    "\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u302d\u3031-\u303c\u303e\u3041-\u312f\u3190-\u31ff\u3220-\u3247\u3250-\u325f"
    "\u327f-\u3296\u3298\u329a-\ua4c6\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff9f\uffe0-\uffe5\uffe8-\uffee"
    "\U00016fe0-\U0001b2fb\U0001d300-\U0001d376\U0001f200\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231"
    "\U0001f23b-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd"
)
"""A class too: Han, kana and their punctuation, which stand without spaces; neither hangul nor emoji."""

CJK_LETTER_RANGES = "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""A class too: hangul, kana and han, without punctuation. The script search.js of the themes has the same ranges."""

_IS_CJK = lazy_compile(f"[{CJK_RANGES}]")
_IS_LETTER = lazy_compile(f"[{CJK_LETTER_RANGES}]")
_HANGUL_END = "\u11ff"
"""Behind these letters is a gap in both classes, in which typographic quotes lie: most texts compile neither, which takes 5 ms."""


def is_cjk(character: str) -> bool:
    """Whether this is a CJK character."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u20a9") and _IS_CJK.match(character) is not None


def is_cjk_letter(character: str) -> bool:
    """Whether this is a letter of hangul, kana or han, which stand together without spaces, or with particles."""
    return character >= "\u1100" and not (_HANGUL_END < character < "\u3040") and _IS_LETTER.match(character) is not None
