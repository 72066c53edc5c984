"""How digest was installed (pip, pipx, uv), which determines the command to add a package; and the documents in the package that
`digest help` prints: their folder, names and texts."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from digest.installation.program_key import PACKAGE_FOLDER


def documents_folder(package: Path) -> Path:
    """Return the folder of the documents: inside the package for a wheel, beside it for a checkout or an editable install."""
    wheel_folder, checkout_folder = package / "_docs", package.parent / "docs"
    return checkout_folder if checkout_folder.is_dir() and not wheel_folder.is_dir() else wheel_folder


DOCUMENTS_FOLDER = documents_folder(PACKAGE_FOLDER)

REFERENCE_PAGES = tuple(
    f"reference/{name}.md"
    for name in ("commands", "settings", "front-matter", "markdown", "registries", "import", "output", "templates", "diagnostics")
)
"""The pages of the reference, in the order of its table of contents."""

CARRIED_DOCUMENTS = (*REFERENCE_PAGES, "guides/extend.md")
"""The documents in a wheel, which `digest help` prints."""


def install_command(requirement: str) -> str:
    """Return the command that installs this requirement into the environment in which digest runs."""
    environment, quoted_requirement = Path(sys.prefix), shlex.quote(requirement)
    is_active = os.environ.get("VIRTUAL_ENV") == sys.prefix
    if (environment / "pipx_metadata.json").exists():  # pipx's own record of the environment
        return f"pipx inject {shlex.quote(environment.name)} {quoted_requirement}"
    # Environments of `uv tool` and `uv venv` have no pip.
    if (environment / "uv-receipt.toml").exists() or "\nuv = " in f"\n{_read_pyvenv_cfg(environment)}":
        return (
            f"uv pip install {quoted_requirement}"
            if is_active
            else f"uv pip install --python {shlex.quote(sys.executable)} {quoted_requirement}"
        )
    return (
        f"pip install {quoted_requirement}" if is_active else f"{shlex.quote(sys.executable)} -m pip install {quoted_requirement}"
    )


def _read_pyvenv_cfg(environment: Path) -> str:
    """Return the text of pyvenv.cfg (PEP 405); '' outside a virtual environment."""
    try:
        return (environment / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def document(name: str) -> str:
    """Return the text of a document. Raises OSError."""
    return (DOCUMENTS_FOLDER / name).read_text(encoding="utf-8")
