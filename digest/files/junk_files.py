"""Recognise files by name that are not part of the site, with tables and patterns: files of systems and editors, temporary files,
backups, conflict copies of sync programs such as Dropbox; and names that look like copies of another file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from digest.articles.content_file import ARTICLE_ENDINGS
from digest.text.lazy_pattern import lazy_compile

_SYSTEM_FILE_NAMES = frozenset(
    {
        "thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "__macosx",
        "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "#snapshot",
    }
)  # fmt: skip
"""Files that Windows, macOS and network drives add to every folder, in lower case; `.DS_Store` and others are dot-files."""

_TEMPORARY_ENDINGS = (".swp", ".tmp", "___jb_tmp___", "___jb_old___")
_STREAM_EDITED = lazy_compile(r"sed(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}\Z")
"""The temporary file of GNU `sed -i`, which remains if sed is killed. Its name ends with six random characters. 199 of 200 such
names have a capital or a digit; those without could be words, such as `sediments`."""

_BACKUP_ENDINGS = ("~", ".bak", *(f"{ending}.orig" for ending in ARTICLE_ENDINGS))

_CONFLICT_COPY = lazy_compile(
    r"""
    \.sync-conflict-\d{8}-\d{6}                     # Syncthing
    | [_.](?:BACKUP|BASE|LOCAL|REMOTE)[_.]\d+(?=\.|$) # git mergetool
    | _conflict-\d{8}-\d{6}                         # ownCloud
    | \([^()]* (?i:                                 # Dropbox, Nextcloud, Box, Seafile
        conflict(?:ed|ing)?[ ]copy | case[ ]conflict | sfconflict | in[ ]Konflikt[ ]stehende[ ]Kopie | Copie[ ]en[ ]conflit
        | Copia[ ]en[ ]conflicto | Copia[ ]in[ ]conflitto | C[oó]pia[ ]em[ ]conflito | Konfliktkopie | conflicterende[ ]kopie
        | konflikterande[ ]kopia | конфликтующая[ ]копия | 충돌하는[ ]복사본 | 충돌된[ ]사본 | 競合コピー | 冲突副本 | 衝突複本
      ) [^()]* \)
    """,
    re.VERBOSE,
)
"""The marks that sync and merge programs add to the name of a conflicting version."""

_MAYBE_COPY = lazy_compile(
    r"""(?ix)
    (?: [ ]?\(\d{1,3}\) | [ ]\d{1,2}                                        # browsers, Google Drive, iCloud
    | [ ]?[(\[](?:copy|Kopie|conflict(?:ed)?|autosaved)[)\]] | [ ]\([\d_ ]+UTC\)   # Windows keeps versions with their time
    | [._-](?:old|backup|bak|save|conflict)(?:[-.]?\d{1,3})? | ~
    | -(?:(?:DESKTOP|LAPTOP|WIN|PC)-\w+ | [\w'’-]*(?:MacBook|iMac|iPhone|iPad)[\w-]*) # OneDrive adds the computer's name
    | (?:[ _-]|[ ]-[ ])(?:copy|Kopie|copie|copia|복사본|사본|コピー|副本|拷贝)(?:[ ]?\(?\d{1,3}\)?)?
    | のコピー(?:[ ]?\d{1,3})? | \.orig
    )$ | ^(?:copy[ ]of|backup[ ]of|Kopie[ ]von)[ ]
    """
)
"""The marks that file managers add to the name of a copy. People use such names too."""


_ORDINARY_NAME = re.compile(r"[a-z0-9-]+\.md\Z")
"""The names of most articles, which need no further check."""


def is_skipped(name: str) -> bool:
    """Return whether files and folders with this name are skipped."""
    if _ORDINARY_NAME.match(name):
        return False
    if name.startswith(".") or name.endswith(_TEMPORARY_ENDINGS) or is_backup(name) or is_conflict_copy(name):
        return True
    is_autosave = name[0] == "#" and name[-1] == "#"  # Emacs
    return is_autosave or name.lower() in _SYSTEM_FILE_NAMES or (name.startswith("sed") and bool(_STREAM_EDITED.match(name)))


def is_system_file(name: str) -> bool:
    """Return whether operating systems create files or folders with this name automatically."""
    return name.lower() in _SYSTEM_FILE_NAMES or name == ".DS_Store" or name.startswith("._")


def is_backup(name: str) -> bool:
    """Return whether this is the name of a backup by an editor or git."""
    return name.endswith(_BACKUP_ENDINGS)


def is_conflict_copy(name: str) -> bool:
    """Return whether this is the name of a conflict copy by a sync or merge program."""
    return ("_" in name or "(" in name or ".sync-" in name or name.count(".") > 2) and bool(_CONFLICT_COPY.search(name))


_PLAIN_NAME = re.compile(r"[a-z0-9-]*\Z")
_COPY_WORDS = re.compile("cop[iy]|kopie|old|bak|backup|save|conflict")


def may_be_copies(stems: Iterable[str]) -> bool:
    """Return whether one of these names may be a copy, for `original_stem` to check: checking all at once is ten times faster."""
    joined = "-".join(stems)
    return not _PLAIN_NAME.match(joined) or _COPY_WORDS.search(joined) is not None


def original_stem(stem: str) -> str:
    """Return the name without extension of the file of which this may be a copy; '' if it does not look like a copy."""
    if _PLAIN_NAME.match(stem) and not _COPY_WORDS.search(stem):
        return ""  # most names
    return _MAYBE_COPY.sub("", stem) if _MAYBE_COPY.search(stem) else ""


def has_original(name: str, names_in_folder: Collection[str]) -> bool:
    """Return whether this is a file `x.orig.md` beside a file `x.md`, as some merge tools leave behind."""
    stem, dot, ending = name.rpartition(".")
    return stem.endswith(".orig") and f"{stem.removesuffix('.orig')}{dot}{ending}" in names_in_folder
