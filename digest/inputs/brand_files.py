"""Check the files that the setting `brand` names (logo, icon, card, fonts): missing, unreadable, too large, not square, not an
image or a font (first bytes), SVG with scripts or entities; and make the CSS that a site adds: the brand's rules and custom.css.
`brand_settings.py` reads the setting."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from digest.config.brand_settings import STATIC_FOLDER, BrandFile
from digest.config.config import SETTINGS_FILE, Config
from digest.diagnostics import Diagnostic, Diagnostics
from digest.files.file_reading import read_beginning, read_bytes
from digest.inputs.content_folder import Content
from digest.pages.brand_context import CUSTOM_STYLE
from digest.pages.output_files import Asset
from digest.rendering.stylesheet import brand_css
from digest.text.merge_markers import has_conflict
from digest.text.similar_words import nearest

KIB = 1024

MAX_BRAND_BYTES = {"logo": 512 * KIB, "icon": 128 * KIB, "touch_icon": 512 * KIB, "card": 5 * 1024 * KIB, "font": 4 * 1024 * KIB}
"""The maximum size of each kind of file in bytes: readers download them; X and Mastodon accept cards of at most 5 MB."""

MAX_SITE_STYLE_BYTES = 1024 * KIB

ICON_WIDTHS = (32, 1024)
"""The minimum and maximum width of a PNG icon in pixels."""

_FONT_FIRST_BYTES = (b"wOF2", b"wOFF", b"OTTO", b"true", b"\0\1\0\0")
"""The first bytes of font files (WOFF2 4.1, WOFF 3, OpenType 1.9 "Table directory")."""


def read_site_style(config: Config, content: Content) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the CSS that the site adds to the theme: the rules of the brand and of content/static/custom.css.

    The diagnostics are those of custom.css, and of the brand files at their settings.
    """
    diagnostics = Diagnostics(SETTINGS_FILE, wrong="E601")
    assets = {asset.path: asset for asset in content.assets if asset.path.startswith(STATIC_FOLDER)}
    for name, file in config.brand.files.items():
        _check_brand_file(name, file, assets, content, diagnostics)
    for face in config.brand.faces:
        if face.file:
            _check_brand_file("font", face.file, assets, content, diagnostics)
    style_diagnostics = Diagnostics(CUSTOM_STYLE)
    custom = _custom_style(content.real[CUSTOM_STYLE], style_diagnostics) if CUSTOM_STYLE in assets else ""
    css = "\n".join(part for part in (brand_css(config.brand), custom) if part)
    return css, (*diagnostics.found, *style_diagnostics.found)


def _custom_style(real: str, diagnostics: Diagnostics) -> str:
    try:
        if os.stat(real).st_size > MAX_SITE_STYLE_BYTES:
            diagnostics.add(
                1, 1, "E103", f"the style sheet is larger than {MAX_SITE_STYLE_BYTES // KIB} KiB", "remove what no page needs"
            )
            return ""
        text = read_bytes(real, MAX_SITE_STYLE_BYTES).decode("utf-8-sig")
    except OSError as error:
        diagnostics.add(1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions")
        return ""
    except UnicodeDecodeError:
        diagnostics.add(1, 1, "E102", "the file is not UTF-8 text", "save it as UTF-8")
        return ""
    return "" if has_conflict(text, diagnostics) else text


def _check_brand_file(name: str, file: BrandFile, assets: Mapping[str, Asset], content: Content, diagnostics: Diagnostics) -> None:
    """Report errors in a file that a setting names."""
    path = STATIC_FOLDER + file.path
    if path not in assets:
        nearest_asset = nearest(path, assets)
        hint = (
            f"did you mean {nearest_asset.removeprefix(STATIC_FOLDER)}?" if nearest_asset else f"put the file into {STATIC_FOLDER}"
        )
        problem = f"{path} is a folder" if path in content.folders else f"there is no file {path}"
        diagnostics.add(file.line, file.column, "E601", f"{name}: {problem}", hint)
        return
    try:
        problem, hint = next(_brand_problems(name, assets[path], content.real[path]), ("", ""))
    except OSError as error:
        problem, hint = f"cannot be read: {error.strerror}", "check its permissions"
    if problem:
        diagnostics.add(file.line, file.column, "E601", f"{name}: {path} {problem}", hint)


def _brand_problems(name: str, asset: Asset, real: str) -> Iterator[tuple[str, str]]:
    """Yield the problems of a file with their hints. Raises OSError."""
    kind = name.removesuffix("_dark")
    size, max_bytes = os.stat(real).st_size, MAX_BRAND_BYTES[kind]
    if size > max_bytes:
        yield f"has {size // KIB:,} KiB, and the {kind.replace('_', ' ')} may have {max_bytes // KIB:,}", "make it smaller"
    if kind == "font":
        if not read_beginning(real, 4).startswith(_FONT_FIRST_BYTES):
            yield "is not a font", "use a WOFF2, WOFF, TrueType or OpenType file"
        return
    if asset.path.lower().endswith(".svg"):
        problem = svg_problem(read_bytes(real, max_bytes))
        if problem:
            yield problem, "save it again as a plain SVG, without scripts"
        return
    if not asset.width or not asset.is_whole:
        yield "is not an image that browsers show", "save it again"
    elif kind in ("icon", "touch_icon") and asset.width != asset.height:
        yield f"is not square ({asset.width} × {asset.height} pixels)", "make its sides equal"
    elif kind in ("icon", "touch_icon") and not ICON_WIDTHS[0] <= asset.width <= ICON_WIDTHS[1]:
        yield f"is {asset.width} pixels wide, and an icon from {ICON_WIDTHS[0]} to {ICON_WIDTHS[1]}", "192 or 512 pixels suit most"


def svg_problem(data: bytes) -> str:
    """Return why this SVG is rejected, or ''. Its scripts would run on the site when the file is opened directly."""
    from xml.parsers import expat  # few builds read a new SVG

    svg_problems: list[str] = []
    svg_elements: list[str] = []

    def start_svg_element(element: str, attributes: dict[str, str]) -> None:
        element_name = element.rpartition(":")[2].lower()
        svg_elements.append(element_name)
        if element_name == "script":
            svg_problems.append("contains a script")
        elif element_name == "foreignobject":
            svg_problems.append("contains HTML (foreignObject)")
        for attribute, value in attributes.items():
            svg_attribute = attribute.rpartition(":")[2].lower()
            if svg_attribute.startswith("on"):
                svg_problems.append(f"contains a script ({svg_attribute})")
            elif svg_attribute == "href" and value.strip().lower().startswith(("javascript:", "data:text")):
                svg_problems.append("contains a link to a script")

    def declare_svg_entity(*_: object) -> None:
        svg_problems.append("declares entities")
        raise expat.ExpatError("entities")

    svg_parser = expat.ParserCreate()
    svg_parser.StartElementHandler, svg_parser.EntityDeclHandler = start_svg_element, declare_svg_entity
    try:
        svg_parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        if not svg_problems:
            return "is not well-formed XML"
    return svg_problems[0] if svg_problems else "" if svg_elements[0] == "svg" else "is not an SVG"
