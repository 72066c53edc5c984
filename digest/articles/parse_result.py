"""What is stored of an article that was parsed."""

from __future__ import annotations

from msgspec import Struct

from digest.articles.article import Article
from digest.errors import Diagnostic


class ParseResult(Struct, frozen=True):
    """What `parse` returned for a file, without the text."""

    article: Article | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the article cannot be published as it is."""
        return bool(self.diagnostics) and any(diagnostic.is_error for diagnostic in self.diagnostics)
