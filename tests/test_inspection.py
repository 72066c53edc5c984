"""The inspection of a site: whether its output is up to date, which renders and changes nothing; and its published, unpublished and
recorded texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest import inspection
from digest.cache.cache import Cache
from digest.checks.published_records import UnrecordedText
from digest.command_run import CommandRun
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, StaleError
from digest.inspection import FinishedOutput, finished_output, inspect
from digest.output.render_worker import RenderWorker
from tests import sites
from tests.inspected import built_site, everything, inspected, nothing
from tests.sites import LIST, NOW, article, build, tree, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tiny built site."""
    return built_site(tmp_path)


def test_the_output_is_current_unless_a_build_would_change_it_or_was_interrupted(root: Path):
    found = inspected(root)
    assert found.is_current and found.output == root / "site" and found.diagnostics == ()
    write(root, {".digest/journal": "{}"})
    assert not inspected(root).is_current
    (root / ".digest/journal").unlink()
    write(root, {"site/index.html": "changed"})
    assert not inspected(root).is_current


def test_errors_in_content_are_returned(root: Path):
    write(root, {"content/2026/bad.md": "no front matter"})
    found = inspected(root)
    assert not found.is_current and [diagnostic.path for diagnostic in found.diagnostics] == ["content/2026/bad.md"]


def test_only_the_requested_texts_are_returned(root: Path):
    found = inspected(root, lambda entry: entry.article.slug in ("a1", "a2"))
    keys = {entry.article.slug: entry.index.article_key for entry in found.collections.entries}
    assert found.bodies.keys() == {keys["a1"], keys["a2"]}
    assert "Text." in "".join(found.bodies[keys["a1"]].parts)
    assert inspected(root).bodies == {}
    assert len(inspected(root, everything).bodies) == 4


WORDS = {
    "content/2026/full.md": article("Title of a full one", "2026-02-05", summary="Its summary.", body="Begins.\n\nGoes on."),
    "content/2026/excerpt.md": article("An excerpt", "2026-02-06", mode="excerpt", body="It begins.\n\nIt is hidden."),
    "content/2026/link.md": article("A link", "2026-02-07", mode="link", summary="Said.", body="All of it is hidden."),
    "content/2026/draft.md": article("A draft", "2026-02-08", draft="true", body="Nobody sees the draft."),
    "content/2026/later.md": article("Later", "2026-03-09", body="Nobody sees what is to come."),
    "content/2026/gone.md": article("Gone", "2026-02-08", expires="2026-02-20", body="Nobody sees what expired."),
    "content/pages/about.md": "---\ntitle: About\n---\nThe plain page.\n",
    "content/pages/plan.md": "---\ntitle: Plans\ndraft: true\n---\nNobody sees the plans.\n",
    "content/stories/flood.md": "---\ntitle: The flood\n---\nThe text of a story.\n",
    "content/2026/a1.md": article("Article 1", "2026-02-02", story="flood"),
    "content/sources.yml": sites.OUTLETS + "odd: {name: An odd source}\n",
    "digest.yml": sites.SETTINGS + "description: What the site says of itself.\neditions: {every: week, cutoff: friday 18:00}\n",
    "content/editions/2026-02-06.md": "---\ntitle: An intro\n---\nThe text of an intro.\n",
}


@pytest.fixture
def wordy(tmp_path: Path) -> Path:
    """A site with all kinds of texts."""
    return write(tmp_path / "editor", sites.tiny(2) | WORDS)


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_published_texts_include_all_texts_that_pages_may_show(wordy: Path, at_once: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inspection, "TEXTS_AT_ONCE", at_once)
    found = inspected(wordy)
    assert not [diagnostic for diagnostic in found.diagnostics if diagnostic.is_error]
    texts = list(found.published())
    shown = (
        *("Title of a full one", "Its summary.", "Begins.", "Goes on.", "It begins.", "Said.", "The plain page."),
        *("The text of a story.", "The text of an intro.", "What goes on.", "An odd source", "What the site says of itself."),
    )
    for text in shown:
        assert any(text in each for each in texts), text
    for text in ("It is hidden.", "All of it", "Nobody sees"):
        assert not any(text in each for each in texts), text
    assert len([each for each in texts if "Goes on." in each]) == 1


def test_published_texts_include_texts_of_templates(wordy: Path):
    write(wordy, {"themes/plain/templates/parts/foot.html": "<p>Said by the theme</p>"})
    assert any("Said by the theme" in text for text in inspected(wordy).published())


def test_unpublished_texts_of_all_kinds_are_returned_with_the_reason(wordy: Path):
    found = inspected(wordy)
    hidden = {article.article.path: article.state for article in found.unpublished}
    assert hidden.keys() == {f"content/{path}.md" for path in ("2026/draft", "2026/later", "2026/gone", "pages/plan")}
    assert hidden["content/2026/draft.md"] == hidden["content/pages/plan.md"] == "draft"
    assert len(set(hidden.values())) == 3
    assert {found.bodies[article.article.body] for article in found.unpublished} == set(found.bodies.values())


def test_texts_that_a_preview_shows_count_as_published(wordy: Path):
    """Drafts, future articles, and the intro of the next edition."""
    write(wordy, {"content/editions/2026-03-06.md": "---\ntitle: To come\n---\nSoon.\n"})
    found = inspected(wordy, drafts=True, future=True)
    assert [article.article.path for article in found.unpublished] == []
    assert any("Nobody sees the draft." in text for text in found.published())
    assert "content/editions/2026-03-06.md" in {article.article.path for article in inspected(wordy).unpublished}


def test_the_run_options_are_optional(root: Path):
    assert inspect(root, read_config((root / "digest.yml").read_text()), NOW, nothing).is_current


def test_texts_are_compared_with_the_recorded_ones(wordy: Path):
    def texts(*, new: bool = False) -> dict[str, UnrecordedText]:
        config = read_config((wordy / "digest.yml").read_text())
        return {text.file: text for text in inspect(wordy, config, NOW, nothing, CommandRun(jobs=1), new_texts=new).texts}

    assert texts() == {}, "nothing is recorded"
    found = texts(new=True)
    assert found.keys() == {f"content/2026/{name}.md" for name in ("a0", "a1", "full", "excerpt", "link")}
    full = found["content/2026/full.md"]
    write(wordy, {"content/published.tsv": f"{full.id}\t{full.now.url}{full.now.cells}\n"})
    assert texts() == {}
    assert texts(new=True).keys() == found.keys() - {"content/2026/full.md"}
    write(wordy, {"content/2026/full.md": article("Title of a full one", "2026-02-05", body="Something else that was never said.")})
    changed = texts()["content/2026/full.md"]
    assert changed.before and changed.before.text == full.now.text != changed.now.text


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


def test_the_run_options_of_a_finished_output_are_optional(root: Path):
    with finished_output(root, read_config((root / "digest.yml").read_text()), NOW, nothing) as found:
        assert found.paths


def test_texts_are_compared_only_if_the_site_records_them(root: Path):
    assert finished(root).inspection.texts == ()
    write(root, {"content/published.tsv": "2026/a0.md\t/2026/02/01/a0/\n"})
    assert {text.file for text in finished(root).inspection.texts} == {f"content/2026/a{number}.md" for number in range(4)}
