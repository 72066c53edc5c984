"""The old and the current address of each article of a session, for a browser that shows an article which has moved."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock


class Addresses:
    """The output path of each article's page at each state of the site.

    An article is known by its file; when that is renamed, by the file's bytes, or by its title if they change too.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._article_of_file: dict[str, int] = {}
        """The number of the article in each file, also in those that are gone: they may come back."""
        self._since: list[int] = []
        """The state in which each article came."""
        self._pages: dict[int, str] = {}
        """The path of each article's page, or the last one that it had."""
        self._shown: frozenset[int] = frozenset()
        """The articles that have a page."""
        self._became: dict[int, int] = {}
        """The article that replaced one whose file is gone: the one in a file with the same bytes, added before."""
        self._owners: dict[str, list[tuple[int, int]]] = {}
        """The articles that had the page at each path, each with the state from which on it had it."""
        self._hashes: dict[str, str] = {}
        """The hash of each file."""
        self._titles: dict[str, str] = {}
        """The title of the article in each file."""
        self._lost_by_hash: dict[str, str] = {}
        """The file that went last with the bytes of this hash."""
        self._lost_by_title: dict[str, str] = {}
        """The same for the title of its article."""

    def record(self, state: int, pages: Mapping[str, str], hashes: Mapping[str, str], titles: Mapping[str, str]) -> bool:
        """Whether an article has another page in this state than it had before.

        All are by content file: `pages` are the output paths and `titles` the titles of articles that have a page, `hashes` are
        the hashes of all files.
        """
        with self._lock:
            self._follow_files(state, hashes)
            has_moved = False
            shown_numbers = set()
            for file, path in pages.items():
                number = self._article_of_file[file]
                if number not in self._pages:  # a file may have been found before all of it was written
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
        """The output path of the page that the article has now whose page was at `path` in that state; '' if it did not move."""
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
        """Find the articles in the files that came, and what became of those whose files went."""
        hashes_before, self._hashes = self._hashes, dict(hashes)
        gone_files = sorted(hashes_before.keys() - hashes.keys())
        for file in gone_files:
            self._lost_by_hash[hashes_before[file]] = file
            if file in self._titles:
                self._lost_by_title[self._titles[file]] = file
        for file in sorted(hashes.keys() - hashes_before.keys()):
            if not self._adopt_article(file, self._lost_by_hash.get(hashes[file])) and file not in self._article_of_file:
                self._article_of_file[file] = len(self._since)
                self._since.append(state)
        for file in gone_files:
            self._find_copy(file, hashes_before[file])

    def _adopt_article(self, file: str, former_file: str | None) -> bool:
        """Whether the article in this file is the one that was in the file `former_file`, which is gone."""
        if former_file is None or former_file in self._hashes or former_file not in self._article_of_file:
            return False
        self._article_of_file[file] = self._article_of_file.pop(former_file)
        return True

    def _find_copy(self, file: str, hash: str) -> None:
        """Find what became of the article in this file that went, if it was seen in another folder before it was missed here."""
        if file not in self._article_of_file:
            return
        number = self._article_of_file[file]
        copies = [self._article_of_file[other] for other in self._hashes if self._hashes[other] == hash]
        later = [copy for copy in copies if self._since[copy] > self._since[number]]
        if later:
            del self._article_of_file[file]
            self._became[number] = min(later)
