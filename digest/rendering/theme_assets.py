"""The files of a theme as they are published in /assets/: style sheets with the additions of the site, all others unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from digest.cache_keys import style_key
from digest.hashing import content_hash
from digest.pages.output_files import File
from digest.rendering.stylesheet import STYLE_SHEET, minified
from digest.rendering.theme import Theme, asset_path


def assets_of(
    theme: Theme,
    styles: Mapping[str, str],
    added_css: str = "",
    earlier: Mapping[str, str] = MappingProxyType({}),
    program: str = "",
    *,
    plain: bool = False,
) -> tuple[dict[str, File], dict[str, str]]:
    """The files of the theme by their names in static/; and its minified style sheets by the `style_key` of their texts.

    `styles` are the texts of its style sheets by name, `added_css` is what the site adds to `style.css`. `earlier` are the minified
    style sheets of an earlier call, by this program or another one: to minify one takes 50 ms. `plain` as in `asset_path`.
    """
    short_texts: dict[str, str] = {}

    def short(css: str) -> str:
        key = style_key(program, css)
        short_texts[key] = earlier[key] if key in earlier else minified(css)
        return short_texts[key]

    files = dict(theme.static)
    if added_css:
        files.setdefault(STYLE_SHEET, File(STYLE_SHEET, "the style sheet of the brand", ""))
    published: dict[str, File] = {}
    for name, file in sorted(files.items()):
        css_texts = [styles[name]] if name in styles else []
        css_texts += [added_css] if name == STYLE_SHEET and added_css else []
        data = (
            "\n".join(map(short, css_texts)).encode() if css_texts else None
        )  # what is wrong in one part does not reach the other
        hash = file.hash if data is None else content_hash(data)
        published[name] = File(asset_path(name, hash, plain=plain), file.origin, hash, data=data)
    return published, short_texts
