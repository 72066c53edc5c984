"""Read the files of content/: articles, registries as bytes, and assets with sizes of images and reasons why they cannot be
decoded. Reports files that are unreadable, too large or misnamed, texts that are not Markdown, backups, conflict copies, articles
that probably are copies, and folders named like registries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.content_file import is_article, stem_of
from digest.cache_keys import content_key, registries_key
from digest.config.config import LEDGER_FILE, PUBLISHED_FILE, SOURCES_FILE, STYLE_FILE, TOPICS_FILE
from digest.diagnostics import Diagnostic
from digest.files.error_hints import hint_of
from digest.files.file_reading import read_bytes
from digest.files.file_states import FoundFile, Scan
from digest.files.folder_listing import Listing, walk
from digest.files.junk_files import is_conflict_copy, may_be_copies, original_stem
from digest.inputs import image_reader
from digest.output_paths import printable
from digest.pages.brand_context import CUSTOM_STYLE
from digest.pages.output_files import Asset
from digest.pages.picture_variants import refused_picture

STATIC_CONTENT = "content/static/"

MAX_LISTED_FILES = 3
"""The maximum number of files that a note lists; the others are counted."""

TEXT_ENDINGS = (
    ".adoc", ".asc", ".asciidoc", ".creole", ".doc", ".docx", ".htm", ".html", ".hwp", ".hwpx", ".ipynb", ".mdx", ".mediawiki",
    ".odt", ".org", ".pages", ".pod", ".qmd", ".rest", ".rmd", ".rst", ".rtf", ".tex", ".text", ".textile", ".txt", ".wiki",
    ".xhtml",
)  # fmt: skip
"""Extensions of text formats other than Markdown, which other programs read as articles."""


def conflict_copies(paths: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield a note for each conflict copy, since it may contain somebody's work, and one note for all backups."""
    backup_paths = []
    for path in paths:
        if is_conflict_copy(path.rpartition("/")[2]):
            hint = "copy what only it has into the other, then delete it"
            yield Diagnostic(path, 1, 1, "N101", "a conflict copy is skipped", hint)
        else:
            backup_paths.append(path)
    if backup_paths:
        message = _counted_stray_files(backup_paths, "a backup is skipped", "backups are skipped")
        yield Diagnostic(backup_paths[0], 1, 1, "N101", message, "delete what you do not need")


def non_markdown_texts(paths: Sequence[str]) -> tuple[str, ...]:
    """Return the files with an extension in `TEXT_ENDINGS`, except in content/static/."""
    return tuple(path for path in paths if path.lower().endswith(TEXT_ENDINGS) and not path.startswith(STATIC_CONTENT))


def has_second_ending(path: str) -> bool:
    """Return whether a program has added an extension to that of an article: `harbour.md.txt`."""
    return is_article(path.rpartition(".")[0])


def non_markdown_notes(texts: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield one note on all these texts."""
    if texts:
        message = _counted_stray_files(
            texts, "a text that is not Markdown is not an article", "texts that are not Markdown are not articles"
        )
        hint = "save it as .md, or put it into content/static/; as it is, it is published only if an article links to it"
        yield Diagnostic(printable(texts[0]), 1, 1, "N102", message, hint)


def misnamed_registries(paths: Sequence[str], registries: Collection[str]) -> Iterator[Diagnostic]:
    """Yield notes on files in content/ with a name similar to that of a registry."""
    for path in paths:
        if path.endswith((".yaml", ".YAML", ".yml", ".YML")):
            name = f"{path.rpartition('.')[0].lower()}.yml"
            registry_name = next((registry for registry in registries if registry in (name, name.replace(".yml", "s.yml"))), "")
            if registry_name:
                yield Diagnostic(
                    printable(path), 1, 1, "N103", "the file is not read", f"call it {registry_name.rpartition('/')[2]}"
                )


def duplicate_warnings(suspects: Sequence[FoundFile], files: Sequence[FoundFile]) -> Iterator[Diagnostic]:
    """Yield warnings about files named like copies (`suspects`) that share front matter or text with another of all `files`.

    They are compared with the files in their folder, and with files of the original name in any folder.
    """
    parts_by_path: dict[str, tuple[str, str]] = {}
    originals = {file.path: original_stem(stem_of(file.path)) for file in suspects}
    original_stems, folders = set(originals.values()), {_folder_of_file(file) for file in suspects}
    files_by_part: dict[tuple[str, int, str], FoundFile] = {}
    """The file with this front matter (0) or text (1), by stem or folder; files not named like copies have precedence."""
    for file in sorted(files, key=lambda file: (file.path in originals, file.path)):
        stem, folder = stem_of(file.path), _folder_of_file(file)
        for stray_group in ((f"stem {stem}",) if stem in original_stems else ()) + (
            (f"folder {folder}",) if folder in folders else ()
        ):
            for half, text in enumerate(_front_matter_and_text(file, parts_by_path)):
                if text:
                    files_by_part.setdefault((stray_group, half, text), file)
    for file in suspects:
        for stray_group in (f"stem {originals[file.path]}", f"folder {_folder_of_file(file)}"):
            candidates = [
                files_by_part.get((stray_group, half, text))
                for half, text in enumerate(_front_matter_and_text(file, parts_by_path))
            ]
            original = next((original for original in candidates if original and original.path != file.path), None)
            if original:
                pairs = zip(
                    ("front matter", "text"),
                    _front_matter_and_text(file, parts_by_path),
                    _front_matter_and_text(original, parts_by_path),
                    strict=True,
                )
                shared_parts = " and ".join(name for name, one, two in pairs if one and one == two)
                message = f"the {shared_parts} of {printable(original.path)}: probably a copy"
                yield Diagnostic(printable(file.path), 1, 1, "W102", message, "delete one of the two")
                break


def _folder_of_file(file: FoundFile) -> str:
    return file.path.rpartition("/")[0]


_FRONT_MATTER_FENCE = re.compile(r"^---$", re.MULTILINE)


def _front_matter_and_text(file: FoundFile, parts_by_path: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the stripped front matter and text of an article file; empty if it cannot be read."""
    if file.path not in parts_by_path:
        try:
            file_bytes = read_bytes(file.real)
        except OSError:
            file_bytes = b""
        lines = file_bytes.decode(errors="replace").lstrip("\ufeff").replace("\r\n", "\n").rstrip()
        parts = _FRONT_MATTER_FENCE.split(lines, maxsplit=2)
        head, text = parts[1:] if len(parts) == 3 and not parts[0] else ("", lines)
        parts_by_path[file.path] = head.strip(), text.strip()
    return parts_by_path[file.path]


def _counted_stray_files(paths: Sequence[str], one: str, many: str) -> str:
    if len(paths) == 1:
        return one
    named = ", ".join(map(printable, paths[:MAX_LISTED_FILES]))
    return f"{len(paths)} {many} ({named}{', …' * (len(paths) > MAX_LISTED_FILES)})"


CONTENT_ROOT = "content"

REGISTRIES = (TOPICS_FILE, SOURCES_FILE, PUBLISHED_FILE, LEDGER_FILE, STYLE_FILE)
"""The files in content/ that contain data about articles."""

MAX_CONTENT_BYTES = 256 * 1024 * 1024
"""The maximum size of a registry in bytes; content/published.tsv has one line per article."""

MIB = 1024 * 1024


class Content(Struct, frozen=True):
    """The files of one folder of content/, or of all folders, and their diagnostics."""

    articles: tuple[FoundFile, ...] = ()
    assets: tuple[Asset, ...] = ()
    texts: dict[str, bytes] = {}
    """The registries by path."""
    real: dict[str, str] = {}
    """The real paths of the assets."""
    folders: tuple[str, ...] = ()
    """The paths of the folders, without content/ itself."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """The diagnostics of one folder; `merge_content` adds those about stray files, which need the other folders."""
    copies: tuple[str, ...] = ()
    """The paths of backups and conflict copies, which are skipped."""
    suspects: tuple[FoundFile, ...] = ()
    """The article files named like copies."""
    unread: tuple[str, ...] = ()
    """The paths of texts that are not Markdown, in folders without articles or with a second extension."""

    @property
    def key(self) -> str:
        """The key of the content."""
        articles, assets = ([(file.path, file.hash) for file in files] for files in (self.articles, self.assets))
        return content_key(articles, assets, self.registries_key, self.diagnostics)

    @property
    def registries_key(self) -> str:
        """The key of the registries."""
        return registries_key(self.texts)


def read_content(root: Path, limit: int, scan: Scan, sizes: image_reader.ImageSizes) -> Content:
    """Read the content of a site. `limit` is the maximum article size in bytes; `sizes` those of known images."""
    return merge_content(read_folder(listed, limit, scan, sizes) for listed in walk(root, CONTENT_ROOT))


def merge_content(folders: Iterable[Content]) -> Content:
    """Merge the content of these folders."""
    folders = list(folders)
    return Content(  # without stray files, which are in the diagnostics
        articles=tuple(chain.from_iterable(folder.articles for folder in folders)),
        assets=tuple(chain.from_iterable(folder.assets for folder in folders)),
        texts={path: text for folder in folders for path, text in folder.texts.items()},
        real={path: real for folder in folders for path, real in folder.real.items()},
        folders=tuple(chain.from_iterable(folder.folders for folder in folders)),
        diagnostics=(*chain.from_iterable(folder.diagnostics for folder in folders), *_stray_notes(folders)),
    )


def read_folder(folder_listing: Listing, limit: int, scan: Scan, sizes: image_reader.ImageSizes) -> Content:
    """Read one folder of content/; arguments as for `read_content`."""
    diagnostics = list(folder_listing.diagnostics)
    articles, assets = list[FoundFile](), list[Asset]()
    real_paths: dict[str, str] = {}
    registry_texts: dict[str, bytes] = {}
    for file in folder_listing.files:
        try:
            if is_article(file.path):
                if file.state.size > limit:
                    diagnostics.append(_oversized_article(file.path, limit))
                else:
                    articles.append(scan.read(file))
            elif file.path in REGISTRIES:
                registry_texts[file.path] = read_bytes(file.real, MAX_CONTENT_BYTES)
            else:
                assets.append(_content_asset(scan.read(file), sizes, diagnostics))
                real_paths[file.path] = file.real
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            diagnostics.append(Diagnostic(file.path, 1, 1, "E101", message, hint_of(error, "check its permissions")))
    if folder_listing.folder == CONTENT_ROOT:
        diagnostics += misnamed_registries([asset.path for asset in assets], REGISTRIES)
    diagnostics += folders_named_as_files(folder_listing)
    return Content(
        articles=tuple(articles),
        assets=tuple(assets),
        texts=registry_texts,
        real=real_paths,
        folders=folder_listing.folders,
        diagnostics=tuple(diagnostics),
        copies=folder_listing.copies,
        suspects=_suspected_copies(articles),
        unread=non_markdown_texts([asset.path for asset in assets if not articles or has_second_ending(asset.path)]),
    )


def folders_named_as_files(folder_listing: Listing) -> Iterator[Diagnostic]:
    """Yield an error for each folder that is named like a file that digest reads, such as content/topics.yml."""
    for path in folder_listing.folders:
        if path in REGISTRIES:
            yield Diagnostic(path, 1, 1, "E101", "a folder with the name of a registry", "rename it: a registry is a file")
        elif path == CUSTOM_STYLE:
            yield Diagnostic(path, 1, 1, "E101", "a folder named like the style sheet", "rename it: a style sheet is a file")


def _suspected_copies(articles: Sequence[FoundFile]) -> tuple[FoundFile, ...]:
    stems = [stem_of(file.path) for file in articles]
    if not may_be_copies(stems):
        return ()
    return tuple(file for file, stem in zip(articles, stems, strict=True) if original_stem(stem))


def _oversized_article(path: str, limit: int) -> Diagnostic:
    shown_limit = f"{limit / MIB:.3g} MiB" if limit >= MIB else f"{limit:,} bytes"
    return Diagnostic(
        path, 1, 1, "E103", f"the file is larger than {shown_limit}", "split it, or set max_article_bytes in digest.yml"
    )


def _stray_notes(folders: Sequence[Content]) -> Iterator[Diagnostic]:
    """Yield notes and warnings about files of content/ that are ignored, or probably read by mistake.

    The preview calls this after every save, so each folder stores its candidates.
    """
    yield from conflict_copies([path for folder in folders for path in folder.copies])
    if suspects := [file for folder in folders for file in folder.suspects]:
        yield from duplicate_warnings(suspects, [file for folder in folders for file in folder.articles])
    yield from non_markdown_notes([path for folder in folders for path in folder.unread])


def _content_asset(file: FoundFile, sizes: image_reader.ImageSizes, diagnostics: list[Diagnostic]) -> Asset:
    if not file.path.lower().endswith(image_reader.IMAGE_ENDINGS):
        return Asset(file.path, file.hash)
    if file.hash in sizes:
        return _image_asset(file, image_reader.ImageInfo(*sizes[file.hash]))
    image = image_reader.read_image(file.real)
    if image.problem:
        message = f"an image that browsers cannot show: {image.problem}"
        diagnostics.append(Diagnostic(file.path, 1, 1, "W501", message, "save it again"))
    return _image_asset(file, image)


def _image_asset(file: FoundFile, image: image_reader.ImageInfo) -> Asset:
    size, width, height = file.state.size, image.width, image.height
    problem = refused_picture(size, width, height) if image.is_still else ""
    return Asset(file.path, file.hash, width, height, size, not image.problem, image.is_still, problem)


def image_sizes(assets: Iterable[Asset]) -> dict[str, tuple[int, int, bool]]:
    """Return the sizes of the intact images among these files, so that they are not read again."""
    return {file.hash: (file.width, file.height, file.is_still) for file in assets if file.width and file.is_whole}


def with_image_problems(content: Content, problems: Mapping[str, str]) -> Content:
    """Return the content with these reasons why images cannot be resized, by content hash."""
    if not problems:
        return content
    assets = (replace(file, problem=problems[file.hash]) if file.hash in problems else file for file in content.assets)
    return replace(content, assets=tuple(assets))
