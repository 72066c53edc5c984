"""`digest themes`: list the bundled themes and those in themes/, each with title, location, parent theme, licence, screenshot, and
its options with kind, default and meaning; and report the themes that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from digest.command_options import State, shared_options
from digest.diagnostics import Diagnostic
from digest.errors import ConfigError, ContentError, UsageError
from digest.files.file_states import Scan
from digest.inputs.theme_files import THEMES_FOLDER, ThemeFiles, bundled_themes, read_theme, site_themes
from digest.output_paths import printable
from digest.rendering.theme import BASE_THEME
from digest.rendering.theme_options import Option


@click.command("themes")
@shared_options
@click.pass_obj
def command(state: State, /) -> None:
    """List the themes that a site can have, with their options: those that come with digest, and those in its themes/."""
    root = Path(os.path.abspath(state.root))
    bundled, own_names = bundled_themes(), site_themes(root)
    theme_diagnostics: list[Diagnostic] = []
    for name in sorted({*bundled, *own_names}):
        try:
            theme = read_theme(root, name, Scan(root, {}))
        except (ContentError, ConfigError) as error:
            theme_diagnostics += error.diagnostics
        except UsageError as error:  # it extends itself
            theme_diagnostics.append(Diagnostic(f"{THEMES_FOLDER}/{name}/theme.yml", 1, 1, "E503", error.message, error.hint))
        else:
            for line in described_theme(name, theme, is_bundled=name in bundled, is_own=name in own_names):
                click.echo(line)
    if theme_diagnostics:
        raise ContentError(diagnostics=theme_diagnostics)


def described_theme(name: str, theme_files: ThemeFiles, *, is_bundled: bool, is_own: bool) -> Iterator[str]:
    """Yield the lines that describe a theme: name, location, parent theme; then its screenshot and its options."""
    metadata, theme = theme_files.metadata, theme_files.theme
    title = f" ({metadata.title})" if metadata.title and metadata.title.casefold() != name.casefold() else ""
    theme_places = [
        *([f"comes with digest{', under all others' if name == BASE_THEME else ''}"] if is_bundled else []),
        *([f"in {THEMES_FOLDER}/{name}/"] if is_own else []),
    ]
    theme_facts = [" and ".join(theme_places), *([f"extends {metadata.extends}"] if metadata.extends else [])]
    theme_facts += [f"licence {metadata.license}"] if metadata.license else []
    yield printable(f"{name}{title}: {', '.join(theme_facts)}")
    if metadata.screenshot:
        yield printable(f"  how it looks: {metadata.screenshot}")
    for option, declared in sorted(theme.options.items()):
        yield printable(f"  {option}: {_option_kind(declared)}, {_shown_value(declared.default)} by default")
        if declared.meaning:
            yield printable(f"    {declared.meaning}")


def _option_kind(option: Option) -> str:
    return " | ".join(option.choices) if option.kind == "choice" else "true | false" if option.kind == "flag" else option.kind


def _shown_value(value: bool | int | str) -> str:
    """Return a value in the form of digest.yml."""
    return str(value).lower() if isinstance(value, bool) else str(value) if value not in ("",) else '""'
