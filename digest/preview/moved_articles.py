"""Follow articles whose file or URL changes in a session: which article had which page in which generation, recognised by file,
hash or title, for browsers that show one under its old URL."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock


class Addresses:
    """The output path of each article's page in each generation.

    An article is identified by its file. A renamed file is recognized by its bytes, or by its title if the bytes changed too.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._article_of_file: dict[str, int] = {}
        """The number of the article in each file, also in removed files, which may come back."""
        self._since: list[int] = []
        """The generation in which each article was added, by its number."""
        self._pages: dict[int, str] = {}
        """The current or last output path of each article's page."""
        self._shown: frozenset[int] = frozenset()
        """The articles that have a page."""
        self._became: dict[int, int] = {}
        """The article that replaced one whose file was removed: it is in a file with the same bytes, which was added before."""
        self._owners: dict[str, list[tuple[int, int]]] = {}
        """The articles that had the page at each path, each with the first generation in which it had it."""
        self._hashes: dict[str, str] = {}
        """The hash of each file."""
        self._titles: dict[str, str] = {}
        """The title of the article in each file."""
        self._lost_by_hash: dict[str, str] = {}
        """The last removed file with this hash."""
        self._lost_by_title: dict[str, str] = {}
        """The last removed file with this article title."""

    def record(self, state: int, pages: Mapping[str, str], hashes: Mapping[str, str], titles: Mapping[str, str]) -> bool:
        """Record a generation. Return whether the path of an article's page changed.

        The keys are content files: `pages` and `titles` have the output paths and titles of articles with a page, `hashes` the
        hashes of all files.
        """
        with self._lock:
            self._follow_files(state, hashes)
            has_moved = False
            shown_numbers = set()
            for file, path in pages.items():
                number = self._article_of_file[file]
                if number not in self._pages:  # the file may have been incomplete when it was first read
                    self._adopt_article(file, self._lost_by_title.get(titles[file]))
                    number = self._article_of_file[file]
                shown_numbers.add(number)
                owners = self._owners.setdefault(path, [])
                if not owners or owners[-1][1] != number:
                    owners.append((state, number))
                if self._pages.get(number, path) != path:
                    has_moved = True
                self._pages[number] = path
            self._shown, self._titles = frozenset(shown_numbers), dict(titles)
            return has_moved or any(
                before not in shown_numbers and self._current_article(before) in shown_numbers for before in self._became
            )

    def path_after_move(self, path: str, state: int) -> str:
        """Return the current output path of the article whose page was at `path` in generation `state`; '' if it did not move."""
        with self._lock:
            owners = [number for since, number in self._owners.get(path, ()) if since <= state]
            number = self._current_article(owners[-1]) if owners else None
            path_now = self._pages[number] if number in self._shown else ""
            return path_now if path_now != path else ""

    def _current_article(self, number: int) -> int:
        while number in self._became:
            number = self._became[number]
        return number

    def _follow_files(self, state: int, hashes: Mapping[str, str]) -> None:
        """Assign articles to added files, and find the new files of articles whose file was removed."""
        hashes_before, self._hashes = self._hashes, dict(hashes)
        removed_files = sorted(hashes_before.keys() - hashes.keys())
        for file in removed_files:
            self._lost_by_hash[hashes_before[file]] = file
            if file in self._titles:
                self._lost_by_title[self._titles[file]] = file
        for file in sorted(hashes.keys() - hashes_before.keys()):
            if not self._adopt_article(file, self._lost_by_hash.get(hashes[file])) and file not in self._article_of_file:
                self._article_of_file[file] = len(self._since)
                self._since.append(state)
        for file in removed_files:
            self._find_copy(file, hashes_before[file])

    def _adopt_article(self, file: str, former_file: str | None) -> bool:
        """Assign the article of the removed file `former_file` to this file. Return whether that was possible."""
        if former_file is None or former_file in self._hashes or former_file not in self._article_of_file:
            return False
        self._article_of_file[file] = self._article_of_file.pop(former_file)
        return True

    def _find_copy(self, file: str, hash: str) -> None:
        """Find the copy of the article in this removed file, if it was added elsewhere before this file was removed."""
        if file not in self._article_of_file:
            return
        number = self._article_of_file[file]
        articles_with_hash = [self._article_of_file[other] for other in self._hashes if self._hashes[other] == hash]
        later_articles = [copy for copy in articles_with_hash if self._since[copy] > self._since[number]]
        if later_articles:
            del self._article_of_file[file]
            self._became[number] = min(later_articles)
