"""Colours as `#rrggbb`: read them from settings, with hints for CSS names and functions; their luminance and contrast (WCAG), the
dark or light ink on a colour, and the nearest colour with enough contrast."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml.tree import Node, Scalar, is_empty
from digest.yaml.value_readers import report_error

DARK_INK = "#141414"
LIGHT_INK = "#ffffff"
"""The text colours on a colour of the brand."""

CONTRAST = 4.5
"""The minimum contrast ratio of text and background (WCAG 2.2, 1.4.3)."""

_HEX_COLOUR = lazy_compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)

LIGHTNESS_STEPS = 1000
"""The number of lightness steps in the search for the nearest colour."""


def read_colour(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return a colour as `#rrggbb`; three digits are allowed, and `#` is optional, since it begins a comment in YAML."""
    if is_empty(node):
        return report_error(
            node, diagnostics, f"{name} is empty", f'write {name}: "#a3210f", with quotes: a # without them begins a comment'
        )
    hex_match = _HEX_COLOUR.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if not hex_match:
        css_colour = _hex_of_css(node.text) if isinstance(node, Scalar) else ""
        hint = f'write "{css_colour}"' if css_colour else 'six digits of hexadecimal, such as "#a3210f"'
        return report_error(node, diagnostics, f"{name} must be a colour", hint)
    digits = hex_match[1].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(2 * digit for digit in digits)


def _hex_of_css(css_text: str) -> str:
    """Return a CSS colour name or function, such as `teal` or `rgb(0 128 128)`, as `#rrggbb`; '' for anything else."""
    from tinycss2.color4 import parse_color  # only for the hint of an error

    try:
        css_colour = parse_color(css_text.strip()[:100])
        if css_colour is None or isinstance(css_colour, str) or not css_colour.alpha:
            return ""
        red, green, blue = (min(max(channel, 0), 1) for channel in css_colour.to("srgb").coordinates)
        return _hex_colour((red, green, blue))
    except (ValueError, NotImplementedError):  # of tinycss2: for `color()` and infinite numbers, and for `oklch()`
        return ""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_relative_luminance(one), _relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Return the ink with more contrast on this colour, or '' if its contrast is below `CONTRAST`."""
    best_ink = max((LIGHT_INK, DARK_INK), key=lambda ink: contrast(ink, colour))
    return best_ink if contrast(best_ink, colour) >= CONTRAST else ""


def nearest_with_ink(colour: str) -> str:
    """Return the colour of the same hue and the nearest lightness that has enough contrast with an ink."""
    hue, lightness, saturation = rgb_to_hls(*_colour_channels(colour))
    lightness_steps = sorted(range(LIGHTNESS_STEPS + 1), key=lambda step: abs(step / LIGHTNESS_STEPS - lightness))
    shades = (_hex_colour(hls_to_rgb(hue, step / LIGHTNESS_STEPS, saturation)) for step in lightness_steps)
    return next(shade for shade in shades if ink_on(shade))


def _colour_channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex_colour(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _relative_luminance(colour: str) -> float:
    """Return the relative luminance, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _colour_channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
