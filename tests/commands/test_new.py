"""`digest new`: the file of a new article."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.commands.new import new_article, open_editor
from digest.config.config import Config
from digest.errors import DiskError, UsageError
from digest.slugs import slug_error
from tests.conftest import put_files, run_digest

NOW = datetime(2026, 1, 31, 20, 30, 15, 999, tzinfo=UTC)
"""An instant that is already in February in Seoul."""

CONFIG = Config(title="Test", base_url="https://example.org/", timezone="Asia/Seoul")
TOPICS = ("city", "culture")


def new(root: Path, title: str = "Fish at night", topics: tuple[str, ...] = ("city",), slug: str = "", **given: object) -> Path:
    options = {"tags": (), "source": "", "url": "", "draft": False, "now": NOW} | given
    return new_article(root, CONFIG, TOPICS, title, topics, slug=slug, **options)  # type: ignore[arg-type]


def article(root: Path, path: Path) -> Article:
    parsed = parse(ContentFile(path.as_posix(), (root / path).read_bytes()), Parsing("Asia/Seoul"))
    assert [diagnostic for diagnostic in parsed.diagnostics if diagnostic.is_error] == []
    assert parsed.article is not None
    return parsed.article


def test_the_complete_file(tmp_path: Path) -> None:
    path = new(tmp_path)
    written_article = article(tmp_path, path)
    assert path == Path("content/2026/02/fish-at-night.md")
    assert written_article.date is not None and written_article.date.at.isoformat() == "2026-02-01T05:30:15+09:00"
    assert (tmp_path / path).read_text() == (
        "---\n"
        "title: Fish at night\n"
        "date: 2026-02-01T05:30:15+09:00\n"
        "topics: [city]\n"
        "# tags: [one, two]\n"
        "# source: the source, or its name in content/sources.yml\n"
        "# source_url: https://…\n"
        "# authors: [who wrote it]\n"
        "# summary: one or two sentences for lists and feeds\n"
        f"id: {written_article.id}\n"
        "---\n"
    )
    assert written_article.id.startswith("new-20260201-") and written_article.body == ""


def test_fields_from_options(tmp_path: Path) -> None:
    path = new(
        tmp_path, 'A "b": c', ("culture", "city", "culture"), tags=("x", "x", "a, b"), source="herald", url="https://a.example/x"
    )
    written_article = article(tmp_path, path)
    assert written_article.title == 'A "b": c'
    assert [topic.text for topic in written_article.topics] == ["culture", "city"]
    assert [tag.text for tag in written_article.tags] == ["x", "a, b"]
    assert written_article.source is not None and (written_article.source.name, written_article.source.url) == (
        "herald",
        "https://a.example/x",
    )


def test_drafts(tmp_path: Path) -> None:
    assert article(tmp_path, new(tmp_path, draft=True)).draft
    assert article(tmp_path, new(tmp_path, topics=())).draft
    assert not article(tmp_path, new(tmp_path)).draft


def test_names_and_ids_are_unique(tmp_path: Path) -> None:
    (tmp_path / "content/2020").mkdir(parents=True)
    (tmp_path / "content/2020/2020-05-01-Fish-at-Night.md").write_text("x")
    paths = [new(tmp_path) for _ in range(3)]
    assert [path.stem for path in paths] == ["fish-at-night-2", "fish-at-night-3", "fish-at-night-4"]
    assert len({article(tmp_path, path).id for path in paths}) == 3


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    written_article = [(tmp_path / name / new(tmp_path / name)).read_bytes() for name in ("a", "b")]
    assert written_article[0] == written_article[1]


def test_ids_of_one_title_differ_from_second_to_second(tmp_path: Path) -> None:
    instants = (NOW, NOW + timedelta(seconds=1), NOW + timedelta(days=1))
    ids = [article(tmp_path / f"{at:%d%S}", new(tmp_path / f"{at:%d%S}", now=at)).id for at in instants]
    assert len(set(ids)) == 3
    assert [id[:13] for id in ids] == ["new-20260201-", "new-20260201-", "new-20260202-"]


def test_a_title_may_have_a_thousand_characters(tmp_path: Path) -> None:
    assert article(tmp_path, new(tmp_path, "word " * 199 + "lines")).title.endswith(" lines")


def test_a_given_slug_is_the_file_name(tmp_path: Path) -> None:
    assert new(tmp_path, "!!!", slug="fish").name == "fish.md"
    with pytest.raises(UsageError, match="there is an article called fish"):
        new(tmp_path, slug="fish")


@pytest.mark.parametrize(
    ("title", "slug", "message", "hint"),
    [
        ("", "", "the title is empty", "write digest new"),
        (" \u0001", "", "the title is empty", "write digest new"),
        ("\udced\udc95", "", "the title \\udced\\udc95 is not UTF-8 text", "use a terminal"),
        ("x" * 1001, "", "the title is longer than 1000 characters", ""),
        ("?!", "", "the title has no letter or digit to make a file name of", "give one with --slug"),
        ("Topics", "", "the title cannot become a file name: the slug topics is reserved", "give one with --slug"),
        ("Nul", "", "the title cannot become a file name: nul is a device name on Windows", "give one with --slug"),
        ("x", "A B", "--slug: A B is not a slug", "write a-b"),
        ("x", "../x", "--slug: ../x is not a slug", "write x"),
        ("x", "tags", "--slug: the slug tags is reserved", "use letters, digits and -"),
        ("x", "2026-01-01-y", "--slug: 2026-01-01-y begins with a date, which in a file name is the article's", "write y"),
    ],
)
def test_invalid_titles_and_slugs_are_refused(tmp_path: Path, title: str, slug: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        new(tmp_path, title, slug=slug)
    assert error.value.message == message and error.value.hint.startswith(hint)
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize(
    ("tag", "message"),
    [("!!!", "the tag !!! has no letter or digit to make a url of"), ("", "a tag is empty"), (" ", "a tag is empty")],
)
def test_tags_without_a_slug_are_refused(tmp_path: Path, tag: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        new(tmp_path, tags=("fish", tag))
    assert (error.value.message, error.value.hint) == (message, "use letters or digits")
    assert not (tmp_path / "content").exists()


def test_a_tag_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the tag \\udce9 is not UTF-8 text"):
        new(tmp_path, tags=("\udce9",))


def test_an_unknown_topic_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown topic cities") as error:
        new(tmp_path, topics=("city", "cities"))
    assert error.value.hint == "did you mean city?"


def test_a_file_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("x")
    with pytest.raises(DiskError) as error:
        new(tmp_path)
    assert error.value.exit_code == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_title_gives_a_valid_article_or_an_error(tmp_path: Path, title: str) -> None:
    try:
        path = new(tmp_path, title)
    except UsageError:
        return
    written_article = article(tmp_path, path)
    assert written_article.slug == path.stem and not slug_error(path.stem) and len(path.name.encode()) <= 83


def test_edit(tmp_path: Path) -> None:
    path = tmp_path / "a b.md"
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('edited')"
    open_editor(path, f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}")
    assert path.read_text() == "edited"


@pytest.mark.parametrize(
    ("editor", "message"),
    [
        ("", "no editor is set"),
        ("  ", "no editor is set"),
        ("'vim", "a quotation mark that is never closed"),
        ("/nonexistent/editor -w", "the editor /nonexistent/editor does not start"),
        ("/ -w", "the editor / does not start: Permission denied"),
        (f"{shlex.quote(sys.executable)} -c 'raise SystemExit(3)'", "ended with code 3"),
    ],
)
def test_an_editor_that_fails(tmp_path: Path, editor: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_editor(tmp_path / "a.md", editor)


def test_no_file_is_executable(tmp_path: Path) -> None:
    assert not os.access(tmp_path / new(tmp_path), os.X_OK)


@pytest.mark.parametrize(
    ("environment", "opened"),
    [({"EDITOR": "one"}, "one"), ({"EDITOR": "one", "VISUAL": "two"}, "two"), ({"EDITOR": "one", "VISUAL": ""}, "one")],
)
def test_the_editor_is_that_of_the_environment(tmp_path: Path, environment: dict[str, str], opened: str) -> None:
    put_files(tmp_path, {"digest.yml": "title: Test\nbase_url: https://example.org/\n", "content/topics.yml": "city: City\n"})
    program = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    run = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)} {shlex.quote(str(tmp_path / 'opened'))}"
    env = {name: f"{run} {value}" if value else "" for name, value in {"VISUAL": "", **environment}.items()}
    ran = run_digest(tmp_path, "new", "A title", "--topic", "city", "--edit", "--now", "2026-02-01", env=env)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "opened").read_text() == opened


def test_an_editor_is_needed_only_to_edit(tmp_path: Path) -> None:
    put_files(tmp_path, {"digest.yml": "title: Test\nbase_url: https://example.org/\n", "content/topics.yml": "city: City\n"})
    arguments = ("new", "A title", "--topic", "city", "--now", "2026-02-01")
    ran = run_digest(tmp_path, *arguments, "--edit", env={"VISUAL": "", "EDITOR": ""})
    assert (ran.code, list(tmp_path.rglob("*.md"))) == (2, []), "nothing is written for an editor that cannot start"
    ran = run_digest(tmp_path, *arguments, env={"VISUAL": "", "EDITOR": ""})
    assert (ran.code, ran.err) == (0, "")
