"""Find leaks: runs of letters in the output that belong to hidden texts, of restricted articles (link or excerpt) and unpublished
ones (draft, embargoed, expired), but not to published ones. Bodies and prose of articles and strings in values are reduced to
letters, and compared by windows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from html import unescape
from itertools import accumulate
from unicodedata import normalize

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.checks.html_references import shown_text
from digest.diagnostics import Diagnostic
from digest.grouping.entry import Entry
from digest.markdown.body import Body
from digest.text.normal_form import composed

MIN_LEAK_LETTERS = 60
"""The number of consecutive letters and digits that are a leak: about ten words. A complete shorter text (such as a title) is a
leak too."""

MIN_HIDDEN_TEXT_LETTERS = 40
"""Shorter texts are not searched for, because any two articles can share a short phrase."""

LEAK_WINDOW = 20
"""The number of consecutive letters that are looked up together."""

LEAK_STRIDES = ((20, 20), (5, 37), (2, 40), (1, 41))
"""Pairs (S, B) for comparing outputs with hidden texts. In outputs, every S-th window is looked up. In hidden texts, the windows
that begin at the first S of each B letters are indexed. B + S - 2 + LEAK_WINDOW is at most MIN_LEAK_LETTERS, so among that many
consecutive letters one window is both looked up and indexed. Small S takes time, large S takes memory."""

MAX_INDEXED_WINDOWS = 250_000
"""The largest number of indexed windows (50 MB), unless S is already the smallest."""

_ASCII_WITHOUT_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_ASCII_LOWER = bytes(range(128)).lower() + bytes(range(128, 256))
_SIGNS_BEYOND_ASCII = re.compile(r"[^\w\x00-\x7f]+")
_TAGS_IN_BODY = re.compile(r"<[^<>]*+>")
_BETWEEN_TEXTS = "\0"
"""The separator between hidden texts. It does not occur among letters."""


def letters(text: str) -> str:
    """Return the letters and digits of a text, case-folded and normalised (NFKC), so that copies with other layout are equal."""
    if text.isascii():
        return text.encode().translate(_ASCII_LOWER, _ASCII_WITHOUT_LETTERS).decode()
    data = normalize("NFKC", composed(text)).encode("utf-8", "surrogatepass").translate(None, _ASCII_WITHOUT_LETTERS)
    return _SIGNS_BEYOND_ASCII.sub("", data.decode("utf-8", "surrogatepass")).casefold()


class HiddenArticle(Struct, frozen=True):
    """An unpublished article with its status (`publication_status.status`)."""

    article: Article
    state: str


LeakedRun = tuple[int, int]
"""The start and end offsets, in the letters of the hidden texts, of letters in an output."""


class HiddenTexts(Struct, frozen=True):
    """An index of the texts that must not be published."""

    letters: str
    """The letters of all texts, with NUL before and after each."""
    starts: tuple[int, ...]
    """The offset of each text."""
    owners: tuple[tuple[str, str], ...]
    """The file and status of each text's article; '' for a published article."""
    windows: dict[str, int]
    """The offsets of the indexed windows."""
    step: int
    """The distance in letters between windows that are looked up in outputs."""

    def owner(self, run: LeakedRun) -> tuple[str, str]:
        """Return the file and status of the article that contains the run."""
        return self.owners[bisect_right(self.starts, run[0]) - 1]


def is_restricted(entry: Entry) -> bool:
    """True if the article's mode forbids publishing its full text."""
    return not entry.index.is_full


def hidden_texts(entries: Iterable[Entry], unpublished: Iterable[HiddenArticle], bodies: Mapping[str, Body]) -> HiddenTexts:
    """Return the index of the texts that must not be published, without the parts of published articles that pages may show."""
    owned_texts = [*_restricted_articles(entries, bodies), *_unpublished_articles(unpublished, bodies)]
    length = sum(len(text) for _, text in owned_texts)
    window_step, window_block = next(
        (pair for pair in LEAK_STRIDES if length * pair[0] // pair[1] <= MAX_INDEXED_WINDOWS), LEAK_STRIDES[-1]
    )
    text_starts = list(accumulate((len(text) + 1 for _, text in owned_texts), initial=1))
    windows: dict[str, int] = {}
    for start, (_, text) in zip(text_starts, owned_texts, strict=False):
        for first in range(0, len(text), window_block):
            for window_at in range(first, min(first + window_step, len(text) - LEAK_WINDOW + 1)):
                windows.setdefault(text[window_at : window_at + LEAK_WINDOW], start + window_at)
    joined_letters = _BETWEEN_TEXTS.join(["", *(text for _, text in owned_texts), ""])
    text_owners = tuple(owner for owner, _ in owned_texts)
    return HiddenTexts(joined_letters, tuple(text_starts[:-1]), text_owners, windows, window_step)


def _restricted_articles(entries: Iterable[Entry], bodies: Mapping[str, Body]) -> Iterator[tuple[tuple[str, str], str]]:
    for entry in entries:
        body = bodies.get(entry.article.body)
        if body is not None and is_restricted(entry):
            allowed_prose = [*_prose_of_article(entry.article), *([entry.article.excerpt] if entry.mode == "excerpt" else [])]
            for hidden_part in without_windows(_plain_body(body), set(windows_of(letters("\n".join(allowed_prose))))):
                yield (entry.article.path, ""), hidden_part


def _unpublished_articles(
    unpublished: Iterable[HiddenArticle], bodies: Mapping[str, Body]
) -> Iterator[tuple[tuple[str, str], str]]:
    for hidden_article in unpublished:
        article, body = hidden_article.article, bodies.get(hidden_article.article.body)
        for text in (*map(letters, _prose_of_article(article)), *([_plain_body(body)] if body else [])):
            if len(text) >= MIN_HIDDEN_TEXT_LETTERS:
                yield (article.path, hidden_article.state), text


def _plain_body(body: Body) -> str:
    return letters(unescape(_TAGS_IN_BODY.sub(" ", "".join(body.parts))))


def _prose_of_article(article: Article) -> Iterable[str]:
    """Yield the texts of an article's front matter."""
    yield from (article.title, article.headline, article.summary, article.why, *article.points)
    yield from (correction.text for correction in article.corrections)
    yield from (event.text for event in article.dates)
    if article.quote:
        yield article.quote.text
    if article.image:
        yield from (article.image.alt, article.image.caption)


def windows_of(text: str) -> Iterator[str]:
    """Return all windows of a text."""
    return (text[at : at + LEAK_WINDOW] for at in range(len(text) - LEAK_WINDOW + 1))


def without_windows(text: str, allowed_windows: Collection[str]) -> list[str]:
    """Return the parts of a text outside the allowed windows, if they are long enough to search for."""
    texts_between, allowed_end = [], 0
    for window_at, window in enumerate(windows_of(text)) if allowed_windows else ():
        if window in allowed_windows:
            texts_between.append(text[allowed_end:window_at])
            allowed_end = window_at + LEAK_WINDOW
    return [part for part in (*texts_between, text[allowed_end:]) if len(part) >= MIN_HIDDEN_TEXT_LETTERS]


def leaked(shown_prose: str, texts: HiddenTexts) -> set[LeakedRun]:
    """Return the runs of hidden letters that a text contains."""
    shown_letters, hidden_windows = letters(shown_prose), texts.windows
    leaked_runs, run_end = set[LeakedRun](), 0
    for shown_at in range(0, len(shown_letters) - LEAK_WINDOW + 1, texts.step):
        hidden_at = hidden_windows.get(shown_letters[shown_at : shown_at + LEAK_WINDOW])
        if hidden_at is not None and shown_at >= run_end:
            hidden_begin, hidden_end = _leaked_run(shown_letters, shown_at, texts.letters, hidden_at)
            run_end = shown_at + hidden_end - hidden_at
            is_complete = texts.letters[hidden_begin - 1] == texts.letters[hidden_end] == _BETWEEN_TEXTS
            if hidden_end - hidden_begin >= (MIN_HIDDEN_TEXT_LETTERS if is_complete else MIN_LEAK_LETTERS):
                leaked_runs.add((hidden_begin, hidden_end))
    return leaked_runs


def _leaked_run(shown_letters: str, at: int, hidden_letters: str, hidden_at: int) -> LeakedRun:
    """Return the run of equal letters around `hidden_at` and `at`, with at most `MIN_LEAK_LETTERS` before them."""
    equal_before = equal_after = 0
    max_letters = min(MIN_LEAK_LETTERS, at)
    while equal_before < max_letters and shown_letters[at - equal_before - 1] == hidden_letters[hidden_at - equal_before - 1]:
        equal_before += 1
    max_letters = len(shown_letters) - at
    while equal_after < max_letters and shown_letters[at + equal_after] == hidden_letters[hidden_at + equal_after]:
        equal_after += 1
    return hidden_at - equal_before, hidden_at + equal_after


def leaks_only(runs: Collection[LeakedRun], texts: HiddenTexts, published: Callable[[], Iterable[str]]) -> set[LeakedRun]:
    """Return the runs that are leaks. A run of an unpublished article is not a leak if a published text contains it too.

    `published` returns the published texts. It is called only if there are runs of unpublished articles.
    """
    unpublished_runs = {run: texts.letters[slice(*run)] for run in runs if texts.owner(run)[1]}
    if not unpublished_runs:
        return set(runs)
    unpublished_windows = {window for leaked_text in unpublished_runs.values() for window in windows_of(leaked_text)}
    published_windows: set[str] = set()
    for published_text in published():
        published_windows |= unpublished_windows.intersection(windows_of(letters(published_text)))
    return {run for run in runs if run not in unpublished_runs or without_windows(unpublished_runs[run], published_windows)}


def published_words(article: Article, mode: str, body: Body | None) -> str:
    """Return the texts and addresses of a published article that its mode allows pages to show."""
    published_fields = replace(article, excerpt=article.excerpt if mode == "excerpt" else "")
    body_text = shown_text("text.html", "".join(body.parts)) if body and mode == "full" else ""
    return "".join((*published_strings(published_fields), body_text))


def published_strings(value: object) -> Iterator[str]:
    """Yield the strings in a value, in order."""
    yield from _strings_in_json(msgspec.to_builtins(value))


def _strings_in_json(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings_in_json(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings_in_json(part)


_WHY_HIDDEN = {
    "": "may not be published whole",
    "draft": "is a draft",
    "embargoed": "is not published yet",
    "expired": "has expired",
}
_LEAK_HINTS = {"": "remove it, or change the mode of the article or its source"}


def leak_diagnostics(leaks: Iterable[tuple[str, str, LeakedRun]], texts: HiddenTexts) -> Iterator[Diagnostic]:
    """Yield an error for each output and hidden article; `leaks` are path and source of an output, and the leaked run."""
    for path, source, file, state in sorted({(path, source, *texts.owner(run)) for path, source, run in leaks}):
        message = f"text of {file} shows here, which {_WHY_HIDDEN[state]} (page of {source})"
        yield Diagnostic(path, 1, 1, "E304", message, _LEAK_HINTS.get(state, "remove it, or publish the article"))
