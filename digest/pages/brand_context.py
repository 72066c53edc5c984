"""The values of the brand that pages show: its pictures with their sizes, and its colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from digest.config.brand_settings import STATIC_FOLDER
from digest.config.config import Config
from digest.urls import url_of

if TYPE_CHECKING:
    from digest.pages.output_files import Asset

CUSTOM_STYLE = f"{STATIC_FOLDER}custom.css"
"""The style sheet of the site: it is appended to the theme's, and not published by itself."""


class BrandPicture(Struct, frozen=True, array_like=True):
    """A picture of the brand: its path on the site, and its size in pixels (0 for an SVG without one)."""

    url: str
    width: int = 0
    """In pixels; 0 if unknown."""
    height: int = 0
    """In pixels; 0 if unknown."""


class Brand(Struct, frozen=True, array_like=True):
    """The colours and pictures by which readers recognise the site: the setting `brand`."""

    color: str = ""
    """The colour of the marker as `#rrggbb`; '' for the theme's. The style sheet has it as `--brand`."""
    color_dark: str = ""
    """The colour of the dark scheme; '' for the same."""
    logo: BrandPicture | None = None
    """The logo, which replaces the title."""
    logo_dark: BrandPicture | None = None
    """The logo of the dark scheme; None for the same."""
    icon: BrandPicture | None = None
    """The icon of the site; None for the theme's."""
    touch_icon: BrandPicture | None = None
    """A square PNG for home screens."""
    card: BrandPicture | None = None
    """The picture that social networks show with pages without one."""
    scheme: str = "system"
    """`system`, `light` or `dark`: the colours for readers who have not chosen any."""


def brand_of(config: Config, assets: Iterable[Asset]) -> Brand:
    """The brand with the files that there are; `inputs/brand_files.py` says what is wrong with the others."""
    brand_files = config.brand.files
    wanted_paths = {STATIC_FOLDER + file.path for file in brand_files.values()}
    brand_assets = {asset.path: asset for asset in assets if asset.path in wanted_paths}
    pictures: dict[str, BrandPicture] = {}
    for name, file in brand_files.items():
        asset = brand_assets.get(STATIC_FOLDER + file.path)
        if asset:
            url = config.base_path + url_of(file.path)
            pictures[name] = BrandPicture(url, asset.width, asset.height)
    icon = pictures.get("icon")
    if icon and icon.url.lower().endswith(".png"):
        pictures.setdefault("touch_icon", icon)
    return Brand(config.brand.color, config.brand.color_dark, scheme=config.brand.scheme, **pictures)
