"""Detects the encoding of a text that does not name one: the encoding in which its bytes are a plausible text."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from digest.importers.frequent_characters import FREQUENT_HANGUL, FREQUENT_KANJI, FREQUENT_SIMPLIFIED, FREQUENT_TRADITIONAL

SAMPLED_BYTES = 20_000
"""So many characters tell whether a text is plausible."""

PLAUSIBLE_SCORE = 0.25
"""The least that a text of some language has; the wrong tables give less, mostly below 0."""

CLOSE_SCORES = 0.35
"""Two readings that are nearer than this are a word or two, which chance may make plausible."""

_EAST_ASIAN_MARKS = frozenset("、。『』，：；？！（）《》〈〉【】…—“”‘’\u3000０１２３４５６７８９％")
_KOREAN_MARKS = frozenset("“”‘’·…―「」『』△▲▷▶■□◆◇○●◎★※→∼～〈〉《》【】ⓒ㈜㎡㎞㎏℃½")
_LATIN_LETTERS = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüßÿšžÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŠŽ")
_LETTERS_OF_SHORT_WORDS = frozenset("àÀéÉáÁóÓíÍúÚöÖäÄåÅøØæÆèÈçÇ")
"""Letters that are words, or begin or end one beside a mark."""

_LATIN_MARKS = frozenset("“”„‘’‚–—…«»‹›€£©®™°·•§\xa0\xad")
_LONE_MARKS = frozenset("¿¡ªº½¼¾²³¹±×µ¢¥†‰")
"""Marks that stand in no word."""

ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "cp949", "windows-1252", "windows-1251", "utf-16")
"""The names of those that an editor meets."""

_WEB_NAMES_OF_ENCODINGS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "cp950", "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
"""Encodings that are read as the larger one that is meant (WHATWG Encoding Standard, 4.2)."""

_ENCODING_LABELS = {"windows-949": "cp949", "x-sjis": "cp932", "windows-31j": "cp932", "ms950": "cp950", "x-gbk": "gb18030"}
"""Names that Python does not know."""


class Decoded(Struct, frozen=True):
    """A text, the encoding it was read by, and the one that would be nearly as plausible, or ''."""

    text: str
    encoding: str
    rival: str = ""


def decoded(data: bytes) -> Decoded | None:
    """The most plausible text of these bytes, which are not UTF-8; None if there is none."""
    readings = sorted(_decodings(data), key=lambda reading: -reading[0])
    if readings and readings[0][0] >= PLAUSIBLE_SCORE:
        best, *others = readings
        rivals = (encoding for score, encoding, text in others if best[0] - score < CLOSE_SCORES and text != best[2])
        return Decoded(best[2], best[1], next(rivals, ""))
    return None if b"\0" in data else _detected_by_library(data)


def _decodings(data: bytes) -> Iterator[tuple[float, str, str]]:
    """How plausible the text is in each of the encodings in which newspapers were saved, the encoding, and the text."""
    for encodings, plausible in _UTF_16 if b"\0" in data else _LEGACY_ENCODINGS + _UTF_16:
        for encoding in encodings:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            yield plausible(text), encoding, text
            break


def _detected_by_library(data: bytes) -> Decoded | None:
    """What charset-normalizer finds among the encodings of other alphabets."""
    from charset_normalizer import from_bytes  # 30 ms, and hardly ever needed

    best = from_bytes(data, cp_isolation=list(_OTHER_ALPHABETS)).best()
    if best is None or not _has_one_alphabet(str(best)):
        return None
    return Decoded(data.decode(best.encoding), best.encoding)


_OTHER_ALPHABETS = ("cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "iso8859_2")


def _has_one_alphabet(text: str) -> bool:
    """Whether what is not ASCII is letters for the most part, not signs of which wrong tables make heaps."""
    foreign = [character for character in text[:SAMPLED_BYTES] if not character.isascii()]
    return sum(map(str.isalpha, foreign)) * 4 >= len(foreign) * 3


def _mean_score(text: str, value: Callable[[str], float], space: float) -> float:
    """The mean value of what is not ASCII; `space` is the value of a space between two such characters."""
    text = text[:SAMPLED_BYTES]
    character_counts = Counter(character for character in text if not character.isascii())
    parted = sum(
        not before.isascii() and not after.isascii() and before.isalpha() and after.isalpha()
        for before, after in ((text[at - 1], text[at + 1]) for at in _spaces_between_words(text))
    )
    total = sum(value(character) * count for character, count in character_counts.items()) + parted * space
    return total / max(character_counts.total(), 1)


def _spaces_between_words(text: str) -> Iterator[int]:
    at = text.find(" ", 1)
    while 0 < at < len(text) - 1:
        yield at
        at = text.find(" ", at + 1)


def _simplified_chinese_score(text: str) -> float:
    return _mean_score(text, lambda character: _chinese_character_score(character, FREQUENT_SIMPLIFIED, "gb2312", 0xD8), -0.5)


def _traditional_chinese_score(text: str) -> float:
    return _mean_score(text, lambda character: _chinese_character_score(character, FREQUENT_TRADITIONAL, "big5", 0xC9), -0.5)


def _chinese_character_score(character: str, frequent: frozenset[str], standard: str, first_rare: int) -> float:
    """The score of a Chinese character, by its place in the standard, which lists common characters first."""
    if character in frequent:
        return 1
    if _is_han(character):
        return _lead_byte_score(character, standard, first_rare)
    return 0.5 if character in _EAST_ASIAN_MARKS or (standard == "big5" and character in "「」·") else -1


def _japanese_score(text: str) -> float:
    return _mean_score(text, _japanese_character_score, -0.5)


def _japanese_character_score(character: str) -> float:
    if "\u3041" <= character <= "\u3096" or character in FREQUENT_KANJI:
        return 1
    if "\u30a1" <= character <= "\u30fa":
        return 0.8
    if _is_han(character):
        return _lead_byte_score(character, "euc_jp", 0xD0)
    return 0.5 if character in _EAST_ASIAN_MARKS or character in "「」・ー々〜" else -1


def _korean_score(text: str) -> float:
    return _mean_score(text, _korean_character_score, 0.5)


def _korean_character_score(character: str) -> float:
    """The score of a Korean character: KS X 1001 has the syllables in use; the 8,822 that CP949 adds are rare."""
    if character in FREQUENT_HANGUL:
        return 1
    if "\uac00" <= character <= "\ud7a3":
        return _lead_byte_score(character, "euc_kr", 0xFF) / 2
    if character in _KOREAN_MARKS:
        return 0.5
    return -0.4 if _is_han(character) else -1


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _lead_byte_score(character: str, standard: str, first_rare: int) -> float:
    try:
        code = character.encode(standard)
    except UnicodeEncodeError:
        return -1
    if len(code) != 2:
        return -1
    return 0.4 if code[0] < first_rare else -0.4


def _latin_score(text: str) -> float:
    """Letters with marks stand in words among plain letters, or alone; two side by side are rare, and other signs in words too."""
    text = f" {text[:SAMPLED_BYTES]} "
    character_scores = [
        _latin_character_score(character, text[at], text[at + 2])
        for at, character in enumerate(text[1:-1])
        if not character.isascii()
    ]
    return sum(character_scores) / max(len(character_scores), 1)


def _latin_character_score(character: str, before: str, after: str) -> float:
    in_word = before.isalpha() and after.isalpha()
    if character in _LATIN_LETTERS:
        if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
            return 0.9
        alone = not before.isalpha() and not after.isalpha()
        return 0.6 if alone and character in _LETTERS_OF_SHORT_WORDS else -1 if in_word else 0.2
    if character in _LATIN_MARKS:
        return 0.5
    if character in "¹³" and before.isalpha() and before != "m":
        return -1  # `ą` and `ł` of Central Europe's table
    return 0.3 if character in _LONE_MARKS and not in_word else -1


def _any_language_score(text: str) -> float:
    """UTF-16 makes characters of any bytes: what is not ASCII has to be of one language, and control characters are rare."""
    sample = text[:SAMPLED_BYTES]
    plain = sum(character.isascii() and (character.isprintable() or character in "\t\r\n") for character in sample)
    foreign = sum(not character.isascii() for character in sample)
    if not sample or "\0" in text:
        return -1
    best = score(sample) if foreign else 0
    return (plain + best * foreign - (len(sample) - plain - foreign)) / len(sample)


def score(text: str) -> float:
    """How plausible the text is in the language in which it is most plausible, from -1 to 1; 0 without any character that tells."""
    return max(
        language(text)
        for language in (
            _simplified_chinese_score,
            _traditional_chinese_score,
            _japanese_score,
            _korean_score,
            _latin_score,
            _other_alphabet_score,
        )
    )


def _other_alphabet_score(text: str) -> float:
    """Greek, Cyrillic, Hebrew, Arabic, Thai: all before the scripts of East Asia."""
    return _mean_score(text, lambda character: 0.8 if "\u0370" <= character <= "\u0e7f" and character.isalpha() else -0.5, 0.5)


_UTF_16 = ((("utf-16-le",), _any_language_score), (("utf-16-be",), _any_language_score))
_LEGACY_ENCODINGS = (
    (("gb18030",), _simplified_chinese_score),
    (("cp950", "big5hkscs"), _traditional_chinese_score),
    (("cp932",), _japanese_score),
    (("euc_jp", "euc_jis_2004"), _japanese_score),
    (("cp949",), _korean_score),
    (("cp1252",), _latin_score),
)
"""Encodings of one group are tried in turn: the later one has more characters."""


def named_encoding(name: str) -> str:
    """The name under which Python decodes text of this encoding; '' if there is none."""
    try:
        label = name.strip().lower()
        codec = codecs.lookup(_ENCODING_LABELS.get(label, label))
        "".encode(codec.name)  # not what makes bytes of bytes, such as `hex`
    except (LookupError, ValueError, TypeError, UnicodeError):
        return ""
    return "" if codec.name in _NOT_TEXT_ENCODINGS else _WEB_NAMES_OF_ENCODINGS.get(codec.name, codec.name)


_NOT_TEXT_ENCODINGS = frozenset(
    ("idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "undefined", "unicode_escape", "unicode-escape", "utf-7")
)
