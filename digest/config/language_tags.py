"""Language tags (BCP 47): read and normalise them, with hints for names and countries; which ones CLDR (in Babel) contains; the
writing direction and fallbacks of a language; the language that the letters of a text show (Hangul, kana, Arabic, Hebrew)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import value_readers
from digest.yaml.tree import Node
from digest.yaml.value_readers import report_error

if TYPE_CHECKING:
    from babel import Locale

_COMMON_LANGUAGES = frozenset(
    {
        "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "en-GB", "en-US", "es", "es-MX", "et", "fa", "fi", "fr", "fr-CA",
        "he", "hi", "hr", "hu", "id", "it", "ja", "ja-JP", "ko", "ko-KR", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt", "pt-BR",
        "pt-PT", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh", "zh-CN", "zh-HK", "zh-Hans",
        "zh-Hant", "zh-TW",
    }
)  # fmt: skip
"""Valid tags, for which Babel's data is not loaded, since that takes 40 ms."""

_REPLACED_LANGUAGES = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Deprecated codes and their replacements in the IANA registry of subtags (RFC 5646)."""

_PLACES_AS_LANGUAGES = {
    "kr": ("Kanuri, a language of Nigeria", "Korean is ko"),
    "tw": ("Twi, a language of Ghana", "Chinese as in Taiwan is zh-TW"),
}
"""Language codes that people usually write for a country: the meaning of the code, and a hint."""

_TAGS_OF_NAMES = {
    "chs": "zh-Hans", "cht": "zh-Hant", "zh-chs": "zh-Hans", "zh-cht": "zh-Hant", "简体中文": "zh-Hans", "簡體中文": "zh-Hans",
    "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "正體中文": "zh-Hant", "mandarin": "zh", "hk": "zh-HK", "by": "be", "kz": "kk",
    "francais": "fr", "espanol": "es", "portugues": "pt",
}  # fmt: skip
"""Tags by other common names and codes, which CLDR does not contain; in lower case."""

_SPECIAL_LANGUAGES = frozenset({"art", "mis", "mul", "und", "zxx"})
"""Codes of ISO 639-2 that do not name a single language."""

_LANGUAGE_EXAMPLE = "for example en, ko or pt-BR (BCP 47)"


def read_language(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return a language tag in canonical form, `zh-CN` for `zh_cn`, and report other forms; a reader of `schema`."""
    written_tag = value_readers.read_text_value(node, name, diagnostics)
    if written_tag is None:
        return None
    tag = language_tag(written_tag)
    if not tag:
        return report_error(node, diagnostics, f"{name} must be a language tag", language_hint(written_tag))
    if tag != written_tag:
        diagnostics.add(node.line, node.column, "N204", f"{name}: {written_tag} is read as {tag}", f"write {tag}")
    if tag.split("-")[0] in _PLACES_AS_LANGUAGES:
        meaning, hint = _PLACES_AS_LANGUAGES[tag.split("-")[0]]
        diagnostics.add(node.line, node.column, "W214", f"{name}: {tag} is {meaning}", hint)
    return tag


@lru_cache(maxsize=256)
def language_tag(written_tag: str) -> str:
    """Return the tag in canonical form (RFC 5646, 2.1.1), or '' if it is invalid or its language, script or region is unknown.

    Locale names (`ko_KR.UTF-8`) and three-letter codes of ISO 639-2 (`kor`) are converted to tags.
    """
    if written_tag in _COMMON_LANGUAGES:
        return written_tag
    if written_tag.strip().replace("_", "-").casefold() in _TAGS_OF_NAMES:
        return ""
    parts = re.sub(r"[.@].*", "", written_tag.strip()).replace("_", "-").split("-")
    if not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts):
        return ""
    language = _language_subtag(parts[0].lower())
    end = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))  # subtags of extensions are not checked
    subtags = [_further_subtag(part, at) for at, part in enumerate(parts[1:end])] if language else []
    extensions = [part.lower() for part in parts[end:]]
    return "-".join([language, *subtags, *extensions]) if language and all(subtags) else ""


def _language_subtag(language_code: str) -> str:
    from babel.core import get_global

    if not language_code.isalpha() or not 2 <= len(language_code) <= 3:
        return ""
    if language_code in _REPLACED_LANGUAGES:
        return _REPLACED_LANGUAGES[language_code]
    shorter_code = get_global("language_aliases").get(language_code, "")
    if len(language_code) == 3 and len(shorter_code) == 2:
        return str(shorter_code)
    is_private = len(language_code) == 3 and "qaa" <= language_code <= "qtz"
    is_known_language = (
        is_private
        or language_code in _SPECIAL_LANGUAGES
        or shorter_code
        or language_code in get_global("likely_subtags")
        or language_code in _english_names().languages
    )
    return language_code if is_known_language else ""


def _further_subtag(subtag: str, place: int) -> str:
    """Return a subtag after the language in canonical form, or '' if the script, region or variant is unknown."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title() if subtag.title() in _english_names().scripts else ""
    if len(subtag) == 2 and subtag.isalpha():
        return subtag.upper() if subtag.upper() in _english_names().territories else ""
    if len(subtag) == 3 and subtag.isdigit():
        return subtag if subtag in _english_names().territories else ""
    if len(subtag) >= 5:
        return subtag.lower() if subtag.upper() in _english_names().variants or (len(subtag) < 8 and not subtag.isalpha()) else ""
    is_extended = len(subtag) == 3 and subtag.isalpha() and place == 0
    return subtag.lower() if is_extended or (len(subtag) == 4 and subtag[0].isdigit()) else ""


def _english_names() -> Locale:
    from babel import Locale

    return Locale("en")


def language_hint(written_tag: str) -> str:
    """Return a hint for a tag that `language_tag` rejects: `ja` for `jp` and `Japanese`, `en-GB` for `en-UK`."""
    from babel.core import get_global

    parts = written_tag.strip().replace("_", "-").split("-")
    written_name = written_tag.strip().casefold()
    if written_name.replace("_", "-") in _TAGS_OF_NAMES:
        return f"did you mean {_TAGS_OF_NAMES[written_name.replace('_', '-')]}?"
    language_name = _tag_of_native_name(written_name) or next(
        (code for code, english in sorted(_english_names().languages.items()) if english.casefold() == written_name), ""
    )
    if language_name:
        return f"did you mean {language_tag(language_name)}?"
    spoken = get_global("territory_languages").get(parts[0].upper(), {}) if not language_tag(parts[0]) else {}
    spoken_language = (
        max(spoken, key=lambda code: float(spoken[code]["population_percent"]), default="") if spoken else parts[0].lower()
    )
    current_regions = list(get_global("territory_aliases").get(parts[-1].upper(), ())) if len(parts) > 1 else []
    further_subtags = [*parts[1:-1], *current_regions] if len(current_regions) == 1 else parts[1:]
    meant_tag = language_tag("-".join([spoken_language.split("_")[0], *further_subtags]))
    return f"did you mean {meant_tag}?" if meant_tag else _LANGUAGE_EXAMPLE


def _tag_of_native_name(name: str) -> str:
    """Return the tag of the language with this native name, such as `한국어`, or ''."""
    from babel import Locale

    languages = (tag for tag in sorted(_COMMON_LANGUAGES) if "-" not in tag)
    return next((tag for tag in languages if str(Locale(tag).display_name).casefold() == name), "")


RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left (CLDR, characterOrder)."""

RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""The codes of scripts in use that are written from right to left (ISO 15924)."""


def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a language tag. A script subtag overrides the language (RFC 5646, 2.2.3)."""
    language_subtag, *further_subtags = language.split("-")
    script_subtag = (
        further_subtags[0].title() if further_subtags and len(further_subtags[0]) == 4 and further_subtags[0].isalpha() else ""
    )
    return "rtl" if script_subtag in RTL_SCRIPTS or (not script_subtag and language_subtag.lower() in RIGHT_TO_LEFT) else "ltr"


FALLBACK_LANGUAGE = "en"
"""The language of words that the site's language lacks."""


TRADITIONAL_REGIONS = frozenset({"HK", "MO", "TW"})
"""The regions where Chinese is written in traditional characters (CLDR, likely subtags)."""


def fallbacks(language: str) -> tuple[str, ...]:
    """Return the language tags to look words up in, the lowest precedence first: `en`, `pt`, `pt-BR`.

    Chinese without a script subtag gets the script of its region: `en`, `zh`, `zh-Hant`, `zh-TW`.
    """
    language_subtags = language.split("-")
    tags = ["-".join(language_subtags[:count]) for count in range(1, len(language_subtags) + 1)]
    if language_subtags[0] == "zh" and not any(len(part) == 4 for part in language_subtags):
        tags.insert(
            1 if TRADITIONAL_REGIONS & {*language_subtags} else 0,
            "zh-Hant" if TRADITIONAL_REGIONS & {*language_subtags} else "zh-Hans",
        )
    return tuple(dict.fromkeys((FALLBACK_LANGUAGE, *tags)))


_HANGUL_SCRIPT = lazy_compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_KANA_SCRIPT = lazy_compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HAN_SCRIPT = lazy_compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ARABIC_SCRIPT = lazy_compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9]")
_HEBREW_SCRIPT = lazy_compile("[\u05d0-\u05f2]")
_DISTINCTIVE_LETTER = lazy_compile("[\u05d0-\u077f\u08a0-\u08c9\u1100-\u11ff\u3041-\u318f\u31f0-\u31ff\uac00-\ud7af\uff66-\uff9d]")

ARABIC_LANGUAGES = "und-Arab"
"""An unknown language in Arabic letters (RFC 5646, 4.1): Arabic, Persian, Urdu and others share them."""

SCRIPT_SAMPLE_LENGTH = 1000
"""The number of characters of a text that are examined to find its script."""


def script_language(text: str, site: str) -> str:
    """Return `ko`, `ja`, `he` or `und-Arab` if most letters are of that script; '' if not, or if the site's language uses it."""
    if not _DISTINCTIVE_LETTER.search(text, 0, SCRIPT_SAMPLE_LENGTH):
        return ""
    text = text[:SCRIPT_SAMPLE_LENGTH]
    letters = sum(map(str.isalpha, text))
    hangul, kana, han = (len(script.findall(text)) for script in (_HANGUL_SCRIPT, _KANA_SCRIPT, _HAN_SCRIPT))
    # A Hangul syllable, kana or Han character corresponds to two or three letters of an alphabet.
    other_letters = letters - hangul - kana - han
    tag = ""
    if hangul and 2 * hangul + han >= other_letters:
        tag = "ko"
    elif kana and 10 * kana >= han and 2 * (kana + han) >= other_letters:
        tag = "ja"
    elif 2 * len(_HEBREW_SCRIPT.findall(text)) > letters:
        tag = "he"
    elif 2 * len(_ARABIC_SCRIPT.findall(text)) > letters:
        tag = ARABIC_LANGUAGES
    language = site.split("-")[0]
    is_site_script = tag.split("-")[0] == language or (tag == ARABIC_LANGUAGES and direction(site) == "rtl" and language != "he")
    return "" if is_site_script else tag
