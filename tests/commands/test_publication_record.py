"""The records that `check --record` and `publish` write into content/."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands.test_publish import git, started
from tests.conftest import Ran, run_digest
from tests.sites import article, tiny, write

LEDGER = "content/editions.tsv"
SETTINGS = "title: Tiny\nbase_url: https://tiny.example/\ntheme: plain\neditions: {every: week, cutoff: friday 18:00}\n"


def site(folder: Path) -> Path:
    files = tiny(0) | {f"content/2026/a{n}.md": article(f"A{n}", f"2026-01-{5 + 7 * n:02}") for n in range(3)}
    return write(folder, files | {"digest.yml": SETTINGS})


def checked(folder: Path, now: str, *more: str) -> Ran:
    assert run_digest(folder, "build", "-q", "--now", now).code == 0
    return run_digest(folder, "check", "-v", "--now", now, *more)


def test_editions_are_recorded_one_by_one_and_a_build_never_writes_them(tmp_path: Path):
    site(tmp_path)
    assert "N403 edition 2026-01-09 (1 article) is not recorded as number 1" in checked(tmp_path, "2026-01-10").err
    assert not (tmp_path / LEDGER).exists()
    ran = checked(tmp_path, "2026-01-10", "--record")
    assert "recorded 1 edition in content/editions.tsv" in ran.err
    assert "N403" not in ran.err
    first = (tmp_path / LEDGER).read_text()
    assert first.startswith("2026-01-09\t1\t2026-01-02T18:00:00+00:00\t2026-01-09T18:00:00+00:00\t1\t")
    ran = checked(tmp_path, "2026-01-17", "--record")
    assert "recorded 1 edition" in ran.err
    assert (tmp_path / LEDGER).read_text().startswith(first)
    assert "recorded" not in checked(tmp_path, "2026-01-17", "--record").err
    built = run_digest(tmp_path, "build", "--now", "2026-01-17")
    assert "(0 rendered" in built.out, "a record changes no page"


def test_a_recorded_edition_is_kept_and_its_changes_are_reported_until_recorded(tmp_path: Path):
    site(tmp_path)
    checked(tmp_path, "2026-02-01", "--record")
    write(tmp_path, {"digest.yml": SETTINGS.replace("friday", "monday")})
    write(tmp_path, {"content/2026/late.md": article("Late", "2026-01-07"), "content/2026/gap.md": article("Gap", "2025-12-10")})
    ran = checked(tmp_path, "2026-02-01")
    assert "W404 edition 2026-01-09 was recorded with 1 article and has 2 now" in ran.err
    assert "W405 edition 2025-12-15 (1 article) appeared before one that is recorded" in ran.err
    assert run_digest(tmp_path, "check", "--strict", "--record", "--now", "2026-02-01").code == 1
    assert "recorded 2 editions" in checked(tmp_path, "2026-02-01", "--record").err
    assert [line.split("\t")[:2] for line in (tmp_path / LEDGER).read_text().splitlines()] == [
        ["2025-12-15", "-"], ["2026-01-09", "1"], ["2026-01-16", "2"], ["2026-01-23", "3"],
    ]  # fmt: skip
    ran = checked(tmp_path, "2026-02-01")
    assert "W404" not in ran.err
    assert "W405" not in ran.err


def test_an_invalid_ledger_stops_a_build_and_is_not_read_without_editions(tmp_path: Path):
    write(site(tmp_path), {LEDGER: "2026-01-09 1\n"})
    ran = run_digest(tmp_path, "build", "--now", "2026-02-01")
    assert ran.code == 1
    assert "content/editions.tsv:1:1: E109" in ran.err
    write(tmp_path, {"digest.yml": SETTINGS.partition("editions")[0]})
    assert run_digest(tmp_path, "build", "--now", "2026-02-01").code == 0


@pytest.mark.skipif(shutil.which("git") is None, reason="NOT TRIED: there is no git")
def test_published_editions_are_recorded_and_a_dry_run_records_nothing(tmp_path: Path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "remote.git"))
    folder = started(site(tmp_path / "news"))
    git(folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(folder, "add", "content", "digest.yml")
    git(folder, "commit", "-q", "-m", "News")
    assert run_digest(folder, "build", "-q", "--now", "2026-01-17").code == 0
    publish = ("publish", "--allow-example", "--now", "2026-01-17")
    assert run_digest(folder, *publish, "--dry-run").code == 0
    assert not (folder / LEDGER).exists()
    ran = run_digest(folder, *publish)
    assert ran.code == 0, ran.err
    assert "recorded 2 editions in content/editions.tsv: commit it" in ran.err
    assert len((folder / LEDGER).read_text().splitlines()) == 2
    ran = run_digest(folder, *publish)
    assert ran.code == 0, ran.err
    assert "nothing to publish" in ran.out
    assert "recorded" not in ran.err
    assert not (folder / "content/published.tsv").exists(), "published.tsv is not created"


@pytest.mark.skipif(shutil.which("git") is None, reason="NOT TRIED: there is no git")
def test_each_push_records_addresses_and_texts_if_published_tsv_exists(tmp_path: Path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "remote.git"))
    folder, now = started(write(site(tmp_path / "news"), {"content/published.tsv": "gone\t/gone/\n"})), "2026-02-01"
    git(folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    publish = ("publish", "--allow-example", "--now", now)
    assert run_digest(folder, "build", "-q", "--now", now).code == 0
    for options in (["--dry-run"], ["--no-record"]):
        assert "recorded" not in run_digest(folder, *publish, *options).err
        assert lines(folder) == {"gone": ["/gone/"]}
    ran = run_digest(folder, *publish)
    assert "nothing to publish" in ran.out, "--no-record pushed it"
    for what in ("3 addresses and 3 texts in content/published.tsv", "3 editions in content/editions.tsv"):
        assert f"recorded {what}: commit it" in ran.err
    first = lines(folder)
    assert first["2026/a0.md"][:2] == ["/2026/01/05/a0/", "full"] and len(first) == 4
    assert "0 rendered" in run_digest(folder, "build", "--now", now).out, "a record changes no page"
    assert "recorded" not in run_digest(folder, "check", "--record", "--now", now).err

    write(
        folder,
        {"content/2026/a0.md": article("A0", "2026-01-05", body="Somebody else wrote these words in the place of the others.")},
    )
    assert run_digest(folder, "build", "-q", "--now", now).code == 0
    ran = run_digest(folder, *publish)
    assert ran.code == 0 and "W406" in ran.err and "recorded" not in ran.err
    assert lines(folder) == first, "a silent change of a text is not recorded"


def test_a_restricted_text_is_found_in_editions_too(tmp_path: Path):
    """An intro that quotes the text leaks it into the page of its edition and into the feeds of editions."""
    leak = "This sentence stands in the text of an article that may be linked to and in no case shown to anybody."
    files = {
        "content/2026/a0.md": article("A0", "2026-01-05", mode="link", body=leak),
        "content/editions/2026-01-09.md": f"---\ntitle: Ports\n---\n{leak}\n",
    }
    write(site(tmp_path), files)
    ran = checked(tmp_path, "2026-01-10")
    assert ran.code == 1
    found = {line.split(":")[0] for line in ran.err.splitlines() if "E304" in line}
    assert {"site/editions/2026-01-09/index.html", "site/editions/feed.xml", "site/editions/feed.json"} <= found
    write(tmp_path, {"content/editions/2026-01-09.md": None})
    assert checked(tmp_path, "2026-01-10").code == 0, "the permitted part of the text is not a leak"


def lines(folder: Path) -> dict[str, list[str]]:
    """Return the cells of each line of published.tsv, by id."""
    text = (folder / "content/published.tsv").read_text()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in text.splitlines()}


def test_a_text_is_recorded_once_and_again_after_an_announced_change(tmp_path: Path):
    now, path = "2026-02-01", "content/2026/a0.md"
    site(tmp_path)
    ran = checked(tmp_path, now, "--record")
    assert "recorded 3 addresses and 3 texts in content/published.tsv" in ran.err
    first = lines(tmp_path)
    assert first["2026/a0.md"][0] == "/2026/01/05/a0/" and first["2026/a0.md"][3:] == ["-", "0"]
    assert "recorded" not in checked(tmp_path, now, "--record").err

    write(tmp_path, {path: article("A0", "2026-01-05", body="Somebody else wrote these twelve words in the place of the others.")})
    ran = checked(tmp_path, now, "--record")
    assert f"{path}:1:1: W406 the text changed after it was published" in ran.err
    assert "recorded" not in ran.err
    assert lines(tmp_path) == first, "a silent change of a text is not recorded"
    assert run_digest(tmp_path, "check", "--strict", "--now", now).code == 1

    note = "[{date: 2026-01-20, text: The words were those of another article.}]"
    body = "Somebody else wrote these twelve words in the place of the others."
    write(tmp_path, {path: article("A0", "2026-01-05", body=body, corrections=note)})
    ran = checked(tmp_path, now, "--record")
    assert "W406" not in ran.err
    assert "recorded 1 text in content/published.tsv" in ran.err
    second = lines(tmp_path)
    assert second["2026/a0.md"][4] == "1" and second["2026/a0.md"][2] != first["2026/a0.md"][2]
    assert {**second, "2026/a0.md": []} == {**first, "2026/a0.md": []}
    write(tmp_path, {path: article("A0", "2026-01-05", body="And now for something completely different.", corrections=note)})
    assert "W406" in checked(tmp_path, now).err


def test_a_recorded_text_follows_its_article_and_changes_no_page(tmp_path: Path):
    site(tmp_path)
    assert "3 texts in" in checked(tmp_path, "2026-02-01", "--record").err
    assert "(0 rendered" in run_digest(tmp_path, "build", "--now", "2026-02-01").out
    write(tmp_path, {"content/2026/a0.md": article("A0", "2026-01-05", slug="moved", updated="2026-01-30")})
    assert "recorded 1 address and 1 text in" in checked(tmp_path, "2026-02-01", "--record").err
    recorded_lines = (tmp_path / "content/published.tsv").read_text().splitlines()
    assert [len(line.split("\t")) for line in recorded_lines] == [2, 6, 6, 6]
    assert recorded_lines[1].startswith("2026/a0.md\t/2026/01/05/moved/\tfull\t")
    assert "recorded" not in checked(tmp_path, "2026-02-01", "--record").err


def test_texts_are_added_to_an_old_file_and_a_new_id_changes_no_line(tmp_path: Path):
    site(tmp_path)
    write(
        tmp_path,
        {"content/published.tsv": "2026/a0.md\t/2026/01/05/a0/\n", "content/2026/a0.md": article("A0", "2026-01-05", id="own")},
    )
    assert run_digest(tmp_path, "build", "--now", "2026-01-10").code == 0
    ran = checked(tmp_path, "2026-01-10", "--record")
    assert "recorded 1 text in" in ran.err and "address" not in ran.err
    assert list(lines(tmp_path)) == ["2026/a0.md"]
    assert "recorded" not in checked(tmp_path, "2026-01-10", "--record").err


@pytest.mark.skipif(shutil.which("git") is None, reason="NOT TRIED: there is no git")
def test_git_merges_the_records_of_two_editors_and_a_conflict_is_reported(tmp_path: Path):
    site(tmp_path / "news")
    folder = started(tmp_path / "news")
    checked(folder, "2026-02-01", "--record")
    git(folder, "add", "content", "digest.yml")
    git(folder, "commit", "-q", "-m", "News")
    for branch, number, text in (
        ("one", 0, "The first of two."),
        ("other", 2, "The second of two."),
        ("third", 2, "A third text."),
    ):
        git(folder, "checkout", "-q", "-b", branch, "main")
        head = {"updated": f"2026-01-3{len(branch) % 2}"}
        write(folder, {f"content/2026/a{number}.md": article(f"A{number}", f"2026-01-{5 + 7 * number:02}", body=text, **head)})
        assert "recorded 1 text" in checked(folder, "2026-02-01", "--record").err
        git(folder, "commit", "-q", "-a", "-m", branch)
    git(folder, "checkout", "-q", "one")
    git(folder, "merge", "-q", "-m", "Both", "other")
    assert "recorded" not in checked(folder, "2026-02-01", "--record").err
    with pytest.raises(AssertionError, match="merge"):
        git(folder, "merge", "-q", "-m", "All", "third")
    ran = run_digest(folder, "check", "--now", "2026-02-01")
    assert "E108 an unresolved merge conflict" in ran.err
