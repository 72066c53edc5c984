"""Assets for tests: files in content/ that are not articles."""

from __future__ import annotations

from digest.pages.output_files import Asset

PICTURE = Asset("content/pic.png", "hash of the picture", 30, 20, 1234)
STATIC_PICTURE = Asset("content/static/logo.svg", "hash of the logo", size=99)
ROBOTS = Asset("content/static/robots.txt", "hash of robots")
