"""`digest check` on whole sites: its diagnostics, its records, and its exit code."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from digest.checks.external_links import Reply
from digest.commands.check import CheckResult, as_annotation, as_json
from digest.diagnostics import Diagnostic
from digest.external.link_requests import write_replies
from digest.output.build_lock import STATE_FOLDER
from tests.conftest import run_digest
from tests.sites import SETTINGS, article, build, tiny, tree, write

NOW = ("--now", "2026-03-01T12:00:00Z")
LEAK = "This sentence stands in the text of an article that may be linked to and in no case shown to anybody."


def site(folder: Path, files: dict[str, str | bytes | None] | None = None, articles: int = 3) -> Path:
    settings = "title: Tiny\nbase_url: https://tiny.example/\ntheme: plain\n"
    return write(folder, {**tiny(articles), "digest.yml": settings, **(files or {})})


def built(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    site(folder, files)
    ran = run_digest(folder, "build", *NOW)
    assert ran.code == 0, ran.err
    return folder


def test_a_valid_site_gives_exit_code_0_and_is_not_changed(tmp_path: Path):
    built(tmp_path, {"content/published.tsv": "".join(f"2026/a{n}.md\t/2026/02/0{n + 1}/a{n}/\n" for n in range(3))})
    before = tree(tmp_path)
    ran = run_digest(tmp_path, "check", "--strict", *NOW)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"checked \d\d pages: 0 errors, 0 warnings\n", ran.out)
    assert tree(tmp_path) == before


PLANNER = """
from digest.api import TextFile

PLANNERS = {"data": lambda *_: [TextFile("numbers.csv", "1,2"), TextFile("CNAME", "news.example")]}
"""


@pytest.mark.parametrize("hidden", [False, True], ids=["nothing hidden", "a draft"])
def test_it_counts_the_same_pages_as_a_build(hidden: bool, tmp_path: Path):
    files: dict[str, str | bytes | None] = {
        "digest.yml": SETTINGS + "extensions: [data.py]\n",
        "extensions/data.py": PLANNER,
        "content/static/own.html": "<p>x</p>",
        "content/static/own.json": "{}",
        "content/sources.yml": "times: {name: Times, feed: https://times.example/feed.xml}\n",
    }
    if hidden:
        files["content/2026/hidden.md"] = article("Hidden", draft="true", body=LEAK)
    built = run_digest(site(tmp_path, files), "build", *NOW)
    counted = re.search(r"^built (\d+) pages ", built.out, re.MULTILINE)
    assert counted, built
    assert run_digest(tmp_path, "check", *NOW).out.startswith(f"checked {counted[1]} pages: ")
    assert (tmp_path / "site/sources.opml").exists()


def test_before_a_build_it_reports_a_stale_output_and_errors_in_content(tmp_path: Path):
    site(tmp_path)
    ran = run_digest(tmp_path, "check", *NOW)
    assert (ran.code, ran.out) == (0, "checked 0 pages: 0 errors, 1 warning\n")
    assert "digest.yml:1:1: W403 site differs from what a build would make now: its pages were not checked\n" in ran.err
    assert not (tmp_path / "site").exists()
    assert run_digest(tmp_path, "check", "--strict", *NOW).code == 1
    write(tmp_path, {"content/2026/a1.md": article("One", topic="nowhere", body="[x](no.md)")})
    ran = run_digest(tmp_path, "check", *NOW)
    assert ran.code == 1
    assert "E205" in ran.err
    assert "E301" in ran.err
    assert "W403" not in ran.err


@pytest.mark.parametrize("change", ["article", "output", "clock", "settings"])
def test_a_stale_output_is_not_checked(tmp_path: Path, change: str):
    built(tmp_path, {"content/2026/a2.md": article("Two", publish_at="2026-03-05")})
    assert "W403" not in run_digest(tmp_path, "check", *NOW).err
    now = NOW
    if change == "article":
        write(tmp_path, {"content/2026/a1.md": article("Another title")})
    elif change == "output":
        (tmp_path / "site/index.html").write_text("x")
    elif change == "clock":
        now = ("--now", "2026-03-06")
    else:
        write(tmp_path, {"digest.yml": tiny()["digest.yml"] + "description: Other\n"})  # type: ignore[operator]
    assert "W403" in run_digest(tmp_path, "check", *now).err


def test_a_change_that_no_page_shows_does_not_make_the_output_stale(tmp_path: Path):
    built(tmp_path)
    write(tmp_path, {"content/style.yml": "headline: 100\n"})
    assert "W403" not in run_digest(tmp_path, "check", *NOW).err
    assert "style.yml" not in tree(tmp_path / "site")


def test_problems_of_finished_pages_are_reported_with_their_location(tmp_path: Path):
    foot = '<a href="/no/">x</a><a href="#no">y</a><img src="/no.png"><p id=a><p id=a>\n'
    built(tmp_path, {"themes/plain/templates/parts/foot.html": foot})
    ran = run_digest(tmp_path, "check", "-v", *NOW)
    assert ran.code == 1
    for code in ("E301 there is no page /no/", "E302 there is no file /no.png", "E303", "W303", "W305"):
        assert code in ran.err
    assert "more pages" in ran.err


@pytest.mark.parametrize("mode", ["link", "excerpt", "full"])
def test_restricted_text_is_found_in_every_kind_of_page(tmp_path: Path, mode: str):
    files: dict[str, str | bytes | None] = {
        "content/2026/a1.md": article("One", mode=mode, body=f"Beginning.\n\n{LEAK}"),
        "content/static/copy.txt": LEAK.upper(),
        "content/static/Table.CSV": f"1;{LEAK}\n",
        "content/pages/about.md": f"---\ntitle: About\n---\nThey said: *This sentence*{LEAK.removeprefix('This sentence')}\n",
    }
    ran = run_digest(built(tmp_path, files), "check", *NOW)
    if mode == "full":
        assert ran.code == 0
        return
    assert ran.code == 1
    assert "site/copy.txt:1:1: E304 text of content/2026/a1.md shows here" in ran.err
    assert "site/about/index.html:1:1: E304 text of content/2026/a1.md shows here" in ran.err
    assert "site/Table.CSV:1:1: E304 text of content/2026/a1.md shows here" in ran.err
    assert ran.err.count("E304") == 3


def test_the_default_mode_restricts_texts_too(tmp_path: Path):
    files: dict[str, str | bytes | None] = {
        "digest.yml": SETTINGS + "default_mode: excerpt\n",
        "content/2026/a1.md": article("One", body=f"Beginning.\n\n{LEAK}"),
        "content/2026/a2.md": article("Two", mode="full", body=f"Beginning.\n\n{LEAK[::-1]}"),
        "content/static/copy.txt": LEAK + LEAK[::-1],
    }
    ran = run_digest(built(tmp_path, files), "check", *NOW)
    assert ran.code == 1 and ran.err.count("E304") == 1
    assert "site/copy.txt:1:1: E304 text of content/2026/a1.md shows here" in ran.err


def test_the_permitted_part_of_an_article_is_not_a_leak(tmp_path: Path):
    files: dict[str, str | bytes | None] = {
        "content/2026/a1.md": article("One", mode="excerpt", body=LEAK),
        "content/2026/a2.md": article("Two", mode="link", summary=LEAK, body=LEAK),
    }
    assert run_digest(built(tmp_path, files), "check", *NOW).code == 0


def test_addresses_are_recorded_on_request_sorted_and_only_once(tmp_path: Path):
    listed = "zz\t/old/\n2026/a1.md\t/first/\n"
    site(
        tmp_path,
        {
            "content/published.tsv": listed,
            "content/2026/a2.md": article("Two", id="b 2"),
            "content/2026/d.md": article("D", draft="true"),
        },
    )
    ran = run_digest(tmp_path, "check", *NOW)
    assert ran.err.count("N402") == 3
    assert (tmp_path / "content/published.tsv").read_text() == listed
    ran = run_digest(tmp_path, "check", "--record", "--drafts", *NOW)
    assert "recorded 3 addresses and 3 texts in content/published.tsv" in ran.err
    lines = "2026/a0.md\t/2026/02/01/a0/\n2026/a1.md\t/first/\n2026/a1.md\t/2026/02/02/a1/\nb 2\t/2026/02/01/a2/\nzz\t/old/\n"
    written = (tmp_path / "content/published.tsv").read_text().splitlines()
    assert "".join(f"{name}\t{url}\n" for name, url, *_ in (line.split("\t") for line in written)) == lines
    ran = run_digest(tmp_path, "check", "--record", *NOW)
    assert "recorded" not in ran.err
    assert "N402" not in ran.err
    assert [path.name for path in (tmp_path / "content").iterdir() if path.name.startswith(".")] == []


def test_nothing_is_recorded_if_there_is_an_error(tmp_path: Path):
    site(tmp_path, {"content/2026/a1.md": article("One", topic="nowhere")})
    assert run_digest(tmp_path, "check", "--record", *NOW).code == 1
    assert not (tmp_path / "content/published.tsv").exists()


@pytest.mark.parametrize("where", ["article", "output", "leak"])
def test_nothing_is_recorded_if_any_check_reports_an_error(tmp_path: Path, where: str):
    leak = {"content/2026/a1.md": article("One", mode="link", body=LEAK), "content/static/copy.txt": LEAK}
    foot = {"themes/plain/templates/parts/foot.html": '<a href="/no/">x</a>'}
    built(tmp_path, {"article": {}, "output": foot, "leak": leak}[where])
    if where == "article":
        write(tmp_path, {"content/2026/a1.md": article("One", topic="nowhere")})
    ran = run_digest(tmp_path, "check", "--record", *NOW)
    assert ran.code == 1
    assert ran.out.endswith("1 error, 0 warnings\n"), ran.out
    assert "nothing was recorded in content/published.tsv" in ran.err
    assert not (tmp_path / "content/published.tsv").exists()


@pytest.mark.parametrize(
    ("address", "is_warned"),
    [
        ("https://example.org/", True),
        ("https://EXAMPLE.com/news/", True),
        ("https://www.example.net", True),
        ("http://localhost:8000/", True),
        ("http://news.localhost/", True),
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]/", True),
        ("http://0.0.0.0/", True),
        ("https://example.org./", True),
        ("https://example.org.kr/", False),
        ("https://myexample.com/", False),
        ("https://example.io/", False),
        ("http://192.168.0.7/", False),
    ],
)
def test_an_example_base_url_gives_a_warning(tmp_path: Path, address: str, is_warned: bool):
    site(tmp_path, {"digest.yml": f"title: Tiny\ntheme: plain\nbase_url: {address}\n"}, articles=1)
    ran = run_digest(tmp_path, "check", *NOW)
    assert ("digest.yml:3:11: W601 base_url is " in ran.err) is is_warned
    assert run_digest(tmp_path, "check", "--base-url", "https://tiny.example/", *NOW).err.count("W601") == 0


def test_a_lost_address_is_reported_unless_an_alias_replaces_it(tmp_path: Path):
    site(tmp_path, {"content/published.tsv": "gone\t/2026/02/09/gone/\n"})
    ran = run_digest(tmp_path, "check", *NOW)
    assert "content/published.tsv:1:6: W402 /2026/02/09/gone/ was published (as gone) and no longer has a page" in ran.err
    write(tmp_path, {"content/2026/a1.md": article("One", aliases="/2026/02/09/gone/")})
    assert "W402" not in run_digest(tmp_path, "check", *NOW).err


def test_violations_of_the_house_style_and_errors_in_style_yml_are_reported(tmp_path: Path):
    site(tmp_path, {"content/style.yml": "terms: {tiny: small}\n"})
    ran = run_digest(tmp_path, "check", *NOW)
    assert ran.code == 0
    assert "content/pages/about.md:4:8: W208 tiny is against the house style\n  write small\n" in ran.err
    write(tmp_path, {"content/style.yml": "terms: 7\n"})
    ran = run_digest(tmp_path, "check", *NOW)
    assert ran.code == 1
    assert "content/style.yml:1:8: E202 terms must map" in ran.err


def test_the_json_format_prints_only_json(tmp_path: Path):
    site(tmp_path, {"content/2026/a1.md": article('"One <&>"', topic="nowhere")})
    ran = run_digest(tmp_path, "check", "--format", "json", *NOW)
    assert ran.code == 1
    found = [diagnostic for diagnostic in json.loads(ran.out) if diagnostic["severity"] == "fault"]
    assert [(f["path"], f["line"], f["column"], f["code"]) for f in found] == [("content/2026/a1.md", 4, 8, "E205")]
    assert ran.err == ""
    write(tmp_path, {"digest.yml": "titel: x\n"})
    ran = run_digest(tmp_path, "check", "--format", "json", *NOW)
    assert ran.code == 2
    assert {diagnostic["code"] for diagnostic in json.loads(ran.out)} == {"E601"}


def test_a_file_name_that_is_not_utf_8_is_printed_in_every_format(tmp_path: Path):
    diagnostic = Diagnostic("content/\udcff.md", 1, 1, "E101", "\udcff is not UTF-8", "rename \udcff")
    assert json.loads(as_json([diagnostic]))[0]["message"] == "\\udcff is not UTF-8"
    assert as_annotation(diagnostic).encode()


def test_annotations_for_github_are_escaped(tmp_path: Path):
    assert as_annotation(Diagnostic("a,b:c%.md", 3, 4, "E205", "100 %, a: b\n::error::x", "write y")) == (
        "::error file=a%2Cb%3Ac%25.md,line=3,col=4,title=E205::100 %25, a: b\\n::error::x (write y)"
    )
    assert as_annotation(Diagnostic("a.md", 1, 1, "W208", "x")).startswith("::warning file=a.md")
    assert as_annotation(Diagnostic("a.md", 1, 1, "N402", "x")).startswith("::notice file=a.md")
    site(tmp_path, {"content/2026/a1.md": article("One", topic="nowhere")})
    ran = run_digest(tmp_path, "check", "--format", "github", "-q", *NOW)
    assert ran.code == 1
    assert ran.out.startswith("::error file=content/2026/a1.md,line=4,col=8,title=E205::unknown topic nowhere (")
    assert ran.out.count("\n") == 1


def test_an_invalid_option_is_a_usage_error(tmp_path: Path):
    assert run_digest(site(tmp_path), "check", "--format", "xml").code == 2
    assert run_digest(tmp_path / "content", "check").code == 2


def test_the_build_itself_does_not_read_the_house_style(tmp_path: Path):
    site(tmp_path, {"content/style.yml": "terms: 7\n"})
    assert build(tmp_path).diagnostics == ()


@pytest.mark.parametrize(
    ("codes", "lenient", "strict"),
    [
        ((), 0, 0),
        (("N101",), 0, 0),
        (("W303",), 0, 1),
        (("E601",), 2, 2),
        (("E601", "W303"), 2, 2),
        (("E301",), 1, 1),
        (("E601", "E301"), 1, 1),
    ],
)
def test_the_exit_code_is_that_of_a_build(codes: tuple[str, ...], lenient: int, strict: int):
    found = CheckResult(tuple(Diagnostic("content/a.md", 1, 1, code, "message") for code in codes))
    assert (found.exit_code(strict=False), found.exit_code(strict=True)) == (lenient, strict)


def test_only_if_addresses_are_due_their_number_is_printed(tmp_path: Path):
    link = article("One", "2026-02-02", body="[x](http://127.0.0.1:9/)")
    built(tmp_path, {"content/2026/a1.md": link})
    ran = run_digest(tmp_path, "check", "--external", *NOW)
    assert "asking for 1 address of other sites…\n" in ran.err and "W306 http://127.0.0.1:9/: not asked: " in ran.err
    write_replies(tmp_path / STATE_FOLDER, {"http://127.0.0.1:9/": Reply(200, "OK", datetime(2026, 3, 1).toordinal())})
    assert "asking" not in run_digest(tmp_path, "check", "--external", *NOW).err


def test_an_error_without_diagnostics_is_printed_in_every_format(tmp_path: Path):
    site(tmp_path)
    for form in ("text", "json", "github"):
        ran = run_digest(tmp_path / "content", "check", "--format", form)
        assert (ran.code, ran.out) == (2, "") and ran.err.startswith("digest: there is no digest.yml in ")


@pytest.mark.parametrize("form", ["json", "github"])
def test_quiet_leaves_errors_in_every_format(form: str, tmp_path: Path):
    site(tmp_path, {"content/2026/a1.md": article("One", topic="nowhere", colour="red")})
    loud, quiet = (run_digest(tmp_path, "check", "--format", form, *more, *NOW).out for more in ((), ("-q",)))
    assert "E205" in loud and "W201" in loud and "E205" in quiet and "W201" not in quiet
