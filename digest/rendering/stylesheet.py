"""The style sheets of a site: those of the theme, with the brand's colours and fonts and the site's own rules, minified."""

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
        short = str(tinycss2.serialize(tokens))
        again = _without_spaces(tinycss2.parse_component_value_list(short))
        return short if _token_properties(tokens) == _token_properties(again) else css
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
    space: Any = None
    for token in tokens:
        if token.type == "error":
            raise ValueError("not well-formed")
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            space = token
            continue
        if space and kept_tokens and not _is_space_after_redundant(kept_tokens[-1]) and not _is_space_before_redundant(token):
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


def _is_space_after_redundant(token: Any) -> bool:
    """Return whether a space after this token has no meaning. A space after a colon precedes a value: selectors have none there."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, ":"))


def _is_space_before_redundant(token: Any) -> bool:
    """Return whether a space before this token has no meaning."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (*_CLOSING_TOKENS, "!"))


def brand_css(brand: BrandSettings) -> str:
    """Return the rules that set the theme's custom properties to the brand's colours and fonts; '' if it has none."""
    rules = [*_font_faces(brand)]
    declared = dict(_brand_properties(brand))
    if declared:
        rules.append(":root{" + ";".join(f"{name}:{value}" for name, value in declared.items()) + "}")
    return "\n".join(rules)


def _brand_properties(brand: BrandSettings) -> Iterator[tuple[str, str]]:
    """Yield custom properties with their values. Those of fonts end with a comma: `--serif: var(--brand-serif,) Georgia, serif`."""
    if brand.color:
        dark = brand.color_dark or brand.color
        yield "--brand", _light_dark(brand.color, dark)
        yield "--brand-ink", _light_dark(ink_on(brand.color), ink_on(dark))
    for family, faces in (("serif", brand.fonts.serif), ("sans", brand.fonts.sans)):
        if faces:
            font_families = dict.fromkeys(_font_family(family, face) for face in faces)
            yield f"--brand-{family}", "".join(f"{name}," for name in font_families)


def _light_dark(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light},{dark})"


def _font_family(family: str, face: FontFace) -> str:
    """Return the quoted family name of a font. All font files of a kind form one family, of several weights and styles."""
    name = face.name or f"brand {family}"
    return name if name in GENERIC_FONTS else f'"{name}"'


_FONT_FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
"""The names of font formats in CSS (CSS Fonts 4, 4.3), by file extension."""


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
