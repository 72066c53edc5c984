"""Hostile requests get an answer of the plan or a plain refusal, and never a byte of anything else."""

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


def plainly(text: bytes) -> bytes:
    """The page of a build or of the preview as both have it: without hashes in names, and without our script."""
    return OUR_SCRIPT.sub(b"", PLAIN_BYTES.sub(rb"\2", text))


class Besieged:
    """A preview with something to hide, and all that it may say."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.address = ("127.0.0.1", served.port)
        self.bodies: set[bytes] = {b"", *SCRIPTS.values()}
        self.urls: set[str] = set()
        self.missing: set[bytes] = set()
        self.lines: list[str] = []

    def allow(self) -> None:
        """What a build makes now may be said."""
        assert sites.build(self.served.root, base_url=f"http://127.0.0.1:{self.served.port}/").code == 0
        for path, data in sites.tree(self.served.root / "site").items():
            if path != sites.LIST:
                self.bodies.add(plainly(data))
                self.urls.add("/" + re.sub(r"(^|/)index\.html$", r"\1", path))
        self.missing.add(plainly((self.served.root / "site/404.html").read_bytes()))

    def ask(self, data: bytes) -> list[Got]:
        """The answers to these bytes, each looked at."""
        said = exchange(self.address, data.replace(b"PORT", b"%d" % self.served.port))
        assert CANARY not in said
        got = answers(said)
        for answer in got:
            self.look_at(answer)
        return got

    def look_at(self, answer: Got) -> None:
        """Raise AssertionError if this answer may not be."""
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
            assert plainly(answer.body) in self.bodies
        elif answer.headers.get("content-type", "").startswith("text/html"):
            assert answer.status == 404 and plainly(answer.body) in {b"", *self.missing}
        else:
            assert len(answer.body) < 200 and answer.headers.get("content-type", "text/plain").startswith("text/plain")

    def has_kept_calm(self) -> bool:
        """Whether it runs, shows its front page, and has said nothing."""
        return self.served.get().status == 200 and self.served.process.poll() is None and self.served.lines == self.lines


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    above = tmp_path_factory.mktemp("besieged")
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
        result = Besieged(served.when_ready())
        result.allow()
        sites.write(root, {"content/2026/a1.md": sites.article("Another title", "2026-02-02", body="Other words.")})
        served.when(lambda: "Another title" in served.get().text)
        result.allow()
        for folder in ("content", "content/static"):
            (root / folder / "secret-link.txt").symlink_to(above / "secret.txt")
        served.when(lambda: sum("leads out of the site" in line for line in served.lines) == 2)
        served.when(lambda: served.lines[-1].endswith(" ms"))  # it has said all
        result.lines = list(served.lines)
        yield result


@pytest.mark.parametrize("name", FIXED)
def test_what_other_servers_fell_for(besieged: Besieged, name: str):
    data, expected = FIXED[name]
    assert tuple(answer.status for answer in besieged.ask(data)) == expected
    assert besieged.has_kept_calm(), besieged.served.lines


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("start", range(0, MUTATED, BATCH))
def test_mutated_requests(besieged: Besieged, start: int):
    for seed, data in seeds(BATCH, start):
        try:
            besieged.ask(data)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {data!r}: {error}") from error
    assert besieged.has_kept_calm(), (start, besieged.served.lines)


def test_mutated_requests_are_of_all_kinds(besieged: Besieged):
    """Else the test above would be about one answer."""
    found = [answer.status for _, data in seeds(1000) for answer in besieged.ask(data)]
    assert {200, 301, 400, 404, 405} <= set(found)
    assert all(found.count(status) > 50 for status in (200, 400, 404)), {status: found.count(status) for status in set(found)}


def test_a_mutation_is_the_same_each_time():
    assert [mutated(seed) for seed in range(50)] == [mutated(seed) for seed in range(50)]


def test_every_page_of_the_plan_is_among_what_may_be_said(besieged: Besieged):
    """Else no answer would ever be refused."""
    assert len(besieged.bodies) > 20
    assert not any(CANARY in body for body in besieged.bodies)
    assert tuple(answer.status for answer in besieged.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"\r\n")) == (200,)
    with pytest.raises(AssertionError):
        besieged.look_at(besieged.ask(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")[0]._replace(body=b"anything else"))


def test_what_changed_in_between_is_not_in_the_way(besieged: Besieged):
    """A browser that has the page hears so; one that has another is sent this one."""
    (page,) = besieged.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"\r\n")
    known = page.headers["etag"].encode()
    (same,) = besieged.ask(b"GET /about/ HTTP/1.1\r\n" + HOST + b"If-None-Match: " + known + b"\r\n\r\n")
    assert same.status == 304 and same.body == b""
    (other,) = besieged.ask(b"GET / HTTP/1.1\r\n" + HOST + b"If-None-Match: " + known + b"\r\n\r\n")
    assert other.status == 200
