"""Plausible mistakes in the setting `brand`: CSS colours, and invalid fonts."""

from __future__ import annotations

import pytest

from digest.config.setting_table import read_config
from digest.errors import ConfigError


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("teal", 'write "#008080"'),
        ("RebeccaPurple", 'write "#663399"'),
        ("'rgb(11, 114, 133)'", 'write "#0b7285"'),
        ("'hsl(0 100% 50%)'", 'write "#ff0000"'),
        ("'#0b7285ff'", 'write "#0b7285"'),
        ("transparent", 'six digits of hexadecimal, such as "#a3210f"'),
        ("currentcolor", 'six digits of hexadecimal, such as "#a3210f"'),
        ("'hwb(0 0% 0%)'", 'write "#ff0000"'),
        ("'rgb(300 0 -5)'", 'write "#ff0000"'),
        ("'oklch(0.7 0.1 200)'", 'six digits of hexadecimal, such as "#a3210f"'),
        ("'lab(50 40 20)'", 'six digits of hexadecimal, such as "#a3210f"'),
        ("color()", 'six digits of hexadecimal, such as "#a3210f"'),
        ("'hsl(1e999 1e999 1e999)'", 'six digits of hexadecimal, such as "#a3210f"'),
        ("nice", 'six digits of hexadecimal, such as "#a3210f"'),
        (f"'rgb({' ' * 60}11, 114, 133)'", 'write "#0b7285"'),
        (f"'rgb({' ' * 100}11, 114, 133)'", 'six digits of hexadecimal, such as "#a3210f"'),  # long texts take seconds
    ],
)
def test_the_hint_for_a_css_colour_is_its_hex_code(written: str, hint: str):
    with pytest.raises(ConfigError) as caught:
        read_config(f"title: T\nbase_url: https://example.org/\nbrand: {{color: {written}}}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.hint) == ("E601", "color must be a colour", hint)


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("'Arial, Helvetica'", "serif must be one font, or a list of them", "write serif: [Arial, Helvetica]"),
        ("fonts.zip", "serif: fonts.zip is no font", "fonts are files that end with .woff2, .woff, .ttf, .otf"),
        ("Mine.js", "serif: Mine.js is no font", "fonts are files that end with .woff2, .woff, .ttf, .otf"),
        ("Mine.eot", "serif: Mine.eot is no font", "fonts are files that end with .woff2, .woff, .ttf, .otf"),
    ],
)
def test_a_list_or_a_file_is_not_read_as_a_font_name(written: str, message: str, hint: str):
    with pytest.raises(ConfigError) as caught:
        read_config(f"title: T\nbase_url: https://example.org/\nbrand: {{fonts: {{serif: {written}}}}}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.hint) == ("E601", message, hint)


@pytest.mark.parametrize(
    ("brand", "unknown"),
    [
        ("{colour: teal}", "setting of brand: colour"),
        ("{fonts: {mono: Charter}}", "setting of fonts: mono"),
        ("{fonts: {serif: {file: a.woff2, size: 1}}}", "key of a font size"),
    ],
)
def test_an_unknown_key_at_any_depth_is_an_error(brand: str, unknown: str):
    with pytest.raises(ConfigError) as caught:
        read_config(f"title: T\nbase_url: https://example.org/\nbrand: {brand}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("E601", f"unknown {unknown}")


@pytest.mark.parametrize(
    ("brand", "message"),
    [
        ("{color: nice, color_dark: '#def'}", "color must be a colour"),
        ("{logo: a.pdf, logo_dark: a.svg}", "logo must be a file that ends with"),
        ("{fonts: {serif: {file: a.svg, weight: 400}}}", "file must be a file that ends with"),
    ],
)
def test_an_invalid_value_is_not_reported_as_missing_too(brand: str, message: str):
    with pytest.raises(ConfigError) as caught:
        read_config(f"title: T\nbase_url: https://example.org/\nbrand: {brand}\n")
    (found,) = caught.value.diagnostics
    assert found.message.startswith(message)
