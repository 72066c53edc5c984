"""Extensions: their additions, invalidation of pages, diagnostics; extensions not in the settings are never run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import digest.build
import digest.workers.worker_selection
from digest.command_run import CommandRun
from digest.inputs import extension_loader
from digest.installation.package import install_command
from tests import sites
from tests.conftest import run_digest
from tests.sites import tree, write

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "guides" / "extend.md").read_text(encoding="utf-8")
OWN = "extensions/own.py"

PLANNER = """\
from digest.api import ListPage, OwnPage, Page, TextFile

def latest(collections, site, config):
    cards = tuple(entry.card for entry in collections.entries[-2:])
    yield Page("latest/index.html", "list.html", ListPage(title="Latest", kind="latest", cards=cards))
    yield TextFile("latest.txt", "<" + ", ".join(card.title for card in cards) + ">\\n")

PLANNERS = {"latest": latest}
"""
FILTER = "def shout(value, mark='!'):\n    return value.upper() + mark\n\nFILTERS = {'shout': shout}\n"
ARTICLE = "themes/plain/templates/article.html"
SHOUT_TEMPLATE = {ARTICLE: b'{% extends "base.html" %}\n{% block main %}{{ page.title|shout }}{% endblock %}\n'}


def extended(root: Path, code: str | bytes, files: dict[str, str | bytes] | None = None, names: str = "[own.py]") -> Path:
    """Write a tiny site with this extension."""
    settings = {"digest.yml": f"{sites.SETTINGS}extensions: {names}\n"}
    return write(root, {**sites.tiny(), OWN: code, **settings, **(files or {})})


def incremental_is_clean(root: Path, clean_folder: Path) -> sites.Built:
    """Build the site after an edit; a clean build of a copy has the same output and diagnostics."""
    built = sites.build(root)
    clean, clean_output = sites.clean_build(root, clean_folder)
    assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics)
    if built.code == 0:
        assert tree(root / "site") == clean_output
    return built


@pytest.fixture
def clean_folder(tmp_path: Path) -> Path:
    """An empty folder for clean builds."""
    folder = tmp_path / "clean"
    folder.mkdir()
    return folder


# the worked example


def blocks() -> dict[str, str]:
    """The files of the worked example, by the paths above them."""
    return dict(re.findall(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL))


def test_the_worked_example_of_the_documentation_builds(tmp_path: Path):
    files = blocks()
    assert sorted(files) == ["extensions/desk.py", "extensions/reading.py", "themes/default/templates/longest.html"]
    setting = re.search(r"```yaml\n(extensions: .*\n)```", DOCUMENT)
    assert setting
    site = {path: content for path, content in sites.tiny().items() if not path.startswith("themes/")}
    site |= {"digest.yml": sites.SETTINGS.replace("theme: plain\n", "") + setting[1], **files}
    site["content/2026/long.md"] = sites.article(
        "Long, and read", "2026-02-09", summary="Four words of summary.", body="word " * 900
    )
    root = write(tmp_path / "site", site)
    ran = run_digest(root, "build", "--now", "2026-03-01")
    assert (ran.code, ran.err) == (0, "")
    page = (root / "site/longest/index.html").read_text()
    assert page.index("Long, and read") < page.index("Article 1")
    assert "summed up in 4 words" in page
    assert '<link rel="canonical" href="https://example.org/longest/">' in page
    table = (root / "site/longest/longest.csv").read_text().splitlines()
    assert table[0] == "minutes,title,url"
    assert re.fullmatch(r'\d+,"Long, and read",https://example.org/2026/02/09/long/', table[1])
    assert len(table) == 1 + 7
    assert "https://example.org/longest/" in (root / "site/sitemap.xml").read_text()
    (tmp_path / "notes.txt").write_text("A title of mine\n\nOne paragraph.\nAnother one.\n")
    imported_run = run_digest(
        root, "import", "--importer", "notes", "--topic", "world", "--now", "2026-03-01 10:00", str(tmp_path / "notes.txt")
    )
    assert (imported_run.code, imported_run.out) == (0, "made content/2026/03/a-title-of-mine.md\n"), imported_run.err
    text = (root / "content/2026/03/a-title-of-mine.md").read_text()
    assert "\ndate: 2026-03-01T10:00:00+00:00\n" in text and text.endswith("\nOne paragraph.\n\nAnother one.\n")
    assert run_digest(root, "build", "--now", "2026-03-02").code == 0


def test_the_documented_planner_reads_editions_stories_sources_and_covered_articles(tmp_path: Path):
    settings = sites.SETTINGS + "extensions: [desk.py]\neditions: {every: week, cutoff: friday 18:00}\n"
    site = sites.tiny(0) | {"digest.yml": settings, "extensions/desk.py": blocks()["extensions/desk.py"]}
    for name, day, head in (
        ("a", "2026-02-03", {"story": "Flood"}),
        ("b", "2026-02-04", {"covers": "a.md", "source": "gazette"}),
        ("c", "2026-02-10", {"story": "Flood", "source": "Elsewhere"}),
    ):
        site[f"content/2026/{name}.md"] = sites.article(name, day, **head)
    root = write(tmp_path / "site", site)
    ran = run_digest(root, "build", "--now", "2026-03-01")
    assert (ran.code, ran.err) == (0, "")
    assert (root / "site/desk.tsv").read_text().splitlines() == [
        "2026-02-06\t1\t2\t2\t1\tFlood",
        "2026-02-13\t2\t1\t1\t0\tFlood",
        "The Wire\t1",
        "Gazette\t1",
        "Elsewhere\t1",
    ]


def test_the_documentation_names_every_table():
    for name in extension_loader.EXTENSION_GROUPS:
        assert f"`{name.upper()}`" in DOCUMENT
        assert f'[project.entry-points."digest.{name}"]' in DOCUMENT


# invalidation


def test_a_planners_page_is_rendered_again_when_its_data_changes(tmp_path: Path, clean_folder: Path):
    root = extended(tmp_path / "site", PLANNER)
    built = incremental_is_clean(root, clean_folder)
    assert {"latest/index.html", "latest.txt"} <= built.rendered
    assert (root / "site/latest.txt").read_text() == "<Article 4, Article 5>\n"
    assert incremental_is_clean(root, clean_folder).rendered == set()
    write(root, {"content/2026/a0.md": sites.article("Article 0", "2026-02-01", summary="Other.")})
    assert not incremental_is_clean(root, clean_folder).rendered & {"latest/index.html", "latest.txt"}
    write(root, {"content/2026/a5.md": sites.article("New title", "2026-02-06")})
    assert {"latest/index.html", "latest.txt"} <= incremental_is_clean(root, clean_folder).rendered


def test_changed_planner_code_renders_only_pages_with_other_results(tmp_path: Path, clean_folder: Path):
    root = extended(tmp_path / "site", PLANNER)
    incremental_is_clean(root, clean_folder)
    write(root, {OWN: f"# a remark\n{PLANNER}"})
    assert incremental_is_clean(root, clean_folder).rendered == set()
    write(root, {OWN: PLANNER.replace('"<"', '"["')})
    assert incremental_is_clean(root, clean_folder).rendered == {"latest.txt"}
    write(root, {OWN: PLANNER.replace("latest.txt", "newest.txt")})
    assert incremental_is_clean(root, clean_folder).rendered == {"newest.txt"}
    assert not (root / "site/latest.txt").exists()
    write(root, {"digest.yml": sites.SETTINGS})
    incremental_is_clean(root, clean_folder)
    assert not (root / "site/latest").exists()


def test_changed_filter_code_renders_the_pages_that_call_the_filter(tmp_path: Path, clean_folder: Path):
    root = extended(tmp_path / "site", FILTER, SHOUT_TEMPLATE)
    incremental_is_clean(root, clean_folder)
    assert "ARTICLE 1!" in (root / "site/2026/02/02/a1/index.html").read_text()
    write(root, {OWN: FILTER.replace("mark='!'", "mark='?'")})
    rendered = incremental_is_clean(root, clean_folder).rendered
    assert rendered == {f"2026/02/0{n + 1}/a{n}/index.html" for n in range(6)}
    assert "ARTICLE 1?" in (root / "site/2026/02/02/a1/index.html").read_text()


@pytest.mark.parametrize(
    "call",
    [
        "{{ [page.title]|map('shout')|join }}",
        "{{ [page.title]|map('sho' ~ 'ut')|join }}",
        "{{ [page.title]|map(*['shout'])|join }}",
        "{% filter shout %}{{ page.title }}{% endfilter %}",
        "{% set x | shout %}{{ page.title }}{% endset %}{{ x }}",
    ],
)
def test_indirect_calls_of_a_filter_are_detected(tmp_path: Path, clean_folder: Path, call: str):
    template = SHOUT_TEMPLATE[ARTICLE].replace(b"{{ page.title|shout }}", call.encode())
    root = extended(tmp_path / "site", FILTER, {ARTICLE: template})
    incremental_is_clean(root, clean_folder)
    write(root, {OWN: FILTER.replace("mark='!'", "mark='?'")})
    incremental_is_clean(root, clean_folder)
    assert "ARTICLE 1?" in (root / "site/2026/02/02/a1/index.html").read_text()


def test_the_result_of_a_filter_is_escaped_unless_it_is_markup(tmp_path: Path):
    code = "from markupsafe import Markup\nFILTERS = {'shout': lambda v: '<i>', 'html': lambda v: Markup('<b>')}\n"
    template = SHOUT_TEMPLATE[ARTICLE].replace(b"|shout }}", b"|shout }}{{ page.title|html }}")
    root = extended(tmp_path / "site", code, {ARTICLE: template})
    assert sites.build(root).code == 0
    assert "&lt;i&gt;<b>" in (root / "site/2026/02/02/a1/index.html").read_text()


def test_workers_produce_the_same_output(tmp_path: Path, clean_folder: Path, monkeypatch: pytest.MonkeyPatch):
    root = extended(tmp_path / "site", PLANNER + FILTER, SHOUT_TEMPLATE)
    _, clean_output = sites.clean_build(root, clean_folder)
    monkeypatch.setattr(digest.workers.worker_selection, "ARTICLES_PER_PROCESS", 1)
    built = sites.build(root, run=CommandRun(jobs=2))
    assert built.code == 0, built.diagnostics
    assert tree(root / "site") == clean_output
    write(root, {OWN: PLANNER + FILTER.replace("upper", "oops")})
    failed = sites.build(root, run=CommandRun(jobs=2, fresh=True))
    assert failed.code == 1
    assert failed.diagnostics[0].startswith("extensions/own.py:10:1: E702 content/2026/a0.md: a filter of extensions/own.py failed")
    assert tree(root / "site") == clean_output


def test_links_to_an_added_page_are_not_broken(tmp_path: Path):
    files = {"content/2026/a1.md": sites.article("One", body="[latest](/latest/) and [file](/latest.txt)")}
    root = extended(tmp_path / "site", PLANNER, files)
    assert sites.build(root).diagnostics == ()


def test_check_plans_the_same_pages_as_a_build(tmp_path: Path):
    root = extended(tmp_path / "site", PLANNER + FILTER, SHOUT_TEMPLATE)
    assert run_digest(root, "build", "--now", "2026-03-01").code == 0
    checked = run_digest(root, "check", "--now", "2026-03-01")
    assert "W403" not in checked.err and "latest" not in checked.err, checked.err


# errors

RETURNS = "PLANNERS = {{'p': lambda c, s, g: {}}}\n"
IMPORTS = "from digest.api import OwnPage, Page, TextFile\n"

INVALID_CODE = {
    "syntax": ("x = 1\ndef f(:\n", "OWN:2:1: E701 OWN cannot be loaded: SyntaxError: invalid syntax"),
    "no text": (b"x = 1\n\xff", "OWN:2:1: E701 OWN cannot be loaded: SyntaxError"),
    "NUL": (b"\0", "OWN:1:1: E701 OWN cannot be loaded"),
    "import": ("\nimport nowhere\n", "OWN:2:1: E701 OWN cannot be loaded: ModuleNotFoundError: No module"),
    "neighbour": ("import other\n", "OWN:1:1: E701 OWN cannot be loaded: ModuleNotFoundError: No module"),
    "exit": ("import sys\n\nsys.exit('bye')\n", "OWN:3:1: E701 OWN cannot be loaded: SystemExit: bye"),
    "nothing": ("x = 1\n", "OWN:1:1: E703 OWN adds nothing to digest"),
    "list": ("PLANNERS = [len]\n", "OWN:1:1: E703 PLANNERS of OWN is not a mapping"),
    "no function": ("PLANNERS = {'a': 3}\n", "OWN:1:1: E703 the planner a of OWN: it is not a function but int"),
    "no name": ("PLANNERS = {3: len}\n", "OWN:1:1: E703 the planner (int) of OWN: an invalid name"),
    "strange": (
        "class Strange:\n    __call__ = len\n    def __getattr__(self, name):\n        1/0\nPLANNERS = {'a': Strange()}\n",
        "OWN:1:1: E701 OWN cannot be loaded: ZeroDivisionError",
    ),
    "endless data": (
        IMPORTS + "x = {}\nx['x'] = x\n" + RETURNS.format("[Page('a', 'b', OwnPage('', data=x))]"),
        "OWN:4:1: E703 the planner p of OWN: a cannot be written to a page",
    ),
    "name": ("\nPLANNERS = {'a b': lambda: 1}\n", "OWN:2:1: E703 the planner a b of OWN: an invalid name"),
    "own filter": ("FILTERS = {'date': len}\n", "OWN:1:1: E703 the filter date of OWN: the name is already used by digest"),
    "Jinja's filter beside a planner": (
        "FILTERS = {'upper': len}\nPLANNERS = {'p': lambda *_: ()}\n",
        "OWN:1:1: E703 the filter upper of OWN: the name is already used by J",
    ),
    "Jinja's filter": ("FILTERS = {'upper': len}\n", "OWN:1:1: E703 the filter upper of OWN: the name is already used by J"),
    "own importer": ("IMPORTERS = {'wire': len}\n", "OWN:1:1: E703 the importer wire of OWN: the name is already used"),
    "raises": (
        "def plan(collections, site, config):\n    yield from ()\n    return collections.nothing\nPLANNERS = {'p': plan}\n",
        "OWN:3:1: E702 the planner p of OWN: AttributeError: 'Collections' object has no attribute 'nothing'",
    ),
    "arguments": ("def p():\n    return ()\nPLANNERS = {'p': p}\n", "OWN:1:1: E702 the planner p of OWN: TypeError"),
    "endless": ("def p(*a):\n    return p(*a)\nPLANNERS = {'p': p}\n", "OWN:2:1: E702 the planner p of OWN: RecursionError"),
    "exits": ("def p(*a):\n    raise SystemExit\nPLANNERS = {'p': p}\n", "OWN:2:1: E702 the planner p of OWN: SystemExit"),
    "no Exception": ("def p(*a):\n    raise GeneratorExit\nPLANNERS = {'p': p}\n", "OWN:2:1: E702 the planner p of OWN: Generator"),
    "no Exception at first": ("class Gone(BaseException): ...\nraise Gone('x')\n", "OWN:2:1: E701 OWN cannot be loaded: Gone: x"),
    "bytes": (
        IMPORTS + RETURNS.format("[TextFile('a.txt', b'x')]"),
        "OWN:2:1: E703 the planner p of OWN: the text of a.txt is bytes instead of str",
    ),
    "None": (RETURNS.format("None"), "OWN:1:1: E703 the planner p of OWN: it returned NoneType instead of a page"),
    "text": (RETURNS.format("['a.html']"), "OWN:1:1: E703 the planner p of OWN: it returned str instead of a page"),
    "not plain": (
        IMPORTS + RETURNS.format("[Page('a.html', 'list.html', OwnPage(title='', data={'x': object()}))]"),
        "OWN:2:1: E703 the planner p of OWN: a.html cannot be written to a page: Encoding objects of type",
    ),
    "wrong type": (
        IMPORTS + RETURNS.format("[Page('a.html', 'list.html', OwnPage(title=3))]"),
        "OWN:2:1: E703 the planner p of OWN: a.html cannot be written to a page: Expected `str`, got `int`",
    ),
    "no zone": (
        "from datetime import datetime\n"
        + IMPORTS
        + RETURNS.format("[Page('a.html', 'list.html', OwnPage(title=''), modified=datetime(2026, 1, 1))]"),
        "OWN:3:1: E703 the planner p of OWN: a.html cannot be written to a page: Expected `datetime` with a timezone",
    ),
    "half a character": (
        IMPORTS + RETURNS.format("[TextFile('a.txt', chr(0xd800))]"),
        "OWN:2:1: E703 the planner p of OWN: a.txt cannot be written to a page",
    ),
    "a text": (
        "from digest.pages.article_pages import PlainPage; from digest.pages.page import Page, Text\n"
        + RETURNS.format("[Page('a.html', 'page.html', PlainPage(title='', body=Text(c.entries[0].article.body)))]"),
        "OWN:2:1: E703 the planner p of OWN: a.html contains the text of an article",
    ),
    "template": (
        IMPORTS + RETURNS.format("[Page('a.html', 'lost.html', OwnPage(title=''))]"),
        "themes/plain/templates/lost.html:1:1: E503 the planner p of OWN: there is no template themes/plain/templates/lost",
    ),
}  # fmt: skip
"""Invalid code, and the beginning of the diagnostic; OWN is the file."""

PATHS = [
    "../a.html",
    "/etc/passwd",
    "a//b",
    ".digest-files",
    "a/../b",
    "con.txt",
    "a\\b",
    "a ",
    "",
    "e\u0301.html",
    "x" * 201,
    "\ud800",
    "a\0b",
]


@pytest.mark.parametrize("kind", INVALID_CODE)
def test_an_error_is_reported_with_extension_file_and_line(tmp_path: Path, clean_folder: Path, kind: str):
    code, message = INVALID_CODE[kind]
    root = extended(tmp_path / "site", PLANNER, {"extensions/other.py": "x = 1\n"})
    assert sites.build(root).code == 0
    before = tree(root / "site")
    write(root, {OWN: code})
    ran = run_digest(root, "build", "--now", "2026-03-01")
    assert ran.code == 1 and ran.out == ""
    first, hint, *_ = ran.err.splitlines()
    assert first.startswith(message.replace("OWN", OWN))
    assert hint.startswith("  ")
    assert "Traceback" not in ran.err
    assert ran.err.endswith("digest: 1 error: nothing was written\n")
    assert tree(root / "site") == before
    incremental_is_clean(root, clean_folder)


@pytest.mark.parametrize("path", PATHS)
def test_an_invalid_output_path_is_rejected(tmp_path: Path, path: str):
    root = extended(tmp_path / "site", IMPORTS + RETURNS.format(f"[TextFile({path!r}, 'x')]"))
    ran = run_digest(root, "build", "--now", "2026-03-01")
    assert ran.code == 1
    assert ran.err.startswith("extensions/own.py:2:1: E204 the planner p of extensions/own.py: ")
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("index.html", "the front page and the planner p of extensions/own.py both become index.html"),
        (
            "2026/02/02/a1/index.html",
            "content/2026/a1.md and the planner p of extensions/own.py both become 2026/02/02/a1/index.html",
        ),
        ("robots.txt", "content/static/robots.txt and the planner p of extensions/own.py both become robots.txt"),
        (
            "ROBOTS.txt",
            "content/static/robots.txt becomes robots.txt, and the planner p of extensions/own.py becomes ROBOTS.txt: one",
        ),
        (
            "about",
            "content/pages/about.md becomes about/index.html, and the planner p of extensions/own.py becomes about: a file and",
        ),
        ("sitemap.xml", "the planner p of extensions/own.py and the sitemap both become sitemap.xml"),
    ],
)
def test_a_path_of_another_page_is_reported_at_the_planner(tmp_path: Path, path: str, message: str):
    root = extended(tmp_path / "site", IMPORTS + "\n" + RETURNS.format(f"[TextFile({path!r}, 'x')]"))
    assert sites.build(root).diagnostics[0].startswith(f"extensions/own.py:3:1: E401 {message}")


def test_a_planner_that_plans_a_path_twice_is_named(tmp_path: Path):
    root = extended(tmp_path / "site", IMPORTS + RETURNS.format("[TextFile('a.txt', 'x'), TextFile('a.txt', 'y')]"))
    message = f"{OWN}:2:1: E401 the planner p of {OWN} returns two pages for a.txt | give the planner's page another path"
    assert sites.build(root).diagnostics == (message,)


def test_a_failing_filter_is_reported_with_its_line_and_the_page(tmp_path: Path):
    root = extended(
        tmp_path / "site", "def shout(value):\n    raise OSError(5, 'broken')\nFILTERS = {'shout': shout}\n", SHOUT_TEMPLATE
    )
    message = "extensions/own.py:2:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: OSError: [Errno 5] broken"
    assert sites.build(root).diagnostics == (f"{message} | fix the extension, or remove it from digest.yml",)
    write(root, {OWN: "def shout(value):\n    yield 1\n    raise SystemExit\nFILTERS = {'shout': shout}\n"})
    write(root, {ARTICLE: SHOUT_TEMPLATE[ARTICLE].replace(b"|shout", b"|shout|join")})
    message = "extensions/own.py:3:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: SystemExit"
    assert sites.build(root).diagnostics == (f"{message} | fix the extension, or remove it from digest.yml",)
    write(root, {OWN: "class Gone(BaseException): ...\ndef shout(value):\n    raise Gone\nFILTERS = {'shout': shout}\n"})
    message = "extensions/own.py:3:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: Gone"
    assert sites.build(root).diagnostics[0].startswith(message)


RAISES = {
    "StopIteration": "raise StopIteration",
    "GeneratorExit": "raise GeneratorExit",
    "SystemExit": "raise SystemExit(3)",
    "RecursionError": "return bad(*args)",
    "MemoryError": "return 'x' * 10**17",
    "ExceptionGroup": "raise BaseExceptionGroup('many', [SystemExit()])",
    "UnicodeEncodeError": "return chr(0xd800).encode()",
    "ValueError": "raise ValueError(chr(0xd800))",
}


@pytest.mark.parametrize("kind", RAISES)
@pytest.mark.parametrize("generator", [False, True])
def test_any_exception_of_an_extension_is_reported_with_its_line(tmp_path: Path, kind: str, generator: bool):
    first = "yield from ()" if generator else "pass"
    code = f"def bad(*args):\n    {first}\n    {RAISES[kind]}\n"
    tables = "FILTERS = {'shout': bad}\nPLANNERS = {'p': bad}\nIMPORTERS = {'mine': bad}\n"
    templates = {ARTICLE: SHOUT_TEMPLATE[ARTICLE].replace(b"|shout", b"|shout|join")}
    root = extended(tmp_path / "site", code + tables, templates)
    (tmp_path / "raw.txt").write_text("A title\n")
    if not generator or kind not in (
        "RecursionError",
        "MemoryError",
        "UnicodeEncodeError",
    ):  # the return value of a generator is not used
        assert_reported(root, "build", f"{OWN}:3:1: E702 the planner p of {OWN}: ", kind)
        write(root, {OWN: code + tables.replace("PLANNERS", "_")})
        assert_reported(root, "build", f"{OWN}:3:1: E702 content/2026/a0.md: a filter of {OWN} failed: ", kind)
    if not generator:
        assert_reported(root, f"import --importer mine {tmp_path}/raw.txt", f"{OWN}:3:1: E702 the importer mine of {OWN}: ", kind)


def assert_reported(root: Path, command: str, message: str, kind: str) -> None:
    ran = run_digest(root, *command.split())
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(message), ran.err
    assert kind.removesuffix("Error") in ran.err or "RuntimeError: generator raised" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        ("iter(()).__next__", "themes/plain/templates/article.html:2:1: E502 content/2026/a0.md: "),
        (
            "lambda _: next(iter(()))",
            "extensions/own.py:1:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: StopIteration",
        ),
        (
            "lambda _: chr(0xd800)",
            "extensions/own.py:1:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: UnicodeEncode",
        ),
        (
            "int",
            "extensions/own.py:1:1: E702 content/2026/a0.md: a filter of extensions/own.py failed: ValueError: invalid literal",
        ),
        (
            "lambda _: object()",
            "themes/plain/templates/article.html:2:1: E502 content/2026/a0.md: a value of type object has no text",
        ),
    ],
)
def test_a_failing_filter_without_own_lines_is_reported(tmp_path: Path, filter: str, message: str):
    root = extended(tmp_path / "site", f"FILTERS = {{'shout': {filter}}}\n", SHOUT_TEMPLATE)
    (diagnostic,) = sites.build(root).diagnostics
    assert diagnostic.startswith(message)


def test_a_wrong_call_of_a_filter_is_reported_at_the_template(tmp_path: Path):
    root = extended(tmp_path / "site", FILTER, {ARTICLE: SHOUT_TEMPLATE[ARTICLE].replace(b"page.title", b"page.titel")})
    assert sites.build(root).diagnostics[0].startswith(f"{ARTICLE}:2:1: E502 content/2026/a0.md: ArticlePage has no titel")
    write(root, {ARTICLE: SHOUT_TEMPLATE[ARTICLE].replace(b"shout", b"shout(1, 2, 3)")})
    assert sites.build(root).diagnostics[0].startswith(f"{ARTICLE}:2:1: E502 content/2026/a0.md: shout() takes from 1 to 2")
    write(root, {ARTICLE: SHOUT_TEMPLATE[ARTICLE].replace(b"shout", b"shuot")})
    assert sites.build(root).diagnostics[0] == f"{ARTICLE}:2:1: E501 No filter named 'shuot'. | did you mean shout?"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("[onw.py]", "digest.yml:4:14: E601 extensions: there is no file extensions/onw.py | did you mean own.py?"),
        ("[own.py, own.py]", "digest.yml:4:22: E601 extensions: own.py is listed twice | remove one"),
        ("[../own.py]", "digest.yml:4:14: E601 extensions: ../own.py is neither a file name nor a package | "),
        ("[/own.py]", "digest.yml:4:14: E601 extensions: /own.py is neither a file name nor a package | "),
        ("[sub/own.py]", "digest.yml:4:14: E601 extensions: sub/own.py is neither a file name nor a package | "),
        ("{a: b}", "digest.yml:4:13: E601 extensions must be a list of texts | "),
        (
            "no-such-package-here",
            "digest.yml:4:13: E601 extensions: no package no-such-package-here is installed | "
            f"install it: {install_command('no-such-package-here')}; the name of a file in extensions/ ends with .py",
        ),
        ("-rx", "digest.yml:4:13: E601 extensions: no package -rx is installed | install it; "),
        (
            "click",
            "digest.yml:4:13: E601 extensions: the package click adds nothing to digest | it needs an entry point in one of ",
        ),
        ("[out.py]", "digest.yml:4:14: E601 extensions: extensions/out.py: a link that leads out of the site, to "),
        ("[folder.py]", "digest.yml:4:14: E601 extensions: extensions/folder.py is a folder | "),
    ],
)
def test_an_unknown_extension_is_reported_at_the_setting(tmp_path: Path, names: str, message: str):
    (tmp_path / "out.py").write_text("raise AssertionError('this was run')\n")
    root = extended(tmp_path / "site", PLANNER, {"extensions/folder.py/x.txt": "x"}, names)
    (root / "extensions/out.py").symlink_to(tmp_path / "out.py")
    built = sites.build(root)
    assert built.code == 2
    assert len(built.diagnostics) == 1
    assert built.diagnostics[0].startswith(message)


def test_all_errors_are_reported_in_one_run(tmp_path: Path):
    files = {"extensions/other.py": "x = 1\n", "content/2026/a1.md": sites.article("A", topic="nowhere")}
    root = extended(tmp_path / "site", "1/0\n", files, "[own.py, other.py]")
    codes = [line.split()[1] for line in sites.build(root).diagnostics]
    assert codes == ["E205", "E703", "E701"]


# extensions that are not in the settings


def test_a_file_that_is_not_in_the_settings_is_not_run(tmp_path: Path):
    root = extended(tmp_path / "site", PLANNER, {"extensions/other.py": "raise SystemExit(9)\n"})
    write(root, {"extensions/digest.py": "1/0\n", "extensions/csv.py": "1/0\n"})
    assert sites.build(root).code == 0


def build_in_new_process(root: Path, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Build in a new process; `path` is added to sys.path."""
    environment = {**os.environ, "PYTHONPATH": str(path) if path else "", "SOURCE_DATE_EPOCH": "1772366400"}
    return subprocess.run(
        [sys.executable, *options, "-m", "digest", "-C", str(root), "build"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


MODULES_FOR_EXTENSIONS = {"digest.inputs.extension_loader", "importlib.metadata", "digest.importers.wire_reader"}


def imported(stderr: str) -> set[str]:
    """The modules that -X importtime lists."""
    return {line.rpartition("|")[2].strip() for line in stderr.splitlines() if line.startswith("import time:")}


def test_a_site_without_extensions_does_not_import_their_modules(tmp_path: Path):
    with_one = extended(tmp_path / "with", f"open({str(tmp_path / 'ran')!r}, 'a').write('x')\n{PLANNER}")
    assert imported(build_in_new_process(with_one, "-X", "importtime").stderr) >= MODULES_FOR_EXTENSIONS, (
        "otherwise this test checks nothing"
    )
    without = write(tmp_path / "without", {**sites.tiny(), OWN: "1/0\n"})
    completed = build_in_new_process(without, "-X", "importtime")
    assert completed.returncode == 0
    assert "digest.extensions" in imported(completed.stderr)
    assert not MODULES_FOR_EXTENSIONS & imported(completed.stderr)
    assert not MODULES_FOR_EXTENSIONS & imported(build_in_new_process(without, "-X", "importtime").stderr)


def test_a_build_with_nothing_to_do_runs_no_extension(tmp_path: Path):
    root = extended(tmp_path / "site", f"open({str(tmp_path / 'ran')!r}, 'a').write('x')\n{PLANNER}")
    os.utime(root / OWN, (1, 1))
    for _ in range(2):
        assert build_in_new_process(root).returncode == 0
    assert (tmp_path / "ran").read_text() == "x"


# packages

ENTRIES = """\
[digest.planners]
latest = digest_sample.plan:latest
[digest.filters]
shout = digest_sample:shout
[digest.importers]
lines = digest_sample:lines
[other.group]
x = digest_sample.never:x
"""
PACKAGE = {
    "digest_sample-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: digest-sample\nVersion: 1.0\n",
    "digest_sample-1.0.dist-info/entry_points.txt": ENTRIES,
    "digest_sample/__init__.py": FILTER + "\ndef lines(text, reader):\n    return None\n",
    "digest_sample/plan.py": PLANNER,
    "digest_sample/never.py": "1/0\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with an installed package."""
    return write(tmp_path / "packages", PACKAGE)


def packaged(root: Path, names: str = "[digest-sample]") -> Path:
    return extended(root, "1/0\n", SHOUT_TEMPLATE, names)


def test_a_package_adds_its_entry_points(tmp_path: Path, package: Path):
    root = packaged(tmp_path / "site")
    completed = build_in_new_process(root, path=package)
    assert (completed.returncode, completed.stderr) == (0, "")
    assert (root / "site/latest.txt").read_text() == "<Article 4, Article 5>\n"
    assert "ARTICLE 1!" in (root / "site/2026/02/02/a1/index.html").read_text()
    assert " (0 rendered" in build_in_new_process(root, path=package).stdout


def test_a_package_that_is_not_in_the_settings_is_not_imported(tmp_path: Path, package: Path):
    write(package, {"digest_sample/__init__.py": "raise SystemExit(9)\n"})
    root = write(tmp_path / "site", sites.tiny())
    completed = build_in_new_process(root, path=package)
    assert completed.returncode == 0
    assert not (root / "site/latest.txt").exists()


def test_pages_are_rendered_again_when_the_code_of_a_package_changes(tmp_path: Path, package: Path):
    root = packaged(tmp_path / "site")
    build_in_new_process(root, path=package)
    write(package, {"digest_sample/__init__.py": PACKAGE["digest_sample/__init__.py"].replace("mark='!'", "mark='?!'")})
    assert "(6 rendered, " in build_in_new_process(root, path=package).stdout
    assert "ARTICLE 1?!" in (root / "site/2026/02/02/a1/index.html").read_text()


@pytest.mark.parametrize(
    ("files", "location", "message"),
    [
        (
            {"digest_sample/plan.py": "\n1/0\n"},
            "digest_sample/plan.py:2:1",
            "E701 the package digest-sample cannot be loaded: ZeroDivisionError",
        ),
        (
            {"digest_sample/plan.py": "x = 1\n"},
            "digest.yml:4:14",
            "E701 the package digest-sample cannot be loaded: AttributeError",
        ),
        (
            {"digest_sample/plan.py": "def latest(c, s, g):\n    return c.x\n"},
            "digest_sample/plan.py:2:1",
            "E702 the planner latest of the package digest-sample: AttributeError",
        ),
        (
            {"digest_sample-1.0.dist-info/entry_points.txt": "[digest.filters]\nx = gone.away:x\n"},
            "digest.yml:4:14",
            "E701 the package digest-sample cannot be loaded: ModuleNotFoundError",
        ),
    ],
)
def test_an_error_in_a_package_is_reported(tmp_path: Path, package: Path, files: dict[str, str], location: str, message: str):
    write(package, files)
    completed = build_in_new_process(packaged(tmp_path / "site"), path=package)
    assert completed.returncode == 1
    assert completed.stderr.removeprefix(f"{package}/").startswith(f"{location}: {message}"), completed.stderr
    assert "Traceback" not in completed.stderr


def test_a_similar_package_name_is_suggested(tmp_path: Path, package: Path):
    completed = build_in_new_process(packaged(tmp_path / "site", "[digest-smaple]"), path=package)
    assert completed.returncode == 2
    assert "  did you mean digest-sample?\n" in completed.stderr


# importers


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "def read(text, reader):\n    return text.nothing\n",
            "extensions/own.py:2:1: E702 the importer mine of extensions/own.py: Attri",
        ),
        (
            "def read(text, reader):\n    return text\n",
            "extensions/own.py:1:1: E703 the importer mine of extensions/own.py: it returned str",
        ),
        (
            "\ndef read(text, reader):\n    return Wire(title=3)\n",
            "extensions/own.py:3:1: E703 the importer mine of extensions/own.py: its W",
        ),
        (
            "def read(text, reader):\n    return Wire(title='x', date=datetime(2026, 1, 1))\n",
            "extensions/own.py:2:1: E703 the importer mine of extensions/own.py: it returned a date without a time zone",
        ),
    ],
)
def test_a_failing_importer_is_reported(tmp_path: Path, code: str, message: str):
    head = "from datetime import datetime; from digest.api import Wire\n" if "Wire" in code else ""
    root = extended(tmp_path / "site", f"{head}{code}IMPORTERS = {{'mine': read}}\n")
    (tmp_path / "raw.txt").write_text("A title\n")
    ran = run_digest(root, "import", "--importer", "mine", str(tmp_path / "raw.txt"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(message), ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_importer_is_reported_with_suggestions(tmp_path: Path):
    root = extended(tmp_path / "site", "IMPORTERS = {'notes': len}\n")
    (tmp_path / "raw.txt").write_text("A title\n")
    for name, hint in (("nots", "did you mean notes?"), ("zzz", "the importers are: wire, notes")):
        ran = run_digest(root, "import", "--importer", name, str(tmp_path / "raw.txt"))
        assert ran.code == 2
        assert ran.err == f"digest: there is no importer {name}\n  {hint}\n"


def test_the_built_in_importer_runs_no_extension(tmp_path: Path):
    root = extended(tmp_path / "site", "1/0\n")
    (tmp_path / "raw.txt").write_text("A title of an article\n\nA paragraph.\n")
    assert run_digest(root, "import", str(tmp_path / "raw.txt")).code == 0
