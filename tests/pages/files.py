"""Files in content/ that are no articles, as values."""

from __future__ import annotations

from digest.pages.links import ContentFile

PICTURE = ContentFile("content/pic.png", "hash of the picture", 30, 20, 1234)
STATIC_PICTURE = ContentFile("content/static/logo.svg", "hash of the logo", size=99)
ROBOTS = ContentFile("content/static/robots.txt", "hash of robots")
