"""The smallest text that is still wrong, as far as leaving out lines and characters finds it."""

from __future__ import annotations

from collections.abc import Callable


def smallest(text: str, is_wrong: Callable[[str], bool], tries: int = 2000) -> str:
    """A smallest text that is wrong too, or the smallest found after a number of tries."""
    left = _Tries(tries, is_wrong)
    before = None
    while before != text and left.count:
        before = text
        text = "\n".join(_fewer(text.split("\n"), "\n", left))
        text = "".join(_fewer(list(text), "", left))
        for at, character in enumerate(text):
            simpler = text[:at] + "a" + text[at + 1 :]
            if character.isalnum() and character not in "a1" and left.is_wrong(simpler):
                text = simpler
    return text


class _Tries:
    """How often one may still ask."""

    def __init__(self, count: int, is_wrong: Callable[[str], bool]) -> None:
        self.count = count
        self.ask = is_wrong

    def is_wrong(self, text: str) -> bool:
        """Whether the text is; no when all tries are used up."""
        if not self.count or not text:
            return False
        self.count -= 1
        return self.ask(text)


def _fewer(parts: list[str], joint: str, left: _Tries) -> list[str]:
    """The parts without those that can be left out: many at a time first, then one by one."""
    size = max(len(parts) // 2, 1)
    while size:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if left.is_wrong(joint.join(fewer)):
                parts = fewer
            else:
                at += size
        size //= 2
    return parts
