"""Texts of articles that differ from their records, and whether readers are informed about the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from digest.checks import published_records
from digest.checks.published_records import TEXTS_AT_ONCE, UnrecordedText, text_diagnostics, unrecorded_texts
from digest.config.config import Config
from digest.grouping.published_file import RecordedText
from digest.markdown.body import Body
from tests.values import collected, read

BODY = "The harbour reopened on Sunday, after fog had kept 40 ships outside for three days."
OTHER = "The harbour stays closed, as the authorities said on Sunday, and nobody knows for how long."


def unrecorded(
    body: str = BODY, recorded: dict[str, RecordedText] | None = None, *, new: bool = True, **head: Any
) -> list[UnrecordedText]:
    """Return the text of one article if it differs from its record."""
    return unrecorded_texts(
        collected(read("a", **{"mode": "full"} | head)).entries,
        recorded or {},
        lambda keys: bodies(keys, body),
        with_unrecorded=new,
    )


def bodies(keys: Sequence[str], body: str) -> dict[str, Body]:
    return {key: Body((f"<p>{body}</p>",)) for key in keys}


def recorded(body: str = BODY, **head: Any) -> dict[str, RecordedText]:
    (text,) = unrecorded(body, **head)
    return {"a.md": text.now}


def warned(before: dict[str, RecordedText], body: str = BODY, **head: Any) -> bool:
    return bool(list(text_diagnostics(unrecorded(body, before, **head))))


def test_text_without_record_is_returned_on_request_without_a_warning():
    (text,) = unrecorded()
    assert (text.id, text.file, text.before, text.now.url) == ("a.md", "content/a.md", None, "/2026/02/01/a/")
    assert text.is_announced
    assert unrecorded(new=False) == []
    assert [changed.id for changed in unrecorded(OTHER, recorded(), new=False)] == ["a.md"]
    assert not warned({})


def test_changed_markup_and_typing_mistakes_are_no_difference():
    assert unrecorded(recorded=recorded()) == []
    assert unrecorded(BODY.replace("Sunday,", "<em>sunday</em> —"), recorded()) == []
    assert unrecorded(BODY.replace("harbour", "habrour"), recorded()) == []


def test_changed_text_is_a_warning_without_update_or_correction():
    before = recorded()
    (diagnostic,) = text_diagnostics(unrecorded(OTHER, before))
    assert str(diagnostic) == (
        "content/a.md:1:1: W406 the text changed after it was published, and neither updated nor a correction says so"
    )
    assert "content/published.tsv:" in diagnostic.hint
    assert warned(before, BODY.replace("40", "14"))
    assert not warned(before, OTHER, updated="2026-02-03")
    assert not warned(before, OTHER, corrections="[{date: 2026-02-03, text: It stays closed.}]")


def test_recorded_updates_and_corrections_do_not_announce_a_change():
    before = recorded(updated="2026-02-03", corrections="[{date: 2026-02-04, text: One.}]")
    same = {"updated": "2026-02-03", "corrections": "[{date: 2026-02-04, text: One.}]"}
    assert warned(before, OTHER, **same)
    assert warned(before, OTHER, **same | {"updated": "2026-02-02"})
    assert warned(before, OTHER, **same | {"corrections": None})
    assert not warned(before, OTHER, **same | {"updated": "2026-02-03 10:00"})
    assert not warned(before, OTHER, **same | {"corrections": "[{date: 2026-02-04, text: One.}, {date: 2026-02-04, text: Two.}]"})


def test_an_unchanged_text_is_recognised_by_the_beginning_of_its_print(monkeypatch: pytest.MonkeyPatch):
    """The whole print of a text takes a hundred times as long, and most texts are unchanged."""
    before, other = recorded(), recorded(OTHER)
    monkeypatch.setattr(published_records, "text_print", lambda letters: "0" * 56)
    assert unrecorded(recorded=before) == []
    (text,) = unrecorded(recorded=before, updated="2026-02-03")
    assert text.before and text.now.text == text.before.text
    for changed in ({"recorded": other}, {"recorded": before, "mode": "link"}):
        (text,) = unrecorded(**changed)
        assert text.now.text == "0" * 56


def test_new_update_is_recorded_with_an_unchanged_text():
    (text,) = unrecorded(recorded=recorded(), updated="2026-02-03")
    assert text.is_announced and text.before and text.now.text == text.before.text


def test_only_fields_that_readers_see_count():
    plain = dict.fromkeys(("headline", "summary", "why"), OTHER)
    for field, value in (plain | {"points": f"[{OTHER}]", "quote": f"{{text: '{OTHER}'}}"}).items():
        assert warned(recorded(), **{field: value}), field
    for field, value in (("tags", "[x, y]"), ("id", "fixed"), ("extra", "{note: A wholly new note of the desk}"), ("weight", "3")):
        assert not warned(recorded(), **{field: value}), field


def test_text_of_a_linked_article_can_change_and_its_summary_cannot():
    before = recorded(mode="link", summary="Short.")
    assert unrecorded(OTHER, before, mode="link", summary="Short.") == []
    assert warned(before, mode="link", summary=OTHER)
    linked = collected(read("a", mode="link", summary="Short.")).entries
    assert unrecorded_texts(linked, before, bodies_of_none, with_unrecorded=True) == []
    assert warned(recorded(mode="excerpt"), OTHER, mode="excerpt")


def bodies_of_none(keys: Sequence[str]) -> dict[str, Body]:
    assert not keys, "unpublished texts are not loaded"
    return {}


def test_changed_mode_causes_no_warning():
    (text,) = unrecorded(recorded=recorded(), mode="link")
    assert text.is_announced and text.now.mode == "link"


def test_wrong_print_is_a_changed_text():
    forged = {"a.md": RecordedText("/2026/02/01/a/", "full", "0" * 56)}
    assert warned(forged)


def test_unpublished_articles_have_no_texts():
    draft = collected(read("a", draft="true"), read("b", date="2027-01-01"))
    assert unrecorded_texts(draft.entries, {}, lambda keys: {}, with_unrecorded=True) == []


def test_articles_that_only_a_preview_shows_have_no_texts():
    preview = Config("T", "https://example.org/", drafts=True)
    shown = collected(read("a", draft="true"), read("b", mode="full"), config=preview)
    texts = unrecorded_texts(shown.entries, {}, lambda keys: bodies(keys, BODY), with_unrecorded=True)
    assert len(shown.entries) == 2 and [text.id for text in texts] == ["b.md"]


def test_texts_are_loaded_in_batches():
    batch_sizes: list[int] = []

    def load(keys: Sequence[str]) -> dict[str, Body]:
        batch_sizes.append(len(keys))
        return bodies(keys, BODY)

    many = collected(*(read(f"a{n}", key=f"k{n}", mode="full") for n in range(TEXTS_AT_ONCE + 1)))
    assert len(unrecorded_texts(many.entries, {}, load, with_unrecorded=True)) == TEXTS_AT_ONCE + 1
    assert batch_sizes == [TEXTS_AT_ONCE, 1]
