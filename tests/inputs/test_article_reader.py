"""Reading articles by key from the cache or from their files, which must not have changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.cache.cache import Cache
from digest.cache_keys import article_key, parsing_key
from digest.errors import DiskError
from digest.files.file_states import FileState, FoundFile
from digest.hashing import content_hash
from digest.inputs import article_reader as subject
from digest.inputs.article_reader import ArticleReader, parse_batch, read_files
from digest.installation.program_key import program
from digest.markdown.body import Body
from tests.sites import article, write

PARSING = Parsing()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / "cache.sqlite") as cache:
        yield cache


def file_of(root: Path, name: str, text: str = "", size: int = 0) -> FoundFile:
    """Write the file of an article with this title."""
    text = text or article(name, body=f"The text of {name}.")
    file_path = write(root, {f"content/{name}.md": text}) / f"content/{name}.md"
    return FoundFile(
        f"content/{name}.md", str(file_path), FileState(size or len(text.encode()), 0, 0, 0, content_hash(text.encode()))
    )


def reader(cache: Cache, *files: FoundFile) -> ArticleReader:
    return ArticleReader(files, PARSING, cache)


def ignore_progress(_: int, __: int) -> None:
    """Discard the progress."""


def test_the_key_of_an_article_depends_on_path_bytes_and_settings(tmp_path: Path, cache: Cache):
    one, two = file_of(tmp_path, "one"), file_of(tmp_path, "two")
    found = reader(cache, one, two)
    shared = parsing_key(program(), PARSING)
    assert found.files == {article_key(file.path, file.hash, shared): file for file in (one, two)}
    assert ArticleReader([one], Parsing(html=True), cache).files.keys().isdisjoint(found.files)


def test_articles_are_parsed_once_and_then_read_from_the_cache(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch):
    files = [file_of(tmp_path, name) for name in ("one", "two", "three")]
    progress: list[tuple[int, int]] = []
    monkeypatch.setattr(subject, "FILES_PER_BATCH", 2)
    articles = reader(cache, *files)
    articles.look_up(articles.files)
    assert articles.missing == set(articles.files)
    results = articles.parse_results(lambda: None, 1, lambda *done: progress.append(done))
    assert [each.article.title for each in results if each.article] == ["one", "two", "three"]
    assert progress == [(2, 3), (3, 3)]
    monkeypatch.setattr(subject, "parse_batch", lambda *_: pytest.fail("it is parsed again"))
    again = reader(cache, *files, file_of(tmp_path, "four"))
    again.look_up(list(again.files)[:2])
    assert again.missing == set()
    assert again.parse_results(lambda: None, 1, ignore_progress) == results[:2]


@pytest.mark.parametrize(("before", "order"), [(0, [0, 2, 2, 1]), (1, [2, 0, 2, 1]), (9, [2, 2, 1, 0])])
def test_the_pool_is_created_after_the_first_batches_are_parsed(
    before: int, order: list[int], tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(subject, "FILES_PER_BATCH", 2)
    articles = reader(cache, *(file_of(tmp_path, f"a{number}") for number in range(5)))
    articles.look_up(articles.files)
    parsed: list[int] = []
    parse_batch = subject.parse_batch

    def parse(parsing: Any, files: Any) -> Any:
        parsed.append(len(files))
        return parse_batch(parsing, files)

    monkeypatch.setattr(subject, "parse_batch", parse)
    found = articles.parse_results(lambda: parsed.append(0), 1, ignore_progress, before)
    assert parsed == order
    assert [each.article.title for each in found if each.article] == ["a0", "a1", "a2", "a3", "a4"]


def test_only_missing_articles_are_parsed_and_the_order_is_kept(tmp_path: Path, cache: Cache):
    files = [file_of(tmp_path, name) for name in ("one", "two", "three")]
    first = reader(cache, files[1])
    first.look_up(first.files)
    first.parse_results(lambda: None, 1, ignore_progress)
    articles = reader(cache, *files)
    keys = list(articles.files)[::-1]
    articles.look_up(keys)
    assert articles.missing == {keys[0], keys[2]}
    assert [each.article.title for each in articles.parse_results(lambda: None, 1, ignore_progress) if each.article] == [
        "three",
        "two",
        "one",
    ]


def test_an_article_with_a_damaged_row_is_parsed_again(tmp_path: Path, cache: Cache):
    articles = reader(cache, file_of(tmp_path, "one"))
    articles.look_up(articles.files)
    articles.parse_results(lambda: None, 1, ignore_progress)
    cache.database.write(lambda db: db.execute("update articles set article = x'00'"))
    articles.look_up(articles.files)
    assert not articles.missing
    (result,) = articles.parse_results(lambda: None, 1, ignore_progress)
    assert result.article and result.article.title == "one"


def test_long_articles_count_as_several(tmp_path: Path, cache: Cache):
    usual = subject.TYPICAL_ARTICLE_BYTES
    articles = reader(cache, *(file_of(tmp_path, name, size=size) for name, size in (("a", 10), ("b", usual * 5), ("c", 10))))
    articles.look_up(articles.files)
    assert articles.workload == 5
    short = reader(cache, *(file_of(tmp_path, name, size=10) for name in "abcd"))
    short.look_up(list(short.files)[:3])
    assert short.workload == 3


def test_parse_results_are_stored_in_groups(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch):
    stored: list[int] = []
    monkeypatch.setattr(cache, "put_parsed", lambda rows, day: stored.append(len(rows)))
    monkeypatch.setattr(subject, "FILES_PER_BATCH", 1)
    monkeypatch.setattr(subject, "MIN_ROWS_PER_TRANSACTION", 3)
    articles = reader(cache, *(file_of(tmp_path, f"a{number}") for number in range(7)))
    articles.look_up(articles.files)
    articles.parse_results(lambda: None, 1, ignore_progress)
    assert stored == [3, 3, 1]
    monkeypatch.setattr(subject, "MAX_TRANSACTIONS", 1)
    stored.clear()
    articles.parse_results(lambda: None, 1, ignore_progress)
    assert stored == [7]


def test_the_day_and_the_diagnostics_of_an_article_are_stored_with_it(tmp_path: Path, cache: Cache):
    articles = reader(cache, file_of(tmp_path, "bad", "no front matter"))
    articles.look_up(articles.files)
    (result,) = articles.parse_results(lambda: None, 7, ignore_progress)
    assert [found.path for found in result.diagnostics] == ["content/bad.md"]
    assert cache.database.rows("select used from articles") == [(7,)]


def test_the_total_size_of_a_batch_is_limited(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subject, "BATCH_BYTES", 100)
    progress: list[int] = []
    articles = reader(cache, *(file_of(tmp_path, f"a{number}", size=size) for number, size in enumerate((40, 60, 1, 500, 5))))
    articles.look_up(articles.files)
    articles.parse_results(lambda: None, 1, lambda done, _: progress.append(done))
    assert progress == [2, 3, 4, 5]


def test_fetch_returns_articles_from_cache_or_files_and_none_for_others(tmp_path: Path, cache: Cache):
    bad = file_of(tmp_path, "bad", "no front matter")
    one = file_of(tmp_path, "one")
    articles = reader(cache, one, bad)
    key, wrong = articles.files
    assert [found and found.title for found in articles.fetch([key, "unknown", wrong])] == ["one", None, None]
    articles.look_up(articles.files)
    articles.parse_results(lambda: None, 1, ignore_progress)
    Path(one.real).unlink()
    assert [found and found.title for found in articles.fetch([key])] == ["one"]


def test_bodies_are_read_from_the_cache_or_parsed(tmp_path: Path, cache: Cache):
    one = file_of(tmp_path, "one")
    articles = reader(cache, one)
    (key,) = articles.files
    parsed = articles.bodies([key])
    assert "The text of one." in "".join(msgspec.json.decode(parsed[key], type=Body).parts)
    articles.look_up(articles.files)
    articles.parse_results(lambda: None, 1, ignore_progress)
    Path(one.real).unlink()
    assert articles.bodies([key]) == parsed and articles.bodies([]) == {}


def test_a_changed_or_missing_file_stops_the_build(tmp_path: Path, cache: Cache):
    one = file_of(tmp_path, "one")
    (key,) = reader(cache, one).files
    assert [(file.path, file.key) for file in read_files([one], PARSING)] == [("content/one.md", key)]
    assert [row[0] for row in parse_batch(PARSING, [one])] == [key]
    other = replace(one, state=replace(one.state, hash="other"))
    with pytest.raises(DiskError, match="changed while the site was built") as caught:
        read_files([other], PARSING)
    assert caught.value.hint == "build again"
    Path(one.real).unlink()
    with pytest.raises(DiskError, match=r"^content/one\.md: No such file or directory$") as caught:
        read_files([one], PARSING)
    assert caught.value.hint == "build again"
