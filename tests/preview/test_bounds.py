"""Input beyond all limits is reported as an error, and the preview shows the last valid page."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites
from tests.conftest import run_digest
from tests.preview.desk import Opened

TEMPLATE = "themes/plain/templates/parts/foot.html"
PAGE = "index.html"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    root = sites.write(tmp_path / "site", {**sites.tiny(), TEMPLATE: "The foot.\n"})
    return Opened(root, root / ".digest", lambda: sites.NOW)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{% if 1 %}" * 400 + "{% endif %}" * 400, "E501"),
        ("{{ 1" + "+1" * 5000 + " }}", "E501"),
        ("{{ 'x' * 10 ** 11 }}", "E502"),
        ("{{ 'x'|center(10 ** 12) }}", "E502"),
        ("{{ html }}", "E502"),
        ("{{ ''.__class__ }}", "E502"),
    ],
)
def test_a_template_beyond_the_limits_keeps_the_last_valid_page(opened: Opened, template: str, code: str):
    before = opened.answer(PAGE).body
    sites.write(opened.inputs.root, {TEMPLATE: template})
    opened.update({TEMPLATE})
    assert b"The foot." in opened.answer(PAGE).body
    (diagnostic,) = {diagnostic for diagnostic in opened.diagnostics() if diagnostic.path == TEMPLATE}
    assert (diagnostic.code, diagnostic.line) == (code, 1)
    ran = run_digest(opened.inputs.root, "build", "--now", "2026-03-01")
    assert ran.code == 1 and f"{TEMPLATE}:1:1: {code} " in ran.err
    sites.write(opened.inputs.root, {TEMPLATE: "The foot.\n"})
    opened.update({TEMPLATE})
    assert not opened.diagnostics()
    assert opened.answer(PAGE).body == before


@pytest.fixture
def nested(opened: Opened) -> Iterator[str]:
    """1,200 nested folders in content/, with an article in the last one."""
    content = opened.inputs.root / "content"
    place = os.open(content, os.O_RDONLY)
    try:
        for _ in range(1200):
            os.mkdir("deep", dir_fd=place)
            below = os.open("deep", os.O_RDONLY, dir_fd=place)
            os.close(place)
            place = below
        with open(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=place), "w") as file:
            file.write(sites.article("Deep"))
    finally:
        os.close(place)
    yield "content/deep"
    subprocess.run(["rm", "-rf", content / "deep"], check=True)  # deeper than Python's rmtree can go


def test_too_deeply_nested_folders_are_an_error(opened: Opened, nested: str):
    before = opened.answer(PAGE).body
    opened.update(None)
    (diagnostic,) = opened.diagnostics()
    assert diagnostic.code == "E101" and diagnostic.path.startswith("content/deep/deep/")
    assert diagnostic.message == "more than 100 folders within each other"
    assert opened.answer(PAGE).body == before
    for command in ("build", "check"):
        ran = run_digest(opened.inputs.root, command, "--now", "2026-03-01")
        assert ran.code == 1 and "E101 more than 100 folders within each other" in ran.err + ran.out
