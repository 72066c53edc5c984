"""Style sheets: the rules of the brand, and minifying without changing any rule."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import tinycss2

from digest.config.setting_table import read_config
from digest.pages.output_files import File
from digest.rendering.stylesheet import brand_css, minified
from digest.rendering.theme import Layer, Theme
from digest.rendering.theme_assets import published_assets
from tests.selection import examples

THEMES = Path(__file__).parents[2] / "themes"

PIECES = [
    *"a;{}: \n\"'\\()[]>+~,-*/=&%<\t\f#|@!u",
    *("url(", "url(a b)", "url( a )", 'url("a b")', "/* x */", "/*", "*/", "/**/", "/*!x*/", '"x y"', "'x'", "<!--", "-->"),
    *("\r\n", "\\\n", "@import ", "@media ", "@layer x{", '@charset "x";', "!important", "--x", "var(", "calc(", "1px", "+1"),
    *(".5e+3", "#fff", "u+0-7", "\\75 ", ":is(", "::before", " :hover", "é", "한", "\0", "\ufeff", '\\"', "\\*"),
]


def texts(count: int) -> list[str]:
    """Return random texts made of pieces of style sheets, most of them invalid; the same in each run."""
    chance = random.Random(1)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 16))) for _ in range(count)]


def meaning(css: str) -> list[object]:
    """Return the tokens of a style sheet, and the spaces between them that may have a meaning."""
    return _listed(tinycss2.parse_component_value_list(css))


def _listed(tokens: list[Any]) -> list[object]:
    found: list[tuple[str, object]] = []
    for token in tokens:
        if token.type == "comment" or (token.type == "whitespace" and found and found[-1][0] == " "):
            continue
        inner = token.arguments if token.type == "function" else getattr(token, "content", None)
        kind = " " if token.type == "whitespace" else token.value if token.type == "literal" else token.type
        properties = [getattr(token, name, "") for name in ("type", "name", "lower_name", "representation")]
        properties += [_listed(inner)] if isinstance(inner, list) else [getattr(token, "value", "")]
        found.append((kind, " " if kind == " " else properties))
    kinds = ["{} block", *(kind for kind, _ in found), "{} block"]
    means = [
        properties
        for at, (kind, properties) in enumerate(found, 1)
        if kind != " " or (kinds[at - 1] not in ("{} block", ";", ",", ":") and kinds[at + 1] not in ("{} block", ";", ",", "!"))
    ]
    return means[:-1] if means and means[-1] == ["literal", "", "", "", ";"] else means  # the last semicolon of a block


def test_minifying_keeps_all_tokens_and_spaces_with_a_meaning():
    given = texts(examples(20_000, quick=2000))
    changed = [(text, minified(text)) for text in given if minified(text) != text]
    assert len(changed) > len(given) / 10
    for text, short in changed:
        assert meaning(text) == meaning(short), (text, short)


@pytest.mark.parametrize(
    "css",
    [
        "a { content: 'never\nends' }",
        'a { b: "never ends',
        "a { b: url( a b ) }",
        "a { b: \\\n }",
        "a { b: c } )",
        "(" * 5000 + "  ",
    ],
)
def test_a_style_sheet_with_a_syntax_error_is_not_changed(css: str):
    assert minified(css) == css


@pytest.mark.parametrize(
    ("css", "made"),
    [
        ("a { width: calc(1px + 2px - var(--x) * 2) }", "a{width:calc(1px + 2px - var(--x) * 2)}"),
        (".a { .b :hover { c: d } & + .d { e: f; } }", ".a{.b :hover{c:d}& + .d{e:f}}"),
        ("@layer x { a { b: c } d ::before { e: f } }", "@layer x{a{b:c}d ::before{e:f}}"),
        (".a/* x */.b { c: 0/**/d }", ".a.b{c:0/**/d}"),
        ('a :is(b) , c::before { content: "a  b /* x */" }', 'a :is(b),c::before{content:"a  b /* x */"}'),
        ("@media (width > 40rem) and (a: b) { c { d: e } }", "@media (width > 40rem) and (a:b){c{d:e}}"),
        ("a { --x: ; b: var(--y,) c !important }", "a{--x:;b:var(--y,) c!important}"),
        ('a { b: url("x y") ; c: url( z ) }', 'a{b:url("x y");c:url(z)}'),
        ("@layer a , b;", "@layer a,b;"),
        ("/* one */ a { b: c } /* never ends", "a{b:c}"),
        ("", ""),
    ],
)
def test_minifying_removes_comments_and_redundant_spaces(css: str, made: str):
    assert minified(css) == made


def test_minifying_shortens_the_style_sheets_of_all_themes():
    for path in THEMES.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert len(minified(text)) < 0.95 * len(text), path
        assert minified(minified(text)) == minified(text)


def brand(text: str):
    return read_config(f"title: T\nbase_url: https://example.org/\nbrand: {text}\n").brand


@pytest.mark.parametrize(
    ("settings", "css"),
    [
        ("{}", ""),
        ("{scheme: dark}", ""),
        ("{color: ffd43b}", ":root{--brand:#ffd43b;--brand-ink:#141414}"),
        (
            "{color: ffd43b, color_dark: 0b7285}",
            ":root{--brand:light-dark(#ffd43b,#0b7285);--brand-ink:light-dark(#141414,#ffffff)}",
        ),
        ("{fonts: {serif: Charter}}", ':root{--brand-serif:"Charter",}'),
        ("{fonts: {sans: [Inter, system-ui]}}", ':root{--brand-sans:"Inter",system-ui,}'),
        ("{fonts: {sans: Inter, serif: Charter}}", ':root{--brand-serif:"Charter",;--brand-sans:"Inter",}'),
        (
            "{fonts: {serif: [f/A b.woff2, {file: c.otf, weight: 200 900, style: italic}, Georgia]}}",
            '@font-face{font-family:"brand serif";src:url("../f/A%20b.woff2") format("woff2");'
            "font-weight:400;font-style:normal;font-display:swap}\n"
            '@font-face{font-family:"brand serif";src:url("../c.otf") format("opentype");'
            "font-weight:200 900;font-style:italic;font-display:swap}\n"
            ':root{--brand-serif:"brand serif","Georgia",}',
        ),
    ],
)
def test_the_brand_sets_custom_properties(settings: str, css: str):
    assert brand_css(brand(settings)) == css
    assert minified(css) == css.replace("\n", "")


def test_the_rules_of_the_site_are_appended_to_one_style_sheet():
    files = {name: File(name, f"themes/t/static/{name}", "0" * 20) for name in ("style.css", "more.css", "no-text.css", "a.png")}
    theme = Theme((Layer("themes/t", {}, {}, files),))
    styles = {"style.css": "a { b: c }", "more.css": "d  { e: f }"}
    made, _ = published_assets(theme, styles, "g { h: i }")
    data = {name: file.data for name, file in made.items()}
    assert data == {"a.png": None, "more.css": b"d{e:f}", "no-text.css": None, "style.css": b"a{b:c}\ng{h:i}"}
    assert list(made) == sorted(files)
    assert {name: file.origin for name, file in made.items()} == {name: file.origin for name, file in files.items()}
    assert published_assets(Theme((Layer("t", {}, {}, {}),)), {}, "g{}")[0]["style.css"].origin == "the style sheet of the brand"
    assert made["style.css"].path != published_assets(theme, styles, "g { h: j }")[0]["style.css"].path
    assert made["more.css"].path == published_assets(theme, styles, "")[0]["more.css"].path
    assert published_assets(theme, styles, "x{}", plain=True)[0]["style.css"].path == "assets/style.css"


def test_a_theme_without_a_style_sheet_gets_one_for_the_rules_of_the_site():
    theme = Theme((Layer("themes/t", {}, {}, {}),))
    assert published_assets(theme, {})[0] == {}
    (file,) = published_assets(theme, {}, "a { b: c }")[0].values()
    assert file.data == b"a{b:c}"


def test_a_minified_style_sheet_is_reused():
    theme = Theme((Layer("themes/x", {}, {}, {"more.css": File("more.css", "themes/x/static/more.css", "hash")}),))
    first, minified = published_assets(theme, {"more.css": "a { b: c }"})
    (key,) = minified
    again, minified = published_assets(theme, {"more.css": "a { b: c }"}, earlier={key: "earlier", "other": "x"})
    assert again["more.css"].data == b"earlier" and minified == {key: "earlier"}, "unused ones are not kept"
    other, _ = published_assets(theme, {"more.css": "a { b: c }"}, earlier={key: "earlier"}, program="another program")
    assert other["more.css"].data == first["more.css"].data != b"earlier"


@pytest.mark.parametrize(("ending", "name"), [("woff2", "woff2"), ("woff", "woff"), ("ttf", "truetype"), ("OTF", "opentype")])
def test_a_font_has_the_css_format_of_its_extension(ending: str, name: str):
    assert f'url("../a.{ending}") format("{name}");' in brand_css(brand(f"{{fonts: {{sans: [a.{ending}]}}}}"))


def test_fonts_are_declared_with_serif_first():
    css = brand_css(brand("{fonts: {sans: [a.woff2], serif: [b.woff2]}}"))
    assert 0 < css.index('font-family:"brand serif"') < css.index('font-family:"brand sans"')


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a \n\n  b  {  c : d }", "a b{c :d}"),
        ("a{b:rgb( 1 , 2 , 3 )}", "a{b:rgb(1,2,3)}"),
        ("a{b: calc(1px  +  2px)}", "a{b:calc(1px + 2px)}"),
        ("a[ b = c ]  >  d , e{}", "a[b = c] > d,e{}"),
    ],
)
def test_several_spaces_become_one_or_none(css: str, short: str):
    assert minified(css) == short
