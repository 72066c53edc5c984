"""The output is the same under every locale: file names and contents are always UTF-8."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sites import article, build, tiny, tree, write

DIGEST = (sys.executable, "-m", "digest")


def run(folder: Path, *arguments: str | bytes, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command in its own process, because Python reads the locale only at start."""
    own = {"PATH": os.environ["PATH"], "PYTHONUTF8": "0", **env}
    return subprocess.run([*DIGEST, "-C", str(folder), *arguments], env=own, capture_output=True, check=False)


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the locales to test. If they cannot be created, the C locale (ASCII) replaces them."""
    place = tmp_path_factory.mktemp("locales")
    for language, charmap in (("en_US", "ISO-8859-1"), ("ko_KR", "EUC-KR")):
        command = ["localedef", "-i", language, "-f", charmap, str(place / f"{language}.{charmap}")]
        try:
            subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            break
    return place


@pytest.fixture(scope="session")
def korean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A site with Korean names and texts in a folder with a Korean name, and its output."""
    files = tiny(1) | {
        "content/2026/항구-다시-열려.md": article("항구 다시 열려", body="부두가 [열렸다](부두.txt). ![배](배.png)"),
        "content/2026/부두.txt": "부두\n",
        "content/2026/배.png": b"\x89PNG\r\n",
        "content/2026/caf\u00e9.md": article("Café", tags="[été]"),
    }
    folder = write(tmp_path_factory.mktemp("뉴스"), files)
    built = build(folder)
    assert built.code == 0, built.diagnostics
    return folder, tree(folder / "site")


@pytest.mark.parametrize("name", ["en_US.ISO-8859-1", "ko_KR.EUC-KR", "POSIX"])
def test_the_output_is_the_same_in_every_locale(locales: Path, korean: tuple[Path, dict[str, bytes]], tmp_path: Path, name: str):
    folder, expected = korean
    ran = run(
        folder, "build", "--now", "2026-03-01T12:00:00Z", "-o", str(tmp_path / "밖"), env={"LC_ALL": name, "LOCPATH": str(locales)}
    )
    assert ran.returncode == 0, ran.stderr
    assert tree(tmp_path / "밖") == expected


def test_an_article_is_written_as_under_utf_8(locales: Path, tmp_path: Path):
    folder = write(tmp_path / "뉴스", tiny(1))
    variables = {"LC_ALL": "ko_KR.EUC-KR", "LOCPATH": str(locales)}
    for number, title in enumerate(("제목".encode(), "제목".encode("euc_kr"))):
        ran = run(folder, "new", title, "--slug", f"n{number}", "--topic", "world", "--now", "2026-03-01", env=variables)
        if not (locales / "ko_KR.EUC-KR").exists() and number:
            break  # the encoding of the argument is unknown
        assert ran.returncode == 0, ran.stderr
        assert "title: 제목\n" in (folder / f"content/2026/03/n{number}.md").read_text(encoding="utf-8")


def test_if_python_cannot_be_restarted_the_error_has_a_hint(korean: tuple[Path, dict[str, bytes]]):
    code = "import sys, digest.cli; sys.executable = ''; digest.cli.main()"
    own = {"PATH": os.environ["PATH"], "PYTHONUTF8": "0", "LC_ALL": "POSIX"}
    ran = subprocess.run([sys.executable, "-c", code, "-C", str(korean[0]), "build"], env=own, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == (b"digest: file names would be read as ascii instead of UTF-8\n  set PYTHONUTF8=1, or LC_ALL=C.UTF-8\n")
