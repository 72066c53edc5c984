"""The names of system files, backups and conflict copies, and names that only look like them."""

from __future__ import annotations

import pytest

from digest.files.junk_files import (
    has_original,
    is_backup,
    is_conflict_copy,
    is_skipped,
    is_system_file,
    may_be_copies,
    original_stem,
)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store", "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "Icon\r", "__MACOSX", "$RECYCLE.BIN",
        "System Volume Information", "lost+found", "@eaDir", "#recycle", "#snapshot", "ehthumbs_vista.db", "Thumbs.db:encryptable",
        "#a.md#", "a.md.swp", "a.tmp", "a.md___jb_tmp___", "a.md___jb_old___",
        "sedBx7T1q", "sedabcde0", "sed0bcdef",
    ],
)  # fmt: skip
def test_system_and_temporary_files_are_skipped_silently(name: str):
    assert is_skipped(name)
    assert name.startswith(".") or not (is_backup(name) or is_conflict_copy(name))


@pytest.mark.parametrize("name", ["a.md~", "a.md.bak", "a.md.orig", "a.markdown.orig", "old.bak", "x~"])
def test_backups_are_recognised(name: str):
    assert is_skipped(name) and is_backup(name)


@pytest.mark.parametrize(
    "name",
    [
        "a.sync-conflict-20260104-232600-ABCDEFG.md", "a.sync-conflict-20260104-232600.jpg",
        "a (Kim's conflicted copy 2026-01-04).md",
        "a (conflicted copy 2026-01-04 232600).md", "a (Case Conflict).md", "a (SFConflict kim@example.org 2026-01-04-23-26-00).md",
        "a_REMOTE_1234.md", "a_BASE_1.md", "a_LOCAL_99999.md", "a_BACKUP_7.md", "a_conflict-20260104-232600.md",
        "a (In Konflikt stehende Kopie von Kim 2026-01-04).md", "기사 (Kim의 충돌하는 복사본 2026-01-04).md",
        "2026 (conflicted copy)", "a.md.LOCAL.1234.md", "a.md.LOCAL.7",
        "a (Konfliktkopie 2026).md", "a (Cópia em conflito de Kim).md",
        "a (conflicterende kopie van Kim).md", "a (конфликтующая копия).md",
    ],
)  # fmt: skip
def test_conflict_copies_are_recognised(name: str):
    assert is_skipped(name) and is_conflict_copy(name)


@pytest.mark.parametrize(
    "name",
    [
        "a.md", "기사.md", "a_b.md", "#1-hit.md", "#1-hit", "hit#", "swp", "tmp.png",
        "icon.md", "icon", "thumbs.md", "a_remote_work.md", "a_REMOTE_work.md",
        "a_BASE.md", "a.LOCAL.1",
        "the-conflicted-copy.md", "conflict.md", "a (1).md", "a copy.md", "a.orig.md", "photo.orig", "sync-conflict.md", "a~b.md",
        "bak.md", "sediments", "sedatives", "sedBx7T1q.md", "sedBx7T1", "sedBx7T1qq", "sedBx7T1_", "SedBx7T1q",
        "sedsedBx7T1q",
    ],
)  # fmt: skip
def test_similar_names_are_not_skipped(name: str):
    assert not is_skipped(name)


@pytest.mark.parametrize(
    ("stem", "original"),
    [
        ("a (1)", "a"), ("a copy", "a"), ("a copy 2", "a"), ("a - Copy (3)", "a"), ("Copy of a", "a"), ("a 2", "a"),
        ("a.orig", "a"),
        ("a_copy", "a"), ("a-copy", "a"), ("a-copie", "a"), ("a-copia", "a"), ("a-kopie", "a"), ("a-save", "a"),
        ("a-conflict", "a"), ("기사 - 복사본", "기사"), ("기사 사본", "기사"), ("記事のコピー", "記事"),
        ("a - Kopie", "a"),
        ("a(1)", "a"), ("a (copy)", "a"), ("a [conflicted]", "a"), ("a.old", "a"), ("a_old", "a"), ("a.backup", "a"),
        ("a-bak", "a"),
        ("a~", "a"), ("Backup of a", "a"), ("a-DESKTOP-1AB2", "a"), ("a-Kims-MacBook-Pro", "a"),
        ("a (2026_01_04 10_00_00 UTC)", "a"),
        ("a-conflict-1", "a"), ("기사(1)", "기사"), ("기사.old", "기사"),
        ("a-household", ""), ("the-old-town", ""), ("old", ""), ("war-and-conflicts", ""), ("A-PC", ""), ("기사", ""),
        ("a", ""), ("copy", ""), ("photocopy", ""), ("the-cop", ""), ("the harbour", ""), ("2026", ""), ("a (12345)", ""),
    ],
)  # fmt: skip
def test_the_original_of_a_copy_is_found(stem: str, original: str):
    assert original_stem(stem) == original
    if original:
        assert may_be_copies([stem]) and may_be_copies(["a", stem, "b-2"])


def test_ordinary_names_cannot_be_copies():
    assert not may_be_copies([])
    assert not may_be_copies(["a", "rates-rise-2", "2026-01-04-news"])


@pytest.mark.parametrize(
    ("name", "is_created_by_a_system"),
    [
        (".DS_Store", True),
        ("._a.md", True),
        ("Thumbs.DB", True),
        (".git", False),
        (".a", False),
        ("a.tmp", False),
        ("a.md~", False),
    ],
)
def test_system_files_are_recognised(name: str, is_created_by_a_system: bool):
    assert is_system_file(name) == is_created_by_a_system


@pytest.mark.parametrize(
    ("name", "is_there"),
    [("a.orig.md", True), ("a.orig.markdown", False), ("b.orig.md", False), ("a.md", False), ("orig.md", False)],
)
def test_the_original_of_a_merge_tools_backup_is_in_the_same_folder(name: str, is_there: bool):
    assert has_original(name, {"a.md", ".md", "orig.md", "a.orig.md"}) == is_there
