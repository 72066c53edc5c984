"""Invalid slugs, tags and file names, and two that have the same url: cases 51 to 57."""

# ruff: noqa: E501 - expected output is not wrapped

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bad_inputs import BAD, OTHER, SETTINGS, Case, article, case

ONE_URL = [
    case(
        "51 two articles with one slug",
        {BAD: article("slug: same\n"), OTHER: article("slug: same\n")},
        """
        content/2026/01/other.md:1:1: E401 content/2026/01/bad.md and content/2026/01/other.md both become 2026/01/10/same/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "51 three articles with one slug",
        {f"content/{name}.md": article("slug: same\n") for name in "abc"},
        """
        content/b.md:1:1: E401 content/a.md and content/b.md both become 2026/01/10/same/index.html
          rename one, or give it a slug of its own
        content/c.md:1:1: E401 content/a.md and content/c.md both become 2026/01/10/same/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "51 one file name in two folders",
        {"content/a/x.md": article(), "content/b/x.md": article()},
        """
        content/b/x.md:1:1: E401 content/a/x.md and content/b/x.md both become 2026/01/10/x/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "51 a page and a static file",
        {"content/pages/about.md": article(), "content/static/about/index.html": b"x"},
        """
        content/static/about/index.html:1:1: E401 content/pages/about.md and content/static/about/index.html both become about/index.html
          rename one
        """,
    ),
    case(
        "51 a page and a year",
        {"content/pages/2026.md": article()},
        """
        content/pages/2026.md:1:1: E401 content/pages/2026.md and the year 2026 both become 2026/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "51 a static file and the front page",
        {"content/static/index.html": b"x"},
        """
        content/static/index.html:1:1: E401 content/static/index.html and the front page both become index.html
          rename one
        """,
    ),
    case(
        "51 a static file and an article's folder",
        {"content/static/2026": b"x"},
        """
        content/static/2026:1:1: E401 content/2026/01/good.md becomes 2026/01/10/good/index.html, and content/static/2026 becomes 2026: a file and a folder of one name
          rename one
        """,
    ),
    case(
        "51 an image and an article",
        {BAD: article(body="![x](10)\n", more="slug: x\n"), "content/2026/01/10": b"x"},
        """
        1:1: E401 content/2026/01/10 becomes 2026/01/10, and content/2026/01/bad.md becomes 2026/01/10/x/index.html: a file and a folder of one name
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "51 the permalink and a topic",
        {"digest.yml": SETTINGS + "permalink: /topics/{slug}/\n", BAD: article("slug: life\n")},
        """
        1:1: E401 content/2026/01/bad.md and the topic Life both become topics/life/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "52 case of file names",
        {"content/2026/01/Foo.md": article(), "content/2026/01/foo.md": article()},
        """
        content/2026/01/foo.md:1:1: E401 content/2026/01/Foo.md and content/2026/01/foo.md both become 2026/01/10/foo/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "52 form of file names",
        {"content/caf\u00e9.md": article(), "content/cafe\u0301.md": article("slug: x\n")},
        """
        content/café.md:1:1: E101 this name is listed twice, in two forms of Unicode (NFC and NFD)
          rename one
        """,
    ),
    case(
        "52 case of static files",
        {"content/static/A.txt": b"x", "content/static/a.txt": b"y"},
        """
        content/static/a.txt:1:1: E401 content/static/A.txt becomes A.txt, and content/static/a.txt becomes a.txt: one file on some systems
          rename one
        """,
    ),
    case(
        "52 case of a static file and the feed",
        {"content/static/FEED.xml": b"x"},
        """
        content/static/FEED.xml:1:1: E401 content/static/FEED.xml becomes FEED.xml, and the feed becomes feed.xml: one file on some systems
          rename one
        """,
    ),
    case(
        "52 tags with a space and a hyphen",
        {BAD: article("tags: [a b]\n"), OTHER: article("tags: [a-b]\n")},
        """
        content/2026/01/other.md:6:8: E206 the tags a b and a-b have one url, /tags/a-b/
          give one a slug of its own in digest.yml: tags: {slugs: {"a-b": …}}
        """,
    ),
    case(
        "52 case of tags",
        {BAD: article("tags: [Java]\n"), OTHER: article("tags: [x, java]\n")},
        """
        content/2026/01/other.md:6:11: W206 the tag java is spelled Java elsewhere
          write Java
        """,
        shows='"/d/tags/java/">Java<',
    ),
    case("52 form of tags", {BAD: article("tags: ['\u00e9']\n"), OTHER: article("tags: ['e\u0301']\n")}, shows="/d/tags/%C3%A9/"),
    case(
        "52 ß and ss",
        {BAD: article("tags: [Straße]\n"), OTHER: article("tags: [Strasse]\n")},
        """
        6:8: W206 the tag Straße is spelled Strasse elsewhere
          write Strasse
        """,
    ),
    case("52 the dotted İ is no i", {BAD: article("tags: [İ]\n"), OTHER: article("tags: [i]\n")}),
    case("52 C++ and C#", article("tags: [C++, C#, C]\n"), shows=("/d/tags/c-plus-plus/", "/d/tags/c-sharp/", "/d/tags/c/")),
    case(
        "52 two slugs of one's own",
        {"digest.yml": SETTINGS + "tags: {slugs: {A: x, B: x}}\n", BAD: article("tags: [A, B]\n")},
        """
        6:11: E206 the tags A and B have one url, /tags/x/
          give one a slug of its own in digest.yml: tags: {slugs: {"B": …}}
        """,
    ),
]

SLUGS = [
    case(
        "53 parent folder",
        article("slug: ../../x\n"),
        """
        6:7: E204 ../../x is not a slug
          write x
        """,
    ),
    case(
        "53 absolute path",
        article("slug: /etc/x\n"),
        """
        6:7: E204 /etc/x is not a slug
          write etc-x
        """,
    ),
    case(
        "53 two dots",
        article("slug: ..\n"),
        """
        6:7: E204 .. is not a slug
          use letters, digits and -
        """,
    ),
    case(
        "53 a dot",
        article("slug: .\n"),
        """
        6:7: E204 . is not a slug
          use letters, digits and -
        """,
    ),
    case(
        "53 percent-encoded dots",
        article("slug: '%2e%2e'\n"),
        """
        6:7: E204 %2e%2e is not a slug
          write 2e-2e
        """,
    ),
    case(
        "53 a backslash",
        article("slug: a\\b\n"),
        r"""
        6:7: E204 a\b is not a slug
          write a-b
        """,
    ),
    case(
        "53 a drive",
        article("slug: C:x\n"),
        """
        6:7: E204 C:x is not a slug
          write c-x
        """,
    ),
    case(
        "53 capitals",
        article("slug: Foo\n"),
        """
        6:7: E204 Foo is not a slug
          write foo
        """,
    ),
    case(
        "53 a space",
        article("slug: a b\n"),
        """
        6:7: E204 a b is not a slug
          write a-b
        """,
    ),
    case(
        "53 a list",
        article("slug: [a]\n"),
        """
        6:7: E202 slug must be text
          write slug: a
        """,
    ),
    case(
        "53 empty",
        article("slug: ''\n"),
        """
        6:7: E202 slug is empty
          write slug: "…"
        """,
    ),
    case("53 letters of any script", article("slug: 한국-경제\n"), shows="Text.", page="2026/01/10/한국-경제/index.html"),
    case(
        "54 con",
        article("slug: con\n"),
        """
        6:7: E204 con is a device name on Windows
          add a word, such as con-news
        """,
    ),
    case(
        "54 LPT1",
        article("slug: LPT1\n"),
        """
        6:7: E204 LPT1 is not a slug
          add a word, such as lpt1-news
        """,
    ),
    case(
        "54 a device with an ending",
        article("slug: nul.html\n"),
        """
        6:7: E204 nul.html is not a slug
          write nul-html
        """,
    ),
    case(
        "54 a device and a space",
        article("slug: 'aux '\n"),
        """
        6:7: E204 aux is a device name on Windows
          add a word, such as aux-news
        """,
    ),
    case(
        "54 a dot at the end",
        article("slug: x.\n"),
        """
        6:7: E204 x. is not a slug
          write x
        """,
    ),
    case(
        "54 a device as file name",
        {"content/2026/01/Aux.md": article()},
        """
        content/2026/01/Aux.md:1:1: E204 the file name cannot become a url: aux is a device name on Windows
          add a line slug: …, or rename the file
        """,
    ),
    case(
        "55 300 bytes",
        article(f"slug: {'x' * 300}\n"),
        """
        6:7: E204 xxxxxxxxxxxxxxxxxxxx… is longer than 200 bytes
          write xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        """,
    ),
    case(
        "55 a long file name",
        {f"content/{'é' * 120}.md": article()},
        """
        content/éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé.md:1:1: E204 the file name cannot become a url: éééééééééééééééééééé… is longer than 200 bytes
          add a line slug: …, or rename the file
        """,
    ),
    case(
        "55 a file name of emoji",
        {"content/2026/01/😀.md": article()},
        """
        content/2026/01/😀.md:1:1: E204 the file name cannot become a url: it has no letter or digit
          add a line slug: …, or rename the file
        """,
    ),
    case("55 a title of emoji", article(title="😀"), shows="<h1>😀</h1>"),
    case(
        "56 tag of two dots",
        article("tags: ['..']\n"),
        """
        6:8: E204 the tag .. cannot become a url: it has no letter or digit
          give it a slug of its own in digest.yml: tags: {slugs: {"..": …}}
        """,
    ),
    case(
        "56 tag of a slash",
        article("tags: [/]\n"),
        """
        6:8: E204 the tag / cannot become a url: it has no letter or digit
          give it a slug of its own in digest.yml: tags: {slugs: {"/": …}}
        """,
    ),
    case(
        "56 tag of emoji",
        article("tags: [😀]\n"),
        """
        6:8: E204 the tag 😀 cannot become a url: it has no letter or digit
          give it a slug of its own in digest.yml: tags: {slugs: {"😀": …}}
        """,
    ),
    case(
        "56 tag con",
        article("tags: [con]\n"),
        """
        6:8: E204 the tag con cannot become a url: con is a device name on Windows
          give it a slug of its own in digest.yml: tags: {slugs: {"con": …}}
        """,
    ),
    case(
        "56 tag of 201 bytes",
        article(f"tags: [{'x' * 201}]\n"),
        """
        6:8: E202 the tag xxxxxxxxxxxxxxxxxxxx… is longer than 200 bytes
          shorten it
        """,
    ),
    case("56 tag of 200 bytes", article(f"tags: [{'x' * 200}]\n"), shows=f"/d/tags/{'x' * 80}/"),
    case("56 tags that are called as folders are", article("tags: [index, page, feed.xml]\n"), shows="/d/tags/feed-xml/"),
    *(
        case(
            f"57 {slug}",
            article(f"slug: {slug}\n"),
            f"6:7: E204 the slug {slug} is reserved\n  add a word, such as {slug}-news",
        )
        for slug in ("index", "tags", "topics", "feed", "static", "page", "assets", "sitemap", "404")
    ),
    case(
        "57 feed.xml",
        article("slug: feed.xml\n"),
        """
        6:7: E204 feed.xml is not a slug
          write feed-xml
        """,
    ),
    case(
        "57 index.md",
        {"content/2026/01/index.md": article()},
        """
        content/2026/01/index.md:1:1: E204 the file name cannot become a url: the slug index is reserved
          add a line slug: …, or rename the file
        """,
    ),
    case(
        "57 a page called tags",
        {"content/pages/tags.md": article()},
        """
        content/pages/tags.md:1:1: E204 the file name cannot become a url: the slug tags is reserved
          add a line slug: …, or rename the file
        """,
    ),
    case("57 capitals of the ending", {"content/2026/01/bad.MD": article()}, shows="Text."),
]


@pytest.mark.parametrize("case", [*ONE_URL, *SLUGS], ids=lambda case: case.name)
def test_names(case: Case, check: Callable[[Case], None]):
    check(case)
