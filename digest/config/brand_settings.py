"""The setting `brand`: tables, structs and readers for colours with enough contrast, logos, icons, the card and fonts (faces with
weight and style, generic families), with paths in content/static/ (invalid paths, wrong endings) and the colour scheme.
`brand_files.py` checks the files themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest.config.colours import CONTRAST, ink_on, nearest_with_ink, read_colour
from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar, items_of
from digest.yaml.value_readers import report_error

FONT_ENDINGS = (".woff2", ".woff", ".ttf", ".otf")

GENERIC_FONTS = frozenset(
    {"serif", "sans-serif", "monospace", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"}
)
"""Generic font families (CSS Fonts 4, 2.1.4), which CSS writes without quotes."""

_BRAND_FILE_NAME = lazy_compile(r"\S+\.[A-Za-z0-9]{2,5}", re.ASCII)
"""A text that looks like a file name, not like the name of a font."""

_FONT_NAME = lazy_compile(r"[^\x00-\x1f\x7f\"'\\;{}<>@]{1,100}")

_FONT_WEIGHT = lazy_compile(r"[1-9]\d{0,2}(?: [1-9]\d{0,2})?", re.ASCII)

STATIC_FOLDER = "content/static/"
"""The folder of static files, which are published at the root of the site."""


class BrandFile(Struct, frozen=True):
    """A file in content/static/ that a setting names: its path, and the position of the setting."""

    path: str
    line: int = 0
    column: int = 0


class FontFace(Struct, frozen=True):
    """A font: the name of an installed font, or a file of the site with its weights and style."""

    name: str = ""
    file: BrandFile | None = None
    weight: str = "400"
    style: str = "normal"


class Fonts(Struct, frozen=True):
    """The fonts of the site in order of preference; the theme's fonts follow."""

    serif: tuple[FontFace, ...] = ()
    sans: tuple[FontFace, ...] = ()


class BrandSettings(Struct, frozen=True):
    """The values of the setting `brand`; for empty values the theme's are used."""

    color: str = ""
    """As `#rrggbb`."""
    color_dark: str = ""
    logo: BrandFile | None = None
    logo_dark: BrandFile | None = None
    icon: BrandFile | None = None
    touch_icon: BrandFile | None = None
    card: BrandFile | None = None
    fonts: Fonts = Fonts()
    scheme: str = "system"

    @property
    def files(self) -> dict[str, BrandFile]:
        """The configured images by the name of their setting."""
        images = {name: getattr(self, name) for name in ("logo", "logo_dark", "icon", "touch_icon", "card")}
        return {name: file for name, file in images.items() if file}

    @property
    def faces(self) -> Iterator[FontFace]:
        """All fonts."""
        yield from (*self.fonts.serif, *self.fonts.sans)


def _brand_color(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return a colour that has enough contrast with the dark or the light ink."""
    colour = read_colour(node, name, diagnostics)
    if colour and not ink_on(colour):
        message = f"{name}: neither dark nor light letters have a contrast of {CONTRAST}:1 with {colour}"
        return report_error(node, diagnostics, message, f'the nearest colour that works is "{nearest_with_ink(colour)}"')
    return colour


def _brand_path_error(path: str) -> str:
    """Return why this is not a path in content/static/, or ''."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path) or "\\" in path:
        return "must be a file of the site"
    if ".." in path.split("/"):
        return f"leads out of {STATIC_FOLDER}"
    return ""


def _brand_file(*endings: str) -> value_readers.ValueReader:
    """Return a reader of paths in content/static/ with one of these extensions."""

    def read_brand_file(node: Node, name: str, diagnostics: Diagnostics) -> BrandFile | None:
        brand_path = value_readers.read_text_value(node, name, diagnostics)
        if brand_path is None:
            return None
        hint = f"put the file into {STATIC_FOLDER}, and write its path there, such as {name.replace('_', '-')}{endings[0]}"
        brand_path = brand_path.removeprefix(STATIC_FOLDER)
        brand_problem = _brand_path_error(brand_path)
        if not brand_problem and not brand_path.lower().endswith(endings):
            brand_problem = (
                f"must be a file that ends with {', '.join(endings[:-1])} or {endings[-1]}"
                if endings[1:]
                else f"must be a {endings[0]}"
            )
        if brand_problem:
            return report_error(node, diagnostics, f"{name} {brand_problem}", hint)
        return BrandFile(brand_path.lstrip("/"), node.line, node.column)

    return read_brand_file


def _read_font_weight(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    weight_text = " ".join(node.text.split()) if isinstance(node, Scalar) else ""
    if not _FONT_WEIGHT.fullmatch(weight_text):
        return report_error(node, diagnostics, f"{name} must be a weight", "for example 700, or 200 900 for a variable font")
    return weight_text


FACE_FIELDS = table(
    Field("file", _brand_file(*FONT_ENDINGS), "the file, in `content/static/`"),
    Field(
        "weight", _read_font_weight, "its weight, such as `700`; for a variable font the lowest and the highest, such as `200 900`"
    ),
    Field("style", value_readers.choice("normal", "italic"), "`normal` or `italic`"),
)


def _read_font_faces(node: Node, name: str, diagnostics: Diagnostics) -> tuple[FontFace, ...] | None:
    """Read one font or a list of fonts."""
    faces = [_read_font_face(font_node, name, diagnostics) for font_node in items_of(node)]
    return tuple(face for face in faces if face) or None


def _read_font_face(node: Node, name: str, diagnostics: Diagnostics) -> FontFace | None:
    if isinstance(node, tree.Mapping):
        face_values = schema.read_fields(node, FACE_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind="key of a font")
        if "file" not in node.entries:
            return report_error(node, diagnostics, f"{name}: a font needs its file", "write {file: fonts/name.woff2, weight: 700}")
        return FontFace(**face_values) if "file" in face_values else None
    face_text = value_readers.read_text_value(node, name, diagnostics)
    if face_text is None:
        return None
    if face_text.lower().endswith(FONT_ENDINGS) or "/" in face_text:
        file = _brand_file(*FONT_ENDINGS)(node, name, diagnostics)
        return FontFace(file=file) if file else None
    if "," in face_text:
        font_names = ", ".join(part.strip() for part in face_text.split(","))
        return report_error(node, diagnostics, f"{name} must be one font, or a list of them", f"write {name}: [{font_names}]")
    if _BRAND_FILE_NAME.fullmatch(face_text):
        return report_error(
            node, diagnostics, f"{name}: {face_text} is no font", f"fonts are files that end with {', '.join(FONT_ENDINGS)}"
        )
    if not _FONT_NAME.fullmatch(face_text):
        return report_error(
            node, diagnostics, f"{name} must be the name of a font, or a file", "for example Charter, or fonts/name.woff2"
        )
    return FontFace(face_text)


FONT_FIELDS = table(
    Field(
        "serif",
        _read_font_faces,
        "for headlines and texts: the name of an installed font, a file in `content/static/`, or a list of these",
        max_values=20,
    ),
    Field("sans", _read_font_faces, "for outlets, labels and menus; as for `serif`", max_values=20),
)

_BRAND_IMAGE_ENDINGS = (".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif")


def _read_fonts(node: Node, name: str, diagnostics: Diagnostics) -> Fonts | None:
    if not isinstance(node, tree.Mapping):
        return report_error(node, diagnostics, f"{name} must be a mapping", f"write {name}: {{serif: Charter}}")
    return Fonts(**schema.read_fields(node, FONT_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind="setting of fonts:"))


BRAND_FIELDS = table(
    Field(
        "color",
        _brand_color,
        'the colour of the marker, such as `"#ffd43b"`; the build chooses dark or light letters on it',
        needs_value=True,
    ),
    Field("color_dark", _brand_color, "another one for the dark scheme", needs_value=True),
    Field("logo", _brand_file(*_BRAND_IMAGE_ENDINGS), "a picture that replaces the title; the title is its alternative text"),
    Field("logo_dark", _brand_file(*_BRAND_IMAGE_ENDINGS), "another one for the dark scheme"),
    Field("icon", _brand_file(".svg", ".png"), "the icon of the site in tabs and bookmarks, SVG or a square PNG"),
    Field("touch_icon", _brand_file(".png"), "a square PNG for home screens; if left out, an `icon` that is a PNG"),
    Field(
        "card",
        _brand_file(".png", ".jpg", ".jpeg", ".webp", ".gif"),
        "the picture that social networks show with pages that have none of their own; 1200 × 630 pixels suit most",
    ),
    Field("fonts", _read_fonts, "see [fonts](#fonts)"),
    Field(
        "scheme",
        value_readers.choice("system", "light", "dark"),
        "the colours for readers who have not chosen any: `system`, `light` or `dark`",
    ),
)
"""The settings below `brand`."""


def read_brand(node: Node, name: str, diagnostics: Diagnostics) -> BrandSettings | None:
    """Read the mapping of the setting `brand`; a reader of `schema`."""
    if not isinstance(node, tree.Mapping):
        return report_error(
            node, diagnostics, f"{name} must be a mapping", f'write {name}: and below it, indented, color: "#a3210f"'
        )
    brand_values: dict[str, Any] = schema.read_fields(
        node, BRAND_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind=f"setting of {name}:"
    )
    for dark_name, light_name in (("color_dark", "color"), ("logo_dark", "logo")):
        if dark_name in brand_values and light_name not in node.entries:
            dark_node = node.get(dark_name) or node
            return report_error(
                dark_node, diagnostics, f"{dark_name} needs {light_name}", f"add {light_name}: for the light scheme"
            )
    return BrandSettings(**brand_values)


def without_positions(brand: BrandSettings) -> BrandSettings:
    """Return the settings without their lines and columns."""

    def without_position(file: BrandFile | None) -> BrandFile | None:
        return BrandFile(file.path) if file else None

    def faces(font_faces: tuple[FontFace, ...]) -> tuple[FontFace, ...]:
        return tuple(replace(face, file=without_position(face.file)) for face in font_faces)

    fonts = Fonts(faces(brand.fonts.serif), faces(brand.fonts.sans))
    return replace(brand, fonts=fonts, **{name: without_position(file) for name, file in brand.files.items()})
