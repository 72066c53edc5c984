"""The public macros of the themes base and default, with their meanings, for a table in the reference."""

from __future__ import annotations

import re
from pathlib import Path

THEMES = Path(__file__).parents[2] / "themes"

MACROS = {
    "attribution": {
        "logo": "the logo of a source",
        "facts": "the source of an article: outlet, headline, author, date, and who else reported it",
        "read_at": "the link to the original",
        "also": "other coverage, each with its headline",
    },
    "card": {
        "story": "a card with headline, summary, why it matters, and other coverage",
        "line": "a card in one line: outlet and headline",
        "headline": "the headline of a card, linked",
        "quotation": "the quotation of a card of the kind `quote`",
        "coverage": "the other coverage of a card, and the articles that cover it",
    },
    "charts": {
        "sparkline": "how often a term was in the news",
        "outlets": "the shares of outlets as bars",
        "calendar": "the calendar of a year",
    },
    "edition": {
        "tally": "how many stories an edition has, from how many outlets",
        "stories": "the lead stories of an edition or a day, then the others by topic",
    },
    "editions": {
        "called": "what an edition is called: its number, or its day",
        "neighbours": "links to the previous and the next edition",
    },
    "feeds": {"alternates": "the links to feeds in `<head>`: those of the page, then those of the site"},
    "pager": {
        "pages": "links to newer and older pages of a list",
        "periods": "links to the previous, the next and the longer period",
        "calendar": "the days of a month, or the months of a year, with links",
    },
    "plain": {
        "item": "a card with headline, outlet, summary and why it matters",
        "edition": "the lead stories of an edition or a day, then the others by topic",
        "also": "other coverage, each with its headline",
        "called": "what an edition is called: its number, or its day",
        "line": "a line of an index",
        "issues": "editions, one line each",
        "links": "links in a row; those without an address are left out",
        "pages": "links to newer and older pages of a list",
    },
    "picture": {"picture": "a picture in its sizes"},
    "translations": {
        "hreflangs": "the translations of an article in `<head>`",
        "headlines": "the translations of an article, by their headlines",
    },
    "words": {
        "lang": "the attributes `lang` and `dir`, if a text is in another language than the site",
        "when": "a date, with its time if it has one, in `<time>`",
        "badge": "`draft`, `embargoed` or `expired` in a build that shows those",
        "outward": "a link to another site",
        "comma": "the separator between the names of a list, in the site's language",
        "listed": "links with commas between them",
        "named": "a year, a month or a day in words",
        "english": '`lang="en"` and `dir`, if the site\'s language lacks this word of the theme',
        "echoed": "a text that is not empty if the headline of an article or a card is its quotation",
    },
}
"""The meaning of each macro, by file and name. Names and parameters are stable, because themes may import the macros."""

_MACRO = re.compile(r"\{%-? macro (\w+)(\([^%]*\)) -?%\}")


def macros() -> str:
    """Return the table of the macros, with the parameters from the templates."""
    rows = []
    for file, meanings in sorted(MACROS.items(), key=lambda macros: not _path("base", macros[0]).is_file()):
        ((theme, path),) = [(theme, path) for theme in ("base", "default") if (path := _path(theme, file)).is_file()]
        signatures = dict(_MACRO.findall(path.read_text(encoding="utf-8")))
        macros = [(f"`{name}{signatures[name]}`", meaning) for name, meaning in meanings.items()]
        rows += [f"| `{theme}` | `partials/{file}.html` | {macro} | {meaning} |" for macro, meaning in macros]
    return "\n".join(["| theme | file | macro | writes |", "|---|---|---|---|", *rows])


def _path(theme: str, file: str) -> Path:
    return THEMES / theme / "templates" / "partials" / f"{file}.html"
