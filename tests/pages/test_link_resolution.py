"""The resolution of addresses in articles, for pages and feeds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.grouping.card import Picture
from digest.markdown.body import Target
from digest.pages.brand_context import CUSTOM_STYLE
from digest.pages.link_resolution import Links, is_absolute, plain_path, published_path
from digest.pages.output_files import Asset, File
from tests.pages.files import PICTURE, STATIC_PICTURE
from tests.sites import PIXEL, article, build, tiny, tree, write
from tests.values import CONFIG, collected, read


@pytest.mark.parametrize("address", ["https://a.example/x", "http://a.example", "HTTPS://A.EXAMPLE/x", "hTTp://a"])
def test_address_with_a_server_is_absolute(address: str):
    assert is_absolute(address)


@pytest.mark.parametrize("address", ["/x?u=https://a.example", "a.png#://", "httpx://a", "https:/a", "//a.example/x", ""])
def test_path_of_the_site_is_not_absolute(address: str):
    assert not is_absolute(address)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("pic.png?x=://", "https://example.org/2026/pic.png?x=://"),
        ("HTTPS://a.example/p.png", "HTTPS://a.example/p.png"),
    ],
)
def test_picture_in_structured_data_has_an_absolute_url(tmp_path: Path, written: str, expected: str):
    settings = "title: T\nbase_url: https://example.org/\npicture_sizes: never\n"
    picture = f'{{src: "{written}", alt: x}}'
    write(tmp_path, {**tiny(0), "digest.yml": settings, "content/2026/pic.png": PIXEL})
    write(tmp_path, {"content/2026/a.md": article("A", image=picture)})
    built = build(tmp_path)
    assert built.code == 0, built
    page = tree(tmp_path / "site")["2026/02/01/a/index.html"].decode()
    data = re.search('<script type="application/ld.json">(.*)</script>', page)
    assert data and json.loads(data[1])["image"] == [expected]
    assert f'<meta property="og:image" content="{expected}">' in page


# targets of addresses in an article


def links_of(*articles: Article, files: tuple[Asset, ...] = (PICTURE, STATIC_PICTURE), faulty: tuple[str, ...] = ()) -> Links:
    about = read("pages/about", None, topic=None, source=None)
    return Links(collected(*articles, about, read("2026/b"), read("draft", draft="true"), faulty_paths=faulty), files, CONFIG)


OUTPUTS = {"2026/02/01/a/index.html": "", "about/index.html": "", "feed.xml": "", "b.html": ""}


def attributes(body: str, name: str = "a", **more: object) -> list[str]:
    """Return the attributes of the addresses in a text."""
    text = read(name, body=body, mode="full")
    return list(links_of(text, **more).text(text).attributes)  # type: ignore[arg-type]


def diagnostics(body: str, name: str = "a", **more: object) -> list[str]:
    text = read(name, body=body, mode="full")
    found = links_of(text, **more).diagnostics(text, OUTPUTS)  # type: ignore[arg-type]
    return [f"{diagnostic.code} {diagnostic.message} | {diagnostic.hint}" for diagnostic in found]


@pytest.mark.parametrize(
    ("body", "attribute"),
    [
        ("[x](2026/b.md)", 'href="/repo/2026/02/01/b/"'),
        ("[x](./2026/../2026/b.md?q#end)", 'href="/repo/2026/02/01/b/?q#end"'),
        ("[x](pages/about.md#us)", 'href="/repo/about/#us"'),
        ("[x](a.md)", 'href="/repo/2026/02/01/a/"'),
        ("[x](pic.png?v=1)", 'href="/repo/pic.png?v=1"'),
        ("![x](pic.png)", 'src="/repo/pic.png" width="30" height="20"'),
        ("![x](static/logo.svg)", 'src="/repo/logo.svg"'),
        ("![x](/logo.svg)", 'src="/repo/logo.svg"'),
        ("![x](2026/b.md)", 'src="/repo/2026/b.md"'),
        ("[x](/about/?a&b)", 'href="/repo/about/?a&amp;b"'),
        ("![x](no%20pic.png)", 'src="/repo/no%20pic.png"'),
        ("![x](../outside.png)", ""),
        ("[x](nowhere.md)", ""),
        ("[x](draft.md)", ""),
        ("[x](bad.md)", 'href="#"'),
    ],
)
def test_attribute_of_a_resolved_address(body: str, attribute: str):
    assert attributes(body, faulty=("content/bad.md",)) == [attribute]


def test_addresses_in_feeds_are_absolute():
    text = read(body="[x](2026/b.md) ![x](pic.png) ![x](no.png)", mode="full")
    assert links_of(text).text(text, absolute=True).attributes == (
        'href="https://example.org/repo/2026/02/01/b/"',
        'src="https://example.org/repo/pic.png" width="30" height="20"',
        'src="https://example.org/repo/no.png"',
    )


def test_addresses_are_relative_to_the_folder_of_the_article():
    assert attributes("[x](b.md) [y](../pages/about.md) ![z](../pic.png)", "2026/c") == [
        'href="/repo/2026/02/01/b/"',
        'href="/repo/about/"',
        'src="/repo/pic.png" width="30" height="20"',
    ]


def test_query_or_fragment_without_path_is_unchanged():
    text = replace(read(), targets=(Target("href", "?x#y", 1, 1),))
    assert [resolved.url for resolved in links_of(text).resolved_links(text).text] == ["?x#y"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x](2026/b.md) [y](/feed.xml#a) [z](/about) [w](/) [v](/?x) [u](/b.html)", None),
        ("[x](draft.md)", "W304 draft.md is not published (draft): the link is left out | publish it, or remove the link"),
        ("[x](bad.md)", None),
        ("[x](abuot.md)", "E301 there is no file content/abuot.md | did you mean pages/about.md?"),
        ("[x](b.md)", "E301 there is no file content/b.md | did you mean 2026/b.md?"),
        ("[x](q.md)", "E301 there is no file content/q.md | a link to an article names its file: [text](other.md)"),
        ("[x](logo.png)", "E301 there is no file content/logo.png | did you mean /logo.svg?"),
        ("[x](../../etc/passwd)", "E301 ../../etc/passwd is outside content/ | link to a file in content/"),
        ("[x](www.a.example)", "E301 there is no file content/www.a.example | write https://www.a.example"),
        ("[x](a.example/b.html)", "E301 there is no file content/a.example/b.html | write https://a.example/b.html"),
        ("[x](http//a.example)", "E301 there is no file content/http/a.example | write https://a.example"),
        ("[x](me@a.example)", "E301 there is no file content/me@a.example | write mailto:me@a.example"),
        ("[x](q.md/)", "E301 there is no file content/q.md | a link to an article names its file: [text](other.md)"),
        ("[x](q.html)", "E301 there is no file content/q.html | a link to an article names its file: [text](other.md)"),
        ("[x](q.pdf)", "E301 there is no file content/q.pdf | put the file beside the article"),
        ("![x](2026/pic.png)", "E302 there is no image content/2026/pic.png | did you mean pic.png?"),
        ("![x](zzzzzz.gif)", "E302 there is no image content/zzzzzz.gif | put the file beside the article"),
        ("![x](../p.png)", "E302 ../p.png is outside content/ | put the image into content/"),
        ("[x](/abuot/)", "E301 there is no page /abuot/ | did you mean /about/?"),
        ("[x](/q/)", "E301 there is no page /q/ | check the path"),
        ("![x](/q.png)", "E302 there is no image /q.png | put the file into content/static/"),
        ("![x](/feed.xm)", "E302 there is no image /feed.xm | did you mean /feed.xml?"),
        (
            "[x](%7B%7Bsite.url%7D%7D/a)",
            "E301 the address {{site.url}}/a contains template code of another program | write the address that it stands for",
        ),
        ("![x](/%7B%25 link a %25%7D)", None),
        (
            "[x](/p/{{x}}.md)",
            "E301 the address /p/{{x}}.md contains template code of another program | write the address that it stands for",
        ),
        (
            "![x]({static}/a.png)",
            "E302 the address {static}/a.png contains template code of another program | write the address that it stands for",
        ),
        (
            "[x](|filename|a.md)",
            "E301 the address |filename|a.md contains template code of another program | write the address that it stands for",
        ),
    ],
)
def test_broken_links_are_reported_with_a_hint(body: str, expected: str | None):
    faulty = ("content/bad.md",) if "bad" in body else ()
    assert diagnostics(body, faulty=faulty) == ([expected] if expected else [])


def test_root_paths_are_not_reported_if_a_file_is_faulty():
    assert diagnostics("[x](/its-page/)", faulty=("content/bad.md",)) == []
    assert len(diagnostics("[x](nowhere.md)", faulty=("content/bad.md",))) == 1


def test_diagnostic_has_the_location_of_the_address():
    text = read(body="Text.\n\nAnd [x](nowhere.md).", mode="full")
    (diagnostic,) = links_of(text).diagnostics(text, OUTPUTS)
    assert (
        (diagnostic.path, diagnostic.line, diagnostic.column)
        == ("content/a.md", text.targets[0].line, text.targets[0].column)
        != ("content/a.md", 1, 1)
    )


def test_invalid_file_name_is_an_error():
    con = Asset("content/con.png", "hash")
    (diagnostic,) = diagnostics("![x](con.png)", files=(con,))
    assert diagnostic.startswith("E204 content/con.png: ") and diagnostic.endswith(" | rename the file")
    assert attributes("![x](con.png)", files=(con,)) == [""]


def test_no_suggestion_after_too_many_comparisons():
    text = read(body="[x](abuot.md)", mode="full")
    links = links_of(text)
    assert links.diagnostics(text, OUTPUTS)[0].hint == "did you mean pages/about.md?"
    links.similar.comparisons_left = 0
    assert links.diagnostics(text, OUTPUTS)[0].hint == "a link to an article names its file: [text](other.md)"


# pictures


@pytest.mark.parametrize(
    ("src", "expected"),
    [
        ("pic.png", Picture("/repo/pic.png", 30, 20, "Sea", "Ann", "A ship")),
        ("/logo.svg", Picture("/repo/logo.svg", 0, 0, "Sea", "Ann", "A ship")),
        ("/elsewhere.png", Picture("/repo/elsewhere.png", 0, 0, "Sea", "Ann", "A ship")),
        ("https://a.example/p.png", Picture("https://a.example/p.png", 0, 0, "Sea", "Ann", "A ship")),
        ("nowhere.png", None),
    ],
)
def test_the_picture_of_an_article(src: str, expected: Picture | None):
    text = read(image=f"{{src: {src}, alt: Sea, credit: Ann, caption: A ship}}")
    assert links_of(text).picture(text) == expected
    assert links_of(read()).picture(read()) is None
    files = {"pic.png": PICTURE, "/logo.svg": STATIC_PICTURE}
    assert links_of(text).picture_file(text) == files.get(src)
    assert links_of(read()).picture_file(read()) is None


def test_pages_have_all_variants_of_a_picture_and_feeds_one():
    text = read(body="![x](pic.png)", mode="full")
    links = Links(collected(text), [replace(PICTURE, is_still=True)], CONFIG, "encoder")
    (in_page,), (in_feed,) = links.text(text).attributes, links.text(text, absolute=True).attributes
    start = re.escape("/repo/pic-")
    assert re.fullmatch(rf'src="{start}\S+\.jpg" width="30" height="20" srcset="{start}\S+\.webp 30w" sizes="[^"]+"', in_page)
    assert links.text(read(body="![x](/pic.png)", key="root")).attributes == ('src="/repo/pic.png" width="30" height="20"',)
    assert re.fullmatch(rf'src="https://example\.org{start}\S+\.jpg" width="30" height="20"', in_feed)


@pytest.mark.parametrize("size", [{"width": 0, "height": 0}, {"width": 0}, {"height": 0}])
def test_a_picture_without_area_has_no_variants(size: dict[str, int]):
    """A damaged header may name no pixels in one direction."""
    links = Links(collected(), [], CONFIG, "encoder")
    assert links.variants(replace(PICTURE, is_still=True)) is not None
    assert links.variants(PICTURE) is None, "nothing is known of it"
    assert links.variants(replace(PICTURE, is_still=True, **size)) is None
    assert links.variants(replace(PICTURE, is_still=True, problem="it is damaged")) is None


def test_picture_without_alt_text_is_a_warning():
    text = read(image="{src: pic.png}")
    assert [
        f"{diagnostic.line}: {diagnostic.code} {diagnostic.hint}" for diagnostic in links_of(text).diagnostics(text, OUTPUTS)
    ] == [
        f"{text.image.line}: W303 write image: {{src: pic.png, alt: what it shows}}"  # type: ignore[union-attr]
    ]
    missing = read(image="{src: nowhere.png, alt: Sea}")
    assert [diagnostic.code for diagnostic in links_of(missing).diagnostics(missing, OUTPUTS)] == ["E302"]


# copies


def copied_files(*articles: Article) -> list[str]:
    links = links_of(*articles, files=(PICTURE, Asset("content/b.pdf", "hash"), STATIC_PICTURE))
    return [file.path for file in links.used_files(articles)[0]]


def test_static_files_and_files_of_published_texts_are_copied():
    assert copied_files() == ["logo.svg"]
    assert links_of(files=(Asset(CUSTOM_STYLE, "hash"),)).used_files(())[0] == (), "it is appended to the theme's style sheet"
    assert copied_files(read(body="[x](b.pdf)", mode="full")) == ["b.pdf", "logo.svg"]
    assert copied_files(read(body="[x](b.pdf)", mode="link")) == ["logo.svg"], "its text is not published"
    assert copied_files(read(body="[x](b.pdf)", mode="excerpt", image="{src: pic.png, alt: x}")) == ["pic.png", "logo.svg"]
    page = read("pages/p", None, topic=None, source=None, body="[x](../b.pdf)")
    assert copied_files(page) == ["b.pdf", "logo.svg"]
    assert links_of(files=(STATIC_PICTURE,)).used_files(())[0] == (File("logo.svg", "content/static/logo.svg", "hash of the logo"),)


@pytest.mark.parametrize(
    ("path", "output"),
    [("content/static/a/b.txt", "a/b.txt"), ("content/2026/a.png", "2026/a.png"), ("content/static.txt", "static.txt")],
)
def test_output_path_of_a_file(path: str, output: str):
    assert published_path(path) == output


def test_output_path_of_a_plain_page():
    config = Config("T", "https://example.org/")
    pages = [read(f"pages/{name}", None, topic=None, source=None) for name in ("about", "The Team/Us/We")]
    found = collected(*pages, config=config).pages
    assert [plain_path(page) for page in found] == ["about/index.html", "the-team/us/we/index.html"]


def test_variants_replace_the_copy_of_a_picture_beside_its_article():
    text = read(body="![x](pic.png)", mode="full")
    still = replace(PICTURE, is_still=True)
    links = Links(collected(text), [still, STATIC_PICTURE], CONFIG, "encoder")
    files, pictures = links.used_files([text])
    variants = links.variants(still)
    assert variants and pictures == (still,)
    assert files[0].path == "logo.svg"
    made_files = sorted((file.path, still.path, file.key, file.variant) for file in variants.files)
    assert [(file.path, file.origin, file.hash, file.variant) for file in files[1:]] == made_files


@pytest.mark.parametrize(
    "code",
    ["{{ x }}", "{% x %}", *(f"{{{word}}}" for word in ["filename", "static", "attach", "author", "category", "tag", "index"])],
)
def test_an_address_with_template_code_of_another_program_is_reported_as_such(code: str):
    (found,) = diagnostics(f"[x](<{code}/a.md>)")
    assert found.startswith(f"E301 the address {code}/a.md contains template code of another program")


def test_only_links_make_one_article_cover_another():
    linking, showing = read("a", body="[x](2026/b.md)", mode="full"), read("c", body="![x](2026/b.md)", mode="full")
    links = links_of(linking, showing)
    assert (links.articles_in(linking), links.articles_in(showing)) == ({"content/2026/b.md"}, set())


def test_only_still_pictures_can_have_variants():
    moving, still = PICTURE, replace(PICTURE, path="content/still.png", is_still=True)
    text = read(body="![x](pic.png) ![y](still.png)", mode="full")
    _, pictures = links_of(text, files=(moving, still)).used_files([text])
    assert [file.path for file in pictures] == ["content/still.png"]


def test_a_picture_from_the_root_is_found_whatever_the_encoding_of_its_path():
    pictures = replace(PICTURE, path="content/static/my pic.png"), replace(PICTURE, path="content/é.png")
    found = attributes("![x](/my%20pic.png) ![y](/%C3%A9.png)", files=pictures)
    assert [one.partition(" ")[2] for one in found] == ['width="30" height="20"'] * 2


def test_an_article_is_no_picture():
    assert diagnostics("![x](2026/b.md)")[0].startswith("E302 there is no image content/2026/b.md")


def test_a_hint_never_suggests_the_article_with_the_link():
    (found,) = diagnostics("[x](harbor.md)", name="harbour")
    assert found.endswith("| a link to an article names its file: [text](other.md)")
