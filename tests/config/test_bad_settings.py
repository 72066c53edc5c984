"""Invalid settings and registries (case 62), invalid command-line options, and their exit codes."""

# ruff: noqa: E501 - printed lines are not wrapped

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_inputs import BAD, SETTINGS, Case, article, case, run_build, snapshot
from tests.conftest import run_digest

START = "title: T\nbase_url: https://example.org/\n"


def settings(name: str, text: str | bytes, message: str = "", code: int = 2) -> Case:
    """A case of a digest.yml with this text, and the expected message and exit code."""
    return case(f"62 {name}", {"digest.yml": text}, message, code=code)


MANY_ERRORS = """\
titel: x
base_url: example.org
timezone: Mars
language: english!
theme: ../x
permalink: /x/
output: ''
lists: {front: -1, topcs: 3}
tags: 5
feed: {content: ful, entries: 0}
html: maybe
max_article_bytes: 5MB
nav: [life, {name: x}, {name: y, url: z}, [a], '']
"""

BRAND = """\
brand:
  color: #a3210f
  color_dark: "#797979"
  logo: ../logo.svg
  logo_dark: https://example.org/logo.svg
  icon: icon.gif
  touch_icon: icon.svg
  card: [a.png]
  fonts:
    serif: "a; }"
    sans: [{weight: 300}, {file: a.otf, weight: bold, style: italics}]
    mono: Courier
  scheme: drak
  colour: "#fff"
"""

CASES = [
    settings(
        "colon in the title",
        "title: Foo: bar\n",
        """
        digest.yml:1:11: E105 a second ': ' on the line
          write title: "Foo: bar"
        """,
    ),
    settings(
        "unknown",
        SETTINGS + "timezon: x\n",
        """
        digest.yml:5:1: E601 unknown setting timezon
          did you mean timezone?
        """,
    ),
    settings(
        "keys of sections beside the settings",
        SETTINGS + "front: river\ncutoff: friday 18:00\nentries: 5\ncolor: red\n",
        """
        digest.yml:5:1: E601 unknown setting front
          it belongs below lists: or editions:, indented
        digest.yml:6:1: E601 unknown setting cutoff
          it belongs below editions:, indented
        digest.yml:7:1: E601 unknown setting entries
          it belongs below feed:, indented
        digest.yml:8:1: E601 unknown setting color
          it belongs below brand:, indented
        """,
    ),
    settings(
        "unknown, and no setting is similar",
        SETTINGS + "zzz: x\n",
        """
        digest.yml:5:1: E601 unknown setting zzz
          digest help settings lists them all
        """,
    ),
    settings(
        "invalid new names of tags",
        SETTINGS + 'tags: {renamed: {Old: [a], AI: "", older: new}}\n',
        """
        digest.yml:5:23: E601 renamed: the new name of Old must be text
          for example  AI: artificial intelligence
        digest.yml:5:28: E601 renamed: an empty text is not the name of a tag
          for example  AI: artificial intelligence
        """,
    ),
    settings(
        "address without a scheme",
        SETTINGS.replace("https://", ""),
        """
        digest.yml:2:11: E601 base_url needs http:// or https://
          write the whole address, such as https://example.org/news/
        """,
    ),
    settings(
        "address of another scheme",
        SETTINGS.replace("https://", "ftp://"),
        """
        digest.yml:2:11: E601 base_url needs http:// or https://
          write the whole address, such as https://example.org/news/
        """,
    ),
    settings(
        "address without a host",
        SETTINGS.replace("https://example.org", "https://"),
        """
        digest.yml:2:11: E601 base_url has no host
          write the whole address, such as https://example.org/news/
        """,
    ),
    settings(
        "address with half a host",
        SETTINGS.replace("example.org", "'[::1'"),
        """
        digest.yml:2:11: E601 base_url is not a url
          write the whole address, such as https://example.org/news/
        """,
    ),
    settings(
        "address with a query",
        SETTINGS.replace("/d/", "/?d"),
        """
        digest.yml:2:11: E601 base_url must not contain spaces, quotation marks, ? or #
          write the whole address, such as https://example.org/news/
        """,
    ),
    settings(
        "time zone",
        SETTINGS.replace("Seoul", "Soul"),
        """
        digest.yml:3:11: E601 unknown time zone Asia/Soul
          did you mean Asia/Seoul?
        """,
    ),
    settings(
        "62 an unknown language",
        SETTINGS + "language: xx-YY\n",
        """
        digest.yml:5:11: E601 language must be a language tag
          for example en, ko or pt-BR (BCP 47)
        """,
    ),
    settings(
        "62 the code of a country",
        SETTINGS + "language: jp\n",
        """
        digest.yml:5:11: E601 language must be a language tag
          did you mean ja?
        """,
    ),
    settings(
        "62 a tag in another form",
        SETTINGS + "language: ko_kr\n",
        """
        digest.yml:5:11: N204 language: ko_kr is read as ko-KR
          write ko-KR
        """,
        code=0,
    ),
    settings(
        "time zone of the machine",
        SETTINGS.replace("Asia/Seoul", "localtime"),
        """
        digest.yml:3:11: E601 localtime is the time zone of one machine
          for example Asia/Seoul
        """,
    ),
    settings(
        "time zone that is an abbreviation",
        SETTINGS.replace("Asia/Seoul", "KST"),
        """
        digest.yml:3:11: E601 unknown time zone KST
          write Asia/Seoul
        """,
    ),
    settings(
        "time zone that is a path",
        SETTINGS.replace("Asia/Seoul", "../../etc/passwd"),
        """
        digest.yml:3:11: E601 unknown time zone ../../etc/passwd
          for example Asia/Seoul
        """,
    ),
    settings(
        "empty",
        "",
        """
        digest.yml:1:1: E601 no settings
          write title: "…" and base_url: https://…
        """,
    ),
    settings(
        "only a comment",
        "# nothing\n",
        """
        digest.yml:1:1: E601 no settings
          write title: "…" and base_url: https://…
        """,
    ),
    settings(
        "a list",
        "- title\n",
        """
        digest.yml:1:1: E601 no settings
          write title: "…" and base_url: https://…
        """,
    ),
    settings(
        "no title",
        "base_url: https://example.org/\n",
        """
        digest.yml:1:1: E601 the setting title is missing
          add a line title: …
        """,
    ),
    settings(
        "title empty",
        START.replace("T", ""),
        """
        digest.yml:1:7: E601 title is empty
          write title: "…"
        """,
    ),
    settings(
        "twice",
        SETTINGS + "title: again\n",
        """
        digest.yml:5:1: E107 title is repeated (first in line 1)
          remove one
        """,
    ),
    settings(
        "many errors at once",
        MANY_ERRORS,
        """
        digest.yml:1:1: E601 unknown setting titel
          did you mean title?
        digest.yml:1:1: E601 the setting title is missing
          add a line title: …
        digest.yml:2:11: E601 base_url needs http:// or https://
          write the whole address, such as https://example.org/news/
        digest.yml:3:11: E601 unknown time zone Mars
          for example Asia/Seoul
        digest.yml:4:11: E601 language must be a language tag
          for example en, ko or pt-BR (BCP 47)
        digest.yml:5:8: E601 theme must be the name of a folder in themes/
        digest.yml:6:12: E601 the permalink needs {slug} or {path}
          for example /{year}/{month}/{day}/{slug}/
        digest.yml:7:9: E601 output is empty
          write output: "…"
        digest.yml:8:16: E601 front must be a whole number from 0 to 1000
        digest.yml:8:20: E601 unknown setting of lists: topcs
          did you mean topics?
        digest.yml:9:7: E601 tags must be a mapping
          write tags: and below it, indented, key: value
        digest.yml:10:17: E601 content must be one of full, summary
          did you mean full?
        digest.yml:10:31: E601 entries must be a whole number from 1 to 1000
        digest.yml:11:7: E601 html must be true or false
        digest.yml:12:20: E601 max_article_bytes must be a whole number from 1 to 999999999
        digest.yml:13:13: E601 an entry of nav needs name and url
        digest.yml:13:39: E601 url must begin with / or https://
        digest.yml:13:43: E601 an entry of nav must be a topic, a plain page, or name and url
        """,
    ),
    settings(
        "a brand with many errors at once",
        SETTINGS + BRAND,
        """
        digest.yml:6:9: E601 color is empty
          write color: "#a3210f", with quotes: a # without them begins a comment
        digest.yml:6:10: W103 everything from # on is a comment: there is no value
          write color: "#a3210f", or the comment with a space after #
        digest.yml:7:15: E601 color_dark: neither dark nor light letters have a contrast of 4.5:1 with #797979
          the nearest colour that works is "#767676"
        digest.yml:8:9: E601 logo leads out of content/static/
          put the file into content/static/, and write its path there, such as logo.svg
        digest.yml:9:14: E601 logo_dark must be a file of the site
          put the file into content/static/, and write its path there, such as logo-dark.svg
        digest.yml:10:9: E601 icon must be a file that ends with .svg or .png
          put the file into content/static/, and write its path there, such as icon.svg
        digest.yml:11:15: E601 touch_icon must be a .png
          put the file into content/static/, and write its path there, such as touch-icon.png
        digest.yml:12:9: E601 card must be text
          write card: a.png
        digest.yml:14:12: E601 serif must be the name of a font, or a file
          for example Charter, or fonts/name.woff2
        digest.yml:15:12: E601 sans: a font needs its file
          write {file: fonts/name.woff2, weight: 700}
        digest.yml:15:49: E601 weight must be a weight
          for example 700, or 200 900 for a variable font
        digest.yml:15:62: E601 style must be one of normal, italic
          did you mean italic?
        digest.yml:16:5: E601 unknown setting of fonts: mono
          the keys are serif, sans
        digest.yml:17:11: E601 scheme must be one of system, light, dark
          did you mean dark?
        digest.yml:18:3: E601 unknown setting of brand: colour
          did you mean color?
        """,
    ),
    settings(
        "a brand that is not a mapping",
        SETTINGS + 'brand: "#a3210f"\nfooter: [{name: x}, {name: y, url: z}, {name: z, url: /, rel: Me!}, [a]]\n',
        """
        digest.yml:5:8: E601 brand must be a mapping
          write brand: and below it, indented, color: "#a3210f"
        digest.yml:6:10: E601 an entry of footer needs name and url
        digest.yml:6:36: E601 url must begin with / or https://
        digest.yml:6:63: E601 rel must be words of small letters
          for example me, or license
        digest.yml:6:69: E601 an entry of footer must be a topic, a plain page, or name and url
        """,
    ),
    settings(
        "a brand for the dark scheme alone",
        SETTINGS + "brand: {color_dark: fff}\n",
        """
        digest.yml:5:21: E601 color_dark needs color
          add color: for the light scheme
        """,
    ),
    settings(
        "unknown topic in nav",
        SETTINGS + "nav: [lief, science, {name: A, url: /a/}]\n",
        """
        digest.yml:5:7: E601 nav: there is no topic or page lief
          did you mean life?
        """,
    ),
    settings(
        "unknown theme", SETTINGS.replace("tiny", "tinny"), "digest.yml:4:8: E601 there is no theme tinny\n  did you mean tiny?"
    ),
    settings(
        "permalink without slashes",
        SETTINGS + "permalink: '{slug}'\n",
        """
        digest.yml:5:12: E601 the permalink must begin with / and end with / or .html
          for example /{year}/{month}/{day}/{slug}/
        """,
    ),
    settings(
        "permalink with an unknown variable",
        SETTINGS + "permalink: '/{foo}/{slug}/'\n",
        """
        digest.yml:5:12: E601 the permalink may contain {year}, {month}, {day}, {slug}, {lang}, {topic} and {path}
          for example /{year}/{month}/{day}/{slug}/
        """,
    ),
    settings(
        "permalink that leads out",
        SETTINGS + "permalink: '/../{slug}/'\n",
        """
        digest.yml:5:12: E601 ../x begins with a dot, and dot-files in the output folder are not digest's
          for example /{year}/{month}/{day}/{slug}/
        """,
    ),
    settings(
        "slugs of tags",
        SETTINGS + "tags: {slugs: {A: ../x, B: index, C: []}}\n",
        """
        digest.yml:5:19: E601 the slug of the tag A: ../x is not a slug
          use letters, digits and -
        digest.yml:5:28: E601 the slug of the tag B: the slug index is reserved
          use letters, digits and -
        digest.yml:5:38: E601 the slug of the tag C: an empty text is not a slug
          use letters, digits and -
        """,
    ),
    settings(
        "tab",
        SETTINGS + "lists:\n\tfront: 3\n",
        """
        digest.yml:6:1: E105 a tab where spaces are needed
          indent with spaces
        """,
    ),
    settings(
        "anchor",
        SETTINGS + "description: &x y\n",
        """
        digest.yml:5:14: E106 a text may not begin with & (a YAML anchor)
          put the value in quotes: key: "&…"
        """,
    ),
    settings(
        "second document",
        SETTINGS + "---\na: b\n",
        """
        digest.yml:5:1: E106 a second YAML document in the settings file
          keep one
        """,
    ),
    settings("Latin-1", SETTINGS.encode() + b"description: caf\xe9\n", "digest: digest.yml is not UTF-8 text\n  save it as UTF-8"),
    settings(
        "NUL",
        SETTINGS + "description: a\0b\n",
        """
        digest.yml:5:15: E105 the character U+0000 is not allowed in YAML
          remove it
        """,
    ),
    settings(
        "over 1 MiB",
        SETTINGS + f"# {'x' * 1024 * 1024}\n",
        """
        digest.yml:1:1: E106 the settings file is longer than 1 MiB
          shorten it
        """,
    ),
    settings("5,000 slugs of tags", SETTINGS + "tags:\n  slugs:\n" + "".join(f"    t{i}: t-{i}\n" for i in range(5_000)), code=0),
    settings("a byte order mark and CRLF", "\ufeff" + SETTINGS.replace("\n", "\r\n"), code=0),
    settings(
        "drafts is a command-line option",
        SETTINGS + "drafts: true\n",
        """
        digest.yml:5:1: E601 unknown setting drafts
          digest help settings lists them all
        """,
    ),
    case(
        "topics: twice",
        {"content/topics.yml": "life: Life\nlife: x\nscience: S\n"},
        """
        content/topics.yml:2:1: E107 life is repeated (first in line 1)
          remove one
        """,
    ),
    case(
        "topics: a list",
        {"content/topics.yml": "- life\n"},
        """
        content/topics.yml:1:1: E202 the registry must map a slug to {name, …}
          write  slug:  and below it, indented, name: …
        """,
    ),
    case(
        "topics: colon",
        {"content/topics.yml": "life: a: b\n"},
        """
        content/topics.yml:1:8: E105 a second ': ' on the line
          write life: "a: b"
        """,
    ),
    case(
        "topics: empty",
        {"content/topics.yml": ""},
        """
        content/2026/01/good.md:4:8: E205 unknown topic life
          add it to content/topics.yml, which lists no topic yet
        """,
    ),
    case("topics: only slugs", {"content/topics.yml": "life:\nscience:\n"}, shows="", page="topics/life/index.html"),
    case(
        "topics: invalid slugs",
        {"content/topics.yml": "con: x\n../x: y\nA b: z\nlife: [a]\nscience: {nam: x}\n"},
        """
        content/topics.yml:1:1: E202 con is a device name on Windows
          choose another name
        content/topics.yml:2:1: E202 ../x is not a slug
          use lower-case letters, digits and -
        content/topics.yml:3:1: E202 A b is not a slug
          use lower-case letters, digits and -
        content/topics.yml:4:7: E202 life must be a mapping
          write name: … below it, indented
        content/topics.yml:5:11: W201 unknown key of science: nam
          did you mean name?
        """,
    ),
    case(
        "topics: Latin-1",
        {"content/topics.yml": b"life: caf\xe9\n"},
        """
        content/topics.yml:1:10: E102 the byte 0xE9 is not UTF-8
          save the file as UTF-8
        """,
    ),
    case(
        "sources",
        {"content/sources.yml": "gazette: {mode: all, timezone: Mars, lang: english, domain: [x], feeed: x}\n"},
        """
        content/sources.yml:1:17: E202 mode must be one of link, excerpt, full
        content/sources.yml:1:32: E202 unknown time zone Mars
          for example Asia/Seoul
        content/sources.yml:1:38: N201 lang is read as language
          write language
        content/sources.yml:1:44: E202 lang must be a language tag
          did you mean en?
        content/sources.yml:1:61: E202 domain must be text
          write domain: x
        content/sources.yml:1:66: W201 unknown key of gazette: feeed
          did you mean feed?
        """,
    ),
    case(
        "sources: 2,000 of them",
        {"content/sources.yml": "".join(f"s{i}: {{name: Source {i}, domain: s{i}.example}}\n" for i in range(2_000))},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_invalid_settings_and_registries(case: Case, check: Callable[[Case], None]):
    check(case)


def test_61_an_output_folder_of_an_unknown_user(good: Path):
    (good / "digest.yml").write_text(SETTINGS + "output: ~nobody-of-this-name/site\n")
    assert run_build(good).code in (0, 2)


COMMANDS = [
    (("--now", "soon"), "digest: --now: 'soon' is not a date\n  for example 2026-01-04 or 2026-01-04T23:26:00+09:00\n"),
    (("--now", "2026-02-30"), "digest: --now: there is no day 2026-02-30\n  check month and day\n"),
    (
        ("--base-url", "x"),
        "digest: --base-url needs http:// or https://\n  write the whole address, such as https://example.org/news/\n",
    ),
    (("--theme", "tinny"), "digest: there is no theme tinny\n  did you mean tiny?\n"),
    (
        ("--nope",),
        "Usage: digest build [OPTIONS]\nTry 'digest build --help' for help.\n\nError: No such option '--nope'. Did you mean '--now'?\n",
    ),
]


@pytest.mark.parametrize("arguments, message", COMMANDS, ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_invalid_options_are_reported(arguments: tuple[str, ...], message: str, good: Path):
    before = snapshot(good)
    assert run_digest(good, "build", *arguments) == (2, "", message)
    assert snapshot(good) == before


def test_an_invalid_source_date_epoch_is_reported(good: Path):
    ran = run_digest(good, "build", env={"SOURCE_DATE_EPOCH": "yesterday"})
    assert ran == (2, "", "digest: SOURCE_DATE_EPOCH must be seconds since 1970\n  write a whole number, or unset it\n")


def test_a_folder_without_settings_is_reported(tmp_path: Path):
    ran = run_build(tmp_path)
    hint = "  go to the folder of a site, or make one: digest init DIR\n"
    assert ran == (2, "", f"digest: there is no digest.yml in {tmp_path}\n{hint}")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    ran = run_build(tmp_path / "file")
    assert ran == (2, "", f"digest: there is no digest.yml in {tmp_path / 'file'}\n{hint}")


def test_an_internal_error_exits_with_70_and_prints_no_traceback(good: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr("digest.collections_loader.collect", fail)
    before = snapshot(good / "site")
    (good / BAD).write_text(article())
    ran = run_build(good)
    message = "digest: internal error: RuntimeError: oh\n  please report it with what --traceback prints\n"
    assert ran == (70, "", message)
    assert snapshot(good / "site") == before
