"""Where links in articles lead: to other articles, to files beside them, to paths of the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from html import escape
from urllib.parse import unquote

from msgspec import Struct

from digest.articles.article import Article
from digest.articles.text import Target
from digest.config import Config
from digest.errors import Fault, nearest
from digest.grouping.collect import FAULTY, Collections
from digest.pages.page import File, Picture, Text
from digest.permalinks import path_fault, slug, url_of

CONTENT = "content/"
STATIC = "content/static/"

_TEMPLATE_CODE = re.compile(r"\{\{|\{%|[{|](?:filename|static|attach|author|category|tag|index)[}|]")
"""Of Liquid, Jinja and Hugo, and the places of Pelican."""

MAX_GUESSES = 100_000
"""How many names are looked at in a build for one that is like a missing one; each takes about 10 µs."""


class ContentFile(Struct, frozen=True):
    """A file in content/ that is no article: its path, the name of its bytes, and its size in pixels if it is an image."""

    path: str
    hash: str
    width: int = 0
    height: int = 0
    size: int = 0
    """In bytes."""
    is_whole: bool = True
    """Whether it is as its format wants it, as far as that is looked at."""


class Resolved(Struct, frozen=True):
    """What an address leads to: a path of the site with the base path ('' for a link that is left out), or why it leads nowhere."""

    url: str = ""
    file: ContentFile | None = None
    fault: Fault | None = None
    missing: str = ""
    """The file that is meant and not there."""


class Links:
    """The answers to one question: which url does this address of that article stand for?"""

    def __init__(self, collections: Collections, files: Iterable[ContentFile], config: Config) -> None:
        self.base = config.base_path
        self.origin = config.origin
        self.states: Mapping[str, str] = collections.sources
        self.incomplete = FAULTY in self.states.values()
        self.files = {file.path: file for file in files}
        self.paths = {entry.gist.source: entry.gist.path for entry in collections.entries}
        self.paths |= {page.path: plain_path(page) for page in collections.pages}
        self.texts = {entry.gist.source for entry in collections.entries if entry.gist.is_full}
        self.texts |= {page.path for page in collections.pages}
        self.guesses = MAX_GUESSES

    def resolve(self, article: Article, target: Target) -> Resolved:
        """Where the address leads. A path from the root is taken as it stands: `plan` checks it when all pages are known."""
        path, end = _split(target.address)
        if not path:
            return Resolved(target.address)
        if path.startswith("/"):
            return Resolved(self.base + target.address, self.files.get(STATIC + unquote(path).lstrip("/")))
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), unquote(path)))
        if meant in self.files:
            return self._file(article, target, self.files[meant], end)
        if target.attribute == "src":
            return Resolved(missing=meant)
        if meant in self.paths:
            return Resolved(self.base + url_of(self.paths[meant]) + end)
        if self.states.get(meant) == FAULTY:
            return Resolved("#")
        if meant in self.states:
            message = f"{unquote(target.address)} is not published ({self.states[meant]}): the link is left out"
            return Resolved(fault=_fault(article, target, "W304", message, "publish it, or remove the link"))
        return Resolved(missing=meant)

    def _file(self, article: Article, target: Target, file: ContentFile, end: str) -> Resolved:
        problem = path_fault(published_path(file.path))
        if problem:
            return Resolved(fault=_fault(article, target, "E204", f"{file.path}: {problem}", "rename the file"))
        return Resolved(self.base + url_of(published_path(file.path)) + end, file)

    def _missing(self, article: Article, target: Target, meant: str) -> Fault:
        if target.attribute == "src":
            if not meant.startswith(CONTENT):
                return _fault(
                    article, target, "E302", f"{unquote(target.address)} lies outside content/", "put the image into content/"
                )
            near = self._near_file(article, meant, self.files)
            return _fault(article, target, "E302", f"there is no image {meant}", near or "put the file beside the article")
        if not meant.startswith(CONTENT):
            return _fault(article, target, "E301", f"{unquote(target.address)} lies outside content/", "link to a file in content/")
        if target.address.startswith("www."):
            return _fault(article, target, "E301", f"there is no file {meant}", f"write https://{target.address}")
        near = self._near_file(article, meant, {**self.states, **self.files})
        hint = near or "a link to an article names its file: [text](other.md)"
        return _fault(article, target, "E301", f"there is no file {meant}", hint)

    def _near_file(self, article: Article, meant: str, known: Iterable[str]) -> str:
        """A hint at the file with the same name, or a similar one, as this article has to write it."""
        if self.guesses <= 0:
            return ""
        names = {posixpath.basename(path): path for path in known if path != article.path}
        stems = {posixpath.splitext(name)[0]: path for name, path in names.items()}
        name = posixpath.basename(meant)
        found = names.get(name) or stems.get(self._nearest(posixpath.splitext(name)[0], stems), "")
        if not found:
            return ""
        if found.startswith(STATIC):
            return f"did you mean /{found.removeprefix(STATIC)}?"
        return f"did you mean {posixpath.relpath(found, posixpath.dirname(article.path))}?"

    def _nearest(self, word: str, known: Collection[str]) -> str:
        """The known word that is most like this one; '' once so many were compared that a build would take too long."""
        self.guesses -= len(known)
        return nearest(word, known) if self.guesses > 0 else ""

    def text(self, article: Article, *, absolute: bool = False) -> Text:
        """The article's text with its links; `absolute` for feeds, whose readers do not know the site's address."""
        start = self.origin if absolute else ""
        return Text(article.body, tuple(self._attribute(article, target, start) for target in article.targets))

    def _attribute(self, article: Article, target: Target, start: str) -> str:
        found = self.resolve(article, target)
        if not found.url:
            # Text without a link is whole, and an image without an address is no image (HTML, the img element).
            is_image = target.attribute == "src" and found.missing.startswith(CONTENT)
            return f'src="{escape(start + self.base + url_of(published_path(found.missing)))}"' if is_image else ""
        value = f'{target.attribute}="{escape(start + found.url)}"'
        if target.attribute == "src" and found.file and found.file.width:
            value += f' width="{found.file.width}" height="{found.file.height}"'
        return value

    def picture(self, article: Article) -> Picture | None:
        """The article's picture, with its size if it is a file of the site."""
        image = article.image
        if image is None:
            return None
        if is_whole(image.src):
            return Picture(image.src, 0, 0, image.alt, image.credit, image.caption)
        found = self.resolve(article, _image_target(article))
        if not found.url:
            return None
        width, height = (found.file.width, found.file.height) if found.file else (0, 0)
        return Picture(found.url, width, height, image.alt, image.credit, image.caption)

    def picture_file(self, article: Article) -> ContentFile | None:
        """The file of the article's picture, if it is one of the site."""
        return self.resolve(article, _image_target(article)).file if article.image and not is_whole(article.image.src) else None

    def faults(self, article: Article, outputs: Mapping[str, str]) -> list[Fault]:
        """The links and images of an article that lead nowhere. `outputs` has every path that the site will hold."""
        found = []
        for target in targets_of(article):
            resolved = self.resolve(article, target)
            if resolved.fault:
                found.append(resolved.fault)
            elif (resolved.missing or target.address.startswith("/")) and _TEMPLATE_CODE.search(unquote(target.address)):
                code = "E302" if target.attribute == "src" else "E301"
                message = f"the address {unquote(target.address)} holds template code of another program"
                found.append(_fault(article, target, code, message, "write the address that it stands for"))
            elif resolved.missing:
                found.append(self._missing(article, target, resolved.missing))
            elif target.address.startswith("/") and not self.incomplete and not self._is_output(target.address, outputs):
                found.append(self._no_output(article, target, outputs))
        if article.image and not article.image.alt:
            hint = f"write image: {{src: {article.image.src}, alt: what it shows}}"
            found.append(_fault(article, _image_target(article), "W303", "an image without a text", hint))
        return found

    def _no_output(self, article: Article, target: Target, outputs: Collection[str]) -> Fault:
        near = self._nearest(target.address, [url_of(path) for path in outputs])
        hint = f"did you mean {near}?" if near else ""
        if target.attribute == "src":
            message = f"there is no image {unquote(target.address)}"
            return _fault(article, target, "E302", message, hint or "put the file into content/static/")
        return _fault(article, target, "E301", f"there is no page {unquote(target.address)}", hint or "check the path")

    @staticmethod
    def _is_output(address: str, outputs: Mapping[str, str]) -> bool:
        path = unquote(_split(address)[0]).strip("/")
        return not path or path in outputs or f"{path}/index.html" in outputs

    def copies(self, articles: Iterable[Article]) -> list[File]:
        """The files that are published: all of content/static/, and those beside articles that a shown text or picture uses."""
        used = {file.path: file for file in self.files.values() if file.path.startswith(STATIC)}
        for article in articles:
            for target in targets_of(article) if article.path in self.texts else _picture_targets(article):
                file = self.resolve(article, target).file
                if file:
                    used[file.path] = file
        return [File(published_path(file.path), file.path, file.hash) for _, file in sorted(used.items())]


def is_whole(address: str) -> bool:
    """Whether the address names a server, and is no path of the site; schemes have no case (RFC 3986, 3.1)."""
    return address[:8].lower().startswith(("https://", "http://"))


def targets_of(article: Article) -> tuple[Target, ...]:
    """The addresses in the text, and that of the picture, that lead into the site."""
    return (*article.targets, *_picture_targets(article))


def _picture_targets(article: Article) -> tuple[Target, ...]:
    is_ours = article.image and not is_whole(article.image.src)
    return (_image_target(article),) if is_ours else ()


def _image_target(article: Article) -> Target:
    image = article.image
    assert image is not None
    return Target("src", image.src, image.line, image.column)


def _fault(article: Article, target: Target, code: str, message: str, hint: str) -> Fault:
    return Fault(article.path, target.line, target.column, code, message, hint)


def _split(address: str) -> tuple[str, str]:
    """The path of an address, and its query and fragment."""
    at = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=len(address))
    return address[:at], address[at:]


def published_path(path: str) -> str:
    """The output path of a file in content/: those of content/static/ stand at the root, others as in content/."""
    return path.removeprefix(STATIC) if path.startswith(STATIC) else path.removeprefix(CONTENT)


def plain_path(page: Article) -> str:
    """The output path of a plain page: content/pages/about.md is about/index.html."""
    folders = posixpath.dirname(page.path).split("/")[2:]
    return "/".join([*(slug(folder) for folder in folders), page.slug, "index.html"])
