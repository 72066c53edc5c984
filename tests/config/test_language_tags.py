"""Valid language tags, their canonical form, and hints for invalid ones."""

from __future__ import annotations

import pytest

from digest.config.language_tags import (
    _COMMON_LANGUAGES,
    _further_subtag,
    _language_subtag,
    language_hint,
    language_tag,
    read_language,
)
from digest.diagnostics import Diagnostics
from digest.yaml.tree import Scalar


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("zh-CN", "zh-CN"),
        ("zh_cn", "zh-CN"),
        ("PT-br", "pt-BR"),
        ("ko_KR.UTF-8", "ko-KR"),
        ("de_DE@euro", "de-DE"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("kor", "ko"),
        ("gsw", "gsw"),
        ("es-419", "es-419"),
        ("zh-yue-HK", "zh-yue-HK"),
        ("sl-rozaj-biske-1994", "sl-rozaj-biske-1994"),
        ("en-u-ca-buddhist", "en-u-ca-buddhist"),
        ("qaa", "qaa"),
        ("iw", "he"),
        ("in-ID", "id-ID"),
        ("en-scouse", "en-scouse"),
        ("de-1996", "de-1996"),
        ("en-a1b2c3d", "en-a1b2c3d"),
        ("en-20260104", ""),
        ("ca-VALENCIA", "ca-valencia"),
        ("en-abcdefgh", ""),
        ("en-1abc", "en-1abc"),
        ("en-abc1", ""),
        ("en-a12", ""),
        ("pt-Brazil", ""),
        ("zh-CHS", ""),
        ("und", "und"),
        ("jp", ""),
        ("xx", ""),
        ("en-XX", ""),
        ("en-Abcd", ""),
        ("en-", ""),
        ("e", ""),
        ("english", ""),
        ("en us", ""),
        ("ｅｎ", ""),
    ],
)
def test_a_tag_is_converted_to_canonical_form(written: str, tag: str):
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("jp", "did you mean ja?"),
        ("CN", "did you mean zh?"),
        ("ua", "did you mean uk?"),
        ("cz", "did you mean cs?"),
        ("en-UK", "did you mean en-GB?"),
        ("en-uk", "did you mean en-GB?"),
        ("ar-UK", "did you mean ar-GB?"),
        ("jp-JP", "did you mean ja-JP?"),
        ("jp_Jpan", "did you mean ja-Jpan?"),
        ("cz-uk", "did you mean cs-GB?"),
        ("en-Latn-UK", "did you mean en-Latn-GB?"),
        ("jp-Jpan-JP", "did you mean ja-Jpan-JP?"),
        ("ru-SU", "for example en, ko or pt-BR (BCP 47)"),
        ("me", "did you mean sr?"),
        ("de-DD", "did you mean de-DE?"),
        ("Korean", "did you mean ko?"),
        ("한국어", "did you mean ko?"),
        ("简体中文", "did you mean zh-Hans?"),
        ("zh_CHT", "did you mean zh-Hant?"),
        ("Simplified Chinese", "did you mean zh-Hans?"),
        ("hk", "did you mean zh-HK?"),
        ("by", "did you mean be?"),
        ("xx", "for example en, ko or pt-BR (BCP 47)"),
        ("", "for example en, ko or pt-BR (BCP 47)"),
    ],
)
def test_the_hint_for_an_invalid_tag(written: str, hint: str):
    assert language_hint(written) == hint


OWN_NAMES = {
    "ar": "العربية", "bg": "български", "bn": "বাংলা", "ca": "català", "cs": "čeština", "da": "dansk", "de": "Deutsch",
    "el": "Ελληνικά", "en": "English", "es": "español", "et": "eesti", "fa": "فارسی", "fi": "suomi", "fr": "français",
    "he": "עברית", "hi": "हिन्दी", "hr": "hrvatski", "hu": "magyar", "it": "italiano", "ja": "日本語", "ko": "한국어",
    "lt": "lietuvių", "lv": "latviešu", "nb": "norsk bokmål", "nl": "Nederlands", "no": "norsk", "pl": "polski",
    "pt": "português", "ro": "română", "ru": "русский", "sk": "slovenčina", "sl": "slovenščina", "sr": "српски",
    "sv": "svenska", "sw": "Kiswahili", "ta": "தமிழ்", "th": "ไทย", "tr": "Türkçe", "uk": "українська", "ur": "اردو",
    "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


def test_the_hint_for_a_native_name_is_its_tag():
    assert {tag: language_hint(name) for tag, name in OWN_NAMES.items()} == {tag: f"did you mean {tag}?" for tag in OWN_NAMES}


def test_the_common_tags_are_valid_according_to_cldr():
    for tag in _COMMON_LANGUAGES:
        first, *rest = tag.split("-")
        assert "-".join([_language_subtag(first), *(_further_subtag(part, at) for at, part in enumerate(rest))]) == tag


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("ko", []),
        ("ko_kr", ["N204"]),
        ("kr", ["W214"]),
        ("tw", ["W214"]),
        ("iw", ["N204"]),
        ("jp", ["E601"]),
        ("kr-KR", ["W214"]),
        ("tw_TW", ["N204", "W214"]),
    ],
)
def test_the_diagnostic_codes_of_tags(written: str, codes: list[str]):
    diagnostics = Diagnostics("digest.yml", wrong="E601")
    read_language(Scalar(written, 1, 1, True), "language", diagnostics)
    assert [diagnostic.code for diagnostic in diagnostics.found] == codes


@pytest.mark.parametrize(
    ("written", "tag"),
    [("in", "id"), ("iw", "he"), ("ji", "yi"), ("jw", "jv"), ("mo", "ro"), ("mul", "mul"), ("zxx", "zxx"), ("mis", "mis"),
     ("art", "art"), ("und", "und"), ("qtz", "qtz"), ("abcd", ""), ("a", ""), ("en-a-bbb", "en-a-bbb"),
     ("de-latn", "de-Latn"), ("en-x-DIGEST", "en-x-digest"), ("es-000", ""), ("zh-yue", "zh-yue"), ("zh-HK-yue", ""),
     ("en-abcdefghi", ""), (" ko ", "ko"), ("aam", "aam"), ("bh", "bh"), ("abq", "abq"), ("tlh", "tlh")],
)  # fmt: skip
def test_deprecated_codes_special_codes_and_subtags(written: str, tag: str):
    assert language_tag(written) == tag


NAMES = {
    "chs": "zh-Hans", "cht": "zh-Hant", "zh-chs": "zh-Hans", "zh-cht": "zh-Hant", "简体中文": "zh-Hans", "簡體中文": "zh-Hans",
    "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "正體中文": "zh-Hant", "mandarin": "zh", "hk": "zh-HK", "by": "be", "kz": "kk",
    "francais": "fr", "espanol": "es", "portugues": "pt", "Deutsch": "de", "日本語": "ja", "Português": "pt", "ZH_CHS": "zh-Hans",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_common_name_is_rejected_with_the_tag_as_hint(name: str):
    assert language_tag(name) == ""
    assert language_hint(name) == f"did you mean {NAMES[name]}?"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("kr", [(3, 7, "W214", "lang: kr is Kanuri, a language of Nigeria", "Korean is ko")]),
        ("tw", [(3, 7, "W214", "lang: tw is Twi, a language of Ghana", "Chinese as in Taiwan is zh-TW")]),
        ("ko_kr", [(3, 7, "N204", "lang: ko_kr is read as ko-KR", "write ko-KR")]),
        ("jp", [(3, 7, "E202", "lang must be a language tag", "did you mean ja?")]),
    ],
)
def test_the_diagnostics_of_tags(written: str, found: list[tuple[int, int, str, str, str]]):
    diagnostics = Diagnostics("a.md")
    read_language(Scalar(written, 3, 7, True), "lang", diagnostics)
    assert [(each.line, each.column, each.code, each.message, each.hint) for each in diagnostics.found] == found
