"""Which language tags are taken, in which form, and what is proposed for those that are not."""

from __future__ import annotations

import pytest

from digest.errors import Faults
from digest.languages import _COMMON, _language, _subtag, language_hint, language_tag, read_language
from digest.plainyaml import Scalar


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
def test_a_tag_in_its_usual_form(written: str, tag: str):
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("jp", "did you mean ja?"),
        ("CN", "did you mean zh?"),
        ("ua", "did you mean uk?"),
        ("cz", "did you mean cs?"),
        ("en-UK", "did you mean en-GB?"),
        ("Korean", "did you mean ko?"),
        ("한국어", "did you mean ko?"),
        ("简体中文", "did you mean zh-Hans?"),
        ("zh_CHT", "did you mean zh-Hant?"),
        ("Simplified Chinese", "did you mean zh-Hans?"),
        ("hk", "did you mean zh-HK?"),
        ("by", "did you mean be?"),
        ("xx", "write one such as en, ko or pt-BR (BCP 47)"),
        ("", "write one such as en, ko or pt-BR (BCP 47)"),
    ],
)
def test_what_is_probably_meant(written: str, hint: str):
    assert language_hint(written) == hint


def test_the_tags_that_are_taken_unseen_are_in_the_registry():
    for tag in _COMMON:
        first, *rest = tag.split("-")
        assert "-".join([_language(first), *(_subtag(part, at) for at, part in enumerate(rest))]) == tag


@pytest.mark.parametrize(
    ("written", "codes"), [("ko", []), ("ko_kr", ["N204"]), ("kr", ["W214"]), ("tw", ["W214"]), ("iw", ["N204"]), ("jp", ["E601"])]
)
def test_what_is_said(written: str, codes: list[str]):
    faults = Faults("digest.yml", wrong="E601")
    read_language(Scalar(written, 1, 1, True), "language", faults)
    assert [fault.code for fault in faults.found] == codes
