"""Whether an output is what a build would leave: every difference is found, and nothing is rendered or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.cache.cache import Cache
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, StaleError
from digest.grouping.entry import Entry
from digest.output.render_worker import RenderWorker
from digest.output_freshness import FinishedOutput, Inspection, finished_output, inspect
from digest.workspace import Run
from tests import sites
from tests.sites import LIST, NOW, article, build, tree, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny site that was built."""
    root = write(tmp_path / "editor", sites.tiny(4))
    assert build(root).code == 0
    return root


def everything(entry: Entry) -> bool:
    return True


def nothing(entry: Entry) -> bool:
    return False


def inspected(root: Path, wants: Any = nothing, **settings: Any) -> Inspection:
    config = read_config((root / "digest.yml").read_text())
    return inspect(root, config, NOW, wants, Run(jobs=1))


def finished(root: Path, wants: Any = nothing, stores: tuple[Diagnostic, ...] | None = None) -> FinishedOutput:
    config = read_config((root / "digest.yml").read_text())
    with finished_output(root, config, NOW, wants, Run(jobs=1)) as found:
        if stores is not None:
            found.store_checked(stores)
    return found


CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "an article is edited": {"content/2026/a1.md": article("Edited", "2026-02-02")},
    "an article is new": {"content/2026/new.md": article("New", "2026-02-09")},
    "an article is gone": {"content/2026/a1.md": None},
    "a setting is changed": {"digest.yml": sites.SETTINGS.replace("Tiny", "Another")},
    "a template is changed": {"themes/plain/templates/base.html": "{% block main %}{% endblock %}"},
    "a file is changed": {"content/static/robots.txt": "User-agent: x\n"},
    "an output is changed": {"site/index.html": "changed"},
    "an output is gone": {"site/about/index.html": None},
}


def test_an_output_as_it_was_left_is_current_and_nothing_is_rendered(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(RenderWorker, "__init__", lambda *_: pytest.fail("something is rendered"))
    before = tree(root)
    found = inspected(root)
    assert found.is_current and found.output == root / "site"
    assert finished(root).paths == tuple(sorted(tree(root / "site").keys() - {LIST}))
    assert tree(root) == before


@pytest.mark.parametrize("change", CHANGES)
def test_every_difference_makes_it_stale(root: Path, change: str):
    write(root, CHANGES[change])
    before = tree(root / "site")
    assert not inspected(root).is_current
    with pytest.raises(StaleError, match=r"^site differs from what a build would write now: \S+( and \d+ more)?$"):
        finished(root)
    assert tree(root / "site") == before


def test_a_stale_output_is_reported_with_a_file_and_how_many_more_there_are(root: Path):
    (root / "site/about/index.html").write_text("changed")
    with pytest.raises(StaleError) as one:
        finished(root)
    assert one.value.message == "site differs from what a build would write now: about/index.html"
    (root / "site/robots.txt").write_text("changed")
    with pytest.raises(StaleError) as two:
        finished(root)
    assert two.value.message.endswith(" and 1 more") and two.value.hint == "run digest build first"


def test_an_error_in_the_content_is_returned_by_one_and_raised_by_the_other(root: Path):
    write(root, {"content/2026/bad.md": "no front matter"})
    found = inspected(root)
    assert not found.is_current and [diagnostic.path for diagnostic in found.diagnostics] == ["content/2026/bad.md"]
    with pytest.raises(ContentError):
        finished(root)


def test_the_texts_that_are_asked_for_are_given(root: Path):
    found = inspected(root, lambda entry: entry.article.slug in ("a1", "a2"))
    keys = {entry.article.slug: entry.index.article_key for entry in found.collections.entries}
    assert found.bodies.keys() == {keys["a1"], keys["a2"]}
    assert "Text." in "".join(found.bodies[keys["a1"]].parts)
    assert inspected(root).bodies == {}
    assert len(inspected(root, everything).bodies) == 4


WARNING = Diagnostic("site/index.html", 1, 1, "W301", "a dead link", "mend it")


def test_what_the_checks_found_is_known_until_a_page_or_what_they_look_for_changes(root: Path):
    assert finished(root).checked is None
    finished(root, stores=(WARNING,))
    assert finished(root).checked == (WARNING,)
    assert finished(root, everything).checked is None, "other texts are looked for"
    write(root, {"content/2026/a1.md": article("Edited", "2026-02-02")})
    assert build(root).code == 0
    assert finished(root).checked is None
    finished(root, stores=())
    assert finished(root).checked == (), "that nothing was found is an answer too"


def test_the_texts_are_the_same_whatever_their_order(root: Path):
    finished(root, everything, stores=())
    assert finished(root, everything).checked == ()


def test_what_the_checks_found_need_not_be_stored(root: Path, monkeypatch: pytest.MonkeyPatch):
    from digest.errors import DiskError

    def full(*_: object) -> None:
        raise DiskError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Cache, "put", full)
        finished(root, stores=(WARNING,))
    assert finished(root).checked is None
