"""`digest import`: the article file for a raw text, and texts that are refused."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import msgspec.structs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.commands.import_report import ImportOptions
from digest.commands.import_text import Imported, import_text, read_input
from digest.config.config import Config, ExtensionName
from digest.errors import ContentError, DiskError, UsageError
from digest.grouping.registries import Source
from digest.markdown.body import fill
from tests.selection import examples
from tests.sites import write

NOW = datetime(2026, 1, 31, 20, tzinfo=UTC)
"""An instant that is already in February in Seoul."""

CONFIG = Config(title="Test", base_url="https://example.org/", timezone="Asia/Seoul")
OUTLETS = (
    Source("herald", "The Herald", domain="herald.example", timezone="America/New_York", mode="excerpt", byline="The Herald"),
    Source("yonhap", "연합뉴스", domain="yna.example", language="ko"),
)
TOPICS = ("city", "culture")
CITY = ImportOptions(topics=("city",))
CITY_FROM_HERALD = ImportOptions(topics=("city",), source="herald")
CITY_AT_HERALD = ImportOptions(topics=("city",), url="https://herald.example/b")

ONE = "The harbour council agreed on Thursday to move the fish market to the northern pier, ending “three years” of talks."
TWO = '"Nobody comes by foot any more," said a trader. *The* old hall\'s [roof] leaks_ & its doors are <too> narrow.'
RAW = f"date 2026-01-04 Council moves the fish market\nPublished: 04 Jan. 2026, 23:26\n- MINA ROH\n{ONE}\n{TWO}\n"


def run_import(
    root: Path, raw: str | bytes = RAW, options: ImportOptions = CITY, now: datetime = NOW, config: Config = CONFIG
) -> Imported:
    data = raw.encode() if isinstance(raw, str) else raw
    return import_text(root, config, OUTLETS, TOPICS, data, "raw.txt", options, now)


def article(imported: Imported) -> tuple[Article, list[str]]:
    """Return the article of an imported file, which must have no errors, and its paragraphs."""
    parsed = parse(ContentFile(imported.path, imported.text.encode()), Parsing("Asia/Seoul"))
    assert [diagnostic for diagnostic in parsed.diagnostics if diagnostic.is_error] == []
    assert parsed.article is not None and parsed.body is not None
    body = html5lib.parse(fill(parsed.body, ()), namespaceHTMLElements=False).find("body")
    return parsed.article, ["".join(element.itertext()) for element in body]


def guess_of(imported: Imported, field: str) -> tuple[str, int, str]:
    guess = next(guess for guess in imported.guesses if guess.field == field)
    return guess.value, guess.line, guess.text


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_an_article_is_written(tmp_path: Path) -> None:
    imported = run_import(tmp_path)
    assert imported.path == "content/2026/01/council-moves-the-fish-market.md"
    assert files(tmp_path) == [imported.path]
    assert (tmp_path / imported.path).read_bytes() == imported.text.encode()
    made, paragraphs = article(imported)
    assert made.title == "Council moves the fish market"
    assert made.date is not None and made.date.at.isoformat() == "2026-01-04T23:26:00+09:00"
    assert "\ndate: 2026-01-04T23:26:00+09:00\n" in imported.text
    assert made.authors == ("Mina Roh",) and made.mode == "" and not made.draft
    assert [topic.text for topic in made.topics] == ["city"]
    assert made.id.startswith("wire-20260104-") and len(made.id) == 24
    assert paragraphs == [ONE, TWO]
    assert imported.notes == ("no source found: left as a comment", "no source_url found: left as a comment")
    assert guess_of(imported, "date") == ("2026-01-04T23:26:00+09:00", 2, "Published: 04 Jan. 2026, 23:26")
    assert guess_of(imported, "timezone") == ("Asia/Seoul", 0, "digest.yml")
    assert guess_of(imported, "topics") == ("city", 0, "--topic")


def test_the_complete_article_file(tmp_path: Path) -> None:
    identity = article(run_import(tmp_path))[0].id
    options = ImportOptions(("city", "culture"), ("fish", "a: b"), "herald", "https://www.herald.example/a_b", only_print=True)
    assert run_import(tmp_path, options=options).text == (
        "---\n"
        "title: Council moves the fish market\n"
        "date: 2026-01-04T23:26:00-05:00\n"
        "topics: [city, culture]\n"
        'tags: [fish, "a: b"]\n'
        "source: herald\n"
        "source_url: https://www.herald.example/a_b\n"
        "authors: [Mina Roh]\n"
        "# summary: one or two sentences for lists and feeds\n"
        f"id: {identity}\n"
        "---\n"
        "\n"
        f"{ONE}\n"
        "\n"
        '"Nobody comes by foot any more," said a trader. \\*The\\* old hall\'s \\[roof] leaks\\_ & its doors are \\<too> narrow.\n'
    )


@pytest.mark.parametrize(
    ("options", "date", "source"),
    [
        (ImportOptions(("city",), source="herald"), "2026-01-04T23:26:00-05:00", "herald"),
        (ImportOptions(("city",), source="the herald"), "2026-01-04T23:26:00-05:00", "herald"),
        (ImportOptions(("city",), url="https://www.herald.example/x"), "2026-01-04T23:26:00-05:00", "herald"),
        (
            ImportOptions(("city",), source="Harbour News", url="https://harbour.example/x"),
            "2026-01-04T23:26:00+09:00",
            "Harbour News",
        ),
        (ImportOptions(("city",), source="yonhap"), "2026-01-04T23:26:00+09:00", "yonhap"),
    ],
)
def test_the_time_zone_is_that_of_the_outlet_or_the_site(tmp_path: Path, options: ImportOptions, date: str, source: str) -> None:
    imported = run_import(tmp_path, options=options)
    made, _ = article(imported)
    assert f"\ndate: {date}\n" in imported.text
    assert made.source is not None and (made.source.name, made.source.url) == (source, options.url)


def test_an_address_in_the_text_determines_the_outlet(tmp_path: Path) -> None:
    imported = run_import(tmp_path, RAW.replace("- MINA", "https://herald.example/fish\n- MINA"))
    made, _ = article(imported)
    assert made.source is not None and (made.source.name, made.source.url) == ("herald", "https://herald.example/fish")
    assert "23:26:00-05:00" in imported.text
    assert guess_of(imported, "source") == ("herald", 0, "herald.example in content/sources.yml, by the address")


def test_an_agency_in_a_dateline_is_looked_up(tmp_path: Path) -> None:
    imported = run_import(tmp_path, f"제목\n(서울=연합뉴스) 홍길동 기자 = {ONE}\n")
    made, paragraphs = article(imported)
    assert made.source is not None and made.source.name == "yonhap" and made.authors == ("홍길동",)
    assert guess_of(imported, "source")[:2] == ("yonhap", 2)
    assert paragraphs == [f"(서울=연합뉴스) 홍길동 기자 = {ONE}"]


def test_a_registered_newspapers_name_alone_is_the_source(tmp_path: Path) -> None:
    raw = f"Council moves the fish market\nThe Herald\nBy Jane Doe\n{ONE}\n"
    imported = run_import(tmp_path, raw)
    assert guess_of(imported, "source") == ("herald", 2, "The Herald")
    assert article(imported)[0].authors == ("Jane Doe",)
    other = run_import(tmp_path, raw.replace("The Herald", "The Example Times"))
    assert article(other)[0].source is None and guess_of(other, "left out")[0] == "a newspaper's name"


HEAD = "Fish moves\nPublished: 2026-01-04 10:00\n"
RECOGNISED = {
    "the agency of a dateline": f"{HEAD}BOSTON, Jan. 4 (The Herald) -- {ONE}\n",
    "the agency of a Korean dateline": f"{HEAD}(보스턴=herald) 홍길동 기자 = {ONE}\n",
    "an address": f"{HEAD}https://www.herald.example/fish\n\n{ONE}\n",
    "an address below the text": f"{HEAD}{ONE}\n\nSource: https://news.herald.example/fish\n",
    "the mail of a byline": f"{HEAD}By Jane Doe (jane@herald.example)\n\n{ONE}\n",
    "the mail of a Korean byline": f"{HEAD}홍길동 기자 gd@mail.herald.example\n\n{ONE}\n",
    "a mail alone at the end": f"{HEAD}{ONE}\n\ntips@herald.example\n",
    "a copyright line": f"{HEAD}{ONE}\n\nCopyright © 2026 The Herald. All rights reserved.\n",
    "a Korean copyright line": f"{HEAD}{ONE}\n\n<저작권자 ⓒ The Herald, 무단 전재-재배포 금지>\n",
    "a domain in a copyright line": f"{HEAD}{ONE}\n\n© 2026 herald.example, all rights reserved\n",
    "a name above the headline": f"The Herald\n{HEAD}{ONE}\n",
    "a name in capitals": f"THE HERALD\n\n{HEAD}{ONE}\n",
    "a name above the byline": f"{HEAD}The Herald\nBy Jane Doe\n{ONE}\n",
}


@pytest.mark.parametrize("how", RECOGNISED)
def test_the_outlets_values_apply_however_it_is_detected(tmp_path: Path, how: str) -> None:
    """Mode, time zone and language are the same as with --source."""
    korean = Config(title="Test", base_url="https://example.org/", timezone="Asia/Seoul", language="ko", default_mode="full")
    outlets = (OUTLETS[1], msgspec.structs.replace(OUTLETS[0], language="en"))
    imported = import_text(tmp_path, korean, outlets, TOPICS, RECOGNISED[how].encode(), "raw.txt", CITY, NOW)
    made, _ = article(imported)
    assert made.source is not None and made.source.name == "herald"
    assert made.date is not None and "\ndate: 2026-01-04T10:00:00-05:00\n" in imported.text
    assert made.lang == "en" and "mode:" not in imported.text
    assert guess_of(imported, "mode") == ("excerpt", 0, "herald in content/sources.yml")
    assert guess_of(imported, "timezone") == ("America/New_York", 0, "herald in content/sources.yml")


@pytest.mark.parametrize(
    "line",
    [
        "Copyright © 2026 The Herald Tribune. All rights reserved.",
        "Copyright © 2026 Evening The Herald. All rights reserved.",
        "© 2026 theherald.example, all rights reserved",
        "<저작권자 ⓒ 연합뉴스TV, 무단 전재 금지>",
        "By Jane Herald",
        "The Morning Herald",
    ],
)
def test_an_outlet_with_a_similar_name_is_not_matched(tmp_path: Path, line: str) -> None:
    imported = run_import(tmp_path, f"{HEAD}{ONE}\n\n{line}\n")
    made, _ = article(imported)
    assert (made.source is None or made.source.name not in ("herald", "yonhap")) and "10:00:00+09:00" in imported.text


def test_a_given_source_overrides_the_text(tmp_path: Path) -> None:
    raw = RECOGNISED["a copyright line"]
    made, _ = article(run_import(tmp_path, raw, ImportOptions(("city",), source="yonhap")))
    assert made.source is not None and made.source.name == "yonhap"
    made, _ = article(run_import(tmp_path, raw + "\n", ImportOptions(("city",), source="Harbour News")))
    assert made.source is not None and made.source.name == "Harbour News"


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("Source: The Example Times", CITY_FROM_HERALD),
        ("출처: 예시일보", CITY_FROM_HERALD),
        ("By Jane Doe | The Example Times", CITY_FROM_HERALD),
        ("https://news.example/a", CITY_AT_HERALD),
        ("URL: https://herald.example/a", CITY_AT_HERALD),
    ],
)
def test_a_line_overridden_by_an_option_is_reported(tmp_path: Path, line: str, options: ImportOptions) -> None:
    imported = run_import(tmp_path, f"Title\nJan. 4, 2026\n{line}\n{ONE}\n{TWO}\n", options)
    assert line in [guess.text for guess in imported.guesses if guess.line == 3]
    assert article(imported)[1] == [ONE, TWO]


@pytest.mark.parametrize("mode", ["full", "excerpt", "link"])
def test_without_a_mode_of_the_outlet_the_setting_decides(tmp_path: Path, mode: str) -> None:
    config = msgspec.structs.replace(CONFIG, default_mode=mode)
    for options in (CITY, ImportOptions(("city",), source="yonhap")):
        imported = run_import(tmp_path, RAW + options.source, options, config=config)
        assert "mode:" not in imported.text
        leave = "default_mode in digest.yml; publishing a whole text needs its owner's permission"
        assert guess_of(imported, "mode") == (mode, 0, leave)


def test_lists_and_rules_read_back(tmp_path: Path) -> None:
    items = ["- fish", "- crates", "* ice", "1. one", "2) two", "• more", "---", "***", "==="]
    _, paragraphs = article(run_import(tmp_path, RAW + "\n".join(items) + f"\n{ONE}\n"))
    assert paragraphs == [ONE, TWO, *items, ONE]


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_an_encoding_other_than_utf_8_is_reported(tmp_path: Path, encoding: str) -> None:
    imported = run_import(tmp_path, "시장이 옮겨 간다\n홍길동 기자\n상인들은 지붕이 샌다고 말했다.\n".encode(encoding))
    message = f"the file is not UTF-8: it was read as {encoding.upper()}; if that is wrong, pass --encoding NAME"
    assert imported.notes[0] == message
    assert not any("not UTF-8" in note for note in run_import(tmp_path).notes)


def test_a_given_encoding_is_used(tmp_path: Path) -> None:
    raw = "Wind dreht\nVeröffentlicht: 2026-01-04\nDie Böen ließen erst am Morgen nach.\n".encode("cp437")
    imported = run_import(tmp_path, raw, ImportOptions(("city",), encoding="IBM437"))
    assert "Die Böen ließen erst am Morgen nach." in imported.text and imported.notes[0] == "the file was read as CP437: --encoding"
    with pytest.raises(UsageError, match="--encoding: there is no encoding cp9494") as error:
        run_import(tmp_path, raw, ImportOptions(("city",), encoding="cp9494"))
    assert error.value.hint == "did you mean cp949?"
    with pytest.raises(UsageError, match=r"--encoding: there is no encoding \(empty\)"):
        run_import(tmp_path, raw, ImportOptions(("city",), encoding=" "))
    with pytest.raises(ContentError, match=r"raw\.txt:2: the byte 0x94 .* is not UTF-8"):
        run_import(tmp_path, raw, ImportOptions(("city",), encoding="utf8"))


@pytest.mark.parametrize("line", ["The mayorâ€™s cafÃ© opened.", "The mayor\ufffds caf\ufffd opened."])
def test_text_with_decoding_errors_makes_a_draft(tmp_path: Path, line: str) -> None:
    imported = run_import(tmp_path, RAW + line + "\n")
    made, paragraphs = article(imported)
    assert made.draft and paragraphs[-1] == line
    assert "some lines were decoded wrongly before the import: draft: true until somebody has reviewed it" in imported.notes
    assert [note for note in imported.notes if note.startswith("line 6: ") and line in note]


def test_character_references_are_decoded_and_reported(tmp_path: Path) -> None:
    imported = run_import(tmp_path, RAW + "Fish &amp; crates&nbsp;&mdash; &#8220;all&#x201D; of them, AT&T; and &unknown; too.\n")
    assert article(imported)[1][-1] == "Fish & crates\xa0— “all” of them, AT&T; and &unknown; too."
    assert "line 6: read as the characters that they stand for: &amp;, &nbsp;, &mdash;, &#8220;, &#x201D;" in imported.notes


def test_a_pasted_mail_is_a_draft_without_sender_and_recipients(tmp_path: Path) -> None:
    raw = f"From: Kim <kim@herald.example>\nTo: desk@yna.example\nSubject: Re: Fish moves\nDate: 2026-01-04 10:00\n\n{ONE}\n"
    imported = run_import(tmp_path, raw + "\n-- \nKim, +82 2 555 0100\n")
    made, paragraphs = article(imported)
    assert (made.title, made.draft, paragraphs) == ("Fish moves", True, [ONE])
    assert "@" not in imported.text and "555" not in imported.text and "Kim" not in imported.text
    assert "this is a pasted e-mail: draft: true until somebody has reviewed it" in imported.notes
    # The sender's outlet determines the mode, a recipient's does not.
    assert (
        guess_of(imported, "source") == ("herald", 1, "From: Kim <kim@herald.example>")
        and guess_of(imported, "mode")[0] == "excerpt"
    )
    assert "\ndate: 2026-01-04T10:00:00-05:00\n" in imported.text


def test_files_of_other_types_are_refused_with_their_type(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"raw\.txt: this is a PDF file, not the raw text of an article") as error:
        run_import(tmp_path, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    assert error.value.exit_code == 1 and "copy the article's text" in error.value.hint
    with pytest.raises(ContentError, match=r"raw\.txt: this is an HTML page"):
        run_import(tmp_path, "<!DOCTYPE html>\n<html><body><p>Fish.</p></body></html>")
    for mark, field in (("---", "title: Fish"), ("+++", 'title = "Fish"')):
        with pytest.raises(ContentError, match=r"raw\.txt: this is an article with front matter") as error:
            run_import(tmp_path, f"{mark}\ndraft: true\n{field}\n{mark}\nFish.\n")
        assert error.value.hint.startswith("copy the file into content/")
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "address", ["https://news.example/a", "HTTP://news.example", "www.news.example/a", "ftp://a.example/x", "feed://a.example/x"]
)
def test_a_web_address_is_refused_as_a_file(address: str) -> None:
    with pytest.raises(ContentError, match="import reads files, not addresses") as error:
        read_input(address)
    assert error.value.hint == f"copy the article's text from the page into a file, then: digest import FILE --url {address}"


def test_the_language_of_the_outlet(tmp_path: Path) -> None:
    assert article(run_import(tmp_path, options=ImportOptions(("city",), source=" yonhap ")))[0].lang == "ko"
    korean = msgspec.structs.replace(CONFIG, language="ko")
    imported = run_import(tmp_path / "korean", options=ImportOptions(("city",), source="yonhap"), config=korean)
    assert article(imported)[0].lang == "" and "lang" not in imported.text, "it is the language of the site"


def test_a_source_with_a_similar_name_gets_a_hint(tmp_path: Path) -> None:
    imported = run_import(tmp_path, options=ImportOptions(("city",), source="heralt"))
    assert imported.notes[0] == "the source heralt is not in content/sources.yml: did you mean herald?"


def test_without_a_date_it_is_a_draft_of_this_month(tmp_path: Path) -> None:
    imported = run_import(tmp_path, f"Council moves\nBy Jane Doe\n{ONE}\n")
    assert imported.path == "content/2026/02/council-moves.md"  # in the site's time zone
    assert "\n# date: " in imported.text and article(imported)[0].draft
    assert imported.notes[0] == "no date found: the file is in this month's folder: draft: true"


def test_the_folder_is_of_the_month_in_the_sites_zone(tmp_path: Path) -> None:
    late = f"Council moves\nPublished: 2026-01-31 20:00 UTC\n{ONE}\n"
    assert run_import(tmp_path, late).path.startswith("content/2026/02/")
    day = f"Council stays\nPublished: 2026-01-31\n{ONE}\n"
    imported = run_import(tmp_path, day, ImportOptions(("city",), source="herald"))
    assert imported.path.startswith("content/2026/01/") and "\ndate: 2026-01-31\n" in imported.text


def test_missing_values_make_a_draft(tmp_path: Path) -> None:
    assert "no topic given: draft: true" in run_import(tmp_path, options=ImportOptions()).notes
    long = run_import(tmp_path, f"{ONE} {ONE}\n{TWO}\n")
    made, paragraphs = article(long)
    assert made.title.endswith("…") and made.draft and paragraphs == [f"{ONE} {ONE}", TWO]
    alone = run_import(tmp_path, "A title alone\n")
    assert article(alone)[0].draft and "no text found below the headline: draft: true" in alone.notes


def test_a_future_date_is_reported(tmp_path: Path) -> None:
    imported = run_import(tmp_path, RAW, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert imported.notes[-1] == "the date is in the future: the article is not published before it"


def test_existing_files_are_not_overwritten(tmp_path: Path) -> None:
    first = run_import(tmp_path)
    second = run_import(tmp_path, RAW + "Another sentence.\n")
    assert second.path == "content/2026/01/council-moves-the-fish-market-2.md"
    elsewhere = tmp_path / "content/2020/2020-01-01-council-moves-the-fish-market-3.md"
    elsewhere.parent.mkdir()
    elsewhere.write_text("x")
    assert run_import(tmp_path, RAW + "A third one.\n").path.endswith("-4.md")
    assert (tmp_path / first.path).read_text() == first.text


def test_the_same_bytes_are_refused(tmp_path: Path) -> None:
    first = run_import(tmp_path)
    with pytest.raises(ContentError, match=f"raw.txt: the same text is already in {first.path}"):
        run_import(tmp_path, options=ImportOptions(("culture",), source="herald"))
    assert files(tmp_path) == [first.path]
    undated = f"Council moves\n{ONE}\n"
    run_import(tmp_path, undated)
    with pytest.raises(ContentError):
        run_import(tmp_path, undated, now=datetime(2026, 2, 20, tzinfo=UTC))


def test_an_unreadable_neighbour_does_not_hide_an_earlier_import(tmp_path: Path) -> None:
    first = run_import(tmp_path)
    (tmp_path / first.path).with_name("a.md").mkdir()
    with pytest.raises(ContentError, match="the same text is already in"):
        run_import(tmp_path)


def test_print_writes_nothing(tmp_path: Path) -> None:
    imported = run_import(tmp_path, options=ImportOptions(("city",), only_print=True))
    assert imported.path == "" and files(tmp_path) == [] and imported.text == run_import(tmp_path).text
    again = run_import(tmp_path, options=ImportOptions(("city",), only_print=True))
    assert again.notes == (*imported.notes, "the same text is already in content/2026/01/council-moves-the-fish-market.md")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("!!!", "article"),
        ("Topics", "topics-2"),
        ("Con", "con-2"),
        ("2026-99-99 Fish", "fish"),
        ("항구 시장", "항구-시장"),
        ("word " * 30, "-".join(["word"] * 14)),
    ],
)
def test_file_names(tmp_path: Path, title: str, name: str) -> None:
    imported = run_import(tmp_path, f"{title}\nPublished: 2026-01-04\n{ONE}\n")
    assert imported.path == f"content/2026/01/{name}.md"
    assert article(imported)[0].slug == name


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (ImportOptions(topics=("citty",)), "unknown topic citty", "did you mean city?"),
        (ImportOptions(topics=("xyz",)), "unknown topic xyz", "the topics of content/topics.yml are: city, culture"),
        (ImportOptions(topics=("city",), url="harbour.example"), "--url: harbour.example is not a web address", "write one that"),
        (ImportOptions(topics=("city",), url="https://[bad/x"), "--url: https://[bad/x is not a web address", "write one that"),
        (ImportOptions(topics=("city",), tags=("x" * 201,)), f"the tag {'x' * 20}… is longer than 200 bytes", "shorten it"),
        (
            ImportOptions(topics=("city",), tags=("!!!",)),
            "the tag !!! has no letter or digit to make a url of",
            "use letters or digits",
        ),
        (ImportOptions(topics=("city",), tags=("fish", "")), "a tag is empty", "use letters or digits"),
    ],
)
def test_invalid_options_are_refused(tmp_path: Path, options: ImportOptions, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        run_import(tmp_path, options=options)
    assert error.value.message == message and error.value.hint.startswith(hint) and error.value.exit_code == 2
    assert files(tmp_path) == []


@pytest.mark.parametrize("data", [b"", b"  \n", b"a\0b", b"M\xfcller\x81\xff\xb3\xb9", b"x" * (5 * 1024 * 1024 + 1)])
def test_binary_data_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ContentError) as error:
        run_import(tmp_path, data)
    assert error.value.message.startswith("raw.txt:") and "\n" not in error.value.message
    assert files(tmp_path) == []


def test_an_article_that_would_be_too_large_is_refused(tmp_path: Path) -> None:
    small = Config(title="Test", base_url="https://example.org/", timezone="Asia/Seoul", max_article_bytes=300)
    with pytest.raises(ContentError, match="max_article_bytes"):
        run_import(tmp_path, config=small)
    small = msgspec.structs.replace(small, max_article_bytes=1000)
    korean = f"항구 시장\nPublished: 2026-01-04\n{'시장' * 200}\n"
    assert len(korean) < 500 < 1000 < len(korean.encode())
    with pytest.raises(ContentError, match="max_article_bytes"):
        run_import(tmp_path, korean, config=small)


def test_read_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    assert read_input(str(tmp_path / "a.txt")) == b"abc"
    monkeypatch.setattr("digest.commands.import_text.MAX_RAW_BYTES", 1)
    assert read_input(str(tmp_path / "a.txt")) == b"ab", "one byte more than it may have is enough to refuse it"
    for name, hint in (
        ("b.text", f"did you mean {tmp_path}/a.txt?"),
        ("zzz", "check the path"),
        ("a.txt/b.txt", "check the path"),
        ("c/a.txt", "check"),
    ):
        with pytest.raises(ContentError, match="there is no such file") as missing:
            read_input(str(tmp_path / name))
        assert missing.value.hint.startswith(hint)
    monkeypatch.setattr("digest.commands.import_text.MAX_NAMES_FOR_HINT", 0)
    with pytest.raises(ContentError, match="there is no such file") as missing:
        read_input(str(tmp_path / "b.text"))
    assert missing.value.hint.startswith("check the path"), "a folder with very many files is not searched"
    with pytest.raises(DiskError, match="name too long") as unusable:
        read_input(str(tmp_path / ("x" * 300)))
    assert unusable.value.hint == "use a shorter name"
    for end in ("", "/"):
        with pytest.raises(ContentError, match="this is a folder") as caught:
            read_input(f"{tmp_path}{end}")
        assert caught.value.hint == f"name its files, such as {tmp_path}/*.txt"


def test_a_file_whose_name_looks_like_an_address_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, {"www.notes.txt": "abc"}))
    assert read_input("www.notes.txt") == b"abc"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_disk_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DiskError):
        run_import(tmp_path)


def test_a_file_in_place_of_a_folder_is_a_disk_error(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("x")
    with pytest.raises(DiskError):
        run_import(tmp_path)


EXTENSION = """\
from datetime import datetime
from digest.api import Wire

endless = []
endless.append(endless)
IMPORTERS = {
    "notes": lambda text, reader: Wire(title=text.strip(), paragraphs=("One.",), date=datetime(2026, 1, 4, tzinfo=reader.zone)),
    "text": lambda text, reader: text,
    "empty": lambda text, reader: Wire(title=""),
    "object": lambda text, reader: Wire(title=object()),
    "date": lambda text, reader: Wire(title="T", date=datetime(2026, 1, 4)),
    "endless": lambda text, reader: Wire(title="T", notes=endless),
    "updated": lambda text, reader: Wire(title="T", updated=datetime(2026, 1, 4)),
}
"""


def take_by_extension(root: Path, importer: str, raw: str = "A title") -> Imported:
    write(root, {"extensions/own.py": EXTENSION})
    options = msgspec.structs.replace(CITY, importer=importer)
    return run_import(root, raw, options, config=msgspec.structs.replace(CONFIG, extensions=(ExtensionName("own.py", 3, 1),)))


def test_an_extension_reads_any_text(tmp_path: Path) -> None:
    made, paragraphs = article(take_by_extension(tmp_path, "notes", "<!doctype html><title>x</title>"))
    assert (made.title, paragraphs) == ("<!doctype html><title>x</title>", ["One."])
    with pytest.raises(ContentError, match="not the raw text of an article"):
        run_import(tmp_path, "<!doctype html><title>x</title>")


@pytest.mark.parametrize(
    ("importer", "message"),
    [
        ("text", "it returned str instead of a Wire"),
        ("object", "its Wire contains a value that is not allowed: "),
        ("endless", "its Wire contains a value that is not allowed: "),
        ("date", "it returned a date without a time zone"),
        ("updated", "it returned a date without a time zone"),
    ],
)
def test_wrong_results_of_an_extension_are_reported(tmp_path: Path, importer: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        take_by_extension(tmp_path, importer)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.path, diagnostic.code) == ("extensions/own.py", "E703") and message in diagnostic.message


def test_a_text_without_a_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"raw\.txt: no line of text in the file"):
        take_by_extension(tmp_path, "empty")


@pytest.mark.parametrize(
    ("importer", "message", "hint"),
    [
        ("note", "there is no importer note", "did you mean notes?"),
        ("", r"there is no importer \(empty\)", "the importers are: wire, notes, text, empty, object, date, endless, updated"),
    ],
)
def test_an_unknown_importer_is_reported(tmp_path: Path, importer: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        take_by_extension(tmp_path, importer)
    assert caught.value.hint == hint


def test_an_extension_that_cannot_be_loaded_imports_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"extensions/other.py": "1/0\n"})
    config = msgspec.structs.replace(CONFIG, extensions=(ExtensionName("other.py", 3, 1),))
    with pytest.raises(ContentError) as caught:
        run_import(tmp_path, options=msgspec.structs.replace(CITY, importer="notes"), config=config)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["E701"]
    assert run_import(tmp_path, config=config).path


def test_standard_input_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="standard input: the file is empty"):
        import_text(tmp_path, CONFIG, (), TOPICS, b"", "-", CITY, NOW)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=300), st.booleans())
def test_any_text_becomes_a_valid_article(tmp_path: Path, raw: str, dated: bool) -> None:
    data = (raw + ("\nPublished: 2026-01-04 10:00\nA sentence.\n" if dated else "")).encode()
    try:
        imported = run_import(tmp_path, data, ImportOptions(("city",), only_print=True))
    except ContentError:
        return
    article(Imported("content/2026/01/x.md", imported.text, (), ()))
