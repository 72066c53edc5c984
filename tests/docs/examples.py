"""For each diagnostic code an example site that causes it, and the same site with the problem fixed.

`SITE` is correct. An example changes lines of its files (`edit`) or adds other files (`files`), in a wrong and a right version.
The page docs/reference/diagnostics.md shows the lines that differ, and the test builds and checks both sites.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from digest.grouping.edition_ledger import Record, ledger_text, members_hash
from digest.text.text_print import text_print
from tests.sites import png

Files = Mapping[str, str | bytes | None]
"""The content of files by path; None for a missing file."""

ARTICLE = "content/2026/01/harbour.md"
OTHER = "content/2026/01/ferry.md"
SETTINGS = "digest.yml"
TOPICS = "content/topics.yml"
STYLE = "content/style.yml"
EXTENSION = "extensions/own.py"
FOOTER = "themes/default/templates/partials/colophon.html"
WORDS = "themes/default/i18n/en.yml"
OWN_ARTICLE = "themes/default/templates/article.html"
PIER = "content/2026/01/pier.md"
UNDER_FERRY = "---\ntitle: The pier\ndate: 2026-01-13\ntopic: economy\nsource: times\ncovers: ferry.md\n---\nIt is to be longer.\n"
NOW = "2026-02-01"
STATUS = {"gone": 404, "closed": 403, "open": 200}
"""The HTTP status of each page of other sites."""

TEXT = "The harbour reopened on Sunday, after fog had kept forty ships outside for three days.\n"
FERRY = "Two ferries share one captain, who works on both sides of the water.\n"

SITE: dict[str, str | bytes | None] = {
    SETTINGS: "title: Harbour News\nbase_url: https://harbour.news/\ntimezone: Asia/Seoul\nlanguage: en\n",
    TOPICS: "economy: Economy\nscience: Science\n",
    "content/sources.yml": "times: {name: The Example Times}\n",
    ARTICLE: f"---\ntitle: A harbour reopens\ndate: 2026-01-10\ntopic: economy\nsource: times\n---\n{TEXT}",
    OTHER: f"---\ntitle: One captain\ndate: 2026-01-12\ntopic: economy\nsource: times\n---\n## Fog\n\n{FERRY}",
    "content/2026/01/pier.png": png(3, 2),
    "content/published.tsv": "2026/01/ferry.md\t/2026/01/12/ferry/\n2026/01/harbour.md\t/2026/01/10/harbour/\n",
}
"""A site without any diagnostic of build and check."""


RECORDED = (
    "2026/01/ferry.md\t/2026/01/12/ferry/\n2026/01/harbour.md\t/2026/01/10/harbour/"
    f"\tfull\t{text_print('aharbourclosesfortheseason')}\t-\t0\n"
)
"""A published.tsv with an article whose recorded text differs from its current text."""


class Example(NamedTuple):
    """A code, the fix of the problem, and the site with and without it."""

    code: str
    fix: str
    wrong: Files
    right: Files
    shown: str = ""
    """Markdown that the page shows instead of changed lines, for problems that no line can show."""
    note: str = ""
    """A text before the changed lines."""
    context: int = 0
    """The number of lines to show before and after the changed lines."""
    rebuilt: bool = True
    """True if the output is built before the check that reports the problem."""
    external: bool = False
    """True if links to other sites are requested, with the answers in `STATUS`."""
    lacks: str = ""
    """The name of a package to treat as not installed."""


def edit(path: str, line: str, wrong: str, right: str | None = None) -> tuple[Files, Files]:
    """Return the file with this line replaced by the wrong and the right one; without `right`, the line itself is right."""
    text = SITE[path]
    assert isinstance(text, str) and f"{line}\n" in text, (path, line)
    return tuple(  # type: ignore[return-value]
        {path: text.replace(f"{line}\n", f"{new}\n" if new else "")} for new in (wrong, line if right is None else right)
    )


def _record(id: str, number: int, opens: str, file: str) -> Record:
    start = datetime.fromisoformat(f"{opens}T00:00:00+09:00")
    return Record(id, number, start, start + timedelta(7), 1, members_hash([file]))


def field(wrong: str, right: str = "") -> tuple[Files, Files]:
    """Return the article with a wrong and a right line added to its front matter."""
    return edit(ARTICLE, "source: times", f"source: times\n{wrong}", f"source: times\n{right}" if right else None)


def body(wrong: str, right: str) -> tuple[Files, Files]:
    """Return the article with the wrong and the right text."""
    return edit(ARTICLE, TEXT.rstrip("\n"), wrong, right)


PIER_PICTURE = "content/2026/01/pier.png"


def pictured(name: str) -> Files:
    """Return the article with this picture."""
    return field("", f"image: {{src: {name}, alt: A pier in fog}}")[1]


def setting(wrong: str, right: str = "") -> tuple[Files, Files]:
    """Return the settings with a wrong and a right line added."""
    return edit(SETTINGS, "language: en", f"language: en\n{wrong}", f"language: en\n{right}" if right else None)


LEDGER = "content/editions.tsv"
INTRO = "content/editions/2026-01-11.md"
_EDITIONS = {
    "2026-01-11": ledger_text([_record("2026-01-11", 1, "2026-01-05", "2026/01/harbour.md")]),
    "2026-01-18": ledger_text([_record("2026-01-18", 2, "2026-01-12", "2026/01/ferry.md")]),
}
"""The ledger lines of the two editions of the site with weekly editions."""


def weekly(wrong: Files, right: Files, ledger: str = "".join(_EDITIONS.values())) -> tuple[Files, Files]:
    """Return the site with recorded weekly editions and these files."""
    site = {SETTINGS: f"{SITE[SETTINGS]}editions: {{every: week}}\n", LEDGER: ledger}
    return {**site, **wrong}, {**site, **right}


def extension(wrong: str, right: str) -> tuple[Files, Files]:
    """Return a site with an extension that has the wrong and the right code."""
    named = edit(SETTINGS, "language: en", "language: en\nextensions: [own.py]")[0]
    return {**named, EXTENSION: wrong}, {**named, EXTENSION: right}


def theme(wrong: str, right: str) -> tuple[Files, Files]:
    """Return a site with its own theme, with the wrong and the right theme.yml."""
    named = setting("theme: harbour")[0]
    return {**named, "themes/harbour/theme.yml": wrong}, {**named, "themes/harbour/theme.yml": right}


def html(wrong: str, right: str) -> tuple[Files, Files]:
    """Return the article with this text, in a site with the setting `html`."""
    allowed = setting("html: true")[0]
    return tuple({**allowed, **files} for files in body(wrong, right))  # type: ignore[return-value]


def styled(style: str, wrong: str, right: str) -> tuple[Files, Files]:
    """Return the article with the wrong and the right title, in a site with this house style."""
    one, other = edit(ARTICLE, "title: A harbour reopens", f"title: {wrong}", f"title: {right}")
    return {**one, STYLE: style}, {**other, STYLE: style}


def both(one: tuple[Files, Files], other: tuple[Files, Files]) -> tuple[Files, Files]:
    """Combine two edits of different files."""
    return {**one[0], **other[0]}, {**one[1], **other[1]}


def inserted(path: str, content: str | bytes) -> tuple[Files, Files]:
    """Return an edit that adds a file that should not exist."""
    return {path: content}, {path: None}


_MANY = ", ".join(f"tag {number}" for number in range(1, 102))
_PLANNER = "def planner(collections, site, config):\n    {}\n\n\nPLANNERS = {{'list': planner}}\n"
_CONFLICT = f"<<<<<<< HEAD\n{TEXT}=======\nThe harbour is open again.\n>>>>>>> other\n"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "E101",
        "Replace it with a file that you have permission to read, or create the file.",
        *({TOPICS: None}, {}),
        shown="`content/topics.yml` is missing, cannot be read, or is a folder.",
    ),
    Example(
        "E102",
        "Save the file again as UTF-8: in most editors *Save with encoding*. `digest import` decodes other encodings.",
        *({ARTICLE: b"---\ntitle: Caf\xe9\ndate: 2026-01-10\ntopic: economy\nsource: times\n---\nText.\n"}, {}),
        shown="The file was saved in another encoding, such as Windows-1252.",
    ),
    Example(
        "E103", "Shorten the file, or raise `max_article_bytes`.", *setting("max_article_bytes: 50", "max_article_bytes: 100000")
    ),
    Example(
        "E104",
        "Begin the file with a line of `---`, and end the front matter with another one.",
        *edit(ARTICLE, "source: times\n---", "source: times", "source: times\n---"),
        context=1,
    ),
    Example(
        "E105",
        "Put quotes around a value that contains a colon and a space, or begins with a special character.",
        *edit(ARTICLE, "title: A harbour reopens", "title: Harbour: open again", 'title: "Harbour: open again"'),
    ),
    Example(
        "E106",
        "Write the value out. Anchors (`&`), aliases (`*`) and tags (`!`) are not used in front matter and settings.",
        *edit(ARTICLE, "title: A harbour reopens", "title: &name A harbour reopens", "title: A harbour reopens"),
    ),
    Example("E107", "Remove one of the two lines.", *field("topic: science"), context=2),
    Example(
        "E108",
        "Separate the id and the path with a tab. `digest check --record` writes this file for you.",
        *edit("content/published.tsv", "2026/01/ferry.md\t/2026/01/12/ferry/", "2026/01/ferry.md /2026/01/12/ferry/"),
        shown="The line has a space where a tab belongs.",
    ),
    Example(
        "E109",
        "Take the line as it was in an earlier commit. If two branches published different editions, keep the ones that readers "
        "have seen, and give the others the next numbers.",
        *weekly({LEDGER: "".join(_EDITIONS.values()).replace("\t2\t", "\t1\t")}, {}),
        shown="Two editions have the number 1.",
    ),
    Example(
        "E110",
        "Keep one of the two versions, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`.",
        *body(_CONFLICT.rstrip("\n"), TEXT.rstrip("\n")),
        context=1,
    ),
    Example("E201", "Add the field.", *edit(ARTICLE, "topic: economy", "", "topic: economy")),
    Example("E202", "Write a value of the kind that the message asks for.", *field("featured: perhaps", "featured: true")),
    Example("E203", "Write a date that exists, best as `YYYY-MM-DD`.", *edit(ARTICLE, "date: 2026-01-10", "date: 2026-02-30")),
    Example("E204", "Use letters, digits and `-`.", *field("slug: harbour/open", "slug: harbour-open")),
    Example(
        "E205",
        "Correct the slug, or add the topic to `content/topics.yml`.",
        *edit(ARTICLE, "topic: economy", "topic: econmy"),
    ),
    Example(
        "E206",
        "Give one of the tags a slug of its own in `digest.yml`: `tags: {slugs: {C--: c-minus-minus}}`.",
        *both(field("tags: [C, C--]", "tags: [C, C--]"), setting("", "tags: {slugs: {C--: c-minus-minus}}")),
    ),
    Example(
        "E207",
        "Keep fewer of them: an article can have 100 tags and 20 topics.",
        *field(f"tags: [{_MANY}]", "tags: [tag 1]"),
        shown="The article has 101 tags.",
    ),
    Example(
        "E208",
        "Write the day on which the edition closes, or `none`.",
        *weekly(*field("edition: 2026-01-10", "edition: 2026-01-11")),
    ),
    Example("E301", "Correct the name of the file.", *body("See [the ferry](fery.md).", "See [the ferry](ferry.md).")),
    Example("E302", "Correct the name of the file, or add it.", *body("![A pier](peer.png)", "![A pier](pier.png)")),
    Example(
        "E303",
        "Link to a heading that exists. Its id is the heading in lower case, with `-` for spaces.",
        *body("See [the fog](ferry.md#fogg).", "See [the fog](ferry.md#fog)."),
    ),
    Example(
        "E304",
        "Remove the text from that file or template, or choose `mode: full` if you are allowed to publish it.",
        {**field("mode: link")[0], "content/static/notes.txt": TEXT},
        {**field("mode: link")[0], "content/static/notes.txt": "Notes.\n"},
        shown="The article has `mode: link`, and `content/static/notes.txt` contains its text.",
    ),
    Example(
        "E305",
        "Name the article that the other one covers.",
        *both(
            edit(ARTICLE, "date: 2026-01-10", "date: 2026-01-10\ncovers: pier.md", "date: 2026-01-10\ncovers: ferry.md"),
            ({PIER: UNDER_FERRY}, {PIER: UNDER_FERRY}),
        ),
        note="`content/2026/01/pier.md` has `covers: ferry.md`.",
    ),
    Example(
        "E306",
        "Write the language of each article, or give one of them another key.",
        *both(
            field("translation: fog", "lang: ko\ntranslation: fog"),
            edit(OTHER, "source: times", "source: times\ntranslation: fog", "source: times\ntranslation: fog"),
        ),
        note="`content/2026/01/ferry.md` has `translation: fog` too, and no `lang`.",
    ),
    Example(
        "E401",
        "Give one of them another slug or date.",
        *edit(ARTICLE, "date: 2026-01-10", "date: 2026-01-12\nslug: ferry", "date: 2026-01-12"),
        note="`content/2026/01/ferry.md` has the date 2026-01-12, and its name is its slug.",
        context=1,
    ),
    Example(
        "E402",
        "Remove the path from one of the two.",
        *both(
            field("aliases: [/old-news/]"),
            edit(OTHER, "source: times", "source: times\naliases: [/old-news/]", "source: times\naliases: [/old-news/]"),
        ),
    ),
    Example(
        "E403",
        "Give one of them another id, or none.",
        *both(field("id: news-1"), edit(OTHER, "source: times", "source: times\nid: news-1", "source: times\nid: news-1")),
    ),
    Example(
        "E501",
        "Correct the template at the reported line.",
        {FOOTER: "<footer>{% if site.feed %}feed</footer>\n"},
        {FOOTER: "<footer>{% if site.feed %}feed{% endif %}</footer>\n"},
    ),
    Example(
        "E502",
        "Use a name that the page has: `digest help variables` lists them.",
        {FOOTER: "<footer>{{ site.titel }}</footer>\n"},
        {FOOTER: "<footer>{{ site.title }}</footer>\n"},
    ),
    Example(
        "E503",
        "Correct the file that the message names, or add the template that is missing.",
        *theme("name: Harbour\nextend: default\n", "name: Harbour\nextends: default\n"),
    ),
    Example(
        "E601", "Correct the key or the value; `digest help settings` lists them.", *setting("typograpy: true", "typography: true")
    ),
    Example(
        "E701",
        "Correct the code at the reported line, or install what it imports.",
        *extension("import nothing_of_that_name\n\nFILTERS = {'shout': str.upper}\n", "FILTERS = {'shout': str.upper}\n"),
    ),
    Example(
        "E702",
        "Correct the function at the reported line.",
        *extension(_PLANNER.format("return [1 / 0]"), _PLANNER.format("return []")),
    ),
    Example(
        "E703",
        "Return values that a page can hold, and use names that are not taken.",
        *extension("FILTERS = {'date': str.upper}\n", "FILTERS = {'shout': str.upper}\n"),
    ),
    Example(
        "N101",
        "Nothing has to be done. Remove the file if you do not need it.",
        *inserted("content/2026/01/harbour.md.bak", "old"),
        shown="There is a file `content/2026/01/harbour.md.bak`.",
    ),
    Example(
        "N102",
        "Nothing has to be done. For an article, end the name with `.md`. To copy the file, put it into `content/static/`.",
        *inserted("content/notes/ideas.txt", "An idea."),
        shown="There is a file `content/notes/ideas.txt`.",
    ),
    Example(
        "N103",
        "Rename the file as the hint says.",
        *inserted("content/topic.yml", "economy: Economy\n"),
        shown="There is a file `content/topic.yml`.",
    ),
    Example(
        "N201",
        "Nothing has to be done. To avoid the note, use digest's name.",
        *field("lastmod: 2026-01-11", "updated: 2026-01-11"),
    ),
    Example(
        "N202",
        "Remove one of the two.",
        *field("summary: Open again.\ndescription: Open again.", "summary: Open again."),
        context=1,
    ),
    Example("N203", "Nothing has to be done. To avoid the note, remove the line.", *field("layout: post")),
    Example("N204", "Write the tag as the hint says.", *field("lang: EN_us", "lang: en-US")),
    Example(
        "N205",
        "Nothing has to be done. To avoid the note, write the new slug.",
        *both(
            edit(TOPICS, "economy: Economy", "economy: {name: Economy, was: [trade]}", "economy: {name: Economy, was: [trade]}"),
            edit(ARTICLE, "topic: economy", "topic: trade"),
        ),
        context=1,
    ),
    Example("N220", "Nothing has to be done. To avoid the note, write `draft: true`.", *field("published: false", "draft: true")),
    Example(
        "N302",
        "Open the link yourself. The server refused the request, or could not be reached.",
        *body("[The original](http://times.example/closed)", "[The original](http://times.example/open)"),
        external=True,
    ),
    Example(
        "N320",
        "Nothing has to be done: the code is shown. Shorten the line or the block if it should have colours.",
        *body("```python\n" + "x = 1;" * 100 + "\n```", "```python\nx = 1\n```"),
        shown="A block of code has a line of 600 characters.",
    ),
    Example("N321", "Remove the attribute.", *body("Open.\n{: onclick=run }", "Open.\n{: .wide }")),
    Example(
        "N401",
        "Remove the alias: the path has a page.",
        *field("aliases: [/2026/01/12/ferry/]"),
    ),
    Example(
        "N402",
        "Run `digest check --record` when the site is published, and commit the file.",
        *({"content/published.tsv": "2026/01/ferry.md\t/2026/01/12/ferry/\n"}, {}),
        shown="`content/published.tsv` does not contain the article's address.",
    ),
    Example(
        "N403",
        "Run `digest check --record` when the edition is published, and commit the file. `digest publish` records it too.",
        *weekly({LEDGER: _EDITIONS["2026-01-11"]}, {}),
        shown="The second edition is out, and `content/editions.tsv` has only the first.",
    ),
    Example(
        "W101",
        "Remove the characters that the message names.",
        *body("The harbour\x07 is open.", "The harbour is open."),
        shown="The text contains a control character (U+0007).",
    ),
    Example(
        "W102",
        "Remove the copy, or change it.",
        {"content/2026/01/harbour copy.md": SITE[ARTICLE]},
        {"content/2026/01/harbour copy.md": None},
        shown="`content/2026/01/harbour copy.md` has the same text as `harbour.md`.",
    ),
    Example(
        "W103",
        "Put quotes around the value. In YAML a `#` behind a space begins a comment.",
        *edit(ARTICLE, "title: A harbour reopens", "title: Harbour #2 reopens", 'title: "Harbour #2 reopens"'),
    ),
    Example(
        "W201",
        "Correct the key. A key of your own belongs under `extra:`.",
        *field("sumary: Open again.", "summary: Open again."),
    ),
    Example("W203", "Name the source of the article.", *edit(ARTICLE, "source: times", "", "source: times")),
    Example(
        "W204",
        "Add the field before you publish the draft.",
        *edit(ARTICLE, "topic: economy", "draft: true", "topic: economy\ndraft: true"),
        context=1,
    ),
    Example(
        "W205",
        "Correct one of the two dates. The date in the front matter counts.",
        {ARTICLE: None, "content/2026/01/2026-01-11-harbour.md": SITE[ARTICLE], "content/published.tsv": None},
        {ARTICLE: None, "content/2026/01/2026-01-10-harbour.md": SITE[ARTICLE], "content/published.tsv": None},
        shown="`content/2026/01/2026-01-11-harbour.md` has the line `date: 2026-01-10`.",
    ),
    Example(
        "W206",
        "Write the tag in one way everywhere.",
        *both(
            field("tags: [fog]", "tags: [Fog]"),
            edit(OTHER, "source: times", "source: times\ntags: [Fog]", "source: times\ntags: [Fog]"),
        ),
    ),
    Example(
        "W207",
        "Write the title again by hand; such characters often come with a copied text.",
        *edit(ARTICLE, "title: A harbour reopens", "title: A har\u200bbour reopens"),
        shown="The title contains a zero width space (U+200B).",
    ),
    Example(
        "W208",
        "Write the term that the house style prefers.",
        *styled("terms: {e-mail: email}\n", "News by e-mail", "News by email"),
    ),
    Example(
        "W209",
        "Shorten the headline, or raise `headline` in `content/style.yml`.",
        *styled("headline: 20\n", "The harbour is open again", "A harbour reopens"),
    ),
    Example(
        "W210",
        "Remove one of the two words, or allow it with `doubled_allowed`.",
        *styled("doubled: true\n", "The the harbour", "The harbour"),
    ),
    Example(
        "W212",
        "Keep the right one of the two.",
        *field("summary: Open again.\ndescription: Closed.", "summary: Open again."),
        context=1,
    ),
    Example("W214", "Write the tag of the language that you mean.", *field("lang: kr", "lang: ko")),
    Example(
        "W215",
        "Write the placeholder into the text.",
        {WORDS: "page_number: Page\n"},
        {WORDS: 'page_number: "Page {n}"\n'},
    ),
    Example("W216", "Correct the name of the word, or remove it.", {WORDS: "serch: Find\n"}, {WORDS: "search: Find\n"}),
    Example("W220", "Write a text or a summary, or remove the article.", *edit(ARTICLE, TEXT.rstrip("\n"), "", TEXT.rstrip("\n"))),
    Example("W222", "Write the day on which the text last changed.", *field("updated: 2026-12-01", "updated: 2026-01-12")),
    Example("W223", "Correct one of the two dates.", *field("expires: 2026-01-01", "expires: 2026-12-31")),
    Example(
        "W224",
        "Name the file by the closing day of an edition that has articles.",
        *weekly({"content/editions/2026-01-10.md": "---\ntitle: Ports\n---\n"}, {INTRO: "---\ntitle: Ports\n---\n"}),
        shown="The intro is `content/editions/2026-01-10.md`, and the edition closes on 2026-01-11.",
    ),
    Example(
        "W225",
        "Name an article of the edition, or put the article into it with `edition`.",
        *weekly({INTRO: "---\nlead: [2026/01/ferry.md]\n---\n"}, {INTRO: "---\nlead: [2026/01/harbour.md]\n---\n"}),
    ),
    Example("W226", "Correct one of the two dates.", *field("updated: 2025-01-12", "updated: 2026-01-12")),
    Example(
        "W301",
        "Write Markdown instead, or set `html: true` in `digest.yml`.",
        *body("The harbour is <b>open</b>.", "The harbour is **open**."),
        note="Today is 2026-02-01.",
    ),
    Example(
        "W302",
        "Use an address that begins with `https://`, `http://` or `mailto:`, or the path of a file.",
        *body("[Timetable](ftp://ferry.example/list)", "[Timetable](https://ferry.example/list)"),
        note="The article has the date 2026-01-10.",
    ),
    Example("W303", "Describe what the image shows.", *body("![](pier.png)", "![A pier in fog](pier.png)")),
    Example(
        "W304",
        "Publish the other article, or remove the link.",
        *both(
            body("See [the ferry](ferry.md).", "See [the ferry](ferry.md)."),
            edit(OTHER, "source: times", "source: times\ndraft: true", "source: times"),
        ),
    ),
    Example(
        "W305",
        "Give one of them another id.",
        *body("## Fog {#fog}\n\nOne.\n\n## Mist {#fog}", "## Fog {#fog}\n\nOne.\n\n## Mist {#mist}"),
        note="Another heading of the article is `## Fog {#fog}`.",
    ),
    Example(
        "W306",
        "Link to another page, or remove the link.",
        *body("[The original](http://times.example/gone)", "[The original](http://times.example/open)"),
        external=True,
    ),
    Example(
        "W320",
        "Define the label, or correct it.",
        *body("See [the list][ferries].", "See [the list][ferries].\n\n[ferries]: https://ferry.example/"),
        context=1,
    ),
    Example(
        "W321",
        "Define the footnote, or correct its name.",
        *body("Open again.[^1]", "Open again.[^1]\n\n[^1]: Since Sunday."),
        context=1,
    ),
    Example(
        "W322",
        "Remove one of the two definitions.",
        *body("Open.[^1]\n\n[^1]: Since Sunday.\n[^1]: Since Monday.", "Open.[^1]\n\n[^1]: Since Sunday."),
        context=1,
    ),
    Example(
        "W323",
        "Refer to the footnote in the text, or remove it.",
        *body("Open.\n\n[^1]: Since Sunday.", "Open.[^1]\n\n[^1]: Since Sunday."),
        context=1,
    ),
    Example(
        "W324",
        "Close the link, and put `<…>` around an address that contains spaces.",
        *body("[Timetable](https://ferry.example/my list)", "[Timetable](<https://ferry.example/my list>)"),
    ),
    Example(
        "W325",
        "Write the other `**`, or `\\**` if you mean it as text.",
        *body("The harbour is **open.", "The harbour is **open**."),
    ),
    Example(
        "W326",
        "Use an element that is allowed, or a link.",
        *html('<iframe src="https://ferry.example/"></iframe>\n\nOpen.', "[Ferries](https://ferry.example/)\n\nOpen."),
    ),
    Example("W327", "Replace the code by Markdown.", *body('{{< figure src="pier.png" >}}', "![A pier](pier.png)")),
    Example(
        "W401",
        "Publish the article, or remove the alias.",
        *both(field("draft: true\naliases: [/old-news/]", "aliases: [/old-news/]"), ({"content/published.tsv": None}, {})),
    ),
    Example(
        "W402",
        "If the article has another file name now, give it `aliases` with the old path. If it is gone, remove the line.",
        *edit(
            "content/published.tsv",
            "2026/01/harbour.md\t/2026/01/10/harbour/",
            "2026/01/harbour.md\t/2026/01/10/harbour/\n2026/01/storm.md\t/2026/01/09/storm/",
        ),
        shown="`content/published.tsv` contains the address of an article that no longer exists.",
    ),
    Example(
        "W403",
        "Run `digest build`.",
        *edit(ARTICLE, "title: A harbour reopens", "title: A harbour has reopened", "title: A harbour reopens"),
        shown="The article was changed after the last build.",
        rebuilt=False,
    ),
    Example(
        "W404",
        "If the edition may change, run `digest check --record` and commit the file. If not, give the article that was added "
        "another `edition`.",
        *weekly(*edit(OTHER, "source: times", "source: times\nedition: 2026-01-11", "source: times")),
    ),
    Example(
        "W405",
        "Give the article the `edition` in which readers should find it, or run `digest check --record` to keep the edition "
        "without a number.",
        *weekly({LEDGER: _EDITIONS["2026-01-18"].replace("\t2\t", "\t1\t")}, {}),
        shown="The edition of 2026-01-18 was recorded before the article of 2026-01-10 was written.",
    ),
    Example(
        "W406",
        "If readers should know, add `updated` or `corrections`. If not, delete the columns after the address in "
        "`content/published.tsv`, and run `digest check --record`.",
        *both(
            ({"content/published.tsv": RECORDED}, {"content/published.tsv": RECORDED}),
            edit(ARTICLE, "source: times", "source: times", "source: times\nupdated: 2026-01-14"),
        ),
        shown="The article was recorded with another text, which said that the harbour is closed.",
    ),
    Example(
        "W601",
        "Set `base_url` to the address where readers will find the site.",
        *edit(SETTINGS, "base_url: https://harbour.news/", "base_url: https://example.org/"),
    ),
    Example(
        "W501",
        "Save the image again as JPEG, PNG, WebP, GIF or SVG.",
        {"content/2026/01/pier.png": png(3, 2)[:-20]},
        {},
        shown="`content/2026/01/pier.png` ends too early, as after a download that was cut short.",
    ),
    Example(
        "N501",
        "Install the extra `images` ([guide](../guides/pictures.md)), save the picture smaller, or set `picture_sizes: never`.",
        {**pictured("pier.png"), PIER_PICTURE: png(3, 2) + bytes(600_000)},
        pictured("pier.png"),
        shown="`content/2026/01/pier.png` has 600 kB, an article shows it, and the extra `images` is not installed.",
        lacks="pillow",
    ),
    Example(
        "W503",
        "Save the picture again, with less than 50,000,000 pixels and 64 MiB.",
        {**pictured("pier.png"), PIER_PICTURE: png(3, 2).replace(b"\0\0\0\3\0\0\0\2", b"\0\0\x27\x10\0\0\x17\x70")},
        pictured("pier.png"),
        shown="An article shows `content/2026/01/pier.png`, which is 10,000 pixels wide and 6,000 high.",
    ),
    Example(
        "W504",
        "Use the name of a template of digest, or of a block that the extended template has. Put text into such a block, "
        "and files of a theme into `templates/`, `static/` or `i18n/`.",
        {OWN_ARTICLE: '{% extends "parent:article.html" %}\n{% block bylin %}<p>Today</p>{% endblock %}\n'},
        {OWN_ARTICLE: '{% extends "parent:article.html" %}\n{% block byline %}<p>Today</p>{% endblock %}\n'},
    ),
    Example(
        "W502",
        "Write plain text. Only the text below the front matter is Markdown.",
        *edit(ARTICLE, "title: A harbour reopens", "title: A **harbour** reopens"),
    ),
)
