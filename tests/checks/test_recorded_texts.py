"""Which texts of articles changed since they were recorded, and which of these changes readers are told about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digest.checks.published_records import TEXTS_AT_ONCE, UnrecordedText, text_diagnostics, unrecorded_texts
from digest.grouping.published_file import RecordedText
from digest.markdown.body import Body
from tests.values import collected, read

BODY = "The harbour reopened on Sunday, after fog had kept 40 ships outside for three days."
OTHER = "The harbour stays closed, as the authorities said on Sunday, and nobody knows for how long."


def found(
    body: str = BODY, recorded: dict[str, RecordedText] | None = None, *, new: bool = True, **head: Any
) -> list[UnrecordedText]:
    """The text of one article that is not recorded as it is."""
    return unrecorded_texts(
        collected(read("a", **{"mode": "full"} | head)).entries,
        recorded or {},
        lambda keys: bodies(keys, body),
        with_unrecorded=new,
    )


def bodies(keys: Sequence[str], body: str) -> dict[str, Body]:
    return {key: Body((f"<p>{body}</p>",)) for key in keys}


def recorded(body: str = BODY, **head: Any) -> dict[str, RecordedText]:
    (text,) = found(body, **head)
    return {"a.md": text.now}


def warned(before: dict[str, RecordedText], body: str = BODY, **head: Any) -> bool:
    return bool(list(text_diagnostics(found(body, before, **head))))


def test_a_text_that_is_not_recorded_is_found_only_if_asked_for_and_no_warning():
    assert [(text.id, text.file, text.before) for text in found()] == [("a.md", "content/a.md", None)]
    assert found(new=False) == []
    assert not warned({})


def test_an_unchanged_text_is_not_found_whatever_its_markup_and_its_typing_mistakes():
    assert found(recorded=recorded()) == []
    assert found(BODY.replace("Sunday,", "<em>sunday</em> —"), recorded()) == []
    assert found(BODY.replace("harbour", "habrour"), recorded()) == []


def test_a_text_that_changed_is_a_warning_until_readers_are_told():
    before = recorded()
    (diagnostic,) = text_diagnostics(found(OTHER, before))
    assert str(diagnostic) == (
        "content/a.md:1:1: W406 the text changed after it was published, and neither updated nor a correction says so"
    )
    assert "content/published.tsv:" in diagnostic.hint
    assert warned(before, BODY.replace("40", "14"))
    assert not warned(before, OTHER, updated="2026-02-03")
    assert not warned(before, OTHER, corrections="[{date: 2026-02-03, text: It stays closed.}]")


def test_what_was_recorded_with_the_text_tells_readers_nothing_new():
    before = recorded(updated="2026-02-03", corrections="[{date: 2026-02-04, text: One.}]")
    same = {"updated": "2026-02-03", "corrections": "[{date: 2026-02-04, text: One.}]"}
    assert warned(before, OTHER, **same)
    assert warned(before, OTHER, **same | {"updated": "2026-02-02"})
    assert warned(before, OTHER, **same | {"corrections": None})
    assert not warned(before, OTHER, **same | {"updated": "2026-02-03 10:00"})
    assert not warned(before, OTHER, **same | {"corrections": "[{date: 2026-02-04, text: One.}, {date: 2026-02-04, text: Two.}]"})


def test_a_new_note_is_recorded_although_the_text_is_the_same():
    (text,) = found(recorded=recorded(), updated="2026-02-03")
    assert text.is_announced and text.before and text.now.text == text.before.text


def test_every_field_that_readers_see_counts_and_what_they_do_not_see_does_not():
    plain = dict.fromkeys(("headline", "summary", "why"), OTHER)
    for field, value in (plain | {"points": f"[{OTHER}]", "quote": f"{{text: '{OTHER}'}}"}).items():
        assert warned(recorded(), **{field: value}), field
    for field, value in (("tags", "[x, y]"), ("id", "fixed"), ("extra", "{note: A wholly new note of the desk}"), ("weight", "3")):
        assert not warned(recorded(), **{field: value}), field


def test_a_text_that_is_only_linked_may_change_and_its_summary_may_not():
    before = recorded(mode="link", summary="Short.")
    assert found(OTHER, before, mode="link", summary="Short.") == []
    assert warned(before, mode="link", summary=OTHER)
    linked = collected(read("a", mode="link", summary="Short.")).entries
    assert unrecorded_texts(linked, before, bodies_of_none, with_unrecorded=True) == []
    assert warned(recorded(mode="excerpt"), OTHER, mode="excerpt")


def bodies_of_none(keys: Sequence[str]) -> dict[str, Body]:
    assert not keys, "a text that is not shown is not loaded"
    return {}


def test_another_mode_is_recorded_without_a_warning():
    (text,) = found(recorded=recorded(), mode="link")
    assert text.is_announced and text.now.mode == "link"


def test_a_forged_print_is_a_text_that_changed():
    forged = {"a.md": RecordedText("/2026/02/01/a/", "full", "0" * 56)}
    assert warned(forged)


def test_what_is_not_published_has_no_text():
    draft = collected(read("a", draft="true"), read("b", date="2027-01-01"))
    assert unrecorded_texts(draft.entries, {}, lambda keys: {}, with_unrecorded=True) == []


def test_texts_are_loaded_in_groups():
    asked: list[int] = []

    def load(keys: Sequence[str]) -> dict[str, Body]:
        asked.append(len(keys))
        return bodies(keys, BODY)

    many = collected(*(read(f"a{n}", key=f"k{n}", mode="full") for n in range(TEXTS_AT_ONCE + 1)))
    assert len(unrecorded_texts(many.entries, {}, load, with_unrecorded=True)) == TEXTS_AT_ONCE + 1
    assert asked == [TEXTS_AT_ONCE, 1]
