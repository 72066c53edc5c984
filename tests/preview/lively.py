"""A site whose theme has what themes may have: a script that changes the page, nested style sheets, a search box, <details>."""

from __future__ import annotations

import struct
import zlib

from tests import sites

BASE = """\
<!doctype html>
<html lang="{{ site.language }}" class="theme">
<head>
<meta charset="utf-8">
<title>{{ page.title }} | {{ site.title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ site.assets['style.css'] }}">
<link rel="icon" href="{{ site.assets['icon.svg'] }}">
<script src="{{ site.assets['theme.js'] }}" defer></script>
</head>
<body>
<header>
<nav>{% for link in site.nav %}<a href="{{ link.url }}">{{ link.name }}</a>
{% endfor %}</nav>
<form><input id="query" placeholder="{{ site.strings.tags }}"></form>
<details id="more"><summary>More</summary><p>About {{ site.title }}</p></details>
</header>
<main>
{% block main %}{% endblock %}
</main>
{% include "parts/foot.html" %}
</body>
</html>
"""
SCRIPT = """\
document.documentElement.classList.add("is-scripted");
const player = document.createElement("div");
player.id = "player";
document.querySelector("main").prepend(player);
let seconds = 0;
setInterval(() => { player.dataset.seconds = seconds += 1; }, 1000000);
"""
ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="{}"/></svg>'
LONG = "\n\n".join(f"Paragraph {number}. " + "All work and no play. " * 12 for number in range(40))
PICTURED = "content/2026/pictured.md"
"""An article with a picture beside it."""


def picture(red: int, width: int = 8) -> bytes:
    """Return a PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, 0, 0)) * width) * width
    head = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def site(**theme: str) -> dict[str, str | bytes]:
    """Return the site's files. `theme` has templates that replace its own, by name without `.html`."""
    files = sites.tiny() | {
        "content/2026/long.md": sites.article("Long", "2026-02-10", body=LONG, tags="[even]"),
        PICTURED: sites.article("Pictured", "2026-02-11", body="![A square](square.png)"),
        "content/2026/square.png": picture(250),
        "themes/plain/templates/base.html": BASE,
        "themes/plain/static/style.css": '@import "colours.css";\nbody { margin: 2em; background: url(back.svg); }\n',
        "themes/plain/static/colours.css": "h1 { color: rgb(1, 1, 1); }\n",
        "themes/plain/static/back.svg": ICON.format("#eee"),
        "themes/plain/static/icon.svg": ICON.format("red"),
        "themes/plain/static/theme.js": SCRIPT,
    }
    return files | {f"themes/plain/templates/{name}.html": text for name, text in theme.items()}
