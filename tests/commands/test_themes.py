"""`digest themes`: the list of themes with their options; and `digest init --theme`."""

from __future__ import annotations

from pathlib import Path

from digest.inputs.theme_files import BUILT_IN, bundled_themes
from tests.conftest import run_digest
from tests.sites import PIXEL, write

HARBOUR = """\
name: Harbour
extends: default
license: MIT
options:
  tides: {kind: flag, default: false, meaning: whether the tides are shown}
  mood: {kind: choice, choices: [calm, wild], default: calm}
  motto: {kind: text, default: ""}
  columns: {kind: number, default: 0}
"""
SHOWN = """\
  columns: number, 0 by default
  mood: calm | wild, calm by default
  motto: text, "" by default
  tides: true | false, false by default
    whether the tides are shown
"""


def test_every_bundled_theme_is_listed_even_outside_a_site(tmp_path: Path):
    ran = run_digest(tmp_path, "themes")
    assert (ran.code, ran.err) == (0, "")
    listed = [line.partition(":")[0].partition(" (")[0] for line in ran.out.splitlines() if not line.startswith(" ")]
    assert listed == bundled_themes() == sorted(path.name for path in BUILT_IN.iterdir() if path.is_dir())
    assert "default: comes with digest, licence MIT\n" in ran.out


def test_the_themes_of_a_site_are_listed_with_their_options(tmp_path: Path):
    write(tmp_path, {"themes/harbour/theme.yml": HARBOUR, "themes/quay/theme.yml": "extends: harbour\n"})
    ran = run_digest(tmp_path, "themes")
    assert (ran.code, ran.err) == (0, "")
    for line in ("harbour: in themes/harbour/, extends default, licence MIT", "quay: in themes/quay/, extends harbour"):
        _, found, below = ran.out.partition(f"{line}\n")
        assert found
        below_lines = below.partition(": in themes/")[0].splitlines()
        assert [shown for shown in below_lines if shown in SHOWN.splitlines()] == SHOWN.splitlines()


def test_each_bundled_theme_has_a_screenshot(tmp_path: Path):
    ran = run_digest(tmp_path, "themes")
    pictures = [Path(line.removeprefix("  how it looks: ")) for line in ran.out.splitlines() if line.startswith("  how")]
    assert [path.parent.name for path in pictures] == bundled_themes()
    assert all(path.read_bytes()[8:12] == b"WEBP" and path.stat().st_size <= 60_000 for path in pictures)


def test_the_screenshot_path_of_a_sites_theme_is_relative_to_the_site(tmp_path: Path):
    write(tmp_path, {"themes/quay/theme.yml": "screenshot: a/me.png\n", "themes/quay/a/me.png": PIXEL})
    ran = run_digest(tmp_path, "themes")
    assert "quay: in themes/quay/\n  how it looks: themes/quay/a/me.png\n" in ran.out


def test_a_theme_that_overrides_a_bundled_one_is_listed_once(tmp_path: Path):
    write(tmp_path, {"themes/default/static/more.css": "p {}\n", "themes/.git/config": ""})
    ran = run_digest(tmp_path, "themes")
    assert "default: comes with digest and in themes/default/" in ran.out
    assert ".git" not in ran.out


def test_a_theme_with_errors_does_not_hide_the_others(tmp_path: Path):
    write(tmp_path, {"themes/a/theme.yml": "extends: nope\n", "themes/b/theme.yml": "nme: x\n", "themes/z/theme.yml": ""})
    ran = run_digest(tmp_path, "themes")
    assert ran.code == 1
    assert "z: in themes/z/\n" in ran.out
    assert "themes/a/theme.yml:1:10: E503 there is no theme nope" in ran.err
    assert "themes/b/theme.yml:1:1: E503 unknown key nme" in ran.err


def test_a_new_site_has_the_chosen_theme(tmp_path: Path):
    for name in bundled_themes():
        assert run_digest(tmp_path, "init", name, "--theme", name).code == 0
        assert f"\ntheme: {name} " in (tmp_path / name / "digest.yml").read_text(encoding="utf-8")
        ran = run_digest(tmp_path / name, "build", "--now", "2026-02-01")
        assert ran.code == 0, ran.err


def test_a_new_site_with_an_unknown_theme_is_refused(tmp_path: Path):
    ran = run_digest(tmp_path, "init", "news", "--theme", "defalt")
    assert (ran.code, ran.err) == (2, "digest: --theme: digest brings no theme defalt\n  did you mean default?\n")
    assert not (tmp_path / "news").exists()
    ran = run_digest(tmp_path, "init", ".", "--workflow", "--theme", "default")
    assert (ran.code, ran.err) == (2, "digest: --theme is for a new site\n  set theme in digest.yml\n")


def test_a_title_that_equals_the_name_is_not_repeated(tmp_path: Path):
    write(tmp_path, {"themes/quay/theme.yml": "name: QUAY\n", "themes/Pier/theme.yml": "name: PIER\n"})
    ran = run_digest(tmp_path, "themes")
    assert "quay: in themes/quay/\n" in ran.out and "Pier: in themes/Pier/\n" in ran.out


def test_all_themes_are_sorted_by_name(tmp_path: Path):
    write(tmp_path, {f"themes/{name}/theme.yml": "" for name in ("zoo", "aft", "river")})
    lines = [line for line in run_digest(tmp_path, "themes").out.splitlines() if not line.startswith(" ")]
    listed = [line.partition(":")[0].partition(" (")[0] for line in lines]
    assert listed == sorted({*bundled_themes(), "zoo", "aft"})
    assert any(line.startswith("base") and "comes with digest, under all others" in line for line in lines)
