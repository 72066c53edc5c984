"""The files of the brand: errors at the line of the setting, and the output that each setting changes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.config.brand_settings import BrandFile, BrandSettings, FontFace, Fonts
from digest.config.config import Config
from digest.inputs.brand_files import MAX_BRAND_BYTES, MAX_SITE_STYLE_BYTES, read_site_style, svg_problem
from digest.inputs.content_folder import Content
from digest.pages.brand_context import CUSTOM_STYLE
from digest.pages.output_files import Asset
from tests.sites import SETTINGS, build, clean_build, png, tiny, tree, write

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="30"><path d="M0 0h9v9z"/></svg>\n'
STATIC = {
    "content/static/logo.svg": SVG,
    "content/static/night.svg": SVG.replace("h9v9", "h8v8"),
    "content/static/icon.svg": SVG,
    "content/static/icon.png": png(64, 64),
    "content/static/card.png": png(12, 6),
    "content/static/fonts/own.woff2": b"wOF2" + bytes(40),
}
BASE = """\
<!doctype html>
<title>{{ page.title }}</title>
{% set brand = site.brand %}
<link rel="stylesheet" href="{{ site.assets['style.css'] }}">
{{ brand.color }} {{ brand.color_dark }} {{ brand.scheme }}
{% for picture in (brand.logo, brand.logo_dark, brand.icon, brand.touch_icon, brand.card) %}
[{{ picture.url ~ ' ' ~ picture.width ~ ' ' ~ picture.height if picture }}]
{% endfor %}
{% for link in site.footer %}<a href="{{ link.url }}" rel="{{ link.rel }}">{{ link.name }}</a>{% endfor %}
{% block main %}{% endblock %}
"""
SITE = tiny(2) | STATIC | {"themes/plain/templates/base.html": BASE}


def branded_site(folder: Path, settings: str = "") -> Path:
    return write(folder, SITE | {"digest.yml": SETTINGS + settings})


def pages(site: Path) -> set[str]:
    return {path for path in tree(site) if path.endswith(".html")}


def style(site: Path) -> str:
    (found,) = (path for path in tree(site) if re.fullmatch(r"assets/style\.\w+\.css", path))
    return tree(site)[found].decode()


@pytest.mark.parametrize(
    ("brand", "expected"),
    [
        ('{color: "#0B7285", color_dark: 66d9e8}', "#0b7285 #66d9e8 system"),
        ("{scheme: dark}", "  dark"),
        ("{logo: logo.svg, logo_dark: night.svg}", "[/logo.svg 90 30]\n[/night.svg 90 30]\n"),
        ("{icon: icon.svg}", "[/icon.svg 90 30]\n[]\n"),
        ("{icon: icon.png}", "[/icon.png 64 64]\n[/icon.png 64 64]\n"),
        ("{icon: icon.svg, touch_icon: content/static/icon.png}", "[/icon.svg 90 30]\n[/icon.png 64 64]\n"),
        ("{card: /card.png}", "[/card.png 12 6]"),
    ],
)
def test_templates_get_the_brand(brand: str, expected: str, tmp_path: Path):
    site = branded_site(tmp_path / "site", f"brand: {brand}\n")
    built = build(site)
    assert (built.code, built.diagnostics) == (0, ())
    assert expected in (site / "site/index.html").read_text()


def test_each_setting_changes_only_its_output_and_incremental_equals_clean(tmp_path: Path):
    site = branded_site(tmp_path / "site", "brand: {color: ffd43b}\n")
    assert build(site).code == 0
    everything = pages(site / "site")

    def after(files: dict[str, str | bytes | None]) -> set[str]:
        before = tree(site / "site")
        built = build(write(site, files))
        assert (built.code, built.diagnostics) == (0, ())
        assert tree(site / "site") == clean_build(site, tmp_path / "clean")[1]
        changed = {path for path, data in tree(site / "site").items() if before.get(path) != data}
        return changed - {".digest-files"}

    # A colour: the style sheet, and its URL in all pages.
    assert after({"digest.yml": SETTINGS + "brand: {color: 0b7285}\n"}) >= everything
    assert "--brand:#0b7285;--brand-ink:#ffffff" in style(site / "site")
    # The position of a setting in the file, and another notation: nothing.
    assert after({"digest.yml": SETTINGS + '\n\nbrand:\n  color: "#0B7285"\n'}) == set()
    # The bytes of a logo: only the file.
    assert after({"digest.yml": SETTINGS + "brand: {color: 0b7285, logo: logo.svg}\n"}) == everything
    assert after({"content/static/logo.svg": SVG.replace("9z", "8z")}) == {"logo.svg"}
    # The site's own rules: the style sheet and its URL. The file itself is not published.
    again = after({"content/static/custom.css": "a { b: c }\n"})
    assert everything < again and "custom.css" not in tree(site / "site")
    assert style(site / "site").endswith("a{b:c}")
    assert after({"content/static/custom.css": "/* nothing new */ a { b: c }\n"}) == set()
    assert after({"content/static/custom.css": None}) > everything
    # A link of the footer: all pages.
    assert after({"digest.yml": SETTINGS + "brand: {color: 0b7285, logo: logo.svg}\nfooter: [about]\n"}) == everything


def test_footer_links_are_resolved_like_navigation_links(tmp_path: Path):
    settings = (
        "footer: [about, science, {name: Toot, url: 'https://s.example/@t', rel: me}, {name: CC, url: /about/, rel: license}]\n"
    )
    site = branded_site(tmp_path / "site", settings)
    built = build(site)
    assert (built.code, built.diagnostics) == (0, ())
    text = (site / "site/index.html").read_text()
    assert '<a href="/about/" rel="">About</a><a href="/topics/science/" rel="">Science</a>' in text
    assert '<a href="https://s.example/@t" rel="me">Toot</a><a href="/about/" rel="license">CC</a>' in text
    (diagnostic,) = build(write(site, {"digest.yml": SETTINGS + "footer: [abuot]\n"})).diagnostics
    assert diagnostic == "digest.yml:4:10: E601 footer: there is no topic or page abuot | did you mean about?"


@pytest.mark.parametrize(
    ("svg", "problem"),
    [
        (SVG, ""),
        ("<?xml version='1.0'?>\n<!DOCTYPE svg>\n<!-- a -->" + SVG, ""),
        ("<svg><script>x</script></svg>", "contains a script"),
        ("<s:svg xmlns:s='x'><s:SCRIPT/></s:svg>", "contains a script"),
        ("<svg onload='x'/>", "contains a script (onload)"),
        ("<svg OnBegin='x'/>", "contains a script (onbegin)"),
        ("<svg><a href='data:text/html,x'/></svg>", "contains a link to a script"),
        ("<svg><a href='data:image/png,x'/><a title='javascript:x'/></svg>", ""),
        ("<svg><a xlink:href=' JavaScript:x'/></svg>", "contains a link to a script"),
        ("<svg><foreignObject/></svg>", "contains HTML (foreignObject)"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>", "declares entities"),
        ("<html/>", "is not an SVG"),
        ("<svg>", "is not well-formed XML"),
        ("", "is not well-formed XML"),
        ("<svg", "is not well-formed XML"),
        ("\x00", "is not well-formed XML"),
        ("<?xml version='1.0' encoding='nonsense'?><svg/>", "is not well-formed XML"),
        ("<?xml version='1.0' encoding='euc-kr'?><svg/>", "is not well-formed XML"),
    ],
)
def test_an_svg_with_scripts_html_or_entities_is_rejected(svg: str, problem: str):
    assert svg_problem(svg.encode()) == problem


INVALID: list[tuple[str, dict[str, str | bytes], str]] = [
    ("{logo: lgo.svg}", {}, "4:15: E601 logo: there is no file content/static/lgo.svg | did you mean logo.svg?"),
    ("{logo: zzz/a.png}", {}, "4:15: E601 logo: there is no file content/static/zzz/a.png | "),
    ("{logo: BAD.SVG}", {"BAD.SVG": "<svg><script/></svg>"}, "4:15: E601 logo: content/static/BAD.SVG contains a script | save it"),
    ("{logo: bad.svg}", {"bad.svg": "<svg><script/></svg>"}, "4:15: E601 logo: content/static/bad.svg contains a script | save it"),
    ("{logo: bad.png}", {"bad.png": "text"}, "4:15: E601 logo: content/static/bad.png is not an image that browsers show | "),
    (
        "{logo: big.svg}",
        {"big.svg": SVG + " " * 600_000},
        "4:15: E601 logo: content/static/big.svg has 586 KiB, and the logo may have 512",
    ),
    (
        "{icon: big.svg}",
        {"big.svg": SVG + " " * 200_000},
        "4:15: E601 icon: content/static/big.svg has 195 KiB, and the icon may have 128",
    ),
    ("{icon: card.png}", {}, "4:15: E601 icon: content/static/card.png is not square (12 × 6 pixels) | "),
    (
        "{icon: s.png}",
        {"s.png": png(16, 16)},
        "4:15: E601 icon: content/static/s.png is 16 pixels wide, and an icon from 32 to 1024",
    ),
    ("{icon: s.png}", {"s.png": png(2000, 2000)}, "4:15: E601 icon: content/static/s.png is 2000 pixels wide, and an icon from"),
    ("{fonts: {serif: a.woff2}}", {"a.woff2": "text"}, "4:24: E601 font: content/static/a.woff2 is not a font | use a WOFF2"),
    ("{fonts: {sans: [Inter, {file: a.otf}]}}", {}, "4:38: E601 font: there is no file content/static/a.otf | "),
    ("{logo: a.svg}", {"a.svg/logo.svg": SVG}, "4:15: E601 logo: content/static/a.svg is a folder | "),
    ("{card: a/b.png}", {"a/b.png/x.txt": ""}, "4:15: E601 card: content/static/a/b.png is a folder | "),
    ("{logo: linked.svg}", {}, "4:15: E601 logo: there is no file content/static/linked.svg | "),
]


@pytest.mark.parametrize(("brand", "files", "message"), INVALID)
def test_an_invalid_file_is_reported_at_its_setting(brand: str, files: dict[str, str | bytes], message: str, tmp_path: Path):
    site = branded_site(tmp_path / "site", f"brand: {brand}\n")
    write(site, {f"content/static/{name}": data for name, data in files.items()})
    if "linked" in brand:
        os.symlink("/etc/passwd", site / "content/static/linked.svg")
    built = build(site)
    assert built.code in (1, 2)
    assert any(line.startswith(f"digest.yml:{message}") for line in built.diagnostics), built.diagnostics


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a { b: \xff }", "content/static/custom.css:1:1: E102 the file is not UTF-8 text"),
        (b"a" * 1_100_000, "content/static/custom.css:1:1: E103 the style sheet is larger than 1024 KiB"),
        (b"<<<<<<< ours\na {}\n=======\nb {}\n>>>>>>> theirs\n", "content/static/custom.css:1:1: E110"),
    ],
)
def test_an_unusable_style_sheet_of_the_site_is_reported(data: bytes, message: str, tmp_path: Path):
    built = build(write(branded_site(tmp_path / "site"), {"content/static/custom.css": data}))
    assert built.code == 1
    assert built.diagnostics[0].startswith(message)


@pytest.mark.parametrize(
    "css", [b"a { b: c", b"} a {", b"/*", b'a { b: "c', b"\xef\xbb\xbfa { b: c }", b"", b"<style>", b"{" * 9000]
)
def test_invalid_css_does_not_stop_the_build(css: bytes, tmp_path: Path):
    site = write(branded_site(tmp_path / "site"), {"content/static/custom.css": css})
    assert build(site).code == 0
    assert style(site / "site").startswith("body{margin:2em}")


PICTURE = Asset("content/static/a.png", "hash", 64, 64, is_whole=True)


def error_messages(brand: BrandSettings, asset: Asset, data: bytes, folder: Path) -> list[str]:
    """The errors of this file of the brand."""
    name = asset.path.rpartition("/")[2]
    content = Content(assets=(asset,), real={asset.path: str(write(folder, {name: data}) / name)})
    _, found = read_site_style(Config("A", "https://example.org", brand=brand), content)
    return [diagnostic.message.removeprefix(f"{asset.path} ") for diagnostic in found]


@pytest.mark.parametrize("start", [b"wOF2", b"wOFF", b"OTTO", b"true", b"\0\1\0\0"])
def test_a_font_is_recognised_by_its_first_bytes(start: bytes, tmp_path: Path):
    asset = Asset("content/static/a.otf", "hash")
    brand = BrandSettings(fonts=Fonts(sans=(FontFace(file=BrandFile("a.otf")),)))
    assert error_messages(brand, asset, start + bytes(9), tmp_path) == []
    assert len(error_messages(brand, asset, start[1:] + bytes(9), tmp_path)) == 1


@pytest.mark.parametrize("name", ["logo", "logo_dark", "icon", "touch_icon", "card"])
def test_each_image_of_the_brand_has_a_maximum_size(name: str, tmp_path: Path):
    limit = MAX_BRAND_BYTES[name.removesuffix("_dark")]
    brand = BrandSettings(**{name: BrandFile("a.png")})
    assert error_messages(brand, PICTURE, bytes(limit), tmp_path) == []
    (found,) = error_messages(brand, PICTURE, bytes(limit + 1), tmp_path)
    assert found.endswith(
        f"has {limit // 1024:,} KiB, and the {name.removesuffix('_dark').replace('_', ' ')} may have {limit // 1024:,}"
    )


@pytest.mark.parametrize("name", ["icon", "touch_icon"])
@pytest.mark.parametrize(
    ("width", "height", "problem"),
    [(32, 32, ""), (1024, 1024, ""), (64, 63, "is not square"), (31, 31, "is 31 pixels wide"), (1025, 1025, "is 1025 pixels wide")],
)
def test_an_icon_is_square_and_within_the_size_limits(name: str, width: int, height: int, problem: str, tmp_path: Path):
    found = error_messages(BrandSettings(**{name: BrandFile("a.png")}), replace(PICTURE, width=width, height=height), b"", tmp_path)
    assert [problem in message for message in found] == ([True] if problem else [])
    assert error_messages(BrandSettings(logo=BrandFile("a.png")), replace(PICTURE, width=width, height=height), b"", tmp_path) == []


def test_a_truncated_unknown_or_unreadable_image_is_reported(tmp_path: Path):
    brand = BrandSettings(card=BrandFile("a.png"))
    for asset in (replace(PICTURE, is_whole=False), replace(PICTURE, width=0)):
        assert error_messages(brand, asset, b"", tmp_path) == ["card: content/static/a.png is not an image that browsers show"]
    content = Content(assets=(PICTURE,), real={PICTURE.path: str(tmp_path / "gone")})
    _, (found,) = read_site_style(Config("A", "https://example.org", brand=brand), content)
    assert found.message == "card: content/static/a.png cannot be read: No such file or directory"


def site_style(data: bytes, folder: Path) -> tuple[str, list[str]]:
    """The CSS of a site with this custom.css and a colour, and the errors of the file."""
    sheet = Asset(CUSTOM_STYLE, "hash")
    content = Content(assets=(sheet,), real={CUSTOM_STYLE: str(write(folder, {"custom.css": data}) / "custom.css")})
    config = Config("A", "https://example.org", brand=BrandSettings(color="#0b7285"))
    css, found = read_site_style(config, content)
    return css, [f"{at.path}:{at.line}:{at.column}: {at.code} {at.message}" for at in found]


def test_custom_css_follows_the_rules_of_the_brand(tmp_path: Path):
    css, found = site_style(b"\xef\xbb\xbfa { b: c }", tmp_path)
    assert css.startswith(":root") and css.endswith("}\na { b: c }") and found == []
    assert site_style(b"", tmp_path)[0] == css.removesuffix("\na { b: c }")


def test_custom_css_has_a_maximum_size(tmp_path: Path):
    assert site_style(b" " * MAX_SITE_STYLE_BYTES, tmp_path)[1] == []
    message = f"{CUSTOM_STYLE}:1:1: E103 the style sheet is larger than 1024 KiB"
    assert site_style(b" " * (MAX_SITE_STYLE_BYTES + 1), tmp_path)[1] == [message]


def test_a_read_error_of_custom_css_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def failing(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("digest.inputs.brand_files.read_bytes", failing)
    assert site_style(b"a {}", tmp_path)[1] == [f"{CUSTOM_STYLE}:1:1: E101 the file cannot be read: Input/output error"]


def test_the_limits_of_files_of_the_brand_in_bytes():
    assert MAX_BRAND_BYTES == {"logo": 524_288, "icon": 131_072, "touch_icon": 524_288, "card": 5_242_880, "font": 4_194_304}
