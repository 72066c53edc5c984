"""The workflow for GitHub Pages: its content, the effect of its steps, and its schedule."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from digest.commands.pages_workflow import own_wheel, pages_workflow
from digest.errors import UsageError
from digest.inputs.theme_files import bundled_themes
from tests.conftest import SETTINGS, run_digest
from tests.sites import article, tree, write

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / ".github/workflows/pages.yml"
PROGRAM = "digest/commands/pages/requirements.txt"
EXTRAS = {name: f"digest/commands/pages/{name}.txt" for name in ("search", "images")}
PINNED = ROOT / ".github/requirements"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NOW = datetime(2026, 1, 15, tzinfo=UTC)
PIN = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")


def jobs(text: str) -> dict[str, Any]:
    return yaml.safe_load(text)["jobs"]


def made(folder: Path, *more: str) -> Path:
    ran = run_digest(folder, "init", "news", *more, "--now", "2026-01-15")
    assert ran.code == 0, ran.err
    return folder / "news"


def test_this_repository_has_the_generated_workflow_plus_steps_for_its_documentation():
    own = OWN.read_text(encoding="utf-8")
    steps = re.findall(r'^      - name: "Documentation: .*\n(?:        .*\n)*', own, re.MULTILINE)
    assert len(steps) == 2
    for step in steps:
        own = own.replace(step, "")
    assert own == pages_workflow(PROGRAM, NOW), (
        f"write pages_workflow({PROGRAM!r}) to {OWN}, and put its steps for the documentation back"
    )


def test_the_documentation_is_deployed_below_the_site(tmp_path: Path):
    """Also if the cached site contains older documentation with pages that no longer exist."""
    steps = {step["name"]: step for step in jobs(OWN.read_text())["build"]["steps"] if "name" in step}
    build = steps["Documentation: build it into /docs/ of the site"]["run"]
    write(tmp_path, {"site/index.html": "the digest", "site/docs/gone.html": "old", "bin/zensical": "#!/bin/sh\nexit 0\n"})
    write(tmp_path, {"build/docs/index.html": "the documentation"})
    (tmp_path / "bin/zensical").chmod(0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    subprocess.run(["bash", "-eo", "pipefail", "-c", build], cwd=tmp_path, env={"PATH": path}, check=True)
    assert tree(tmp_path / "site") == {"index.html": b"the digest", "docs/index.html": b"the documentation"}
    names = list(steps)
    assert (
        names.index("Check it") < names.index("Documentation: build it into /docs/ of the site") < names.index("Hand the site over")
    )


def test_a_new_site_has_the_workflow_and_the_program_that_it_runs(tmp_path: Path):
    site = made(tmp_path)
    text = (site / ".github/workflows/pages.yml").read_text()
    assert text == pages_workflow(".github/digest/requirements.txt", NOW)
    name, data = own_wheel()
    assert (site / ".github/digest" / name).read_bytes() == data
    pinned = (site / ".github/digest/requirements.txt").read_text()
    assert f"./.github/digest/{name} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n" in pinned
    assert pinned.endswith((ROOT / PROGRAM).read_text())


def test_every_requirement_has_a_hash():
    """`digest-ssg` is in no package index, so anybody could register its name."""
    pins = pinned("".join((ROOT / path).read_text() for path in (PROGRAM, *EXTRAS.values())))
    assert "digest-ssg" not in pins
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for need in (*project["dependencies"], *(need for extra in EXTRAS for need in project["optional-dependencies"][extra])):
        name, least = re.match(r"([a-z0-9-]+)(?:\[\w+\])?(?:>=([\d.]+))?", need).groups()  # type: ignore[union-attr]
        if "win32" not in need:
            assert numbers(pins[name]) >= numbers(least), need
    for path in (OWN, ROOT / ".github/workflows/release.yml"):
        for step in (step for job in jobs(path.read_text()).values() for step in job["steps"]):
            if "install" in step.get("run", ""):
                command, _, requirements = step["run"].rpartition(" ")
                assert command == "python -m pip install --quiet --require-hashes --requirement"
                assert (ROOT / requirements).is_file()


def pinned(text: str) -> dict[str, str]:
    """Return the version of each package in a requirements file; asserts that each has hashes."""
    found = {}
    for line in re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ").strip().split("\n"):
        named = re.match(r"([a-z0-9-]+)==(\S+) (?:; [^-]*)?((?:\s+--hash=sha256:[0-9a-f]{64})+)$", line)
        assert named, line
        found[named[1]] = named[2]
    return found


def test_the_tools_for_documentation_and_releases_are_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    docs, program = pinned((PINNED / "docs.txt").read_text()), pinned((ROOT / PROGRAM).read_text())
    (need,) = project["dependency-groups"]["docs"]
    assert re.fullmatch(r"zensical>=([\d.]+),<([\d.]+)", need)
    least, most = re.findall(r"[\d.]+", need)
    assert numbers(least) <= numbers(docs["zensical"]) < numbers(most)
    assert {name: docs[name] for name in docs if name in program} == {name: program[name] for name in docs if name in program}
    release = pinned((PINNED / "release.txt").read_text())
    (backend,) = project["build-system"]["requires"]
    assert numbers(release["hatchling"]) >= numbers(backend.partition(">=")[2])
    assert {"build", "pypi-attestations", "uv"} <= release.keys()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def test_every_action_is_pinned_and_every_job_has_minimal_permissions():
    workflow = yaml.safe_load(OWN.read_text())
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
        "preview": {"contents": "read"},
    }
    assert len(re.findall(r"uses: (.*)", OWN.read_text())) == 9
    uses = [line for path in WORKFLOWS for line in re.findall(r"uses: (.*)", path.read_text())]
    assert all(re.fullmatch(rf"{PIN.pattern} # v\d+\.\d+\.\d+", line) for line in uses)


def test_only_the_release_job_has_signing_permission():
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    assert workflow[True] == {"push": {"tags": ["v*"]}} and workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read"},
        "publish": {"contents": "read", "actions": "read", "id-token": "write"},
    }
    publish = workflow["jobs"]["publish"]
    assert publish["needs"] == "build" and publish["environment"]["name"] == "pypi"
    runs = [step["run"] for step in publish["steps"] if "run" in step]
    assert runs[-2:] == ["python -m pypi_attestations sign dist/*", "uv publish --trusted-publishing always"]
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text()


def test_no_step_imports_a_file_of_the_site():
    """A pull request may add a `yaml.py` or `pip.py`, and `python -m` puts the working folder first on sys.path."""
    text = pages_workflow(".github/digest/requirements.txt", NOW)
    steps = [step for job in jobs(text).values() for step in job["steps"] if "python" in step.get("run", "")]
    assert len(steps) == 5
    for step in steps:
        assert " -P -m digest " in step["run"] or step["env"]["PYTHONSAFEPATH"] == "1", step


def test_a_pull_request_is_never_deployed():
    found = jobs(OWN.read_text())
    assert found["build"]["if"] == "github.event_name != 'pull_request'"
    assert found["deploy"]["needs"] == "build"
    assert found["preview"]["if"] == "github.event_name == 'pull_request'"
    assert not any("pages" in step.get("uses", "") or "cache" in step.get("uses", "") for step in found["preview"]["steps"])
    assert "pull_request_target" not in OWN.read_text()


def test_zizmor_finds_nothing(tmp_path: Path):
    program = Path(sys.executable).with_name("zizmor")
    if not program.exists():
        pytest.skip("NOT TRIED: zizmor is not installed (pip install --group test)")
    scheduled = made(tmp_path, "--timezone", "Asia/Seoul", "--schedule", "06:00") / ".github/workflows/pages.yml"
    ran = subprocess.run(
        [program, "--offline", "--no-progress", *WORKFLOWS, scheduled],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path)},
    )
    assert ran.returncode == 0 and "No findings to report" in ran.stdout, ran.stdout + ran.stderr
    loose = write(
        tmp_path, {"loose/.github/workflows/a.yml": OWN.read_text().replace("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7")}
    )
    ran = subprocess.run(
        [program, "--offline", "--no-progress", loose / "loose/.github/workflows/a.yml"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path)},
    )
    assert ran.returncode != 0  # zizmor reports an unsafe workflow


@pytest.mark.parametrize(
    ("schedule", "zone", "cron", "remark"),
    [
        ("06:30", "UTC", "30 6", "06:30 in UTC"),
        ("06:00", "UTC", "7 6", "06:07 in UTC"),
        ("6:15", "Asia/Seoul", "15 21", "06:15 in Asia/Seoul"),
        ("06:00", "Europe/Berlin", "7 5", "06:07 in Europe/Berlin; 60 minutes later in summer time"),
        ("23:50", "America/New_York", "50 4", "23:50 in America/New_York; 60 minutes later in summer time"),
        ("00:10", "Asia/Kolkata", "40 18", "00:10 in Asia/Kolkata"),
        ("07:30", "Australia/Lord_Howe", "0 21", "07:30 in Australia/Lord_Howe; 30 minutes later in summer time"),
    ],
)
@pytest.mark.parametrize("month", [1, 7])
def test_a_local_time_becomes_a_utc_time_that_is_never_too_early(schedule: str, zone: str, cron: str, remark: str, month: int):
    text = pages_workflow("x", NOW.replace(month=month), schedule, zone)
    assert f'\n    - cron: "{cron} * * *" # {remark}\n' in text
    assert yaml.safe_load(text)[True]["schedule"] == [{"cron": f"{cron} * * *"}]


@pytest.mark.parametrize("schedule", ["24:00", "6", "06:60", "6:5", "noon", "06:00:00", " 06:00", "06:00\n", "٠٦:٠٠"])
def test_an_invalid_time_is_refused(tmp_path: Path, schedule: str):
    with pytest.raises(UsageError, match="is not a time of day"):
        pages_workflow("x", NOW, schedule)
    ran = run_digest(tmp_path, "init", "news", "--schedule", schedule)
    assert ran.code == 2 and not (tmp_path / "news").exists()


def test_schedule_none_is_refused_for_a_new_site(tmp_path: Path):
    ran = run_digest(tmp_path, "init", "news", "--schedule", "none")
    assert ran.code == 2 and "use --workflow" in ran.err and not (tmp_path / "news").exists()


def test_the_time_zone_of_a_new_site(tmp_path: Path):
    site = made(tmp_path, "--timezone", "Asia/Seoul", "--schedule", "06:00")
    assert "\ntimezone: Asia/Seoul\n" in (site / "digest.yml").read_text()
    assert 'cron: "7 21 * * *" # 06:07 in Asia/Seoul' in (site / ".github/workflows/pages.yml").read_text()
    ran = run_digest(tmp_path, "init", "other", "--timezone", "Asia/Soul")
    assert (ran.code, ran.err.split("\n")[0]) == (2, "digest: --timezone: unknown time zone Asia/Soul")


def test_the_workflow_of_an_existing_site_is_rewritten_and_nothing_else(tmp_path: Path):
    site = made(tmp_path)
    write(
        site, {".github/digest/digest_ssg-0.0.1-py3-none-any.whl": "old", ".github/workflows/pages.yml": "old", "mine.txt": "mine"}
    )
    write(site, {".github/digest/.digest_ssg-0.0.1-py3-none-any.whl.1.tmp": "of a killed run"})
    settings = (site / "digest.yml").read_text().replace("timezone: UTC", "timezone: Asia/Tokyo")
    write(site, {"digest.yml": settings})
    ran = run_digest(site, "init", "--workflow", "--schedule", "05:20", "--now", "2026-01-15")
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (site / ".github/digest").iterdir()) == [own_wheel()[0], "requirements.txt"]
    assert 'cron: "20 20 * * *" # 05:20 in Asia/Tokyo' in (site / ".github/workflows/pages.yml").read_text()
    assert (site / "digest.yml").read_text() == settings and (site / "mine.txt").read_text() == "mine"
    assert run_digest(tmp_path, "init", "nowhere", "--workflow").code == 2
    assert run_digest(tmp_path, "init", "news", "--workflow", "--now", "2026-01-15").code == 0, "the folder of the site is given"
    (site / ".github/workflows/pages.yml").unlink()
    assert run_digest(site, "init", "--workflow", "--now", "2026-01-15").code == 0
    assert "schedule:" not in (site / ".github/workflows/pages.yml").read_text()


@pytest.mark.parametrize(
    ("extra", "package", "setting"), [("search", "pagefind", "search: pagefind"), ("images", "pillow", "picture_sizes: always")]
)
def test_the_program_includes_the_extras_that_settings_need(tmp_path: Path, extra: str, package: str, setting: str):
    site = made(tmp_path)
    pinned = site / ".github/digest/requirements.txt"
    assert package not in pinned.read_text()
    with (site / "digest.yml").open("a") as file:
        file.write(f"{setting}\n")
    ran = run_digest(site, "init", "--workflow", "--now", "2026-01-15")
    assert ran.code == 0, ran.err
    assert pinned.read_text().endswith("".join((ROOT / path).read_text() for path in (PROGRAM, EXTRAS[extra])))


def test_a_schedule_is_kept_until_another_is_given(tmp_path: Path):
    site = made(tmp_path, "--timezone", "Asia/Seoul", "--schedule", "06:00")
    path = site / ".github/workflows/pages.yml"

    def again(*more: str) -> str:
        ran = run_digest(site, "init", "--workflow", *more, "--now", "2026-01-15")
        assert ran.code == 0, ran.err
        return path.read_text()

    first = path.read_text()
    assert '    - cron: "7 21 * * *" # 06:07 in Asia/Seoul\n' in first
    assert again() == again() == first
    write(site, {"digest.yml": (site / "digest.yml").read_text().replace("Asia/Seoul", "UTC")})
    assert '    - cron: "7 6 * * *" # 06:07 in UTC\n' in again(), "the time is in the site's time zone"
    assert "schedule:" not in again("--schedule", "none") and "schedule:" not in again()
    own = first.replace('"7 21 * * *" # 06:07 in Asia/Seoul', '"*/30 * * * *"')
    write(site, {".github/workflows/pages.yml": own})
    ran = run_digest(site, "init", "--workflow")
    assert ran.code == 2 and "has a schedule that digest did not write" in ran.err and "--schedule none" in ran.err
    assert path.read_text() == own
    assert 'cron: "15 7 * * *"' in again("--schedule", "07:15")


def test_the_wheel_is_this_program(tmp_path: Path):
    name, data = own_wheel()
    assert own_wheel() == (name, data)
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        wheel.extractall(tmp_path)
        names = wheel.namelist()
    stem = name.removesuffix("-py3-none-any.whl")
    records = (tmp_path / f"{stem}.dist-info/RECORD").read_text().split("\n")[:-1]
    assert sorted(row.split(",")[0] for row in records) == sorted(names)
    for path, hash, size in (row.split(",") for row in records if not row.endswith("RECORD,,")):
        content = (tmp_path / path).read_bytes()
        digits = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        assert (hash, int(size)) == (f"sha256={digits}", len(content)), path
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        assert {(entry.external_attr >> 16, entry.date_time) for entry in wheel.infolist()} == {(0o100644, (1980, 1, 1, 0, 0, 0))}
    assert "\nRequires-Dist: jinja2" in (tmp_path / f"{stem}.dist-info/METADATA").read_text()
    assert f"{stem}.dist-info/licenses/LICENSE" in names
    assert {f"digest/_themes/{theme}/templates/base.html" for theme in bundled_themes()} <= set(names)
    write(tmp_path, {"elsewhere/x": ""})
    ran = subprocess.run(
        [sys.executable, "-c", "import digest.cli, digest; print(digest.__file__); digest.cli.main()", "init", "news"],
        cwd=tmp_path / "elsewhere",
        env={"PATH": os.environ["PATH"], **SETTINGS, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0 and ran.stdout.startswith(str(tmp_path)), ran.stderr
    again = tmp_path / "elsewhere/news/.github/digest" / name
    with zipfile.ZipFile(again) as wheel:  # digest installed from the wheel builds the same wheel
        assert [file for file in wheel.namelist() if ".dist-info/" not in file] == [
            file for file in names if ".dist-info/" not in file
        ]


class Runner:
    """A simulated GitHub runner: it runs the `run` steps in a shell, and keeps the cache as a tar archive."""

    def __init__(self, origin: Path, cache: Path) -> None:
        self.origin = origin
        self.cache = cache

    def run(self, folder: Path, job: str) -> str:
        """Clone the site into the folder, run the job's steps, and return their output."""
        subprocess.run(["git", "clone", "-q", str(self.origin), str(folder)], check=True, capture_output=True)
        output, kept = "", ""
        for step in jobs((folder / ".github/workflows/pages.yml").read_text())[job]["steps"]:
            if "actions/cache@" in step.get("uses", ""):
                kept = step["with"]["path"]
                assert step["with"]["key"].startswith(step["with"]["restore-keys"]) and "run_id" in step["with"]["key"]
                if self.cache.exists():
                    with tarfile.open(self.cache) as archive:
                        archive.extractall(folder, filter="data")
            elif "pip install" in step.get("run", ""):
                assert (folder / step["run"].rpartition(" ")[2]).is_file()  # skipped, because tests use no network
            elif "run" in step:
                output += self._shell(folder, step)
        if kept:
            with tarfile.open(self.cache, "w", format=tarfile.PAX_FORMAT) as archive:
                for path in kept.split():
                    archive.add(folder / path, path)
        return output

    def _shell(self, folder: Path, step: dict[str, Any]) -> str:
        values = {"${{ steps.pages.outputs.base_url }}": "https://editor.github.io/news"}
        own = {name: values[value] for name, value in step.get("env", {}).items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env={**SETTINGS, "PATH": path, "SOURCE_DATE_EPOCH": "1772323200", **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if shutil.which("git") is None or shutil.which("bash") is None:
        pytest.skip("NOT TRIED: there is no git or no bash")
    site = made(tmp_path)
    write(site, {"content/2026/02/d.md": article("Secret", topic="technology", source="django", draft="true")})
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        identity = ["-c", "user.name=An Editor", "-c", "user.email=e@example.org", "-c", "core.hooksPath=/dev/null"]
        subprocess.run(["git", "-C", str(site), *identity, *arguments], check=True, capture_output=True)
    return Runner(site, tmp_path / "cache.tar")


def test_a_run_with_the_previous_cache_renders_no_page(runner: Runner, tmp_path: Path):
    first = runner.run(tmp_path / "first", "build")
    again = runner.run(tmp_path / "again", "build")
    count = re.search(r"built (\d+) pages \(\1 rendered, 0 kept\)", first)
    assert count, first
    assert f"built {count[1]} pages (0 rendered, {count[1]} kept)" in again
    assert tree(tmp_path / "again/site") == tree(tmp_path / "first/site")
    assert b'href="/news/' in tree(tmp_path / "first/site")["index.html"]


def test_a_preview_contains_drafts_and_is_not_deployed(runner: Runner, tmp_path: Path):
    runner.run(tmp_path / "preview", "preview")
    assert not (tmp_path / "preview/site").exists() and not runner.cache.exists()
    site = tree(tmp_path / "preview/preview")
    assert any(path.endswith("/d/index.html") for path in site)
    assert all(
        b'content="noindex, nofollow"' in data and b"preview-note" in data for path, data in site.items() if path.endswith(".html")
    )


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_schedule_is_the_same_whenever_in_a_year_it_is_written(zone: str):
    """Otherwise --workflow would change it without a reason, and a build in the other half of the year could be too early."""
    days = [datetime(2026, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 15)]
    assert len({pages_workflow(PROGRAM, day, "06:30", zone) for day in days}) == 1
