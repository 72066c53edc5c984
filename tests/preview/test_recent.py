"""Pictures in the preview: variants are encoded on request, and a changed picture is shown at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.preview import live_stages as subject
from tests.preview.desk import Desk, Pen
from tests.sites import article, png

pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")

DAMAGED = png(9, 9)[:-30] + b"\0" * 18 + png(9, 9)[-12:]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    pen = Pen(tmp_path / "editor", 2)
    pen.put("content/2026/pier.png", png(900, 20))
    pen.put("content/2026/pier.md", article("Pier", image="{src: pier.png, alt: A pier}"))
    return Desk(tmp_path, pen=pen)


def encoded_widths(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which the widths of newly encoded variants are added."""
    seen: list[int] = []
    encode = subject.encoded
    monkeypatch.setattr(
        subject, "encoded", lambda data, size, variants: (seen.append(variants[0].width), encode(data, size, variants))[1]
    )
    return seen


def variants(desk: Desk) -> list[str]:
    return sorted(path for path in desk.opened.generation.files if path.startswith("2026/pier"))


def test_a_variant_is_encoded_when_it_is_first_requested(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    seen = encoded_widths(desk, monkeypatch)
    assert len(variants(desk)) == 3 and seen == []
    smallest = next(path for path in variants(desk) if path.endswith("-400.webp"))
    first, again = desk.opened.answer(smallest), desk.opened.answer(smallest)
    assert (first.status, first.type, seen) == (200, "image/webp", [400])
    assert first.body == again.body and first.etag == desk.opened.generation.key(smallest)
    desk.compare()


def test_the_cache_of_variants_is_limited(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.opened.session.stages.variants.most = 1
    seen = encoded_widths(desk, monkeypatch)
    for path in (*variants(desk), variants(desk)[-1], variants(desk)[0]):
        desk.opened.answer(path)
    assert len(seen) == 4


def test_a_changed_picture_has_new_paths(desk: Desk):
    before = variants(desk)
    desk.site.put("content/2026/pier.png", png(901, 20))
    (update,) = desk.save()
    assert not set(before) & set(variants(desk)) and len(update.files) == 6
    desk.compare()
    assert desk.opened.answer(before[0]).status == 404


def test_a_damaged_picture_is_sent_unchanged_and_reported(desk: Desk):
    desk.site.put("content/2026/pier.png", DAMAGED)
    desk.save()
    answers = [desk.opened.answer(path) for path in variants(desk)]
    assert {(answer.status, answer.type, answer.body) for answer in answers} == {(200, "image/png", DAMAGED)}
    assert not [found for found in desk.opened.diagnostics() if found.code == "W503"]
    desk.opened.update(())
    assert [found.path for found in desk.opened.diagnostics() if found.code == "W503"] == ["content/2026/pier.png"]
    assert variants(desk) == ["2026/pier.png"]
    desk.compare()


def test_variants_of_a_changed_picture_are_unavailable(desk: Desk):
    (desk.root / "content/2026/pier.png").write_bytes(png(1, 1))
    assert {desk.opened.answer(path).status for path in variants(desk)} == {503}
