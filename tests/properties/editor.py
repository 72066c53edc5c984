"""A site that is edited: the edits with which the property of incremental builds is tested."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tests import sites

ContentFile = str | bytes | None

EDITED = "content/2026/a2.md"
"""The article to edit if any article works."""

SHOWN = {"drafts": True, "future": True}
"""Settings that show all unpublished articles."""

ARTICLE = {
    "title": ["Article 1", "Ça va, Münster?", "한국 경제", "<b>&amp; \"x\"</b>"],
    "headline": [None, "Our own words"],
    "summary": [None, "Short.", "Another summary."],
    "why": [None, "It matters."],
    "topic": ["world", "science", "[sports, world]"],
    "tags": [None, "[even]", "[AI, C++]", "[ai, C#]", "[한국, even]"],
    "date": ["2026-02-01", "2026-02-03 23:30", "2026-02-03T23:30:00-08:00", "2026-02-20 00:00", "2026-03-02", "2025-12-31", None],
    "slug": [None, "own", "한국-경제", "a1"],
    "draft": [None, "true"],
    "publish_at": [None, "2026-02-28", "2026-03-02 12:00"],
    "expires": [None, "2026-03-01 12:00", "2026-03-03"],
    "pin_until": [None, "2026-03-02 12:00"],
    "featured": [None, "true"],
    "weight": [None, "-3", "7"],
    "updated": [None, "2026-02-27"],
    "source": [None, "wire", "gazette", "{name: Blog, url: https://www.wire.example/x}", "Elsewhere"],
    "story": [None, "flood", "[Flood, Big vote]", "'?'"],
    "corrections": [None, "[{date: 2026-02-10, text: No.}]", "[{date: 2026-02-11, text: A}, {date: 2026-02-12 10:00, text: B}]"],
    "covers": [None, "a1.md", "a2.md", "gone.md"],
    "translation": [None, None, "pair"],
    "related": [None, "[a1.md, a3.md]", "[]"],
    "also": [None, "[{name: gazette, url: https://gazette.example/y, title: Ours}, Elsewhere]"],
    "mode": [None, "link", "excerpt"],
    "kind": [None, "brief"],
    "lang": [None, "ko"],
    "authors": [None, "[A. Bee, C. Dee]"],
    "image": [None, "{src: pic.png, alt: Dots}", "{src: /pic.png}"],
    "id": [None, "fixed-1"],
    "edition": [None, None, "none", "2026-02-06"],
    "aliases": [None, "[/old/, /tags/gone/]", "[/2026/02/01/a0/]", "[/x.html, /another/]"],
}  # fmt: skip
"""Front matter fields and their possible values; None to remove the field."""

BODIES = [
    "Text.",
    'One more *word*.\n\nAnd "another" -- paragraph.',
    "한국어 기사입니다. 경제 소식.",
    "<b>raw</b> <script>x</script>",
    "![dots](pic.png)",
    "[tags](/tags/) and [about](/about/#us) and [robots](/robots.txt?x)",
    "## A\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nNote[^1].\n\n[^1]: Foot.",
]

SETTINGS = {
    "title": ["Tiny", "Another title"],
    "base_url": ["https://example.org/", "https://example.org/repo/"],
    "timezone": [None, "Asia/Seoul", "America/St_Johns"],
    "language": [None, "ko"],
    "description": [None, "Small."],
    "theme": ["plain", "child"],
    "brand": [None, "{color: ffd43b}", "{color: 0b7285, icon: pic.png, fonts: {serif: Charter}}", "{logo: pic.png, scheme: dark}"],
    "footer": [None, "[about, {name: Ours, url: 'https://ours.example/', rel: me}]"],
    "theme_options": [None, "{motto: Tiny but ours}"],
    "permalink": [None, "/{year}/{slug}/", "/{lang}/{topic}/{path}.html"],
    "lists": [
        None,
        "{front: 2, topics: 2, tags: 2, months: 3}",
        "{days: 0}",
        "{tags: 0}",
        "{front: 0, topics: 0}",
        "{sources: 2, authors: 2}",
        "{sources: 0}",
        "{stories: 1}",
        "{stories: 0}",
    ],
    "story_order": [None, "oldest"],
    "related": [None, "0", "2"],
    "charts": [None, "false"],
    "feed": [None, "{content: summary}", "{entries: 2}", "{formats: [rss, atom, json]}", "{formats: []}", "{terms: false}"],
    "tags": [None, "{min_count: 2}", "{slugs: {C++: cpp}}", "{renamed: {gone: even, t1: t2, a: b}}"],
    "excerpt": [None, "40"],
    "default_mode": [None, "link", "excerpt"],
    "editions": [
        None,
        "{every: week, cutoff: friday 18:00}",
        "{every: week, cutoff: friday 18:00, hold: true, first: 2026-02-06, number: 0}",
        "{every: week, cutoff: friday 24:00, front: river}",
    ],
    "mail": [None, "{note: On the quay}"],
    "pictures": [None, "all", "none"],
    "picture_sizes": [None, "never"],
    "picture_credit": [None, "true"],
    "nav": [None, "[world, about]", "[{name: All, url: /tags/}]"],
    "typography": [None, "true"],
    "html": [None, "true"],
    "news_sitemap": [None, "true"],
    "open_data": [None, "false"],
    "fediverse_creator": [None, "tiny@example.social"],
    "not_found": [None, "false"],
    "extensions": ["[own.py]", "[own.py, more.py]", "[more.py, own.py]"],
}

PLANNER = """\
from digest.api import ListPage, Page, TextFile

def latest(collections, site, config):
    cards = tuple(entry.card for entry in collections.entries[-2:])
    yield Page("latest/index.html", "list.html", ListPage(title="Latest", kind="latest", cards=cards))
    yield TextFile("latest.txt", "".join(card.title for card in cards) + config.language)

def shout(value):
    return value.upper() + "!"

PLANNERS = {"latest": latest}
FILTERS = {"shout": shout}
"""
COUNTS = "from digest.api import TextFile\nPLANNERS = {'n': lambda c, s, g: [TextFile('n.txt', str(len(c.entries)))]}\n"

WIDE = sites.png(510, 9)
OTHER_PIXEL = sites.PIXEL[:16] + (30).to_bytes(4, "big") + sites.PIXEL[20:]
PLAIN = sites.plain_theme()
BASE = "themes/plain/templates/base.html"
FOOT = "themes/plain/templates/parts/foot.html"
CARD = "themes/plain/templates/parts/card.html"
WORDS = "themes/plain/i18n/en.yml"

FILES: dict[str, list[ContentFile]] = {
    "content/topics.yml": [
        sites.TOPICS,
        "sports: Games\nscience: {name: Science, description: Tests.}\nworld: {name: World}\n",
        sites.TOPICS + "new: New\n",
        sites.TOPICS.replace("{name: Science}", "{name: Science, was: [physics, sports]}"),
    ],
    "content/sources.yml": [
        sites.OUTLETS,
        None,
        "wire: {name: Wire, mode: link, feed: https://wire.example/feed}\ngazette: {name: G., domain: wire.example}\n",
        "wire: {name: Wire, language: ko, logo: /pic.png}\n",
    ],
    "content/2025/pair.md": [
        None,
        sites.article("한 쌍", "2026-01-20", lang="ko", translation="pair"),
        sites.article("Ein Paar", "2026-01-20", lang="de", translation="pair", slug="paar"),
    ],
    "content/published.tsv": [
        None,
        "2026/a1.md\t/2026/02/02/a1/\n2026/a2.md\t/2025/12/30/a2/\n2026/a2.md\t/2026/02/03/a2/\n",
        "2026/a1.md\t/2025/a1/\nfixed-1\t/2026/02/09/first/\n",
        "2026/a1.md\t/2026/02/02/a1/\tfull\t" + "0f" * 28 + "\t-\t0\n2026/a2.md\t/2026/02/03/a2/\n",
    ],
    "content/stories/flood.md": [
        None,
        "---\ntitle: The flood\nsummary: Water.\n---\nSee [it](../2026/a1.md).\n",
        "---\ntitle: Flood\nstatus: closed\ndates: [{date: 2026-02-01, text: Rain}]\naliases: [/flood/]\n---\n",
        "---\ntitle: Later\ndraft: true\n---\n",
    ],
    "content/editions.tsv": [
        None,
        "2026-02-06\t5\t2026-01-30T18:00:00+00:00\t2026-02-06T18:00:00+00:00\t2\t0a1b\n",
        "2026-02-06\t5\t2026-02-01T18:00:00+00:00\t2026-02-06T19:00:00+00:00\t2\t0a1b\n"
        "2026-02-21\t6\t2026-02-19T09:00:00+09:00\t2026-02-21T09:00:00+09:00\t1\t0a1b\n",
    ],
    "content/editions/2026-02-06.md": [
        None,
        sites.article("Intro", lead="[2026/a0.md]", body="We [link](../2026/a0.md)."),  # an article if there are no editions
        sites.article("Intro", summary="Short.", draft="true"),
        sites.article("Intro", summary="Short.", lead="[2026/a4.md, ../2026/a0.md]", body="![dots](../2026/pic.png)"),
    ],
    "content/editions/2026-03-06.md": [None, sites.article("To come", body="Soon.")],
    "content/style.yml": [None, "headline: 10\n"],
    "content/2026/pic.png": [sites.PIXEL, OTHER_PIXEL, b"not an image", WIDE, None],
    "content/static/pic.png": [OTHER_PIXEL, sites.PIXEL, WIDE],
    "content/static/robots.txt": ["User-agent: *\n", "User-agent: x\n", None],
    "content/static/custom.css": [None, "p { margin: 0 }\n", "p { margin: 1px }\n/* never ends"],
    "content/static/llms.txt": [None, "# Ours\n"],
    "content/static/notes": [None, "a file"],
    "content/static/notes/more.txt": [None, "in a folder of that name"],
    "content/pages/about.md": ["---\ntitle: About\n---\nWe are tiny.\n", "---\ntitle: Us\n---\nWe [link](../2026/a1.md).\n"],
    "content/pages/Sub Folder/more.md": [None, "---\ntitle: More\nupdated: 2026-02-02\n---\nMore.\n"],
    BASE: [PLAIN[BASE], PLAIN[BASE] + b"<!-- 2 -->\n"],
    CARD: [PLAIN[CARD], PLAIN[CARD].replace(b"<p>{{ it.summary }}</p>", b"")],
    FOOT: [
        PLAIN[FOOT],
        '{% include "parts/extra.html" ignore missing %}\n',
        '{% include "parts/" ~ site.language ~ ".html" ignore missing %}\n',
        "{{ site.title|shout }}\n",
    ],
    "themes/plain/templates/parts/extra.html": [None, "extra 1\n", "extra 2\n"],
    "themes/plain/templates/parts/en.html": [None, "english 1\n", "english 2\n"],
    "themes/plain/templates/topic.html": [None, '{% extends "list.html" %}\n{% block main %}topic {{ super() }}{% endblock %}\n'],
    "themes/child/templates/day.html": [None, "day {{ page.title }}\n"],
    "themes/plain/templates/tags.html": [PLAIN["themes/plain/templates/tags.html"], None],
    "themes/plain/templates/edition.html": [PLAIN["themes/plain/templates/edition.html"], None],
    "themes/base/templates/tags.html": [None, '{% extends "base.html" %}{% block main %}tags of base{% endblock %}\n'],
    "themes/plain/static/style.css": [PLAIN["themes/plain/static/style.css"], "body { color: red }\n"],
    "themes/plain/static/img/mark.svg": [PLAIN["themes/plain/static/img/mark.svg"], "<svg/>\n", None],
    "themes/plain/static/more.js": [None, "1;\n"],
    WORDS: [PLAIN[WORDS], PLAIN[WORDS].replace(b"Nothing", b"Not a thing")],
    "themes/plain/i18n/ko.yml": [PLAIN["themes/plain/i18n/ko.yml"], None],
    "themes/child/templates/parts/foot.html": ['child\n{% include "parent:parts/foot.html" %}\n', None],
    "themes/child/theme.yml": ["extends: plain\n", 'extends: plain\noptions: {motto: {kind: text, default: "Child"}}\n'],
    "themes/child/static/style.css": [None, "/* child */\n"],
    "extensions/own.py": [PLANNER, PLANNER.replace("upper", "lower"), PLANNER.replace("-2:", "-3:"), "# -\n" + PLANNER],
    "extensions/more.py": [COUNTS, COUNTS.replace("'n.txt'", "'more/n.txt'"), COUNTS.replace("n.txt", "ü.txt")],
}  # fmt: skip
"""Files of a site and their possible contents; None for no file. The site starts with the first one."""

EDITIONS_SETTING = "{every: week, cutoff: friday 18:00, first: 2026-02-06, number: 0}"
EDITIONS_FILES = {
    "content/editions.tsv": "2026-02-06\t5\t2026-01-30T18:00:00+00:00\t2026-02-06T18:00:00+00:00\t2\t0a1b\n",
    "content/editions/2026-02-06.md": sites.article("Intro", lead="[2026/a0.md]", body="We [link](../2026/a0.md)."),
}
"""The files of a site with editions, besides the setting above."""

FAULTS: dict[str, list[ContentFile]] = {
    "content/2026/bad.md": ["no front matter", b"\xff\xfe", "---\ntitle: [\n---\n", sites.article("Bad", "2026-02-30")],
    "content/2026/unknown.md": [sites.article("Unknown topic", topic="nowhere")],
    "content/2026/links.md": [sites.article("L", body="[x](nowhere.md)"), sites.article("L", body="![x](no.png) [y](/no/)")],
    "content/2026/same/a2.md": [sites.article("Same url", "2026-02-03")],
    "content/static/custom.css": [b"\xff"],
    "content/static/Robots.txt": ["one file with robots.txt on some systems"],
    "content/topics.yml": [None, "world: [", "con: Device\n"],
    "content/published.tsv": ["<<<<<<< ours\n", "a\n", "a\t/../b/\n", "2026/a1.md\t/x/\n2026/a2.md\t/x/\n"],
    "content/editions/2026-02-06.md": [sites.article("Intro", draft="[")],
    "digest.yml": ["title: [", "title: X\nbase_url: example.org\n", "titel: X\n"],
    FOOT: ["{% if %}", "{{ site.nothing }}", "{{ 1/0 }}"],
    "themes/plain/templates/article.html": ['{% extends "nothing.html" %}'],
    WORDS: ["home: [", "home: Home\n"],
    "extensions/own.py": [None, "def f(:", PLANNER.replace("[-2:]", ".x"), PLANNER.replace("latest.txt", "index.html")],
}  # fmt: skip
"""File contents that make a build fail."""


class Editor:
    """A site in a folder, and the contents of its files."""

    def __init__(self, root: Path, articles: int) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.settings = {name: values[0] for name, values in SETTINGS.items()}
        for path, content in sites.tiny(articles).items():
            self.put(path, content)
        for path, contents in FILES.items():
            self.put(path, contents[0])
        self.set("extensions", SETTINGS["extensions"][0])
        self.kept = dict(self.files), dict(self.settings)

    def put(self, path: str, content: ContentFile) -> None:
        """Write a file in place, or delete it."""
        place = self.root / path
        if content is None:
            if self.files.pop(path, None) is not None:
                place.unlink()
            return
        for other in [other for other in self.files if other.startswith(f"{path}/") or path.startswith(f"{other}/")]:
            self.put(other, None)
        if place.is_dir():
            shutil.rmtree(place)
        self.files[path] = content.encode() if isinstance(content, str) else content
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self.files[path])

    def set(self, name: str, value: str | None) -> None:
        """Change a setting."""
        self.settings[name] = value
        self.put("digest.yml", "".join(f"{key}: {text}\n" for key, text in self.settings.items() if text is not None))

    @property
    def articles(self) -> list[str]:
        """The paths of the articles."""
        return sorted(path for path in self.files if path.startswith("content/2026/") and path.endswith(".md"))

    def article(self, number: int) -> str:
        """One of the articles."""
        return self.articles[number % len(self.articles)]

    def edit(self, path: str, field: str, value: str | None) -> None:
        """Change one line of an article's front matter."""
        head, end, body = self.files[path].decode().partition("\n---\n")
        head = re.sub(rf"\n{field}: .*", "", head) + (f"\n{field}: {value}" if value is not None else "")
        self.put(path, head + end + body)

    def edit_body(self, path: str, body: str) -> None:
        """Change an article's text."""
        head, end, _ = self.files[path].decode().partition("\n---\n")
        self.put(path, f"{head}{end}{body}\n")

    def rename(self, path: str, new: str) -> None:
        """Rename a file without changing it."""
        if new in self.files or path not in self.files:
            return
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.root / path, self.root / new)
        self.files[new] = self.files.pop(path)

    def swap(self, one: str, other: str, *, by_name: bool) -> None:
        """Swap two files with the same size and mtime, by renaming or by writing."""
        contents = self.files[one], self.files[other]
        size = max(map(len, contents))
        moment = (1_700_000_000_000_000_000,) * 2
        for path, content in zip((one, other), contents, strict=True):
            self.put(path, content.ljust(size, b"\n"))
            os.utime(self.root / path, ns=moment)
        if by_name:
            for before, after in ((one, "aside"), (other, one), ("aside", other)):
                os.rename(self.root / before, self.root / after)
            self.files[one], self.files[other] = self.files[other], self.files[one]
        else:
            for path, content in ((one, self.files[other]), (other, self.files[one])):
                self.put(path, content)
                os.utime(self.root / path, ns=moment)

    def edit_unseen(self, path: str) -> None:
        """Change one letter of an article's text, keeping size and mtime."""
        status = (self.root / path).stat()
        content = self.files[path]
        self.put(path, content[:-2] + (b"." if content[-2:-1] != b"." else b"!") + content[-1:])
        os.utime(self.root / path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def touch(self, path: str, moment: float) -> None:
        """Set the mtime of a file."""
        os.utime(self.root / path, (moment, moment))

    def keep(self) -> None:
        """Store the current state of the site, which builds."""
        self.kept = dict(self.files), dict(self.settings)

    def mend(self) -> None:
        """Restore the last state that built."""
        files, settings = self.kept
        for path in set(self.files) - set(files):
            self.put(path, None)
        for path, content in files.items():
            if self.files.get(path) != content:
                self.put(path, content)
        self.settings = dict(settings)
