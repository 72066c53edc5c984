"""Run Lighthouse on the default theme: accessibility, best practices and SEO of a front page, a topic and an article.

    python -m tests.hosting.lighthouse    # needs npm and Chrome; prints each failed audit

It is not part of `make test-all`, because it downloads 150 npm packages. The scheduled job runs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import CHROMIUM, run_digest
from tests.hosting.host import hosted
from tests.sites import write
from tests.themes.fixture_sites import NOW, SITES

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("accessibility", "best-practices", "seo")
PAGES = ("", "topics/ports/", "2026/03/11/a0/")


def main() -> int:
    """Return 1 if an audit fails, else 0."""
    with tempfile.TemporaryDirectory() as folder, hosted("") as host:
        place = write(Path(folder), SITES["rich"])
        ran = run_digest(place, "build", "--now", NOW)
        if ran.code:
            print(ran.err, file=sys.stderr)
            return 1
        host.put(place / "site")
        wrong = [line for page in PAGES for line in failed(host.address + page)]
    print("\n".join(wrong) or f"100 of 100 in {', '.join(CATEGORIES)} on {len(PAGES)} pages")
    return 1 if wrong else 0


def failed(address: str) -> Iterator[str]:
    """Yield the failed audits of this page, and the categories with a score below 100."""
    command = [shutil.which("npx") or "npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless --no-sandbox --disable-gpu"]
    chrome = os.environ.get("CHROME_PATH") or CHROMIUM
    environment = {**os.environ, **({"CHROME_PATH": chrome} if chrome else {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    for category in report["categories"].values():
        if category["score"] != 1:
            yield f"{address}: {category['id']} is {category['score']}"
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                nodes = [item.get("node", {}).get("snippet", "") for item in audit.get("details", {}).get("items", [])]
                yield f"{address}: {audit['id']}: {audit['title']} {' '.join(nodes)}"


if __name__ == "__main__":
    sys.exit(main())
