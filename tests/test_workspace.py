"""The workspace: lock, cache and output folder of a site, killed builds, and the scan of its files."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from digest import workspace as subject
from digest.cache.cache import Cache
from digest.cache.serialization import PartRecord
from digest.command_run import CommandRun
from digest.config.config import Config, ExtensionName, OutputSetting
from digest.config.setting_table import read_config
from digest.errors import DiskError, UsageError
from digest.files import file_states
from digest.output.journal import JOURNAL_FILE, Journal
from digest.output.output_folder import NEVER_OUTPUT
from digest.workspace import _stored_picture_problems, find_extensions, note_problems, open_workspace, scan_files
from tests import sites
from tests.sites import tree, write

CONFIG = Config("A", "https://example.org")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a site with two articles and a picture that is not built."""
    return write(tmp_path / "root", sites.tiny(2) | {"content/a.png": sites.PIXEL})


def config_of(root: Path, **settings: Any) -> Config:
    return replace(read_config((root / "digest.yml").read_text()), **settings)


def opened(root: Path, run: CommandRun | None = None, **settings: Any) -> Any:
    return open_workspace(root, config_of(root, **settings), sites.NOW, run or CommandRun())


def stored(root: Path, name: str, value: object) -> None:
    (root / ".digest").mkdir(exist_ok=True)
    with Cache(root / ".digest/cache.sqlite") as cache:
        cache.put(name, value)


# opening


def test_a_workspace_has_the_arguments_it_was_opened_with(root: Path):
    run = CommandRun(jobs=3, cluster="tcp://10.0.0.1:8786")
    with opened(root, run) as found:
        assert (found.root, found.config, found.now, found.run) == (root, config_of(root), sites.NOW, run)
        assert (found.workers.jobs, found.workers.cluster) == (3, "tcp://10.0.0.1:8786")
        assert (found.folder.path, found.folder.name, found.folder.state) == (root / "site", "site", root / ".digest")
        assert found.cache.path == root / ".digest/cache.sqlite"
        assert not found.is_interrupted
    assert set(tree(root)) > {"digest.yml"} and not (root / "site").exists(), "only .digest is written"


def test_a_fresh_run_ignores_the_cache(root: Path):
    assert CommandRun().fresh is False
    stored(root, "named", 1)
    with Cache(root / ".digest/cache.sqlite") as cache:
        cache.put_build("site", {"part": PartRecord("key", (), ())}, {}, (), (), 1, {})
    with opened(root) as found:
        assert found.cache.get("named", int) == 1 and found.folder.parts.keys() == {"part"}
    with opened(root, CommandRun(fresh=True)) as found:
        assert found.cache.get("named", int) is None and found.folder.parts == {}


def test_another_command_waits(root: Path, monkeypatch: pytest.MonkeyPatch):
    class Waits(Exception):
        """The site is locked."""

    def waiting() -> None:
        raise Waits

    with opened(root), pytest.raises(Waits), opened(root, CommandRun(waiting=waiting)):
        pass
    with opened(root, CommandRun(waiting=waiting)):
        pass


@pytest.mark.parametrize("output", NEVER_OUTPUT)
def test_input_folders_of_the_site_are_refused_as_output(root: Path, output: str):
    with pytest.raises(UsageError, match="cannot be the output folder"), opened(root, output=OutputSetting(output)):
        pass
    assert not (root / ".digest").exists()


def test_a_symbolic_link_in_the_output_path_is_allowed_only_on_the_command_line(root: Path):
    (root / "link").symlink_to(root.parent)
    with pytest.raises(UsageError, match="is a symbolic link"), opened(root, output=OutputSetting("link/out")):
        pass
    with opened(root, output=OutputSetting("link/out", is_given=True)) as found:
        assert found.folder.path == root / "link/out"


# builds that were killed


@pytest.fixture
def killed(root: Path) -> Path:
    """The site after a build that was killed just after it had written its journal."""
    write(root, {"site/index.html": "old", "site/.digest-files": ".digest-files\nindex.html\n"})
    write(root, {".digest/staging/index.html": "new"})
    write(root, {f".digest/{JOURNAL_FILE}": msgspec.json.encode(Journal("../site", "staging", ("index.html",), ()))})
    return root


def test_a_build_completes_a_killed_build_and_other_commands_only_detect_it(killed: Path):
    with opened(killed) as found:
        assert found.is_interrupted
        assert (killed / "site/index.html").read_text() == "old"
    with open_workspace(killed, config_of(killed), sites.NOW, CommandRun(), finish=True) as found:
        assert not found.is_interrupted
        assert (killed / "site/index.html").read_text() == "new"


@pytest.mark.parametrize("name", ["", "some/file"])
def test_a_killed_build_that_cannot_be_completed_is_a_disk_error(killed: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error", *([name] if name else []))

    monkeypatch.setattr(subject.journal, "finish", full)
    with pytest.raises(DiskError) as caught, open_workspace(killed, config_of(killed), sites.NOW, CommandRun(), finish=True):
        pass
    assert str(caught.value) == f"{name or killed / '.digest'}: Input/output error"
    assert caught.value.hint == "a build was interrupted and cannot be finished; check the disk"


# files


def test_scanning_returns_theme_content_and_extensions(root: Path):
    kept: list[object] = []
    laps: list[str] = []
    with opened(root, CommandRun(keep=kept.append, lap=laps.append)) as found:
        files = scan_files(found)
    assert [article.path for article in files.content.articles] == [
        "content/2026/a0.md", "content/2026/a1.md", "content/pages/about.md"
    ]  # fmt: skip
    assert "content/a.png" in {asset.path for asset in files.content.assets}
    assert files.theme.theme.layers[0].root == "themes/plain" and files.extensions == ()
    assert kept == [files] and laps == ["scan files"]


EDITS: dict[str, Callable[[Path], object]] = {
    "an article": lambda root: write(root, {"content/2026/a0.md": "other"}),
    "a file": lambda root: write(root, {"content/static/robots.txt": "other"}),
    "the theme": lambda root: write(root, {"themes/plain/templates/robots.txt": "other"}),
    "a registry": lambda root: write(root, {"content/topics.yml": "world: Worlds\n"}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_the_key_covers_every_file(root: Path, edit: str):
    with opened(root) as found:
        before = scan_files(found).key
        assert scan_files(found).key == before
        EDITS[edit](root)
        assert scan_files(found).key != before


def test_the_key_covers_the_settings_and_the_extensions(root: Path):
    with opened(root) as found:
        before = scan_files(found).key
        assert scan_files(replace(found, config=replace(found.config, title="Other"))).key != before
    write(root, {"extensions/own.py": "def f(): ...\n"})
    keys = set()
    for text in ("1", "2"):
        write(root, {"extensions/own.py": text})
        with opened(root, extensions=(ExtensionName("own.py"),)) as found:
            files = scan_files(found)
            keys.add(files.key)
            assert [code.name for code in files.extensions] == ["own.py"]
    assert len(keys) == 2


def test_an_article_larger_than_the_setting_allows_is_refused(root: Path):
    with opened(root, max_article_bytes=10) as found:
        assert {diagnostic.code for diagnostic in scan_files(found).content.diagnostics} == {"E103"}


def test_unchanged_files_are_neither_read_nor_measured_again(root: Path, monkeypatch: pytest.MonkeyPatch):
    """A file with the same metadata is not read, and a picture with the same hash is not measured."""
    monkeypatch.setattr(file_states, "RACY_NS", -(10**12))  # treat files that were just written as old
    with opened(root) as found:
        states = scan_files(found).scan.file_states
    stored(root, "file states", states | {"content/a.png": replace(states["content/a.png"], hash="a hash")})
    stored(root, "image sizes", {"a hash": (30, 20, True)})
    with opened(root) as found:
        picture = picture_of(scan_files(found))
    assert (picture.hash, picture.width, picture.height) == ("a hash", 30, 20)


def picture_of(files: Any) -> Any:
    return next(asset for asset in files.content.assets if asset.path == "content/a.png")


def test_undecodable_pictures_are_cached_for_the_next_command(root: Path):
    with opened(root, picture_sizes="auto") as found:
        files = scan_files(found)
        if not files.encoder:
            pytest.skip("NOT TRIED: there is no Pillow (pip install --group test)")
        hash = picture_of(files).hash
        stored(root, "problems of pictures", (files.encoder, {"of a picture that is gone": "it was damaged"}))
        updated_files = note_problems(found, files, {hash: "it is damaged"})
        assert picture_of(updated_files).problem == "it is damaged"
        assert picture_of(scan_files(found)).problem == "it is damaged"
        assert _stored_picture_problems(found, files.encoder) == {hash: "it is damaged"}
        note_problems(found, files, {"another": "it is damaged too"})
        assert _stored_picture_problems(found, files.encoder) == {hash: "it is damaged", "another": "it is damaged too"}
        assert picture_of(scan_files(replace(found, config=replace(found.config, picture_sizes="never")))).problem == ""


def test_a_full_disk_does_not_stop_a_build_with_an_undecodable_picture(root: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise DiskError("the disk is full", hint="")

    with opened(root) as found:
        files = scan_files(found)
        monkeypatch.setattr(found.cache, "put", full)
        assert picture_of(note_problems(found, files, {picture_of(files).hash: "it is damaged"})).problem == "it is damaged"


@pytest.mark.parametrize(
    ("stored", "known"),
    [(None, {}), (("encoder", {"a": "damaged"}), {"a": "damaged"}), (("other", {"a": "damaged"}), {}), (("encoder", {}), {})],
)
def test_undecodable_pictures_are_cached_per_encoder(stored: Any, known: dict[str, str]):
    workspace: Any = SimpleNamespace(cache=SimpleNamespace(get=lambda name, kind: stored))
    assert _stored_picture_problems(workspace, "encoder") == known


def test_a_site_without_extensions_has_no_extension_code(tmp_path: Path):
    assert find_extensions(tmp_path, CONFIG) == ()
