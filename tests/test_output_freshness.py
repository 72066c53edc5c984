"""The check that an output is up to date finds every difference, and renders and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.cache.cache import Cache
from digest.command_run import CommandRun
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, StaleError
from digest.output.render_worker import RenderWorker
from digest.output_freshness import FinishedOutput, finished_output
from tests import sites
from tests.inspected import built_site, everything, inspected, nothing
from tests.sites import LIST, NOW, article, build, tree, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny built site."""
    return built_site(tmp_path)


def finished(root: Path, wants_text: Any = nothing, stores: tuple[Diagnostic, ...] | None = None) -> FinishedOutput:
    config = read_config((root / "digest.yml").read_text())
    with finished_output(root, config, NOW, wants_text, CommandRun(jobs=1)) as found:
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


def test_an_unchanged_output_is_current_and_nothing_is_rendered(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(RenderWorker, "__init__", lambda *_: pytest.fail("something is rendered"))
    before = tree(root)
    found = inspected(root)
    assert found.is_current and found.output == root / "site"
    assert finished(root).paths == tuple(sorted(tree(root / "site").keys() - {LIST}))
    assert tree(root) == before


@pytest.mark.parametrize("change", CHANGES)
def test_every_difference_makes_the_output_stale(root: Path, change: str):
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


def test_after_an_interrupted_build_the_output_is_stale(root: Path):
    write(root, {".digest/journal": "{}"})
    assert not inspected(root).is_current
    with pytest.raises(StaleError, match="a build of site was interrupted") as caught:
        finished(root)
    assert caught.value.hint == "run digest build first"


def test_inspect_returns_errors_in_content_and_finished_output_raises_them(root: Path):
    write(root, {"content/2026/bad.md": "no front matter"})
    found = inspected(root)
    assert not found.is_current and [diagnostic.path for diagnostic in found.diagnostics] == ["content/2026/bad.md"]
    with pytest.raises(ContentError):
        finished(root)


WARNING = Diagnostic("site/index.html", 1, 1, "W301", "a dead link", "mend it")


def test_stored_diagnostics_are_valid_until_pages_or_hidden_texts_change(root: Path):
    assert finished(root).checked is None
    finished(root, stores=(WARNING,))
    assert finished(root).checked == (WARNING,)
    assert finished(root, everything).checked is None, "the checks search for other texts"
    write(root, {"content/2026/a1.md": article("Edited", "2026-02-02")})
    assert build(root).code == 0
    assert finished(root).checked is None
    finished(root, stores=())
    assert finished(root).checked == (), "an empty result is stored too"


def test_the_order_of_texts_does_not_change_the_key_of_the_checks(root: Path):
    finished(root, everything, stores=())
    assert finished(root, everything).checked == ()


def test_a_full_disk_does_not_stop_the_checks(root: Path, monkeypatch: pytest.MonkeyPatch):
    from digest.errors import DiskError

    def full(*_: object) -> None:
        raise DiskError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Cache, "put", full)
        finished(root, stores=(WARNING,))
    assert finished(root).checked is None


def test_the_run_options_are_optional(root: Path):
    with finished_output(root, read_config((root / "digest.yml").read_text()), NOW, nothing) as found:
        assert found.paths


def test_texts_are_compared_only_if_the_site_records_them(root: Path):
    assert finished(root).inspection.texts == ()
    write(root, {"content/published.tsv": "2026/a0.md\t/2026/02/01/a0/\n"})
    assert {text.file for text in finished(root).inspection.texts} == {f"content/2026/a{number}.md" for number in range(4)}
