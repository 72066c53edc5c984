"""The brand values for templates, from the setting `brand` and the files that exist: logo, icons and card picture with their sizes,
colours and colour scheme. It also names the site's own custom.css."""

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
"""The style sheet of the site. It is appended to the theme's and not published as a file of its own."""


class BrandPicture(Struct, frozen=True, array_like=True):
    """A picture of the brand: its path on the site and its size in pixels (0 for an SVG without a size)."""

    url: str
    width: int = 0
    """In pixels; 0 if unknown."""
    height: int = 0
    """In pixels; 0 if unknown."""


class Brand(Struct, frozen=True, array_like=True):
    """The colours and pictures by which readers recognise the site: the setting `brand`."""

    color: str = ""
    """The brand colour as `#rrggbb`; '' for the theme's. In style sheets it is `--brand`."""
    color_dark: str = ""
    """The brand colour in the dark scheme; '' for the same."""
    logo: BrandPicture | None = None
    """The logo, which replaces the title."""
    logo_dark: BrandPicture | None = None
    """The logo of the dark scheme; None for the same."""
    icon: BrandPicture | None = None
    """The icon of the site; None for the theme's."""
    touch_icon: BrandPicture | None = None
    """A square PNG for home screens."""
    card: BrandPicture | None = None
    """The picture that social networks show for pages without a picture."""
    scheme: str = "system"
    """`system`, `light` or `dark`: the colour scheme for readers who have not chosen one."""


def brand_of(config: Config, assets: Iterable[Asset]) -> Brand:
    """Return the brand with the files that exist; `inputs/brand_files.py` reports missing and invalid ones."""
    brand_files = config.brand.files
    wanted_paths = {STATIC_FOLDER + brand_file.path for brand_file in brand_files.values()}
    brand_assets = {brand_asset.path: brand_asset for brand_asset in assets if brand_asset.path in wanted_paths}
    brand_pictures: dict[str, BrandPicture] = {}
    for name, brand_file in brand_files.items():
        brand_asset = brand_assets.get(STATIC_FOLDER + brand_file.path)
        if brand_asset:
            url = config.base_path + url_of(brand_file.path)
            brand_pictures[name] = BrandPicture(url, brand_asset.width, brand_asset.height)
    icon = brand_pictures.get("icon")
    if icon and icon.url.lower().endswith(".png"):
        brand_pictures.setdefault("touch_icon", icon)
    return Brand(config.brand.color, config.brand.color_dark, scheme=config.brand.scheme, **brand_pictures)
