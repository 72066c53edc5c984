"""What others think of the finished pages: the Nu Html Checker of their markup and CSS, axe-core of how everybody can use them."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import sites
from tests.test_cases import CASES

ROOT = Path(__file__).parent.parent
JUDGES = Path(sys.prefix) / "judges" / "node_modules"
CHECKER = JUDGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
AXE = JUDGES / "axe-core" / "axe.min.js"

KINDS = (
    "",
    "topics/security/",
    "tags/",
    "2026/",
    "2026/01/",
    "2026/01/29/",
    "2026/01/29/openssl-twelve-fixes/",
    "2026/01/15/copernicus-2025-third-warmest/",
    "2026/01/06/2025%EB%85%84-%ED%95%9C%EA%B5%AD-%EA%B8%B0%ED%9B%84-%ED%8A%B9%EC%84%B1/",
    "about/",
    "search/?q=openssl",
    "404.html",
)
"""A page of each kind of the sample digest."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample digest of this repository, built below /digest/."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("content", "digest.yml"):
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, root / name)
        else:
            shutil.copy(place, root)
    assert sites.build(root, output="www/digest").code == 0
    return root / "www"


def complaints(folder: Path) -> list[str]:
    """What the Nu Html Checker says of all pages and style sheets in a folder, warnings too."""
    if not CHECKER.is_file() or not shutil.which("java"):
        pytest.skip("NOT TRIED: there is no Nu Html Checker (make test installs it where there is npm), or no Java")
    files = sorted(str(path) for path in folder.rglob("*") if path.suffix in (".html", ".css"))
    assert files
    command = ["java", "-Xmx1g", "-jar", str(CHECKER), "--also-check-css", "--format", "json", "--stdout", *files]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return [f"{each.get('url', '')}:{each.get('lastLine', 0)}: {each['type']}: {each['message']}" for each in said["messages"]]


def test_the_checker_finds_nothing_in_the_sample_digest(sample: Path):
    assert complaints(sample) == []


@pytest.mark.parametrize("case", ["hostile", "korean", "drafts_and_embargo"])
def test_the_checker_finds_nothing_in_what_the_default_theme_makes_of_a_hostile_site(case: str, tmp_path: Path):
    shutil.copytree(CASES / case, tmp_path / "site", ignore=shutil.ignore_patterns("expected*", "said*"))
    settings = (tmp_path / "site/digest.yml").read_text(encoding="utf-8")
    lines = [line for line in settings.splitlines() if not line.startswith("theme:")]
    (tmp_path / "site/digest.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert sites.build(tmp_path / "site", drafts=True, future=True).code == 0
    assert complaints(tmp_path / "site/site") == []


def test_the_checker_does_look(tmp_path: Path):
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p><div></p><img src=x>")
    assert any("error" in complaint for complaint in complaints(tmp_path))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(sample: Path) -> Iterator[str]:
    """Where the sample digest is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(sample)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/digest/"
    server.shutdown()
    server.server_close()
    thread.join()


VIOLATIONS = "() => axe.run().then(said => said.violations.map(each => [each.id, ...each.nodes.map(n => n.html)].join(' ')))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_barrier_on_any_kind_of_page(browser: Any, address: str, scheme: str, width: int):
    if not AXE.is_file():
        pytest.skip("NOT TRIED: there is no axe-core (make test installs it where there is npm)")
    window = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = window.new_page()
    found = []
    for path in KINDS:
        page.goto(address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found += [f"{path}: {violation}" for violation in page.evaluate(VIOLATIONS)]
    window.close()
    assert found == []
