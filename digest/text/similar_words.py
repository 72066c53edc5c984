"""The word that is most similar to another one (difflib), for hints such as "did you mean tags?"."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str], similarity: float = 0.6) -> str:
    """Return the most similar of the words, or '' if none is similar. `similarity` is from 0 to 1, for equal words."""
    import difflib  # only on the way to an error message

    matches = difflib.get_close_matches(word, list(words), n=1, cutoff=similarity)
    return matches[0] if matches else ""


def did_you_mean(word: str, words: Iterable[str], similarity: float = 0.6) -> str:
    """Return a hint such as 'did you mean tags?', or '' if none of the words is similar; arguments as for `nearest`."""
    nearest_word = nearest(word, words, similarity)
    return f"did you mean {nearest_word}?" if nearest_word else ""
