"""`digest serve`: the address, the pages, the saves, the end."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import sites
from tests.preview.served import Served

Serve = Callable[..., Served]

PLAIN_NAME = re.compile(r"(\.[0-9a-f]{10})(\.css|\.js)")
"""Style sheets have plain names in the preview."""

PLAIN_BYTES = re.compile(PLAIN_NAME.pattern.encode())
OUR_SCRIPT = re.compile(rb'<script src="/_digest/client.js"[^>]*></script>\n')


def test_the_front_page_is_served_with_the_previews_script(served: Serve):
    front = served().get()
    assert front.status == 200
    assert front.headers["content-type"] == "text/html; charset=utf-8"
    assert re.search(r'<script src="/_digest/client.js" data-key="[0-9a-f]{32}" async></script>\n', front.text)


def test_every_page_of_a_build_is_served_with_the_same_content(served: Serve):
    preview = served()
    base_url = f"http://{preview.host}:{preview.port}/"
    assert sites.build(preview.root, base_url=base_url, drafts=True, future=True).code == 0
    for path, data in sites.tree(preview.root / "site").items():
        if not path.startswith("."):
            shown = preview.get(PLAIN_NAME.sub(r"\2", path)).body
            assert PLAIN_BYTES.sub(rb"\2", data) == OUR_SCRIPT.sub(b"", shown), path


def test_a_save_is_one_rebuild_and_is_served(served: Serve):
    preview = served()
    saved = preview.root.parent / "saved.md"
    saved.write_text(sites.article("Another title", body="Other words."))
    saved.replace(preview.root / "content/2026/a1.md")  # atomically: otherwise the empty file may be seen
    preview.when(lambda: "Another title" in preview.get().text)
    preview.when(lambda: preview.rebuilds)
    assert [re.sub(r"^\S+ |: \d+ ms$", "", line) for line in preview.rebuilds] == ["content/2026/a1.md"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_silently_after_a_signal(served: Serve, number: signal.Signals):
    preview = served()
    code = preview.end(number)
    assert code == (0 if number == signal.SIGINT else 128 + number)
    assert len(preview.lines) == 1


def test_the_output_folder_is_never_touched(served: Serve):
    preview = served()
    assert not (preview.root / "site").exists()
    assert sites.build(preview.root).code == 0
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path(preview.root / "site").rglob("*")}
    (preview.root / "content/2026/a1.md").write_text(sites.article("Another title"))
    preview.when(lambda: "Another title" in preview.get().text)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path(preview.root / "site").rglob("*")} == before
