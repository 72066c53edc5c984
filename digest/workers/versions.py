"""The versions that determine the output bytes of a process: of digest's code, Python, required packages (from the distribution's
metadata) and the rules of a time zone; and the differences between a worker of a cluster and the build."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution

import msgspec

from digest import DISTRIBUTION, __version__
from digest.config.time_zones import zone_of
from digest.hashing import fingerprint
from digest.installation.program_key import sources

_PACKAGE_NAME = re.compile(r"[A-Za-z0-9._-]+")


class Versions(msgspec.Struct, frozen=True):
    """The versions of one process."""

    digest: str
    code: str
    """The hash of digest's source files."""
    packages: dict[str, str]
    """Versions of Python and of digest's dependencies, direct and indirect."""


@lru_cache(maxsize=1)
def versions() -> Versions:
    """Return the versions of this process."""
    python = {"Python": f"{platform.python_implementation()} {platform.python_version()}"}
    return Versions(__version__, fingerprint(sources()), python | dict(_dependencies(DISTRIBUTION, {DISTRIBUTION})))


def _dependencies(name: str, seen_names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield name and version of each installed dependency of this package, without extras."""
    try:
        requirements = distribution(name).requires or ()
    except PackageNotFoundError:
        return
    for requirement in requirements:
        needed = re.sub(r"[-_.]+", "-", _PACKAGE_NAME.match(requirement)[0]).lower()  # type: ignore[index]  # PEP 503, PEP 508
        if needed in seen_names or "extra ==" in requirement:
            continue
        seen_names.add(needed)
        try:
            yield needed, distribution(needed).version
        except PackageNotFoundError:  # not for this system, or optional
            continue
        yield from _dependencies(needed, seen_names)


def differences(worker_versions: Versions, expected_versions: Versions) -> tuple[str, ...]:
    """Return the differences of a worker from the expected versions. A package that only one of them has is ignored."""
    if worker_versions.digest != expected_versions.digest:
        return (f"digest {worker_versions.digest} instead of {expected_versions.digest}",)
    version_differences = [
        f"{name} {worker_versions.packages[name]} instead of {version}"
        for name, version in expected_versions.packages.items()
        if worker_versions.packages.get(name, version) != version
    ]
    if worker_versions.code != expected_versions.code:
        version_differences.insert(0, f"other source files of digest {worker_versions.digest}")
    return tuple(version_differences)


@lru_cache(maxsize=4)
def zone_rules(name: str) -> str:
    """Return the hash of the monthly offsets of a time zone from 1970 to 2037, since systems have different databases.

    Raises ZoneInfoNotFoundError.
    """
    zone = zone_of(name)
    months = (datetime(1970 + month // 12, 1 + month % 12, 1, tzinfo=UTC) for month in range(68 * 12))
    return fingerprint([str(month.astimezone(zone).utcoffset()) for month in months])
