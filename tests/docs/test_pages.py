"""Examples in the documentation work: the templates of pages, and the files of the guides."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.config.config import FeedSettings
from digest.config.edition_settings import EditionSettings
from digest.grouping.registries import Source
from digest.pages.page_kinds import CONTEXTS
from digest.pages.plan import plan
from tests.conftest import run_digest
from tests.sites import article, write
from tests.values import CONFIG, REGISTRIES, collected, read, site_of

DOCS = Path(__file__).parents[2] / "docs"
FILES = re.compile(r"^`([\w/.-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_each_template_gets_the_documented_context():
    text = (DOCS / "reference" / "templates.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \| \[(\w+)\]\(#\w+\) \|$", text, re.MULTILINE)
    documented = {name: context for names, context in rows for name in re.findall(r"`([^`]+)`", names)}
    config = replace(CONFIG, editions=EditionSettings(), news_sitemap=True, feed=FeedSettings(formats=("atom", "json", "rss")))
    corrections = "[{date: 2026-02-02, text: It was fog.}]"
    articles = [
        read("a", tags="[fog]", story="fog", corrections=corrections, aliases="[/old/]"),
        read("pages/about", date=None),
    ]
    with_feed = replace(REGISTRIES, sources=(Source("wire", "The Wire", feed="https://wire.example/feed"),))
    collections = collected(*articles, config=config, registries=with_feed)
    planned = plan(collections, site_of(collections, config), config, (), ())
    pages = [page for part in planned.parts for page in part.pages]
    found = {page.template: type(page.context).__name__ for page in pages}
    assert documented | found == documented
    elsewhere = {
        "sitemap-index.xml",
        "verbatim.txt",
        "author.html",
        "list.html",
        "mail.html",
        "mail.txt",
    }  # 50,000 pages, an extension, settings, a long front, letters
    assert documented.keys() - found.keys() == elsewhere
    assert {*documented.values(), "OwnPage"} == {context.__name__ for context in CONTEXTS}


@pytest.mark.parametrize("page", ["tutorial.md", "guides/theme.md"])
def test_the_files_of_a_guide_form_a_valid_site(page: str, tmp_path: Path):
    text = (DOCS / page).read_text(encoding="utf-8")
    files = dict(FILES.findall(text))
    assert files
    run_digest(tmp_path, "init", "news", "--now", "2026-01-05")
    news = tmp_path / "news"
    write(news, files)
    if any(path.startswith("themes/harbour/") for path in files):
        settings = (news / "digest.yml").read_text()
        (news / "digest.yml").write_text(settings.replace("theme: default\n", "theme: harbour\n"))
    rated = article("Rated", topic="technology", source="django", extra="{rating: 4}")
    write(news, {"content/2026/01/rated.md": rated})
    ran = run_digest(news, "build", "--strict", "--now", "2026-02-01")
    assert ran.code == 0, ran.err
    assert "Made at the harbour, for the harbour." in (news / "site/index.html").read_text()
    if page == "guides/theme.md":
        assert "Everything that we have read." in (news / "site/topics/technology/index.html").read_text()
        rated = [page for page in (news / "site").rglob("index.html") if "4 of 5" in page.read_text()]
        assert [page.parent.name for page in rated] == ["rated"]
        ran = run_digest(news, "build", "--strict", "--theme", "quay", "--now", "2026-02-01")
        assert ran.code == 0, ran.err


def test_the_commands_of_the_tutorial(tmp_path: Path):
    """Its commands, run in order, print the documented output."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    raw = re.search(r"```text\n(Harbour reopens.*?)```", text, re.DOTALL)
    topics = re.search(r"```yaml\n(harbour:\n.*?)```", text, re.DOTALL)
    error = re.search(r"```console\n\$ digest build\n(.*?)```", text, re.DOTALL)
    assert raw and topics and error
    now = ("--now", "2026-01-05")
    assert run_digest(tmp_path, "init", "news", *now).code == 0
    news = tmp_path / "news"
    settings = (news / "digest.yml").read_text()
    write(news, {"raw.txt": raw[1], "digest.yml": settings.replace("timezone: UTC", "timezone: Asia/Seoul")})
    imported = run_digest(news, "import", str(news / "raw.txt"), "--topic", "technology", *now)
    imported_to = "content/2026/01/harbour-reopens-after-three-days-of-fog.md"
    assert imported.code == 0 and f"made {imported_to}" in imported.out
    for guess in ("title: Harbour reopens", "date: 2026-01-04T23:26:00+09:00", "Kim Do-hyun", "paragraphs: 2", "Copyright 2026"):
        assert guess.casefold() in imported.err.casefold()
    assert run_digest(news, "import", str(news / "raw.txt"), "--topic", "technology", *now).code != 0  # it exists
    new = run_digest(
        news, "new", "Two ferries share one captain", "--topic", "technology", "--source", "The Example Times",
        "--url", "https://times.example/ferries", *now,
    )  # fmt: skip
    assert new.code == 0 and (news / new.out.strip()).is_file()
    held = (news / imported_to).read_text().replace("# source: ", "source: The Example Times # ")
    written = (news / new.out.strip()).read_text() + "One captain works on both sides of the water.\n"
    write(news, {imported_to: held, new.out.strip(): written})
    ran = run_digest(news, "build", *now)
    assert (ran.code, ran.err) == (0, "")
    assert "(0 rendered, " in run_digest(news, "build", *now).out
    write(news, {imported_to: held.replace("topics: [technology]", "topics: [tecnology]")})
    assert run_digest(news, "build", *now).err == error[1]
    write(
        news, {imported_to: held.replace("topics: [technology]", "topics: [harbour, technology]"), "content/topics.yml": topics[1]}
    )
    ran = run_digest(news, "build", *now)
    assert (ran.code, ran.err) == (0, "")
    assert "Harbour reopens after three days of fog" in (news / "site/topics/harbour/index.html").read_text()


OLD_POST = """\
---
layout: post
title: The ferry is back
date: 2019-03-05 10:00:00 +0900
lastmod: 2019-03-06
categories: [Economy]
tags: [ferry]
mood: happy
---
It is <b>back</b>. {{< figure src="a.png" >}} See [the old one](gone.md).
"""


def test_a_blog_is_migrated_as_in_the_guide(tmp_path: Path):
    text = (DOCS / "guides" / "move-in.md").read_text(encoding="utf-8")
    topics, links, aliases = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    documented_codes = set(re.findall(r"^\| ([ENW]\d{3}) \|", text, re.MULTILINE))
    run_digest(tmp_path, "init", "news", "--now", "2026-01-05")
    news = tmp_path / "news"
    for samples in news.glob("content/20*"):
        shutil.rmtree(samples)
    draft = OLD_POST.replace("layout: post", "published: false").replace("Economy", "Harbour")
    settings = re.sub(r"(?m)^nav: .*$", "nav: [economy]", (news / "digest.yml").read_text()) + links
    write(news, {"content/posts/2019-03-05-ferry.md": OLD_POST, "content/posts/draft.md": draft, "digest.yml": settings})
    write(news, {"content/topics.yml": topics})
    found = run_digest(news, "check", "-v", "--now", "2026-02-01").err
    assert documented_codes <= set(re.findall(r": ([ENW]\d{3}) ", found)), found
    write(news, {"content/posts/draft.md": draft.replace("Harbour", "Trade News")})
    write(news, {"content/posts/2019-03-05-ferry.md": OLD_POST.replace("mood: happy\n", aliases)})
    ran = run_digest(news, "build", "--now", "2026-02-01")
    assert ran.code == 0, ran.err
    assert (news / "site/2019/03/05/ferry/index.html").is_file()
    assert "/2019/03/05/ferry/" in (news / "site/2019/03/the-old-name.html").read_text()
    assert run_digest(news, "check", "--record", "--now", "2026-02-01").code == 0
    assert "/2019/03/05/ferry/" in (news / "content/published.tsv").read_text()
