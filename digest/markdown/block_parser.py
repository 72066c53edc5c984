"""markdown-it's block parser, changed so that it keeps text that is nested too deep."""

from __future__ import annotations

from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.paragraph import paragraph

MAX_NESTING = 100
"""The maximum level of tokens: a quotation adds one level, a list two. Each level takes two Python calls."""


class BlockParser(ParserBlock):
    """markdown-it's own parser drops blocks beyond the maximum depth. This one keeps them as paragraphs with their markup."""

    def __init__(self, parser: ParserBlock) -> None:
        self.ruler = parser.ruler

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the names of markdown-it
        """Add the tokens of these lines."""
        if state.level < MAX_NESTING:
            super().tokenize(state, startLine, endLine)
            return
        line = state.skipEmptyLines(startLine)
        while line < endLine and state.sCount[line] >= state.blkIndent:
            paragraph(state, line, endLine, False)
            line = state.skipEmptyLines(state.line)
        state.line = line
