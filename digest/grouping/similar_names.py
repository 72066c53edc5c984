"""Names that are similar to one that is missing, for hints."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable

from digest.text.similar_words import nearest

MAX_COMPARED = 100_000
"""How many names are compared in one build: each takes microseconds, and a site may have thousands of broken links."""


class SimilarNames:
    """Finds similar names within a budget of comparisons, so that no build takes too long; then it finds none."""

    def __init__(self) -> None:
        self.left = MAX_COMPARED

    def nearest(self, word: str, words: Collection[str]) -> str:
        """The word that is most like this one, or ''."""
        self.left -= len(words)
        return nearest(word, words) if self.left > 0 else ""

    def nearest_file(self, path: str, paths: Iterable[str]) -> str:
        """The path of the file that has the same name as this one, or a similar name, or ''."""
        if self.left <= 0:
            return ""
        paths_by_name = {posixpath.basename(other): other for other in paths}
        stems = {posixpath.splitext(name)[0]: other for name, other in paths_by_name.items()}
        name = posixpath.basename(path)
        return paths_by_name.get(name) or stems.get(self.nearest(posixpath.splitext(name)[0], stems), "")
