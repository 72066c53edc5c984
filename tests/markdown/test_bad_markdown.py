"""Markdown with harmful code or broken links: cases 44 to 50."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_inputs import BAD, OTHER, PAGE, SETTINGS, Case, article, case, run_build
from tests.conftest import put_files
from tests.sites import PIXEL, png

FORBIDDEN = {
    "javascript:alert(1)": "9:9: javascript",
    "JaVaScRiPt:x": "9:9: javascript",
    "java&#115;cript:x": "9:1: javascript",
    "&#x6A;avascript:x": "9:1: javascript",
    "javascript&colon;x": "9:1: javascript",
    "<java\tscript:x>": "9:10: java%09script",
    "java%73cript:x": "9:9: java%73cript",
    " javascript:x": "9:10: javascript",
    "<javascript:x>": "9:10: javascript",
    "data:text/html,x": "9:9: data",
    "data:image/png;base64,xx": "9:9: data",
    "vbscript:x": "9:9: vbscript",
    "blob:x": "9:9: blob",
    "view-source:x": "9:9: view-source",
    "feed:javascript:x": "9:9: feed",
    "intent:x": "9:9: intent",
    "ftp://example.org/": "9:9: ftp",
    "tel:+1": "9:9: tel",
    "file:///etc/passwd": "9:9: file",
    "https:example.org": "9:9: https",
    "http:///x": "9:9: http",
}


def removed_link(address: str) -> Case:
    """Return a case with a link to a forbidden address, in line 9."""
    position, scheme = FORBIDDEN[address].rsplit(": ", 1)
    report = f"{position}: W302 a link to {scheme}: was left out\n  addresses begin with https://, http:// or mailto:"
    return case(f"45 {address.strip()}", article(body=f"Line.\n\nSee [a]({address}) end.\n"), report, shows="<p>See a end.</p>")


HTML = """\
<script>alert(1)</script>

<img src=x onerror=y>

A <svg onload=x> b

<!-- c -->

A <b>x</b> and <i>y</i>

<?php x ?>
"""

CODE = [
    case(
        "44 HTML",
        article(body=HTML),
        """
        7:1: W301 HTML is shown as text: <script>
          write Markdown, or set html: true in digest.yml
        9:1: W301 HTML is shown as text: <img src=x onerror=y>
          write Markdown, or set html: true in digest.yml
        11:3: W301 HTML is shown as text: <svg onload=x>
          write Markdown, or set html: true in digest.yml
        13:1: W301 HTML is shown as text: <!-- c -->
          write Markdown, or set html: true in digest.yml
        15:3: W301 HTML is shown as text: <b>
          write Markdown, or set html: true in digest.yml
        17:1: W301 HTML is shown as text: <?php x ?>
          write Markdown, or set html: true in digest.yml
        """,
        shows=(
            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;img src=x onerror=y&gt;</p>\n<p>A &lt;svg onload=x&gt; b</p>",
            "<p>&lt;!-- c --&gt;</p>\n<p>A &lt;b&gt;x&lt;/b&gt; and &lt;i&gt;y&lt;/i&gt;</p>\n<p>&lt;?php x ?&gt;</p>",
        ),
    ),
    case("44 an autolink is no HTML", article(body="<https://example.org> <a@example.org>\n"), shows='href="mailto:a@example.org"'),
    *(removed_link(address) for address in FORBIDDEN),
    case(
        "45 images",
        article(body="![a](javascript:x) ![b](data:image/png;base64,xx)\n"),
        """
        7:6: W302 an image from javascript: was left out
          addresses begin with https:// or http://
        7:25: W302 an image from data: was left out
          addresses begin with https:// or http://
        """,
        shows="<p>a b</p>",
    ),
    case(
        "45 by reference",
        article(body="[a][r]\n\n[r]: javascript:x\n"),
        """
        9:6: W302 a link to javascript: was left out
          addresses begin with https://, http:// or mailto:
        """,
        shows="<p>a</p>",
    ),
    case(
        "45 autolink",
        article(body="See <javascript:x>.\n"),
        """
        7:6: W302 a link to javascript: was left out
          addresses begin with https://, http:// or mailto:
        """,
        shows="<p>See javascript:x.</p>",
    ),
    case("45 allowed", article(body="[a](https://a.example/) [b](mailto:b@example.org) [c](#c) [d](?e=f:g) [h](//h.example/)\n")),
    case("46 fence with a tag", article(body='```"><script>\nx\n```\n'), shows='"language-&quot;&gt;&lt;script&gt;"'),
    case("46 fence with attributes", article(body="```x onload=y\nx\n```\n"), shows='<code class="language-x">'),
    case(
        "47 template language",
        article("tags: ['{{ site }}']\n", title="'{{ 7*7 }}'", body="{{ config }} {% include 'x' %} {# c #}\n"),
        """
        8:1: W327 a template's value of another program is shown to readers: {{ config }}
          write its result instead, or put it between ` and ` to show it as code
        8:14: W327 a template's statement of another program is shown to readers: {% include 'x' %}
          write its result instead, or put it between ` and ` to show it as code
        """,
        shows=("<h1>{{ 7*7 }}</h1>", "<p>{{ config }} {% include 'x' %} {# c #}</p>", ">{{ site }}</a>"),
    ),
    case(
        "47 template language, HTML allowed",
        {
            "digest.yml": SETTINGS + "html: true\n",
            BAD: article(body="<p>{{ config }} <b onclick=x>{% x %}</b><script>y</script></p>\n"),
        },
        """
        7:4: W327 a template's value of another program is shown to readers: {{ config }}
          write its result instead, or put it between ` and ` to show it as code
        7:30: W327 a template's statement of another program is shown to readers: {% x %}
          write its result instead, or put it between ` and ` to show it as code
        7:41: W326 the element <script> was left out
          scripts belong into the theme
        """,
        shows="<p>{{ config }} <b>{% x %}</b></p>",
    ),
]

PLACES = """\
[a](gone.md)
[b](gone.md)

| a | b |
|---|---|
| [t](cell.md) | x |

- item
  [l](list.md)

> quote [q](quote.md)

# head [h](head.md)

note[^1]

[^1]: foot [f](foot.md)

term
: def [d](def.md)

[ref][r] [about](about)

[r]: reference.md

[a b](a%20b.md) [c](<c d.md>) `[x](code.md)`
"""

LINKS = [
    case(
        "49 a missing article",
        article(body="See [x](missing.md).\n"),
        """
        7:9: E301 there is no file content/2026/01/missing.md
          a link to an article names its file: [text](other.md)
        """,
    ),
    case(
        "49 a misspelled article",
        article(body="See [x](godo.md).\n"),
        """
        7:9: E301 there is no file content/2026/01/godo.md
          did you mean good.md?
        """,
    ),
    case(
        "49 an article that was moved",
        article(body="See [x](../02/good.md).\n"),
        """
        7:9: E301 there is no file content/2026/02/good.md
          did you mean good.md?
        """,
    ),
    case(
        "49 a missing page",
        article(body="See [x](/nowhere/) and [y](/topics/lief/).\n"),
        """
        7:9: E301 there is no page /nowhere/
          check the path
        7:28: E301 there is no page /topics/lief/
          did you mean /topics/life/?
        """,
    ),
    case(
        "49 a path that is not written in ASCII",
        article(body="See [x](/없는곳/).\n"),
        """
        7:9: E301 there is no page /없는곳/
          check the path
        """,
    ),
    case(
        "49 template code",
        article(body="See [x]({{base}}1), [y](/{{base}}/a) and [z]({filename}b.md).\n"),
        """
        7:9: E301 the address {{base}}1 contains template code of another program
          write the address that it stands for
        7:25: E301 the address /{{base}}/a contains template code of another program
          write the address that it stands for
        7:46: E301 the address {filename}b.md contains template code of another program
          write the address that it stands for
        """,
    ),
    case(
        "49 a reference",
        article(body="See [about][a], about [b] and [c].\n\n[a]: about\n[b]: <./gone.md>\n[c]: 없는.md\n"),
        """
        9:6: E301 there is no file content/2026/01/about
          a link to an article names its file: [text](other.md)
        10:7: E301 there is no file content/2026/01/gone.md
          a link to an article names its file: [text](other.md)
        11:6: E301 there is no file content/2026/01/없는.md
          a link to an article names its file: [text](other.md)
        """,
    ),
    case(
        "49 out of the site",
        article(body="See [x](../../../../etc/passwd).\n"),
        """
        7:9: E301 ../../../../etc/passwd is outside content/
          link to a file in content/
        """,
    ),
    case(
        "49 a backslash",
        article(body="See [x](\\\\evil.example/y).\n"),
        r"""
        7:10: E301 there is no file content/2026/01/\evil.example/y
          a link to an article names its file: [text](other.md)
        """,
    ),
    case(
        "49 the place of each",
        article(body=PLACES),
        """
        7:5: E301 there is no file content/2026/01/gone.md
          a link to an article names its file: [text](other.md)
        8:5: E301 there is no file content/2026/01/gone.md
          a link to an article names its file: [text](other.md)
        12:7: E301 there is no file content/2026/01/cell.md
          a link to an article names its file: [text](other.md)
        15:7: E301 there is no file content/2026/01/list.md
          a link to an article names its file: [text](other.md)
        17:13: E301 there is no file content/2026/01/quote.md
          a link to an article names its file: [text](other.md)
        19:12: E301 there is no file content/2026/01/head.md
          a link to an article names its file: [text](other.md)
        23:16: E301 there is no file content/2026/01/foot.md
          a link to an article names its file: [text](other.md)
        26:11: E301 there is no file content/2026/01/def.md
          a link to an article names its file: [text](other.md)
        28:18: E301 there is no file content/2026/01/about
          a link to an article names its file: [text](other.md)
        30:6: E301 there is no file content/2026/01/reference.md
          a link to an article names its file: [text](other.md)
        32:7: E301 there is no file content/2026/01/a b.md
          a link to an article names its file: [text](other.md)
        32:22: E301 there is no file content/2026/01/c d.md
          a link to an article names its file: [text](other.md)
        """,
    ),
    case(
        "49 an article that cannot be read",
        {BAD: article(body="See [x](other.md) and [y](/2026/01/10/other/).\n"), OTHER: "Nothing.\n"},
        """
        content/2026/01/other.md:1:1: E104 no front matter
          begin the file with a line of ---, then title: … and so on, then again ---
        """,
    ),
    case(
        "49 articles that are not published",
        {
            BAD: article(body="See [x](draft.md), [y](late.md) and [z](old.md).\n"),
            "content/2026/01/draft.md": article("draft: true\n"),
            "content/2026/01/late.md": article(date="2027-01-01"),
            "content/2026/01/old.md": article("expires: 2026-01-20\n"),
        },
        """
        7:9: W304 draft.md is not published (draft): the link is left out
          publish it, or remove the link
        7:24: W304 late.md is not published (embargoed): the link is left out
          publish it, or remove the link
        7:41: W304 old.md is not published (expired): the link is left out
          publish it, or remove the link
        """,
        shows="<p>See <a >x</a>, <a >y</a> and <a >z</a>.</p>",
    ),
    case(
        "49 a draft, strict",
        {BAD: article(body="See [x](draft.md).\n"), "content/2026/01/draft.md": article("draft: true\n")},
        """
        7:9: W304 draft.md is not published (draft): the link is left out
          publish it, or remove the link
        """,
        "--strict",
        code=1,
    ),
    case(
        "49 links that lead somewhere",
        article(body="[a](good.md) [b](../01/good.md?x=1#y) [c](/2026/01/10/good/) [d](/) [e](/feed.xml)\n"),
        shows=('href="/d/2026/01/10/good/"', 'href="/d/2026/01/10/good/?x=1#y"', 'href="/d/"', 'href="/d/feed.xml"'),
    ),
    case(
        "50 missing images",
        article(body="![alt](missing.png)\n\n![](also.png)\n"),
        """
        7:8: E302 there is no image content/2026/01/missing.png
          put the file beside the article
        9:5: E302 there is no image content/2026/01/also.png
          put the file beside the article
        9:5: W303 an image without a text
          write ![what it shows](…)
        """,
    ),
    case(
        "50 a missing picture",
        article("image: missing.png\n"),
        """
        6:8: E302 there is no image content/2026/01/missing.png
          put the file beside the article
        6:8: W303 an image without a text
          write image: {src: missing.png, alt: what it shows}
        """,
    ),
    case(
        "50 a missing picture of the site",
        article("image: {src: /missing.png, alt: x}\n"),
        """
        6:8: E302 there is no image /missing.png
          put the file into content/static/
        """,
    ),
    case(
        "50 an image elsewhere",
        {BAD: article(body="![x](pic.png)\n"), "content/static/pic.png": PIXEL},
        """
        7:6: E302 there is no image content/2026/01/pic.png
          did you mean /pic.png?
        """,
    ),
    case(
        "50 a picture without a file",
        article("image: {alt: x}\n"),
        """
        6:8: E202 image needs src
          add src: …
        """,
    ),
    case(
        "50 a picture that is code",
        article("image: 'javascript:x'\n"),
        """
        6:8: E202 image must be a file or a web address
          name a file beside the article, or write https://…
        """,
    ),
    case(
        "50 a picture in the text of its address",
        article("image: {src: 'data:image/png;base64,xx', alt: a}\n"),
        """
        6:14: E202 src must be a file or a web address
          name a file beside the article, or write https://…
        """,
    ),
    case(
        "50 an article as picture",
        article("image: {src: good.md, alt: x}\n", body="![x](good.md)\n"),
        """
        6:8: E302 there is no image content/2026/01/good.md
          put the file beside the article
        8:6: E302 there is no image content/2026/01/good.md
          put the file beside the article
        """,
    ),
    case(
        "50 an image of the web without a text",
        article(body="![](https://a.example/x.png)\n"),
        """
        7:5: W303 an image without a text
          write ![what it shows](…)
        """,
    ),
    case(
        "50 a file that no page may be called as",
        {BAD: article(body="[x](con.pdf)\n"), "content/2026/01/con.pdf": b"x"},
        """
        7:5: E204 content/2026/01/con.pdf: con.pdf is a device name on Windows
          rename the file
        """,
    ),
]


@pytest.mark.parametrize("case", [*CODE, *LINKS], ids=lambda case: case.name)
def test_markdown(case: Case, check: Callable[[Case], None]):
    check(case)


def test_49_a_link_to_a_file_that_is_too_large_is_not_a_second_error(check: Callable[[Case], None]):
    report = f"{OTHER}:1:1: E103 the file is larger than 2,000 bytes\n  split it, or set max_article_bytes in digest.yml"
    files = {BAD: article(body="[x](other.md)\n"), OTHER: "x" * 2_001, "digest.yml": SETTINGS + "max_article_bytes: 2000\n"}
    check(case("too large", files, report))


NO_IMAGE = """\
content/2026/01/broken.png:1:1: W501 an image that browsers cannot show: the file is not an image that browsers show
  save it again
"""


def test_images_are_copied_and_have_their_size(good: Path):
    picture = png(30, 20)
    put_files(
        good,
        {
            "content/2026/01/a b.png": picture,
            "content/2026/01/unused.png": picture,
            "content/static/logo.png": picture,
            "content/2026/01/broken.png": b"no image",
            BAD: article("image: {src: a b.png, alt: Words}\n", body="![one](a%20b.png) ![two](/logo.png) ![three](broken.png)\n"),
        },
    )
    ran = run_build(good)
    assert (ran.code, ran.err) == (0, NO_IMAGE)
    page = (good / "site" / PAGE).read_text()
    assert re.search(r'<img src="/d/2026/01/a%20b-[0-9a-f]{16}-30\.jpg" alt="Words" width="30" height="20">', page)
    smaller = r'<img src="/d/2026/01/a%20b-[0-9a-f]{16}-30\.jpg" width="30" height="20" srcset="[^"]*" sizes="[^"]*" alt="one" '
    assert re.search(smaller + 'loading="lazy">', page)
    assert '<img src="/d/logo.png" width="30" height="20" alt="two" loading="lazy">' in page
    assert '<img src="/d/2026/01/broken.png" alt="three" loading="lazy">' in page
    assert not (good / "site/2026/01/a b.png").exists()  # its smaller versions replace it
    assert (good / "site/logo.png").read_bytes() == picture
    assert not (good / "site/2026/01/unused.png").exists()


def test_links_to_an_article_use_its_address(good: Path):
    put_files(good, {BAD: article(body="[x](other.md)\n"), OTHER: article("slug: elsewhere\n", date="2026-01-20")})
    run_build(good)
    assert '<a href="/d/2026/01/20/elsewhere/">x</a>' in (good / "site" / PAGE).read_text()
    assert '<a href="https://example.org/d/2026/01/20/elsewhere/">x</a>' in (good / "site/feed.xml").read_text()


def test_all_errors_of_an_article_are_reported_in_one_run(check: Callable[[Case], None]):
    """An invalid date does not hide an unknown topic or a broken link."""
    text = "---\ntitle: A\ndate: 2026-02-30\ntopic: nothing\nsource: S\n---\n[x](nowhere.md)\n"
    report = f"""
        {BAD}:3:7: E203 date: there is no day 2026-02-30
          check month and day
        {BAD}:4:8: E205 unknown topic nothing
          the topics of content/topics.yml are: life, science
        {BAD}:7:5: E301 there is no file content/2026/01/nowhere.md
          a link to an article names its file: [text](other.md)
    """
    check(case("all of it", {BAD: text}, report))
