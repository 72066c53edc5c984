"""What has the form of a person's name, and a name in capitals as it stands in running text."""

from __future__ import annotations

import re

_WORD_OF_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")

_NAME_PARTICLES = frozenset(str.split("de der den del della di da dos du la le von van bin ibn al ter zu zum zur y af den"))
_LOWERED_PARTICLES = frozenset(str.split("DE DER DEN DEL DELLA VON BIN IBN"))
"""Particles that are no given name anywhere; VAN is one in Vietnam, LA elsewhere."""

_LOWERED_PAIRS = frozenset({("DE", "LA"), ("DE", "LAS"), ("DE", "LOS"), ("VAN", "DE"), ("VAN", "DEN"), ("VAN", "DER")})

_NUMERALS_BEHIND_NAME = frozenset(str.split("II III IV VI VII VIII JR JR. SR SR."))
_LOWER_GIVEN_NAME = frozenset(
    str.split(
        "AHN AN BAE BAEK BAN BYUN CHA CHAE CHANG CHO CHOE CHOI CHOO CHUN CHUNG DO EOM EUM GO GONG GU GWAK "
        "GWON HA HAHM HAN HEO HONG HUH HWANG HYUN IM JANG JEON JEONG JI JIN JO JOO JU JUN JUNG KANG KIL KIM "
        "KO KOO KU KWAK KWON LEE LIM MA MAENG MIN MOON MUN NA NAM NAMGUNG NOH OH PAEK PARK PYO RHEE RHO ROH "
        "RYU SEO SEOL SEONG SHIM SHIN SIM SIN SO SOHN SON SONG SUH SUNG TAK WANG WON WOO YANG YEO YEOM YI "
        "YIM YOO YOON YU YUN CHEN HSU LIN TSAI WU"
    )
)
"""Family names of Korea and Taiwan: `KIM DO-HYUN` is Kim Do-hyun, where `ANNE-MARIE SMITH` is Anne-Marie Smith."""


def is_name(text: str, least: int = 1) -> bool:
    """Whether the text has the form of a person's name of `least` to 5 words."""
    words = text.split()
    if not least <= len(words) <= 5 or len(text) > 60 or not all(map(_WORD_OF_NAME.fullmatch, words)):
        return False
    if text.endswith(".") and words[-1].upper() not in _NUMERALS_BEHIND_NAME:
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word in _NAME_PARTICLES for word in words)


def running(name: str) -> str:
    """A name in capitals as it stands in running text: `KIM DO-HYUN` → `Kim Do-hyun`, `O'BRIEN` → `O'Brien`; others stay."""
    words = name.split()
    korean = any(word.upper() in _LOWER_GIVEN_NAME for word in words)
    shouted = name.isupper()
    return " ".join(
        _name_word(words, position, korean) if shouted or _is_shouted(word) else word for position, word in enumerate(words)
    )


def _is_shouted(word: str) -> bool:
    """Whether a word in capitals is a name and no initials: `Emmanuel MACRON`, `Ronald McDONALD`."""
    return len(word) > 2 and "." not in word and re.sub("^Ma?c", "", word).isupper()


def _name_word(words: list[str], position: int, korean: bool) -> str:
    word = words[position]
    if position and word in _NUMERALS_BEHIND_NAME:
        return word.capitalize() if word[1] == "R" else word
    if position and (word in _LOWERED_PARTICLES or (words[position - 1], word) in _LOWERED_PAIRS):
        return word.lower()
    if (word, *words[position + 1 : position + 2]) in _LOWERED_PAIRS:
        return word.lower() if position else word.capitalize()
    if "." in word.rstrip(".") or (len(word) == 2 and not re.search("[AEIOUY]", word)):
        return word  # J.K., TJ
    first, *others = word.split("-")
    return "-".join([_name_part(first), *(other.lower() if korean else _name_part(other) for other in others)])


def _name_part(text: str) -> str:
    """`O'BRIEN`, `MCDONALD`, `McDONALD`, `SMITH`."""
    for mark in "'’":
        before, mark_found, after = text.partition(mark)
        if mark_found and len(before) == 1 and after:
            return before + mark_found + after.capitalize()
    prefix = re.match(r"Mac(?=[A-Z])|M[cC](?=[A-Z]{3})", text)
    if prefix:
        return prefix[0].capitalize() + text[prefix.end() :].capitalize()
    return text.capitalize()
