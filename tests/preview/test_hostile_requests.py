"""Hostile requests get a planned page or file or a plain refusal, and never any other data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites
from tests.preview.hostile import FIXED, HOST, mutated, seeds
from tests.preview.served import Got, Served, serving
from tests.preview.test_serve import OUR_SCRIPT, PLAIN_BYTES
from tests.preview.wire import answers, exchange
from tests.selection import examples

STATUSES = {200, 301, 302, 304, 400, 403, 404, 405, 414, 421, 431, 503}
CANARY = b"CANARY-"
MUTATED = examples(2_000)
BATCH = 500

SCRIPTS = {name: (Path(sites.__file__).parents[1] / "digest/preview" / name).read_bytes() for name in ("client.js", "live.js")}


def comparable(text: bytes) -> bytes:
    """Return a page without the hashes in names and without the preview's script, to compare builds and preview."""
    return OUR_SCRIPT.sub(b"", PLAIN_BYTES.sub(rb"\2", text))


class AttackedPreview:
    """A preview with secret files, and all responses that are allowed."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.address = ("127.0.0.1", served.port)
        self.bodies: set[bytes] = {b"", *SCRIPTS.values()}
        self.urls: set[str] = set()
        self.missing: set[bytes] = set()
        self.lines: list[str] = []

    def allow(self) -> None:
        """Allow the files of a build of the current site as responses."""
        assert sites.build(self.served.root, base_url=f"http://127.0.0.1:{self.served.port}/").code == 0
        for path, data in sites.tree(self.served.root / "site").items():
            if path != sites.LIST:
                self.bodies.add(comparable(data))
                self.urls.add("/" + re.sub(r"(^|/)index\.html$", r"\1", path))
        self.missing.add(comparable((self.served.root / "site/404.html").read_bytes()))

    def ask(self, data: bytes) -> list[Got]:
        """Send these bytes, and return the checked responses."""
        received = exchange(self.address, data.replace(b"PORT", b"%d" % self.served.port))
        assert CANARY not in received
        got = answers(received)
        for answer in got:
            self.check(answer)
        return got

    def check(self, answer: Got) -> None:
        """Raise AssertionError if this response is not allowed."""
        assert answer.status in STATUSES
        assert not any(name.startswith("access-control-") or name in ("set-cookie", "server") for name in answer.headers)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        location = answer.headers.get("location")
        assert (location is not None) == (answer.status in (301, 302))
        assert location is None or location in self.urls
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            assert answer.status == 200
        elif answer.status == 200:
            assert comparable(answer.body) in self.bodies
        elif answer.headers.get("content-type", "").startswith("text/html"):
            assert answer.status == 404 and comparable(answer.body) in {b"", *self.missing}
        else:
            assert len(answer.body) < 200 and answer.headers.get("content-type", "text/plain").startswith("text/plain")

    def is_undisturbed(self) -> bool:
        """Return whether the preview runs, serves its front page, and has printed nothing."""
        return self.served.get().status == 200 and self.served.process.poll() is None and self.served.lines == self.lines


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttackedPreview]:
    above = tmp_path_factory.mktemp("attacked")
    (above / "secret.txt").write_text("CANARY-beside\n")
    held = sites.article("CANARY-title", "2026-02-03", draft="true", summary="CANARY-summary", body="CANARY-body")
    files = {
        **sites.tiny(),
        "content/2026/held-back.md": held,
        "content/2026/held-back.txt": "of an article that is not published\n",
    }
    files["digest.yml"] = f"{sites.SETTINGS}# CANARY-settings\n"
    files["content/topics.yml"] = f"{sites.TOPICS}# CANARY-topics\n"
    files[".digest/canary.txt"] = "CANARY-state\n"
    files["secret.txt"] = "CANARY-root\n"
    root = sites.write(above / "site", files)
    with serving(root, "--no-drafts", "--no-future", "--now", f"{sites.NOW:%Y-%m-%dT%H:%MZ}") as served:
        result = AttackedPreview(served.when_ready())
        result.allow()
        sites.write(root, {"content/2026/a1.md": sites.article("Another title", "2026-02-02", body="Other words.")})
        served.when(lambda: "Another title" in served.get().text)
        result.allow()
        for folder in ("content", "content/static"):
            (root / folder / "secret-link.txt").symlink_to(above / "secret.txt")
        served.when(lambda: sum("leads out of the site" in line for line in served.lines) == 2)
        served.when(lambda: served.lines[-1].endswith(" ms"))  # it has printed everything
        result.lines = list(served.lines)
        yield result


@pytest.mark.parametrize("name", FIXED)
def test_known_attacks_on_other_servers(attacked: AttackedPreview, name: str):
    data, expected = FIXED[name]
    assert tuple(answer.status for answer in attacked.ask(data)) == expected
    assert attacked.is_undisturbed(), attacked.served.lines


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("start", range(0, MUTATED, BATCH))
def test_mutated_requests_get_allowed_responses(attacked: AttackedPreview, start: int):
    for seed, data in seeds(BATCH, start):
        try:
            attacked.ask(data)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {data!r}: {error}") from error
    assert attacked.is_undisturbed(), (start, attacked.served.lines)


def test_mutated_requests_get_all_kinds_of_responses(attacked: AttackedPreview):
    """Otherwise the test above would cover one kind of response."""
    found = [answer.status for _, data in seeds(1000) for answer in attacked.ask(data)]
    assert {200, 301, 400, 404, 405} <= set(found)
    assert all(found.count(status) > 50 for status in (200, 400, 404)), {status: found.count(status) for status in set(found)}


def test_a_mutation_is_the_same_each_time():
    assert [mutated(seed) for seed in range(50)] == [mutated(seed) for seed in range(50)]


def test_every_planned_page_is_an_allowed_response(attacked: AttackedPreview):
    """Otherwise the checks above could not fail."""
    assert len(attacked.bodies) > 20
    assert not any(CANARY in body for body in attacked.bodies)
    assert tuple(answer.status for answer in attacked.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"\r\n")) == (200,)
    with pytest.raises(AssertionError):
        attacked.check(attacked.ask(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")[0]._replace(body=b"anything else"))


def test_etags_of_known_pages_are_compared(attacked: AttackedPreview):
    """A browser with the current version gets 304; one with another version gets the page."""
    (page,) = attacked.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"\r\n")
    known = page.headers["etag"].encode()
    (same,) = attacked.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"If-None-Match: " + known + b"\r\n\r\n")
    assert same.status == 304 and same.body == b""
    (other,) = attacked.ask(b"GET / HTTP/1.1\r\n" + HOST + b"If-None-Match: " + known + b"\r\n\r\n")
    assert other.status == 200
