"""Reading a site: its articles, its registries, and the other files of content/."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.articles.article import Parsed, Parsing, parse
from digest.articles.source import Source, decode
from digest.articles.text import Body
from digest.disk.files import Found, Scan, read_bytes, walk
from digest.disk.memo import Memo, Read
from digest.disk.program import program
from digest.errors import DiskError, Fault, Faults
from digest.fingerprint import fingerprint
from digest.grouping.taxonomy import SOURCES_FILE, TOPICS_FILE, Registries, read_outlets, read_topics
from digest.pages.links import ContentFile

MIB = 1024 * 1024

IMAGES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class Manuscript(Struct, frozen=True):
    """An article's file as it was found: the key of its parse result, and its bytes if they had to be read."""

    found: Found
    key: str
    data: bytes | None


class Content(Struct, frozen=True):
    """Everything in content/, and what is wrong with the files themselves."""

    manuscripts: tuple[Manuscript, ...]
    files: tuple[ContentFile, ...]
    registries: Registries
    real: dict[str, str]
    """Where each of `files` really is."""
    faults: tuple[Fault, ...]
    fingerprint: str
    """The name of all of it."""


def read_content(root: Path, parsing: Parsing, limit: int, scan: Scan, sizes: Mapping[str, tuple[int, int]]) -> Content:
    """The content of the site in this folder. `limit` is the largest article in bytes; `sizes` knows images by their content."""
    faults: list[Fault] = []
    manuscripts, files, names = [], [], []
    texts: dict[str, bytes] = {}
    for found in walk(root, "content", faults):
        try:
            if found.path in (TOPICS_FILE, SOURCES_FILE):
                texts[found.path] = read_bytes(found.real)
                names.append((found.path, fingerprint(texts[found.path].hex())))
            elif not found.path.lower().endswith(".md"):
                hash, _ = scan.name(found)
                files.append((found, hash))
                names.append((found.path, hash))
            elif found.stamp.size > limit:
                shown = f"{limit / MIB:.3g} MiB" if limit >= MIB else f"{limit:,} bytes"
                message = f"the file is larger than {shown}"
                faults.append(Fault(found.path, 1, 1, "E103", message, "split it, or set max_article_bytes in digest.yml"))
            else:
                hash, data = scan.name(found)
                names.append((found.path, hash))
                manuscripts.append(Manuscript(found, parse_key(found.path, hash, parsing), data))
        except OSError as error:
            faults.append(Fault(found.path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions"))
    told = any(fault.path in ("content", TOPICS_FILE) for fault in faults)
    registries, more = _registries(texts, told=told)
    return Content(
        manuscripts=tuple(manuscripts),
        files=tuple(_content_file(found, hash, sizes) for found, hash in files),
        registries=registries,
        real={found.path: found.real for found, _ in files},
        faults=(*faults, *more),
        fingerprint=fingerprint(names, faults),
    )


def parse_key(path: str, hash: str, parsing: Parsing) -> str:
    """The name of a call of `parse`: the program and every argument."""
    return fingerprint("parse", program(), path, hash, parsing)


def _registries(texts: Mapping[str, bytes], *, told: bool = False) -> tuple[Registries, list[Fault]]:
    """The registries, and what is wrong in them; that there are no topics is not said again if it was `told`."""
    topics, outlets = Faults(TOPICS_FILE), Faults(SOURCES_FILE)
    if TOPICS_FILE not in texts and not told:
        topics.add(1, 1, "E101", "the file is missing", "list your topics there:  slug: {name: …, description: …}")
    listed = read_topics(_decoded(texts.get(TOPICS_FILE), topics), topics)
    known = read_outlets(_decoded(texts.get(SOURCES_FILE), outlets), outlets)
    return Registries(listed, known, complete=TOPICS_FILE in texts and not topics.fatal), [*topics.found, *outlets.found]


def read_registries(root: Path) -> tuple[Registries, list[Fault]]:
    """The topics and outlets of the site in this folder, and what is wrong with them."""
    texts = {}
    for path in (TOPICS_FILE, SOURCES_FILE):
        try:
            texts[path] = read_bytes(str(root / path))
        except FileNotFoundError:
            continue
        except OSError as error:
            return Registries(), [Fault(path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions")]
    return _registries(texts)


def _decoded(data: bytes | None, faults: Faults) -> str:
    """The text of a registry; an empty one is no fault."""
    return (decode(data, faults) or "") if data and data.strip() else ""


def _content_file(found: Found, hash: str, sizes: Mapping[str, tuple[int, int]]) -> ContentFile:
    if not found.path.lower().endswith(IMAGES):
        return ContentFile(found.path, hash)
    width, height = sizes.get(hash) or image_size(found.real)
    return ContentFile(found.path, hash, width, height)


def image_size(real: str) -> tuple[int, int]:
    """Width and height in pixels; 0, 0 for what is no image after all."""
    import imagesize  # only for a site with images, and for each only once

    try:
        width, height = imagesize.get(real)
    except (OSError, ValueError, LookupError, ArithmeticError):
        return 0, 0
    return max(0, round(width)), max(0, round(height))


class Articles:
    """The parsed articles of a build: from the memo where it has them, from their files where not."""

    def __init__(
        self, content: Content, parsing: Parsing, memo: Memo, jobs: int, day: int, progress: Callable[[int, int], None]
    ) -> None:
        self.parsing = parsing
        self.memo = memo
        self.manuscripts = {manuscript.key: manuscript for manuscript in content.manuscripts}
        known = memo.parsed(self.manuscripts)
        missing = [manuscript for manuscript in content.manuscripts if manuscript.key not in known]
        self.parsed_now = len(missing)
        if missing:
            from digest.disk.processes import parse_all, workers  # multiprocessing takes 40 ms, and most builds read nothing

            memo.close()  # workers are forked, and a fork must not hold the memo open
            with workers(jobs, len(missing)) as executor:
                done = 0
                for rows in parse_all(self._jobs(missing), parsing, executor):
                    memo.keep_parsed(rows, day)
                    done += len(rows)
                    progress(done, len(missing))
            known |= memo.parsed(manuscript.key for manuscript in missing)
        self.reads: list[Read] = [known.get(m.key) or self._parse_again(m) for m in content.manuscripts]

    @staticmethod
    def _jobs(missing: list[Manuscript]) -> Iterator[tuple[str, Source]]:
        for manuscript in missing:
            yield manuscript.key, _source(manuscript)

    def _parse_again(self, manuscript: Manuscript) -> Read:
        parsed = self._parsed(manuscript)
        return Read(parsed.article, parsed.faults)

    def _parsed(self, manuscript: Manuscript) -> Parsed:
        return parse(_source(manuscript), self.parsing, manuscript.key)

    def body(self, key: str) -> Body:
        """The text under this key; read again from its file if the memo has lost it."""
        found = self.memo.body(key) or self._parsed(self.manuscripts[key]).body
        if found is None:
            raise DiskError(f"{self.manuscripts[key].found.path} changed while the site was built", hint="build again")
        return found


def _source(manuscript: Manuscript) -> Source:
    data = manuscript.data
    return Source(manuscript.found.path, read_bytes(manuscript.found.real) if data is None else data)
