"""The files of a theme as published in /assets/: hashed names, and style sheets with the CSS of brand and site appended, minified
now or taken from an earlier build by key; other files unchanged. `stylesheet.py` minifies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.cache_keys import style_key
from digest.hashing import content_hash
from digest.pages.output_files import File
from digest.rendering.stylesheet import STYLE_SHEET, minified
from digest.rendering.theme import Theme, asset_path


def published_assets(
    theme: Theme,
    styles: Mapping[str, str],
    added_css: str = "",
    earlier: Mapping[str, str] = MappingProxyType({}),
    program: str = "",
    *,
    plain: bool = False,
) -> tuple[dict[str, File], dict[str, str]]:
    """Return the published files of the theme by their path in static/, and the minified style sheets by `style_key`.

    `styles` has the texts of the style sheets by path. `added_css` is appended to `style.css`. `earlier` has minified style sheets
    of earlier calls, also of other versions of digest: minifying one takes 50 ms. See `asset_path` for `plain`.
    """
    minified_by_key: dict[str, str] = {}

    def cached_minified(css: str) -> str:
        key = style_key(program, css)
        minified_by_key[key] = earlier[key] if key in earlier else minified(css)
        return minified_by_key[key]

    static_files = dict(theme.static)
    if added_css:
        static_files.setdefault(STYLE_SHEET, File(STYLE_SHEET, "the style sheet of the brand", ""))
    published_files: dict[str, File] = {}
    for name, file in sorted(static_files.items()):
        css_texts = [styles[name]] if name in styles else []
        css_texts += [added_css] if name == STYLE_SHEET and added_css else []
        # Each part is minified separately, so that a syntax error in one does not affect the other.
        css_bytes = "\n".join(map(cached_minified, css_texts)).encode() if css_texts else None
        asset_hash = file.hash if css_bytes is None else content_hash(css_bytes)
        published_files[name] = File(asset_path(name, asset_hash, plain=plain), file.origin, asset_hash, data=css_bytes)
    return published_files, minified_by_key
