"""The longest articles, as a page of the theme's own kind, as a page of our own, and as a text."""

from digest.api import ListPage, OwnPage, Page, TextFile


def longest(collections, site, config):
    entries = sorted(collections.entries, key=lambda entry: -entry.article.minutes)[:2]
    cards = tuple(entry.card for entry in entries)
    changed = max(card.date for card in cards)
    yield Page("longest/index.html", "list.html", ListPage(title="Longest", kind="longest", cards=cards), modified=changed)
    yield Page("own.html", "own.html", OwnPage(title="Own", cards=cards, data={"b": [1, 2], "a": changed}), in_sitemap=False)
    yield TextFile("longest/list.txt", "".join(f"{card.title}\n" for card in cards))


PLANNERS = {"longest": longest}
FILTERS = {"brackets": lambda text, left="<": f"{left}{text}>"}
