"""Generate the sections of docs/reference/diagnostics.md, one for each code, with the output of their examples."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from digest.diagnostics import DIAGNOSTIC_CODES
from digest.installation.program_key import installed_version
from digest.output import picture_encoder
from tests.conftest import put_files, run_digest
from tests.docs.examples import EXAMPLES, NOW, SITE, STATUS, Example, Files

KINDS = {"E": "Errors", "W": "Warnings", "N": "Notes"}
_PRINTED = re.compile(r"^### ([EWN]\d{3})\n(?:(?!### |```text\n)[^\n]*\n)*```text\n((?:(?!```\n)[^\n]*\n)*)", re.MULTILINE)


def sections(printed: Mapping[str, str]) -> str:
    """Return the sections of all codes: meaning, example, output, and fix."""
    examples = {example.code: example for example in EXAMPLES}
    out = []
    for kind, title in KINDS.items():
        out.append(f"## {title}")
        out += [
            _section(examples[code], DIAGNOSTIC_CODES[code], printed.get(code, ""))
            for code in sorted(DIAGNOSTIC_CODES)
            if code[0] == kind
        ]
    return "\n\n".join(out)


def _section(example: Example, meaning: str, printed: str) -> str:
    shown = example.shown or "\n\n".join([*([example.note] if example.note else []), *_differences(example)])
    return (
        f"### {example.code}\n\n**{meaning[0].upper()}{meaning[1:]}.**\n\n{shown}\n\n```text\n{printed}```\n\n*Fix:* {example.fix}"
    )


def _differences(example: Example) -> Iterator[str]:
    """Yield the wrong (-) and right (+) lines of each file, or the lines that the example specifies."""
    for path in sorted({*example.wrong, *example.right}):
        before, wrong, right = (_lines(path, files) for files in ({}, example.wrong, example.right))
        if wrong != right:
            lines = _around(list(difflib.ndiff(wrong, right)), example.context)
        else:
            lines = [f"  {line[2:]}" for line in difflib.ndiff(before, wrong) if line[0] == "+"]
        if lines:
            yield f"`{path}`\n\n```diff\n" + "".join(f"{line.rstrip()}\n" for line in lines) + "```"


def _around(lines: list[str], context: int) -> list[str]:
    """Return the changed lines with context before and after each, without empty lines and ndiff's character marks."""
    lines = [line for line in lines if line[0] in "+- " and line[1:].strip()]
    differing = [at for at, line in enumerate(lines) if line[0] != " "]
    return [line for at, line in enumerate(lines) if any(abs(at - other) <= context for other in differing)]


def _lines(path: str, files: Files) -> list[str]:
    content = files.get(path, SITE.get(path))
    return content.splitlines(keepends=True) if isinstance(content, str) else []


def printed_in(page: str) -> dict[str, str]:
    """Return the output of each code's example in the page, by code."""
    return dict(_PRINTED.findall(page))


def report(files: Files, folder: Path, example: Example) -> str:
    """Return the output of `digest build` and `digest check` for a site in this empty folder."""
    if example.lacks:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                picture_encoder, "installed_version", lambda name: "" if name == example.lacks else installed_version(name)
            )
            return report(files, folder, example._replace(lacks=""))
    if not example.rebuilt:
        put_files(folder, {path: content for path, content in SITE.items() if content is not None})
        run_digest(folder, "build", "-q", "--now", NOW)
    put_files(folder, {path: content for path, content in {**SITE, **files}.items() if content is not None})
    built = run_digest(folder, "build", "-v", "--now", NOW).err if example.rebuilt else ""
    if not example.external:
        return built + run_digest(folder, "check", "-v", "--now", NOW).err
    with _other_sites() as proxy:
        return built + run_digest(folder, "check", "-v", "--external", "--now", NOW, env={"http_proxy": proxy}).err


def lines_of(code: str, text: str) -> str:
    """Return the diagnostic with this code in the output, and the hint below it; '' if there is none."""
    found = re.search(rf"^\S.*: {code} .*\n(?:  .*\n)*", text, re.MULTILINE)
    return found[0] if found else ""


@contextmanager
def _other_sites() -> Iterator[str]:
    """Yield the address of a proxy that answers for all other sites, with the status codes in `STATUS`."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(STATUS[self.path.rpartition("/")[2]])
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
