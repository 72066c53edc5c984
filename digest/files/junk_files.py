"""Files that are not part of the site, recognised by their names: files of systems and editors, backups, conflict copies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from digest.articles.content_file import ARTICLE_ENDINGS
from digest.text.lazy_pattern import lazy_compile

_LITTER_NAMES = frozenset(
    {
        "thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "__macosx",
        "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "#snapshot",
    }
)  # fmt: skip
"""What Windows, macOS and network drives put into every folder, in lower case; `.DS_Store` and the like are dot-files."""

_TEMPORARY_ENDINGS = (".swp", ".tmp", "___jb_tmp___", "___jb_old___")
_STREAM_EDITED = lazy_compile(r"sed(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}\Z")
"""The temporary file of GNU `sed -i`, which stays if sed is killed. Its ending is random: 199 of 200 have a capital or a digit, and
those that have none could be words, as in `sediments`."""

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
"""What programs that synchronise or merge write into the name of the version that they did not take."""

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
"""What file managers add to the name of a copy; people write such names too."""


_ORDINARY_NAME = re.compile(r"[a-z0-9-]+\.md\Z")
"""The names of most articles: with these a look is enough."""


def is_passed_over(name: str) -> bool:
    """Whether files and folders of this name are none of ours."""
    if _ORDINARY_NAME.match(name):
        return False
    if name.startswith(".") or name.endswith(_TEMPORARY_ENDINGS) or is_backup(name) or is_conflict_copy(name):
        return True
    if name.endswith(".md"):
        return False
    is_autosave = name[0] == "#" and name[-1] == "#"  # of Emacs
    return is_autosave or name.lower() in _LITTER_NAMES or (name.startswith("sed") and bool(_STREAM_EDITED.match(name)))


def is_litter(name: str) -> bool:
    """Whether a system puts files or folders of this name everywhere by itself."""
    return name.lower() in _LITTER_NAMES or name == ".DS_Store" or name.startswith("._")


def is_backup(name: str) -> bool:
    """Whether this is what an editor or git leaves of the version before."""
    return name.endswith(_BACKUP_ENDINGS)


def is_conflict_copy(name: str) -> bool:
    """Whether a program that synchronises or merges called the version so that it did not take."""
    return ("_" in name or "(" in name or ".sync-" in name or name.count(".") > 2) and bool(_CONFLICT_COPY.search(name))


_PLAIN_NAME = re.compile(r"[a-z0-9-]*\Z")
_COPY_WORDS = re.compile("cop[iy]|kopie|old|bak|backup|save|conflict")


def may_be_copies(stems: Iterable[str]) -> bool:
    """Whether `original_stem` has to look at each of these names: to look at all at once takes a tenth of the time."""
    joined = "-".join(stems)
    return not _PLAIN_NAME.match(joined) or _COPY_WORDS.search(joined) is not None


def original_stem(stem: str) -> str:
    """The name, without its ending, of what a file of this name may be a copy of; '' if it looks like none."""
    if _PLAIN_NAME.match(stem) and not _COPY_WORDS.search(stem):
        return ""  # most names
    return _MAYBE_COPY.sub("", stem) if _MAYBE_COPY.search(stem) else ""


def is_original_there(name: str, names_in_folder: Collection[str]) -> bool:
    """Whether this is a file `x.orig.md` beside a file `x.md`, as some merge tools leave it."""
    stem, dot, ending = name.rpartition(".")
    return stem.endswith(".orig") and f"{stem.removesuffix('.orig')}{dot}{ending}" in names_in_folder
