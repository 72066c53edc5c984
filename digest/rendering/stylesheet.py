"""The style sheets of a site: the theme's, with the brand's colours and fonts and the site's own rules, minified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digest.config.brand_settings import GENERIC_FONTS, BrandSettings, FontFace
from digest.config.colours import ink_on
from digest.urls import url_of

STYLE_SHEET = "style.css"
"""The file of static/ that the brand and the site's own rules go into."""

_CLOSING_TOKENS = (";", ",")
"""Literals with no meaning to a space on either side."""


def minified(css: str) -> str:
    """The style sheet without comments and needless spaces; one with a token that CSS forbids is returned as it is.

    The tokens stay the same (CSS Syntax 3, 4), and so do spaces that may be a combinator of selectors, or part of a value. That is
    compared: tinycss2 writes a few rare tokens so that they are read as others, such as `1-->` or a backslash before a brace.
    """
    import tinycss2  # takes 15 ms, and only a new style sheet needs it

    try:
        tokens = _without_spaces(tinycss2.parse_component_value_list(css))
        short = str(tinycss2.serialize(tokens))
        again = _without_spaces(tinycss2.parse_component_value_list(short))
        return short if _css_content(tokens) == _css_content(again) else css
    except (ValueError, RecursionError):
        return css


def _css_content(tokens: Sequence[Any]) -> list[object]:
    """What tokens say, as lists."""
    css_values: list[object] = []
    for token in tokens:
        css_values += [getattr(token, name, None) for name in ("type", "name", "value", "representation", "is_identifier", "unit")]
        css_values += [_css_content(inner) for inner in (_css_inside(token),) if inner is not None]
    return css_values


def _css_inside(token: Any) -> list[Any] | None:
    """The tokens in a block or a function; None for another token."""
    if token.type == "function":
        return list(token.arguments)
    return list(token.content) if token.type.endswith(" block") else None


def _without_spaces(tokens: Sequence[Any]) -> list[Any]:
    """The tokens of a list or a block without comments, and without spaces that mean nothing. Raises ValueError."""
    kept_tokens: list[Any] = []
    space: Any = None
    for token in tokens:
        if token.type == "error":
            raise ValueError("not well-formed")
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            space = token
            continue
        if space and kept_tokens and not _css_ends(kept_tokens[-1]) and not _css_begins(token):
            space.value = " "
            kept_tokens.append(space)
        space = None
        content = "arguments" if token.type == "function" else "content"
        if token.type in ("function", "() block", "[] block", "{} block"):
            setattr(token, content, _without_spaces(getattr(token, content)))
        if token.type == "{} block" and token.content and token.content[-1] == ";":
            token.content.pop()
        kept_tokens.append(token)
    return kept_tokens


def _css_ends(token: Any) -> bool:
    """Whether a space after this token means nothing. After a colon stands a value: a selector has no space there."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, ":"))


def _css_begins(token: Any) -> bool:
    """Whether a space before this token means nothing."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, "!"))


def brand_css(brand: BrandSettings) -> str:
    """The rules that put the brand's colours and fonts into the custom properties of the theme; '' if it has none."""
    rules = [*_font_faces(brand)]
    declared = dict(_css_declaration(brand))
    if declared:
        rules.append(":root{" + ";".join(f"{name}:{value}" for name, value in declared.items()) + "}")
    return "\n".join(rules)


def _css_declaration(brand: BrandSettings) -> Iterator[tuple[str, str]]:
    """Custom properties and their values. Those of fonts end with a comma: `--serif: var(--brand-serif,) Georgia, serif`."""
    if brand.color:
        dark = brand.color_dark or brand.color
        yield "--brand", _by_scheme(brand.color, dark)
        yield "--brand-ink", _by_scheme(ink_on(brand.color), ink_on(dark))
    for family, faces in (("serif", brand.fonts.serif), ("sans", brand.fonts.sans)):
        if faces:
            font_families = dict.fromkeys(_font_family(family, face) for face in faces)
            yield f"--brand-{family}", "".join(f"{name}," for name in font_families)


def _by_scheme(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light},{dark})"


def _font_family(family: str, face: FontFace) -> str:
    """The name by which the style sheet calls a font: all files of a kind are one family, of several weights and styles."""
    name = face.name or f"brand {family}"
    return name if name in GENERIC_FONTS else f'"{name}"'


_FONT_FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
"""What browsers call the formats (CSS Fonts 4, 4.3)."""


def _font_faces(brand: BrandSettings) -> Iterator[str]:
    for family, faces in (("serif", brand.fonts.serif), ("sans", brand.fonts.sans)):
        for face in faces:
            if face.file:
                kind = _FONT_FORMATS[face.file.path.rpartition(".")[2].lower()]
                address = f'url("..{url_of(face.file.path)}") format("{kind}")'
                yield (
                    f'@font-face{{font-family:"brand {family}";src:{address};font-weight:{face.weight};'
                    f"font-style:{face.style};font-display:swap}}"
                )
