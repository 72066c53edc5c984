"""Notes on files in content/ that are not read, and warnings of articles that look like copies of others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from digest.articles.content_file import stem_of
from digest.diagnostics import Diagnostic
from digest.files.file_reading import read_bytes
from digest.files.file_states import FoundFile
from digest.files.junk_files import is_conflict_copy, original_stem
from digest.output_paths import printable

STATIC_CONTENT = "content/static/"

SHOWN_STRAYS = 3
"""How many files a note names; it counts the others."""

TEXT_ENDINGS = (
    ".adoc", ".asc", ".asciidoc", ".creole", ".doc", ".docx", ".htm", ".html", ".hwp", ".hwpx", ".ipynb", ".mdx", ".mediawiki",
    ".odt", ".org", ".pages", ".pod", ".qmd", ".rest", ".rmd", ".rst", ".rtf", ".tex", ".text", ".textile", ".txt", ".wiki",
    ".xhtml",
)  # fmt: skip
"""Endings of texts that are not Markdown, which other programs would read as articles."""


def conflict_copies(paths: Sequence[str]) -> Iterator[Diagnostic]:
    """Notes on conflict copies, one for each since it may contain somebody's work, and one on all backups."""
    backups = []
    for path in paths:
        if is_conflict_copy(path.rpartition("/")[2]):
            hint = "copy what only it has into the other, then delete it"
            yield Diagnostic(path, 1, 1, "N101", "a conflict copy is skipped", hint)
        else:
            backups.append(path)
    if backups:
        message = _counted_files(backups, "a backup is skipped", "backups are skipped")
        yield Diagnostic(backups[0], 1, 1, "N101", message, "delete what you do not need")


def unread(paths: Sequence[str]) -> tuple[str, ...]:
    """The files, of a folder without an article, that other programs would read as articles."""
    return tuple(path for path in paths if path.lower().endswith(TEXT_ENDINGS) and not path.startswith(STATIC_CONTENT))


def not_articles(texts: Sequence[str]) -> Iterator[Diagnostic]:
    """One note on all texts that are `unread`."""
    if texts:
        message = _counted_files(
            texts, "a text that is not Markdown is not an article", "texts that are not Markdown are not articles"
        )
        hint = "save it as .md, or put it into content/static/; as it is, it is published only if an article links to it"
        yield Diagnostic(printable(texts[0]), 1, 1, "N102", message, hint)


def misnamed(paths: Sequence[str], registries: Collection[str]) -> Iterator[Diagnostic]:
    """Notes on files of content/ itself that are called almost like a registry."""
    for path in paths:
        if path.endswith((".yaml", ".YAML", ".yml", ".YML")):
            name = f"{path.rpartition('.')[0].lower()}.yml"
            meant = next((registry for registry in registries if registry in (name, name.replace(".yml", "s.yml"))), "")
            if meant:
                yield Diagnostic(printable(path), 1, 1, "N103", "the file is not read", f"call it {meant.rpartition('/')[2]}")


def doubles(suspects: Sequence[FoundFile], files: Sequence[FoundFile]) -> Iterator[Diagnostic]:
    """Warnings about files that are called like copies, and whose front matter or text another article has; `files` are all.

    They are compared with those in their folder, and with those that have the name without the addition, wherever they lie.
    """
    halves_by_path: dict[str, tuple[str, str]] = {}
    originals = {file.path: original_stem(stem_of(file.path)) for file in suspects}
    original_stems, folders = set(originals.values()), {_folder_of_strays(file) for file in suspects}
    holders: dict[tuple[str, int, str], FoundFile] = {}
    """The file with this front matter (0) or text (1), by stem or folder: files whose names are no copies' names win."""
    for file in sorted(files, key=lambda file: (file.path in originals, file.path)):
        stem, folder = stem_of(file.path), _folder_of_strays(file)
        for stray_group in ((f"stem {stem}",) if stem in original_stems else ()) + (
            (f"folder {folder}",) if folder in folders else ()
        ):
            for half, text in enumerate(_halves_of_text(file, halves_by_path)):
                if text:
                    holders.setdefault((stray_group, half, text), file)
    for file in suspects:
        for stray_group in (f"stem {originals[file.path]}", f"folder {_folder_of_strays(file)}"):
            others = [holders.get((stray_group, half, text)) for half, text in enumerate(_halves_of_text(file, halves_by_path))]
            original = next((original for original in others if original and original.path != file.path), None)
            if original:
                pairs = zip(
                    ("front matter", "text"),
                    _halves_of_text(file, halves_by_path),
                    _halves_of_text(original, halves_by_path),
                    strict=True,
                )
                same = " and ".join(name for name, one, two in pairs if one and one == two)
                message = f"the {same} of {printable(original.path)}: probably a copy"
                yield Diagnostic(printable(file.path), 1, 1, "W102", message, "delete one of the two")
                break


def _folder_of_strays(file: FoundFile) -> str:
    return file.path.rpartition("/")[0]


def _halves_of_text(file: FoundFile, halves_by_path: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Front matter and text of an article's file, without white space around them; empty for what cannot be read."""
    if file.path not in halves_by_path:
        try:
            data = read_bytes(file.real)
        except OSError:
            data = b""
        lines = data.decode(errors="replace").lstrip("\ufeff").replace("\r\n", "\n").rstrip()
        head, _, text = lines.removeprefix("---\n").partition("\n---\n") if lines.startswith("---\n") else ("", "", lines)
        halves_by_path[file.path] = head.removesuffix("\n---").strip(), text.strip()
    return halves_by_path[file.path]


def _counted_files(paths: Sequence[str], one: str, many: str) -> str:
    if len(paths) == 1:
        return one
    named = ", ".join(map(printable, paths[:SHOWN_STRAYS]))
    return f"{len(paths)} {many} ({named}{', …' * (len(paths) > SHOWN_STRAYS)})"
