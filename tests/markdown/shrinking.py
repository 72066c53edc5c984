"""Shrinks a text that shows a fault, by leaving out lines and characters."""

from __future__ import annotations

from collections.abc import Callable


def smallest(text: str, is_wrong: Callable[[str], bool], tries: int = 2000) -> str:
    """Return a minimal text that is still wrong, or the smallest one found within this number of tries."""
    budget = _Tries(tries, is_wrong)
    last_text = None
    while last_text != text and budget.count:
        last_text = text
        text = "\n".join(_fewer(text.split("\n"), "\n", budget))
        text = "".join(_fewer(list(text), "", budget))
        for at, character in enumerate(text):
            simpler = text[:at] + "a" + text[at + 1 :]
            if character.isalnum() and character not in "a1" and budget.is_wrong(simpler):
                text = simpler
    return text


class _Tries:
    """Counts how many more texts may be checked."""

    def __init__(self, count: int, is_wrong: Callable[[str], bool]) -> None:
        self.count = count
        self.check = is_wrong

    def is_wrong(self, text: str) -> bool:
        """Whether the text is wrong; False when all tries are used up."""
        if not self.count or not text:
            return False
        self.count -= 1
        return self.check(text)


def _fewer(parts: list[str], separator: str, budget: _Tries) -> list[str]:
    """Return the parts without those that can be left out: first many at a time, then one by one."""
    size = max(len(parts) // 2, 1)
    while size:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if budget.is_wrong(separator.join(fewer)):
                parts = fewer
            else:
                at += size
        size //= 2
    return parts
