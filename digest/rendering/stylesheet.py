"""CSS: minify a style sheet by its tinycss2 tokens (comments, spaces), and compare the tokens of the result; and write the rules of
the brand: custom properties for its colours and font families (`--brand`), and `@font-face`. `theme_assets.py` joins them with the
theme's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digest.config.brand_settings import GENERIC_FONTS, BrandSettings, FontFace
from digest.config.colours import ink_on
from digest.urls import url_of

STYLE_SHEET = "style.css"
"""The file of static/ to which the rules of the brand and of the site are appended."""

_CLOSING_TOKENS = (";", ",")
"""Literals around which spaces have no meaning."""


def minified(css: str) -> str:
    """Return the style sheet without comments and unnecessary spaces, or unchanged if it has a syntax error.

    Tokens stay the same (CSS Syntax 3, 4), and so do spaces that may be a selector combinator or part of a value. The result is
    parsed and compared, because tinycss2 serializes a few rare tokens wrongly, such as `1-->` or a backslash before a brace.
    """
    import tinycss2  # takes 15 ms, and only a new style sheet needs it

    try:
        tokens = _without_spaces(tinycss2.parse_component_value_list(css))
        minified_css = str(tinycss2.serialize(tokens))
        tokens_of_minified = _without_spaces(tinycss2.parse_component_value_list(minified_css))
        return minified_css if _token_properties(tokens) == _token_properties(tokens_of_minified) else css
    except (ValueError, RecursionError):
        return css


def _token_properties(tokens: Sequence[Any]) -> list[object]:
    """Return the properties of tokens as lists, for comparison."""
    css_values: list[object] = []
    for token in tokens:
        css_values += [getattr(token, name, None) for name in ("type", "name", "value", "representation", "is_identifier", "unit")]
        css_values += [_token_properties(inner) for inner in (_inner_tokens(token),) if inner is not None]
    return css_values


def _inner_tokens(token: Any) -> list[Any] | None:
    """Return the tokens in a block or function; None for another token."""
    if token.type == "function":
        return list(token.arguments)
    return list(token.content) if token.type.endswith(" block") else None


def _without_spaces(tokens: Sequence[Any]) -> list[Any]:
    """Return the tokens without comments and without spaces that have no meaning. Raises ValueError for a syntax error."""
    kept_tokens: list[Any] = []
    space_token: Any = None
    for token in tokens:
        if token.type == "error":
            raise ValueError("not well-formed")
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            space_token = token
            continue
        if space_token and kept_tokens and not _is_space_after_redundant(kept_tokens[-1]) and not _is_space_before_redundant(token):
            space_token.value = " "
            kept_tokens.append(space_token)
        space_token = None
        nested_tokens = "arguments" if token.type == "function" else "content"
        if token.type in ("function", "() block", "[] block", "{} block"):
            setattr(token, nested_tokens, _without_spaces(getattr(token, nested_tokens)))
        if token.type == "{} block" and token.content and token.content[-1] == ";":
            token.content.pop()
        kept_tokens.append(token)
    return kept_tokens


def _is_space_after_redundant(token: Any) -> bool:
    """Return whether a space after this token has no meaning. A space after a colon precedes a value: selectors have none there."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, ":"))


def _is_space_before_redundant(token: Any) -> bool:
    """Return whether a space before this token has no meaning."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, "!"))


def brand_css(brand: BrandSettings) -> str:
    """Return the rules that set the theme's custom properties to the brand's colours and fonts; '' if it has none."""
    css_rules = [*_css_font_faces(brand)]
    custom_properties = dict(_brand_custom_properties(brand))
    if custom_properties:
        css_rules.append(":root{" + ";".join(f"{name}:{value}" for name, value in custom_properties.items()) + "}")
    return "\n".join(css_rules)


def _brand_custom_properties(brand: BrandSettings) -> Iterator[tuple[str, str]]:
    """Yield custom properties with their values. Those of fonts end with a comma: `--serif: var(--brand-serif,) Georgia, serif`."""
    if brand.color:
        dark_scheme_colour = brand.color_dark or brand.color
        yield "--brand", _css_light_dark(brand.color, dark_scheme_colour)
        yield "--brand-ink", _css_light_dark(ink_on(brand.color), ink_on(dark_scheme_colour))
    for family, faces in (("serif", brand.fonts.serif), ("sans", brand.fonts.sans)):
        if faces:
            font_families = dict.fromkeys(_css_font_family(family, face) for face in faces)
            yield f"--brand-{family}", "".join(f"{name}," for name in font_families)


def _css_light_dark(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light},{dark})"


def _css_font_family(family: str, face: FontFace) -> str:
    """Return the quoted family name of a font. All font files of a kind form one family, of several weights and styles."""
    name = face.name or f"brand {family}"
    return name if name in GENERIC_FONTS else f'"{name}"'


_CSS_FONT_FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
"""The names of font formats in CSS (CSS Fonts 4, 4.3), by file extension."""


def _css_font_faces(brand: BrandSettings) -> Iterator[str]:
    for family, faces in (("serif", brand.fonts.serif), ("sans", brand.fonts.sans)):
        for face in faces:
            if face.file:
                kind = _CSS_FONT_FORMATS[face.file.path.rpartition(".")[2].lower()]
                address = f'url("..{url_of(face.file.path)}") format("{kind}")'
                yield (
                    f'@font-face{{font-family:"brand {family}";src:{address};font-weight:{face.weight};'
                    f"font-style:{face.style};font-display:swap}}"
                )
