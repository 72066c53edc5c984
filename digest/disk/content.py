"""Reading a site: its articles, its registries, and the other files of content/."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from digest.articles.article import Article, Parsed, Parsing, parse, parse_all
from digest.articles.source import Source, decode, is_article, stem_of
from digest.articles.text import Body
from digest.config import STYLE_FILE
from digest.disk import images
from digest.disk.files import Found, Listing, Scan, listing, read_bytes, walk
from digest.disk.leftovers import original_stem
from digest.disk.memo import Memo, Read, encode
from digest.disk.processes import Crew, batches, in_turn
from digest.disk.program import program
from digest.disk.strays import copied, doubles, misnamed, not_articles, unread
from digest.errors import DiskError, Fault, Faults
from digest.fingerprint import content_hash, fingerprint
from digest.grouping.published import PUBLISHED_FILE, Published, read_published
from digest.grouping.taxonomy import SOURCES_FILE, TOPICS_FILE, Registries, read_outlets, read_topics
from digest.mergemarkers import has_conflict
from digest.pages.links import ContentFile

CONTENT = "content"

MIB = 1024 * 1024

REGISTRIES = (TOPICS_FILE, SOURCES_FILE, PUBLISHED_FILE, STYLE_FILE)
"""The files of content/ that say something about articles."""

MOST = 256 * MIB
"""No registry is larger, in bytes: the list of what was published has a line an article."""


class Manuscript(Struct, frozen=True):
    """An article's file as it was found, and the name of its bytes."""

    found: Found
    hash: str


class Shelf(Struct, frozen=True):
    """What lies directly in one folder of content/."""

    manuscripts: tuple[Manuscript, ...] = ()
    files: tuple[ContentFile, ...] = ()
    texts: dict[str, bytes] = {}
    """The registries as they were found."""
    real: dict[str, str] = {}
    """Where each of `files` really is."""
    faults: tuple[Fault, ...] = ()
    copies: tuple[str, ...] = ()
    """The paths of backups and conflict copies, which are passed over."""
    suspects: tuple[Found, ...] = ()
    """The articles' files that are called like copies."""
    unread: tuple[str, ...] = ()
    """The paths of texts that are no articles, if there is no article beside them."""


class Content(Struct, frozen=True):
    """Everything in content/, and what is wrong with the files themselves."""

    manuscripts: tuple[Manuscript, ...]
    files: tuple[ContentFile, ...]
    texts: dict[str, bytes]
    real: dict[str, str]
    faults: tuple[Fault, ...]

    @property
    def fingerprint(self) -> str:
        """The name of all of it."""
        written = [(manuscript.found.path, manuscript.hash) for manuscript in self.manuscripts]
        return fingerprint(written, [(file.path, file.hash) for file in self.files], self.registries_key, self.faults)

    @property
    def registries_key(self) -> str:
        """The name of the registries."""
        return fingerprint({path: content_hash(data) for path, data in self.texts.items()})

    def registries(self) -> tuple[Registries, list[Fault]]:
        """The topics and outlets, and what is wrong with them; that there are no topics is not said twice."""
        return _registries(self.texts, told=any(fault.path in (CONTENT, TOPICS_FILE) for fault in self.faults))


def read_content(root: Path, limit: int, scan: Scan, sizes: Mapping[str, tuple[int, int]]) -> Content:
    """The content of the site in this folder. `limit` is the largest article in bytes; `sizes` knows images by their content."""
    return content_of(read_shelf(listed, limit, scan, sizes) for listed in walk(root, CONTENT))


def content_of(shelves: Iterable[Shelf]) -> Content:
    """The content that lies on these shelves."""
    shelves = list(shelves)
    return Content(
        manuscripts=tuple(chain.from_iterable(shelf.manuscripts for shelf in shelves)),
        files=tuple(chain.from_iterable(shelf.files for shelf in shelves)),
        texts={path: text for shelf in shelves for path, text in shelf.texts.items()},
        real={path: real for shelf in shelves for path, real in shelf.real.items()},
        faults=(*chain.from_iterable(shelf.faults for shelf in shelves), *_strays(shelves)),
    )


def read_shelf(listed: Listing, limit: int, scan: Scan, sizes: Mapping[str, tuple[int, int]]) -> Shelf:
    """What lies in one folder of content/; arguments as for `read_content`."""
    faults = list(listed.faults)
    manuscripts, files = [], list[ContentFile]()
    real: dict[str, str] = {}
    texts: dict[str, bytes] = {}
    for found in listed.files:
        try:
            if found.path in REGISTRIES:
                texts[found.path] = read_bytes(found.real, MOST)
            elif not is_article(found.path):
                files.append(_content_file(found, scan.name(found), sizes, faults))
                real[found.path] = found.real
            elif found.stamp.size > limit:
                shown = f"{limit / MIB:.3g} MiB" if limit >= MIB else f"{limit:,} bytes"
                message = f"the file is larger than {shown}"
                faults.append(Fault(found.path, 1, 1, "E103", message, "split it, or set max_article_bytes in digest.yml"))
            else:
                manuscripts.append(Manuscript(found, scan.name(found)))
        except OSError as error:
            faults.append(Fault(found.path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions"))
    if listed.folder == CONTENT:
        faults += misnamed([file.path for file in files], REGISTRIES)
    return Shelf(
        manuscripts=tuple(manuscripts),
        files=tuple(files),
        texts=texts,
        real=real,
        faults=tuple(faults),
        copies=listed.copies,
        suspects=tuple(m.found for m in manuscripts if original_stem(stem_of(m.found.path))),
        unread=() if manuscripts else unread([file.path for file in files]),
    )


def _strays(shelves: Sequence[Shelf]) -> Iterator[Fault]:
    """Notes and warnings about files of content/ that are not read, or that were probably not meant to be.

    The preview asks after every save, so each shelf knows already what there may be to say about it.
    """
    yield from copied([path for shelf in shelves for path in shelf.copies])
    if suspects := [found for shelf in shelves for found in shelf.suspects]:
        yield from doubles(suspects, [manuscript.found for shelf in shelves for manuscript in shelf.manuscripts])
    yield from not_articles([path for shelf in shelves for path in shelf.unread])


def parse_key(path: str, hash: str, shared: str) -> str:
    """The name of a call of `parse`: of every argument, and of what all calls share (`shared_key`). A path holds no NUL."""
    return content_hash(f"{shared}\0{path}\0{hash}".encode())


def shared_key(parsing: Parsing) -> str:
    """The name of what all calls of `parse` in a build share: the program and the settings."""
    return fingerprint("parse", program(), parsing)


def _registries(texts: Mapping[str, bytes], *, told: bool = False) -> tuple[Registries, list[Fault]]:
    """The registries, and what is wrong in them; that there are no topics is not said again if it was `told`."""
    topics, outlets = Faults(TOPICS_FILE), Faults(SOURCES_FILE)
    if TOPICS_FILE not in texts and not told:
        topics.add(1, 1, "E101", "the file is missing", "list your topics there:  slug: {name: …, description: …}")
    listed = read_topics(_decoded(texts.get(TOPICS_FILE), topics), topics)
    known = read_outlets(_decoded(texts.get(SOURCES_FILE), outlets), outlets)
    published, wrong = _published(texts.get(PUBLISHED_FILE, b""))
    style = Faults(STYLE_FILE)
    if STYLE_FILE in texts:  # what it says is read by `digest check` alone
        has_conflict(_decoded(texts[STYLE_FILE], style), style)
    complete = TOPICS_FILE in texts and not topics.fatal
    return Registries(listed, known, complete, published), [*topics.found, *outlets.found, *wrong, *style.found]


@lru_cache(maxsize=1)
def _published(data: bytes) -> tuple[Published, tuple[Fault, ...]]:
    """What was published under which address; the preview asks after every save, and the file has a line an article."""
    faults = Faults(PUBLISHED_FILE)
    return read_published(_decoded(data, faults), faults), tuple(faults.found)


def read_registries(root: Path) -> tuple[Registries, list[Fault]]:
    """The topics and outlets of the site in this folder, and what is wrong with them."""
    listed = listing(root, CONTENT)
    texts = {}
    for found in listed.files:
        if found.path in (TOPICS_FILE, SOURCES_FILE):
            try:
                texts[found.path] = read_bytes(found.real, MOST)
            except OSError as error:
                hint = "check its permissions"
                return Registries(), [Fault(found.path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", hint)]
    wrong = [fault for fault in listed.faults if fault.path in (CONTENT, TOPICS_FILE, SOURCES_FILE)]
    registries, faults = _registries(texts, told=bool(wrong))
    return registries, [*wrong, *faults]


def _decoded(data: bytes | None, faults: Faults) -> str:
    """The text of a registry; an empty one is no fault."""
    return (decode(data, faults) or "") if data and data.strip() else ""


def _content_file(found: Found, hash: str, sizes: Mapping[str, tuple[int, int]], faults: list[Fault]) -> ContentFile:
    if not found.path.lower().endswith(images.ENDINGS):
        return ContentFile(found.path, hash)
    if hash in sizes:
        width, height = sizes[hash]
        return ContentFile(found.path, hash, width, height, found.stamp.size)
    image = images.read_image(found.real)
    if image.problem:
        faults.append(Fault(found.path, 1, 1, "W501", f"an image that browsers cannot show: {image.problem}", "save it again"))
    return ContentFile(found.path, hash, image.width, image.height, found.stamp.size, not image.problem)


BATCH = 100
"""Articles a task: enough that sending them costs little beside parsing them (0.4 ms each), and that each step takes a while."""

BATCH_BYTES = MIB
"""No more text a task, but for one article: all texts of a task are held from step to step."""

USUAL_BYTES = 8192
"""The length of an article as blogs and newsletters have it, with its front matter."""

KEEP = 500
"""Parse results that are stored at once, at least: a transaction costs as much as storing twenty of them."""

SHARE = 20
"""Of many parse results the twentieth part is stored at once: each transaction writes to all pages of a large index."""

Row = tuple[str, bytes, bytes]
"""The key of a call of `parse`, and article and text as the memo stores them."""


def parse_batch(jobs: Sequence[tuple[str, str, str]], parsing: Parsing) -> list[Row]:
    """What `parse` returns for these files (key, path, and where they really are), as the memo stores it.

    Raises DiskError for a file that is not any more what its key names.
    """
    return parse_sources([key for key, _, _ in jobs], read_sources(jobs, parsing), parsing)


def read_sources(jobs: Sequence[tuple[str, str, str]], parsing: Parsing) -> list[Source]:
    """The files that `parse_batch` parses. Raises DiskError."""
    shared = shared_key(parsing)
    return [_source(key, path, real, shared) for key, path, real in jobs]


def parse_sources(keys: Sequence[str], sources: Sequence[Source], parsing: Parsing) -> list[Row]:
    """What `parse` returns for these files, each with its key, as the memo stores it."""
    return [
        (key, encode(key, Read(parsed.article, parsed.faults)), encode(key, parsed.body))
        for key, parsed in zip(keys, parse_all(sources, parsing, keys), strict=True)
    ]


def _source(key: str, path: str, real: str, shared: str) -> Source:
    """The file as it was read, if it is still what its key names."""
    try:
        data = read_bytes(real)
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror}", hint="build again") from None
    if parse_key(path, content_hash(data), shared) != key:
        raise DiskError(f"{path} changed while the site was built", hint="build again")
    return Source(path, data)


class Articles:
    """The articles of a build: from the memo where it has them, from their files where not."""

    def __init__(self, content: Content, parsing: Parsing, memo: Memo) -> None:
        self.parsing = parsing
        self.memo = memo
        self.shared = shared_key(parsing)
        self.manuscripts = {parse_key(m.found.path, m.hash, self.shared): m for m in content.manuscripts}
        """Each article's file by the name of the call of `parse` for it, in the files' order."""
        self.wanted: Collection[str] = ()
        self.known: list[tuple[str, object]] = []
        self.missing: set[str] = set()

    @property
    def amount(self) -> int:
        """How much there is to read, in articles: those that are `missing`, or as many of usual length as long ones make."""
        return max(len(self.missing), sum(self.manuscripts[key].found.stamp.size for key in self.missing) // USUAL_BYTES)

    def look_up(self, keys: Collection[str]) -> None:
        """Look which of these articles are remembered, and which are `missing`: to be read by `read`."""
        self.wanted = keys
        self.known = self.memo.parsed(keys)
        self.missing = set(keys) - {key for key, _ in self.known}

    def read(self, crew: Crew | None, day: int, progress: Callable[[int, int], None]) -> list[Read]:
        """What `parse` says of each file that was looked up; those that are not remembered are parsed by `crew`.

        `day` is today as an ordinal. What was just parsed is decoded from what is stored, as everything else.
        """
        jobs = [
            (key, self.manuscripts[key].found.path, self.manuscripts[key].found.real) for key in self.wanted if key in self.missing
        ]
        tasks = batches(jobs, BATCH, lambda job: self.manuscripts[job[0]].found.stamp.size, BATCH_BYTES)
        parsed = in_turn(crew, parse_batch, ((task, self.parsing) for task in tasks))
        reads = self.memo.decoded(self.known)  # meanwhile the first batches are being parsed
        self.known = []
        done, waiting, at_once = 0, list[Row](), max(KEEP, len(jobs) // SHARE)
        for rows in parsed:
            reads |= self.memo.decoded((key, article) for key, article, _ in rows)
            done += len(rows)
            waiting += rows
            if len(waiting) >= at_once or done == len(jobs):
                self.memo.keep_parsed(waiting, day)
                waiting = []
            progress(done, len(jobs))
        return [reads.get(key) or self._parse_again(key) for key in self.wanted]

    def fetch(self, keys: Sequence[str]) -> Iterator[Article | None]:
        """The articles under these keys; None for one that is not remembered, and whose file is another now or no article."""
        reads = self.memo.decoded(self.memo.parsed(keys))
        for key in keys:
            read = reads.get(key) or (self._parse_again(key) if key in self.manuscripts else None)
            yield read.article if read else None

    def _parse_again(self, key: str) -> Read:
        parsed = self._parsed(key)
        return Read(parsed.article, parsed.faults)

    def _parsed(self, key: str) -> Parsed:
        found = self.manuscripts[key].found
        return parse(_source(key, found.path, found.real, self.shared), self.parsing, key)

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The texts under these keys, as `Body` in JSON; read again from their files if the memo has lost them."""
        found = self.memo.bodies(keys)
        return {key: found.get(key) or _encode_body(self._parsed(key).body) for key in keys}


def _encode_body(body: Body | None) -> bytes:
    return msgspec.json.encode(body)
