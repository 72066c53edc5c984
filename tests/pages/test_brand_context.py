"""The brand in templates: existing pictures with their sizes."""

from __future__ import annotations

from msgspec.structs import replace

from digest.config.brand_settings import BrandFile, BrandSettings
from digest.pages.brand_context import Brand, BrandPicture, brand_of
from digest.pages.output_files import Asset
from tests.values import CONFIG


def brand(**files: str) -> Brand:
    """Return the brand with these files; all exist except `missing.png`."""
    settings = BrandSettings(color="#112233", color_dark="#445566", scheme="dark")
    settings = replace(settings, **{name: BrandFile(path, 1, 1) for name, path in files.items()})
    assets = [Asset(f"content/static/{path}", "hash", 300, 96) for path in ("a b.png", "icon.PNG", "touch.png", "icon.svg")]
    return brand_of(replace(CONFIG, brand=settings), assets)


def test_existing_pictures_have_url_and_size():
    found = brand(logo="a b.png", logo_dark="missing.png", card="touch.png")
    assert found.logo == BrandPicture("/repo/a%20b.png", 300, 96) and found.card == BrandPicture("/repo/touch.png", 300, 96)
    assert (found.logo_dark, found.icon, found.touch_icon) == (None, None, None)
    assert (found.color, found.color_dark, found.scheme) == ("#112233", "#445566", "dark")


def test_png_icon_is_also_the_touch_icon_unless_one_is_set():
    png, touch = BrandPicture("/repo/icon.PNG", 300, 96), BrandPicture("/repo/touch.png", 300, 96)
    assert (brand(icon="icon.PNG").icon, brand(icon="icon.PNG").touch_icon) == (png, png)
    assert brand(icon="icon.PNG", touch_icon="touch.png").touch_icon == touch
    assert brand(icon="icon.svg").touch_icon is None
