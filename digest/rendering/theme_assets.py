"""The files of a theme as published in /assets/: style sheets minified and with the site's additions, other files unchanged."""

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

    files = dict(theme.static)
    if added_css:
        files.setdefault(STYLE_SHEET, File(STYLE_SHEET, "the style sheet of the brand", ""))
    published: dict[str, File] = {}
    for name, file in sorted(files.items()):
        css_texts = [styles[name]] if name in styles else []
        css_texts += [added_css] if name == STYLE_SHEET and added_css else []
        # Each part is minified separately, so that a syntax error in one does not affect the other.
        data = "\n".join(map(cached_minified, css_texts)).encode() if css_texts else None
        hash = file.hash if data is None else content_hash(data)
        published[name] = File(asset_path(name, hash, plain=plain), file.origin, hash, data=data)
    return published, minified_by_key
