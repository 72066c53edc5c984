"""Test cases for bad inputs: the exact message, the exit code, and an unchanged output folder.

A case has files that are written into a built site, and the expected output of the next `digest build`. The numbers in the names of
the cases refer to the original list of bad inputs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from tests.conftest import Ran, put_files, run_digest

NOW = "2026-02-01"
BAD = "content/2026/01/bad.md"
OTHER = "content/2026/01/other.md"
PAGE = "2026/01/10/bad/index.html"

SETTINGS = "title: Test\nbase_url: https://example.org/d/\ntimezone: Asia/Seoul\ntheme: tiny\n"
TEMPLATES = "themes/tiny/templates"

GOOD = {
    "digest.yml": SETTINGS,
    "content/topics.yml": "life: Life\nscience: Science\n",
    "content/sources.yml": "gazette: {name: Bytown Gazette, domain: example.com}\n",
    "content/2026/01/good.md": "---\ntitle: Good\ndate: 2026-01-10\ntopic: life\nsource: gazette\n---\nGood text.\n",
    "themes/tiny/theme.yml": "name: Tiny\n",
    f"{TEMPLATES}/base.html": "<!doctype html><title>{{ page.title }}</title>{% block main %}{% endblock %}\n",
    f"{TEMPLATES}/article.html": """\
{% extends "base.html" %}
{% block main %}
<h1>{{ page.title }}</h1>
{% if page.image %}
<img src="{{ page.image.url }}" alt="{{ page.image.alt }}" width="{{ page.image.width }}" height="{{ page.image.height }}">
{% endif %}
{% for tag in page.tags %}
<a href="{{ tag.url }}">{{ tag.name }}</a>
{% endfor %}
{{ html(page.body) }}
{% endblock %}
""",
    f"{TEMPLATES}/page.html": '{% extends "base.html" %}{% block main %}{{ html(page.body) }}{% endblock %}\n',
    f"{TEMPLATES}/front.html": '{% extends "base.html" %}\n',
    f"{TEMPLATES}/list.html": """\
{% extends "base.html" %}
{% block main %}
{% for card in page.cards %}
{{ card.url }}
{% endfor %}
{% endblock %}
""",
    f"{TEMPLATES}/tags.html": '{% extends "base.html" %}\n',
    f"{TEMPLATES}/search.html": '{% extends "base.html" %}\n',
    f"{TEMPLATES}/404.html": '{% extends "base.html" %}\n',
    f"{TEMPLATES}/feed.xml": "<feed>{% for e in page.entries %}{{ e.id }}\n{{ html(e.content) }}{% endfor %}</feed>\n",
    f"{TEMPLATES}/sitemap.xml": "<urlset>{% for entry in page.entries %}{{ entry.url }}\n{% endfor %}</urlset>\n",
}
"""A site that builds without diagnostics, with its own theme, so that the tests do not depend on another theme."""


def article(more: str = "", body: str = "Text.\n", **fields: str | None) -> str:
    """Return a valid article: title, date, topic and source in lines 2 to 5, `more` from line 6, the text from line 7."""
    head = {"title": "T", "date": "2026-01-10", "topic": "life", "source": "gazette"} | fields
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in head.items() if value is not None) + f"{more}---\n{body}"


class Case(NamedTuple):
    """One bad input, and the expected result of a build."""

    name: str
    files: dict[str, str | bytes]
    message: str
    """The expected standard error without the last line, which counts the errors."""
    code: int
    shows: tuple[str, ...]
    """Texts that `page` contains if the build succeeds."""
    page: str
    prepare: Callable[[Path], object]
    arguments: tuple[str, ...]
    env: dict[str, str]

    @property
    def printed(self) -> str:
        """The complete expected standard error."""
        if self.code == 0 or self.message.startswith("digest: "):
            return self.message
        errors, warnings = (len(re.findall(rf"^\S.*:\d+:\d+: {kind}\d", self.message, re.MULTILINE)) for kind in "EW")
        counted = f"{errors} error{'s' * (errors != 1)}" if errors else f"{warnings} warning{'s' * (warnings != 1)}, and --strict"
        return f"{self.message}digest: {counted}: nothing was written\n"


def case(
    name: str,
    files: str | bytes | dict[str, str | bytes],
    message: str = "",
    *arguments: str,
    code: int | None = None,
    shows: str | tuple[str, ...] = (),
    page: str = PAGE,
    prepare: Callable[[Path], object] = lambda folder: None,
    env: dict[str, str] | None = None,
) -> Case:
    """Return a case. `files` may be the text of a single article; diagnostics in `message` then need no path."""
    message = dedent(message).strip("\n")
    message = re.sub(r"^(?=\d+:\d+: )", f"{BAD}:", message, flags=re.MULTILINE) + "\n" * bool(message)
    files = {BAD: files} if isinstance(files, str | bytes) else files
    if code is None:
        code = 1 if re.search(r"^\S.*:\d+:\d+: E\d", message, re.MULTILINE) else 0
    return Case(name, files, message, code, (shows,) if isinstance(shows, str) else shows, page, prepare, arguments, env or {})


def run_build(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Ran:
    """Build the site in this folder at `NOW`, in one process; other tests cover workers."""
    return run_digest(folder, "build", "-j1", "--now", NOW, *arguments, env=env)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return the state of everything below a folder, by path: file type and permissions, modification time, content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = bytes(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (status.st_mode, 0 if path.is_dir() else status.st_mtime_ns, content)
    return found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A valid, built site. Tests must copy it before they change it."""
    folder = put_files(tmp_path_factory.mktemp("good") / "site", GOOD)
    ran = run_build(folder)
    assert (ran.code, ran.err) == (0, ""), ran
    return folder


@pytest.fixture
def good(built: Path, tmp_path: Path) -> Path:
    """A copy of the valid, built site."""
    return Path(shutil.copytree(built, tmp_path / "site", symlinks=True))


@pytest.fixture
def check(good: Path) -> Callable[[Case], None]:
    """Returns a function that tests a case: messages, exit code, and that the output is unchanged or contains `shows`."""

    def try_case(case: Case) -> None:
        before = snapshot(good / "site")
        put_files(good, case.files)
        case.prepare(good)
        ran = run_build(good, *case.arguments, env=case.env)
        assert ran.err == case.printed
        assert ran.code == case.code
        if case.code:
            assert ran.out == ""
            assert snapshot(good / "site") == before
            assert not (good / ".digest/staging").exists()
        else:
            assert ran.out.splitlines()[-1].startswith("built ")
            shown = (good / "site" / case.page).read_text(encoding="utf-8") if case.shows else ""
            for text in case.shows:
                assert text in shown

    return try_case
